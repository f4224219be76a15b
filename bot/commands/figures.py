"""``/channels`` and ``/status``: what is heard, and how the operation stands."""

from collections.abc import Sequence
from datetime import datetime

from bot.commands.asked import Asked, Means, told
from bot.commands.pages import Page, page_of, pager
from bot.commands.tables import table
from bot.model.channel import ChannelReport
from bot.model.conversation import Answer
from bot.model.message import EntityKind, Message
from bot.model.pressing import ButtonKind
from bot.wording import texts
from bot.wording.honesty import channel_name, honesty_line
from bot.wording.rich_text import RichText
from bot.wording.times import span

_ROWS = 30


async def channels(means: Means, asked: Asked) -> Answer:
    """``/channels``: every channel with its last post and its posts of a day."""
    return told(_listed(await means.archive.channel_reports(now=asked.now), 1, asked.now))


async def channels_page(means: Means, asked: Asked, numbers: tuple[int, ...]) -> Answer:
    """Another page of it."""
    (page,) = numbers
    return Answer(edit=_listed(await means.archive.channel_reports(now=asked.now), page, asked.now))


async def status(means: Means, asked: Asked) -> Answer:
    """``/status``: the figures of the archive and its queues."""
    figures = await means.archive.status(now=asked.now)
    rows = [
        (texts.STATUS_POSTS, f"{figures.posts:,}"),
        (texts.STATUS_DATABASE, texts.STATUS_MEGABYTES.format(megabytes=figures.database_bytes / 1e6)),
        (texts.STATUS_BEHIND, f"{figures.change_log_behind:,}"),
        (texts.STATUS_FAULTY, f"{figures.faulty_posts:,}"),
        (texts.STATUS_WAITING, f"{figures.outbox_waiting:,}"),
        (texts.STATUS_PARKED, f"{figures.outbox_parked:,}"),
    ]
    recovered = sum(report.recovered for report in figures.channels)
    text = RichText().bold(texts.STATUS_HEADER).line()
    text.add(table(("", ""), rows).strip("\n"), EntityKind.PRE).line()
    return told(text.add(honesty_line(figures.channels, recovered=recovered, now=asked.now)).message())


def _listed(reports: Sequence[ChannelReport], number: int, now: datetime) -> Message:
    page = page_of(reports, number, rows_a_page=_ROWS)
    recovered = sum(report.recovered for report in reports)
    text = RichText().bold(texts.counted(texts.CHANNELS_HEADER, len(reports))).line()
    text.add(honesty_line(reports, recovered=recovered, now=now))
    if reports:
        text.line().add(_table(page, now), EntityKind.PRE)
    return text.message(pager(ButtonKind.CHANNELS_PAGE, page))


def _table(page: Page[ChannelReport], now: datetime) -> str:
    rows = [
        (
            channel_name(report.channel),
            span(now - report.last_post_at) if report.last_post_at else texts.CHANNELS_NO_POST,
            f"{report.posts_last_day:,}",
            f"{report.posts:,}",
        )
        for report in page.rows
    ]
    return table(texts.CHANNELS_COLUMNS, rows)
