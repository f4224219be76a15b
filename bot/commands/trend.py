"""``/trend``: flags by hour or day against the usual, as a picture with its figures in words."""

import asyncio
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.commands.asked import Asked, Means, said
from bot.commands.moments import read_span
from bot.errors import DrawingError, InputError
from bot.model.conversation import Answer
from bot.model.message import Attachment, AttachmentKind, Message
from bot.model.trend import Trend
from bot.ports import Draughtsman, ReadingRoom
from bot.signals.places import Gazetteer
from bot.stories.trends import stretch_edges, trend_of
from bot.wording import texts
from bot.wording.excerpt import shortened
from bot.wording.rich_text import RichText
from bot.wording.trends import nothing_told, trend_caption, trend_chart

DEFAULT_DAYS: Final = 7
MOST_DAYS: Final = 365
PICTURE_NAME: Final = "trend.png"
_MOST_STORIES: Final = 3
_LONGEST_SHOWN: Final = 60
_NUMBER = re.compile(r"[0-9]{1,6}\Z")
_DAY = timedelta(days=1)
_UNITS: Final = frozenset({"d", "day", "days"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendWish:
    """What a person wants to see; ``signal`` None is all."""

    signal: str | None = None
    days: int = DEFAULT_DAYS


async def trend(means: Means, asked: Asked) -> Answer:
    """``/trend``, ``/trend breakthrough 30``: the picture, or a sentence where there is nothing to show."""
    try:
        wish = read_trend(asked.rest, means.names.signals)
    except InputError as error:
        return said(str(error))
    found = await trend_in(means.archive, wish, zone=asked.zone, now=asked.now)
    if not found.total:
        return said(nothing_told(found, most_days=MOST_DAYS))
    return await _pictured(means.draughtsman, found, means.names.gazetteer, asked.zone, asked.now)


async def trend_in(archive: ReadingRoom, wish: TrendWish, *, zone: ZoneInfo, now: datetime) -> Trend:
    """The figures; a year of them takes a moment to reckon, which holds up nobody else. Raises ArchiveError."""
    edges = stretch_edges(now, wish.days, zone)
    material = await archive.trend_material(edges, signal=wish.signal, most_stories=_MOST_STORIES)
    return await asyncio.to_thread(trend_of, material, signal=wish.signal, days=wish.days, now=now)


def read_trend(typed: str, signals: Collection[str]) -> TrendWish:
    """``[signal] [days]`` in any order, days also as ``30d``, ``2w``, ``48h``; "all" is every signal.

    Raises InputError with what was understood and an example.
    """
    wanted: list[str] = []
    days: list[tuple[int, str]] = []
    unknown = []
    for word in typed.split():
        span = _days(word)
        if span is not None:
            days.append((span, word))
        elif word.casefold() in signals or word.casefold() == "all":
            wanted.append(word.casefold())
        elif word.casefold() not in _UNITS or not days:
            unknown.append(word)
    if unknown or len(days) > 1:
        raise InputError(_not_understood(unknown or [word for _, word in days[1:]], wanted, days[:1], signals))
    if len(set(wanted)) > 1:
        raise InputError(texts.TREND_SEVERAL_SIGNALS)
    signal = next((name for name in wanted if name != "all"), None)
    number, shown = days[0] if days else (DEFAULT_DAYS, "")
    if not 1 <= number <= MOST_DAYS:
        example = " ".join((*wanted, str(min(max(number, 1), MOST_DAYS))))
        raise InputError(texts.TREND_TOO_LONG.format(most=MOST_DAYS, typed=shown, example=example))
    return TrendWish(signal=signal, days=number)


def _days(word: str) -> int | None:
    if _NUMBER.match(word):
        return int(word)
    span = read_span(word)
    return None if span is None else -(-span // _DAY)


def _not_understood(
    unknown: list[str], wanted: list[str], days: list[tuple[int, str]], signals: Collection[str]
) -> str:
    understood = [
        *(wanted[:1] or [texts.TREND_ALL]),
        texts.counted(texts.TREND_DAYS, days[0][0] if days else DEFAULT_DAYS),
    ]
    return texts.TREND_NOT_UNDERSTOOD.format(
        typed=shortened(" ".join(unknown), _LONGEST_SHOWN),
        understood=", ".join(understood),
        known=", ".join(signals),
        most=MOST_DAYS,
    )


async def _pictured(
    draughtsman: Draughtsman | None, found: Trend, gazetteer: Gazetteer, zone: ZoneInfo, now: datetime
) -> Answer:
    caption = trend_caption(found, gazetteer, zone, now=now)
    if draughtsman is None:
        return Answer(messages=(caption,))
    try:
        picture = await draughtsman.draw(trend_chart(found, zone, now=now))
    except DrawingError:
        remark: Message = RichText().add(texts.TREND_NOT_DRAWN).message()
        return Answer(messages=(remark, caption))
    shown = Attachment(kind=AttachmentKind.PHOTO, name=PICTURE_NAME, content=picture, caption=caption)
    return Answer(attachments=(shown,))
