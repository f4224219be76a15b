"""``/channels`` and ``/status``: what is heard, how far its claims held, and how the operation stands."""

from datetime import datetime, timedelta
from typing import Final

from bot.commands.asked import Asked, Means, told
from bot.commands.pages import Page, page_of, pager
from bot.commands.tables import table
from bot.model.channel import ChannelReport, ClaimRecord
from bot.model.conversation import Answer
from bot.model.message import EntityKind, Message
from bot.model.pressing import ButtonKind
from bot.wording import texts
from bot.wording.honesty import channel_name, honesty_line
from bot.wording.rich_text import RichText
from bot.wording.stories import joined
from bot.wording.times import span

CLAIMS_OF_DAYS: Final = 90
_ROWS: Final = 20
"""A page with all its claims fits one message."""


async def channels(means: Means, asked: Asked) -> Answer:
    """``/channels``: every channel with its last post, its posts of a day, and what became of its claims."""
    return told(await _listed(means, asked, 1))


async def channels_page(means: Means, asked: Asked, numbers: tuple[int, ...]) -> Answer:
    """Another page of it."""
    (page,) = numbers
    return Answer(edit=await _listed(means, asked, page))


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


async def _listed(means: Means, asked: Asked, number: int) -> Message:
    reports = await means.archive.channel_reports(now=asked.now)
    records = await means.archive.claim_records(since=asked.now - timedelta(days=CLAIMS_OF_DAYS))
    page = page_of(reports, number, rows_a_page=_ROWS)
    recovered = sum(report.recovered for report in reports)
    text = RichText().bold(texts.counted(texts.CHANNELS_HEADER, len(reports))).line()
    text.add(honesty_line(reports, recovered=recovered, now=asked.now))
    if reports:
        text.line().add(_table(page, asked.now), EntityKind.PRE)
    told_of = [(report.channel, records[report.channel.key]) for report in page.rows if report.channel.key in records]
    if told_of:
        text.line().bold(texts.CHANNELS_CLAIMS_HEADER.format(days=CLAIMS_OF_DAYS))
    for channel, record in told_of:
        text.line().add(texts.CHANNELS_CLAIMS_OF.format(channel=channel_name(channel), record=_record(record)))
    return text.message(pager(ButtonKind.CHANNELS_PAGE, page))


def _record(record: ClaimRecord) -> str:
    """``12 claims · 3 denied · 1 admitted · 2 retracted``, without what did not happen."""
    later = (
        (texts.CHANNELS_DENIED, record.denied),
        (texts.CHANNELS_ADMITTED, record.admitted),
        (texts.CHANNELS_RETRACTED, record.retracted),
    )
    claims = texts.counted(texts.CHANNELS_CLAIMS, record.claims)
    return joined((claims, *(template.format(count=f"{count:,}") for template, count in later if count)))


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
