"""``frontwatch flag``: JSON lines of posts in, one line of flags per post out (CONTRACTS.md)."""

import logging
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.exports.json_text import json_line
from bot.feeds.entries import clean, strict_json
from bot.feeds.json_lines import too_long
from bot.model.channel import ChannelClass
from bot.model.flag import Flag, Mention
from bot.signals.detector import Detector

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedLine:
    """One line of the answer; ``is_good`` is False where the input line could not be read."""

    answer: Mapping[str, object]
    is_good: bool

    def as_json(self) -> str:
        """The line to print, without its line end."""
        return json_line(self.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    channel: str | None
    post_id: object
    date: datetime | None
    channel_class: ChannelClass | None


def flag_lines(lines: Iterable[str | None], detector: Detector) -> Iterator[FlaggedLine]:
    """Answer each line in order, None being one that is too long; a bad one answers with its error, in its place.

    So does one that makes the detector fail: the ones after it go on.
    """
    for number, line in enumerate(lines):
        try:
            if line is None:
                raise ValueError(too_long())
            answer = _answer(_parse(line), detector)
        except ValueError as error:
            yield FlaggedLine(answer={"line": number, "error": str(error)}, is_good=False)
        else:
            yield FlaggedLine(answer={"line": number, **answer}, is_good=True)


def _answer(post: _Line, detector: Detector) -> dict[str, object]:
    try:
        reading = detector.read(post.text, date=post.date, channel_class=post.channel_class)
    except Exception as fault:  # whatever it is, it is the fault of this post alone
        _log.debug("the detector failed", exc_info=True)
        raise ValueError(f"the detector failed on this text: {type(fault).__name__}: {fault}") from None
    flags = [flag_as_json(flag) for flag in reading.flags]
    return {"channel": post.channel, "id": post.post_id, "flags": flags}


def flag_as_json(flag: Flag) -> dict[str, object]:
    """A flag as CONTRACTS.md shows it."""
    return {
        "signal": flag.signal,
        "stance": flag.stance.value,
        "places": list(flag.places),
        "mentions": [_mention_as_json(mention) for mention in flag.mentions],
    }


def _mention_as_json(mention: Mention) -> dict[str, object]:
    told: dict[str, object] = {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "term": mention.term,
        "stance": mention.stance.value,
        "cue": mention.cue,
    }
    if mention.side is not None:
        told["side"] = mention.side.value
    if mention.euphemism:
        told["euphemism"] = True
    return told


def _parse(line: str) -> _Line:
    try:
        fields = strict_json(line)
    except (ValueError, RecursionError):
        raise ValueError("not a JSON object: write one object with a text field a line") from None
    if not isinstance(fields, dict):
        raise ValueError("not a JSON object: write one object with a text field a line")
    text = fields.get("text")
    if not isinstance(text, str):
        raise ValueError("text is missing or no string")
    channel = fields.get("channel")
    if channel is not None and not isinstance(channel, str):
        raise ValueError("channel is neither a string nor null")
    return _Line(
        text=clean(text),
        channel=None if channel is None else clean(channel),
        post_id=_echoed(fields.get("id")),
        date=_date(fields.get("date")),
        channel_class=_channel_class(fields.get("class")),
    )


def _echoed(post_id: object) -> object:
    """Any scalar that can be written as JSON again."""
    if isinstance(post_id, dict | list):
        raise ValueError("id is neither a number, a string nor null")
    if isinstance(post_id, float) and not math.isfinite(post_id):
        raise ValueError("id is too large a number")
    return clean(post_id) if isinstance(post_id, str) else post_id


def _date(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("date is neither an ISO 8601 string nor null")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"date is not ISO 8601, such as 2023-05-11T18:14:00+00:00: {value[:40]!r}") from None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"date is out of range: {value[:40]!r}") from None


def _channel_class(value: object) -> ChannelClass | None:
    if value is None:
        return None
    try:
        return ChannelClass(value)  # type: ignore[arg-type]  # any other type is refused by the enum itself
    except ValueError:
        known = ", ".join(ChannelClass)
        raise ValueError(f"class is not one of {known}") from None
