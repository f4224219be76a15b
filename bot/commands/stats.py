"""``/stats``: figures of the archive, in one table for a phone."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.commands.asked import Asked, Means, told
from bot.commands.tables import table
from bot.model.conversation import Answer
from bot.model.flag import Stance
from bot.model.message import EntityKind
from bot.model.report import PeriodFigures
from bot.model.story import StoryState
from bot.wording import texts
from bot.wording.rich_text import RichText
from bot.wording.stories import signal_name
from bot.wording.times import span

PERIODS: Final = (timedelta(days=7), timedelta(days=30))

_Row = tuple[str, ...]


async def stats(means: Means, asked: Asked) -> Answer:
    """``/stats``: posts, flags by signal and stance, stories by state, and how soon officials answer."""
    reports = await means.archive.channel_reports(now=asked.now)
    figures = [await means.archive.period_figures(since=asked.now - span_, now=asked.now) for span_ in PERIODS]
    posts = texts.counted(texts.STATS_POSTS, sum(report.posts for report in reports))
    channels = texts.counted(texts.CHANNELS_HEADER, len(reports))
    text = RichText().bold(texts.STATS_HEADER.format(posts=posts, channels=channels)).line()
    heads = ("", *(texts.STATS_DAYS.format(days=period.days) for period in PERIODS))
    rows = list(_rows(figures, means.names.signals, asked.now))
    return told(text.add(table(heads, rows).strip("\n"), EntityKind.PRE).message())


def _rows(figures: Sequence[PeriodFigures], signals: Sequence[str], now: datetime) -> Iterator[_Row]:
    def row(label: str, cell: Callable[[PeriodFigures], str]) -> _Row:
        return (label, *map(cell, figures))

    yield row(texts.STATS_POSTS_ROW, lambda period: f"{period.posts:,}")
    days = [_days(period, length, now) for period, length in zip(figures, PERIODS, strict=True)]
    yield (texts.STATS_A_DAY, *(_a_day(period, each) for period, each in zip(figures, days, strict=True)))
    yield from _headed(texts.STATS_FLAGS, figures, list(_flags(figures, signals)))
    yield from _headed(texts.STATS_STORIES, figures, list(_stories(figures)))
    yield row(texts.STATS_ANSWERED, lambda period: f"{period.answers:,}")
    yield row(
        texts.STATS_TIME_TO_ANSWER,
        lambda period: texts.STATS_NONE if period.time_to_answer is None else span(period.time_to_answer),
    )


def _headed(head: str, figures: Sequence[PeriodFigures], rows: Sequence[_Row]) -> Iterator[_Row]:
    """Rows under a head of their own; a dash for none."""
    if rows:
        yield (head, *("" for _ in figures))
        yield from rows
    else:
        yield (head, *(texts.STATS_NONE for _ in figures))


def _flags(figures: Sequence[PeriodFigures], signals: Sequence[str]) -> Iterator[_Row]:
    """Signals in the order of their catalogue, those that are known no more at the end."""
    counted = {signal for period in figures for signal, _ in period.flags}
    for signal in (*(each for each in signals if each in counted), *sorted(counted - set(signals))):
        for stance in Stance:
            counts = [period.flags.get((signal, stance), 0) for period in figures]
            if any(counts):
                name = texts.SEARCH_FLAG.format(signal=signal_name(signal), stance=texts.STANCE_NAMES[stance])
                yield _item(name, counts)


def _stories(figures: Sequence[PeriodFigures]) -> Iterator[_Row]:
    for state in StoryState:
        counts = [period.stories.get(state, 0) for period in figures]
        if any(counts):
            yield _item(texts.STATE_NAMES[state], counts)


def _item(name: str, counts: Sequence[int]) -> _Row:
    return (texts.STATS_ITEM.format(item=name), *(f"{count:,}" for count in counts))


def _days(period: PeriodFigures, length: timedelta, now: datetime) -> float:
    """How many days of the period the archive has heard: a young one has not lived through all of them."""
    lived = now - period.first_post_at if period.first_post_at else length
    return max(timedelta(days=1), min(length, lived)) / timedelta(days=1)


def _a_day(period: PeriodFigures, days: float) -> str:
    rate = period.posts / days
    return f"{rate:,.0f}" if rate >= 10 or rate == int(rate) else f"{rate:.1f}"
