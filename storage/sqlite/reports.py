"""Figures: channels, digests, status."""

import sqlite3
from datetime import datetime, timedelta

from bot.model.channel import ChannelReport
from bot.model.delivery import DeliveryState
from bot.model.post import Post
from bot.model.report import ArchiveStatus
from storage.sqlite import outbox
from storage.sqlite.identity import channels_by_key
from storage.sqlite.rows import (
    channel_of,
    first_post_id,
    maybe_instant,
    micros,
    post_of,
)
from storage.sqlite.sql import load_queries

_SQL = load_queries("reading")


def post(db: sqlite3.Connection, channel_key: int, message_id: int) -> Post | None:
    """One post as it stands, or None."""
    row = db.execute(_SQL["post"], {"key": channel_key, "message_id": message_id}).fetchone()
    return post_of(row, channels_by_key(db, [channel_key])) if row else None


def channel_reports(db: sqlite3.Connection, *, now: datetime) -> tuple[ChannelReport, ...]:
    """Every channel with its figures, by name."""
    day_id = first_post_id(micros(now - timedelta(days=1)))
    reports = [
        ChannelReport(
            channel=channel_of(row),
            posts=row["posts"],
            last_post_at=maybe_instant(row["last_posted_us"]),
            posts_last_day=row["posts_last_day"],
            recovered=row["recovered"],
            cursor=row["cursor"],
            last_post_lag=_lag(row),
        )
        for row in db.execute(_SQL["channel_reports"], {"day_id": day_id})
    ]
    return tuple(sorted(reports, key=lambda report: (report.channel.name.casefold(), report.channel.key)))


def status(db: sqlite3.Connection, *, now: datetime) -> ArchiveStatus:
    """The figures of ``status``; the bytes are those of the pages in use."""
    figures = db.execute(_SQL["figures"]).fetchone()
    pages: int = db.execute("PRAGMA page_count").fetchone()[0]
    page_bytes: int = db.execute("PRAGMA page_size").fetchone()[0]
    return ArchiveStatus(
        posts=figures["posts"],
        channels=channel_reports(db, now=now),
        outbox_waiting=outbox.count(db, DeliveryState.WAITING),
        outbox_parked=outbox.count(db, DeliveryState.PARKED),
        outbox_owed=outbox.count_owed(db),
        change_log_behind=figures["behind"],
        faulty_posts=figures["faulty"],
        database_bytes=pages * page_bytes,
    )


def _lag(row: sqlite3.Row) -> timedelta | None:
    """How long after its date the channel's newest post was stored."""
    if row["last_posted_us"] is None:
        return None
    return timedelta(microseconds=row["last_stored_us"] - row["last_posted_us"])
