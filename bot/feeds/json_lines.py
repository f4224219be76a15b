"""Posts as JSON lines (CONTRACTS.md, "Posts in"): one post, edit or deletion a line."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import BinaryIO

from bot.feeds.entries import (
    BadEntry,
    LeftOut,
    OnLeftOut,
    clean,
    instant,
    integer,
    optional_integer,
    optional_text,
    required_text,
    strict_json,
)
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.post import Arrival, ForwardOrigin, MediaFact, Origin, SeenDeletion, SeenPost

MAX_LINE_BYTES = 8 * 2**20
"""No post comes near it; a file without line ends must not be read into memory whole."""


def read_json_lines(stream: BinaryIO, *, file: str, origin: Origin, on_left_out: OnLeftOut) -> Iterator[Arrival]:
    """Yield the good lines' arrivals in the file's order and tell the bad ones; blank lines are nothing."""
    for number, line in bounded_lines(stream):
        if line is not None and not line.strip():
            continue
        try:
            if line is None:
                raise BadEntry(too_long())
            yield parse_line(line, origin=origin)
        except BadEntry as bad:
            on_left_out(LeftOut(file=file, place=f"line {number}", reason=str(bad)))


def parse_line(line: bytes, *, origin: Origin) -> Arrival:
    """Understand one line. Raises BadEntry with the reason."""
    try:
        entry = strict_json(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadEntry("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadEntry(f"it is not JSON: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError):  # NaN, a number of thousands of digits, or brackets without end
        raise BadEntry("it is not JSON that can be read") from None
    if not isinstance(entry, dict):
        raise BadEntry("it is not a JSON object")
    return _arrival(entry, origin)


def too_long() -> str:
    """Why a line was not read."""
    return f"the line is longer than {MAX_LINE_BYTES // 2**20} MB"


def bounded_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Number and bytes of each line; None for one that is too long."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line


def _arrival(entry: Mapping[str, object], origin: Origin) -> Arrival:
    event = entry.get("event")
    if event is None:
        return _post(entry, origin, is_edit=False)
    if event == "edit":
        return _post(entry, origin, is_edit=True)
    if event == "delete":
        return SeenDeletion(
            channel=_channel(entry),
            message_id=_message_id(entry),
            deleted_at=instant(entry.get("date"), "date"),
            origin=origin,
        )
    raise BadEntry("event is neither edit nor delete")


def _post(entry: Mapping[str, object], origin: Origin, *, is_edit: bool) -> SeenPost:
    channel, message_id = _channel(entry), _message_id(entry)
    if "date" not in entry:
        raise BadEntry("date is missing")
    date = instant(entry["date"], "date")
    return SeenPost(
        channel=channel,
        message_id=message_id,
        date=date,
        edited_at=date if is_edit else None,
        is_edit=is_edit,
        text=required_text(entry, "text"),
        origin=origin,
        media=_media(entry.get("media")),
        forwarded_from=_forward(entry.get("forwarded_from")),
        reply_to=optional_integer(entry, "reply_to", least=1),
        grouped_id=optional_integer(entry, "grouped_id", least=-(2**63)),
        views=optional_integer(entry, "views", least=0),
        url=optional_text(entry, "url"),
    )


def _channel(entry: Mapping[str, object]) -> ChannelRef:
    return _channel_ref(required_text(entry, "channel"), optional_text(entry, "title"), optional_text(entry, "class"))


@lru_cache(maxsize=4096)
def _channel_ref(name: str, title: str | None, class_name: str | None) -> ChannelRef:
    if class_name is not None and class_name not in tuple(ChannelClass):
        raise BadEntry(f"class is none of {', '.join(ChannelClass)}")
    try:
        return ChannelRef.parse(name, title=title, channel_class=ChannelClass(class_name) if class_name else None)
    except ValueError:
        raise BadEntry("channel is empty") from None


def _message_id(entry: Mapping[str, object]) -> int:
    if "id" not in entry:
        raise BadEntry("id is missing")
    return integer(entry["id"], "id", least=1)


def _forward(value: object) -> ForwardOrigin | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadEntry("forwarded_from is not an object")
    name = optional_text(value, "channel")
    return ForwardOrigin(
        channel=_channel_ref(name, None, None) if name else None,
        message_id=optional_integer(value, "id", least=1),
    )


def _media(value: object) -> tuple[MediaFact, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise BadEntry("media is not a list")
    return tuple(map(_media_fact, value))


def _media_fact(item: object) -> MediaFact:
    kind = item.get("type") if isinstance(item, dict) else None
    if not isinstance(kind, str) or not kind:
        raise BadEntry("media holds an item without a type")
    return MediaFact(kind=clean(kind))
