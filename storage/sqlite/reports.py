"""Figures: channels, digests, status."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model.channel import ChannelReport
from bot.model.delivery import DeliveryState
from bot.model.post import Post, Revision
from bot.model.report import ArchiveStatus, ChangedPost, DigestMaterial
from storage.sqlite import outbox, stories
from storage.sqlite.identity import channels_by_key
from storage.sqlite.rows import (
    channel_of,
    end_post_id,
    first_post_id,
    ids_json,
    instant,
    maybe_instant,
    micros,
    original_text,
    post_of,
)
from storage.sqlite.searching import posts_by_ids
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


def digest_material(db: sqlite3.Connection, *, since: datetime, until: datetime) -> DigestMaterial:
    """What happened after ``since`` and up to ``until``."""
    span = {
        "since_us": micros(since),
        "until_us": micros(until),
        "first_id": first_post_id(micros(since)),
        "end_id": end_post_id(micros(until)),
    }
    told = [row["story_id"] for row in db.execute(_SQL["stories_told"], span)]
    changed = [row["post_id"] for row in db.execute(_SQL["changed_posts"], span)]
    return DigestMaterial(
        since=since,
        until=until,
        stories=tuple(stories.by_ids(db, told)),
        changed=_changed(db, changed),
        flags_by_stance={row["stance"]: row["flags"] for row in db.execute(_SQL["flags_by_stance"], span)},
        channels=channel_reports(db, now=until),
        recovered=db.execute(_SQL["recovered"], span).fetchone()["posts"],
    )


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


def _changed(db: sqlite3.Connection, ids: Sequence[int]) -> tuple[ChangedPost, ...]:
    signals: defaultdict[int, list[str]] = defaultdict(list)
    for row in db.execute(_SQL["ever_flagged"], {"ids": ids_json(ids)}):
        signals[row["post_id"]].append(row["signal"])
    firsts = {row["post_id"]: _revision(row) for row in db.execute(_SQL["first_versions"], {"ids": ids_json(ids)})}
    posts = sorted(posts_by_ids(db, ids), key=lambda post: post.post_id)
    return tuple(
        ChangedPost(post=post, first=firsts[post.post_id], signals=tuple(signals[post.post_id])) for post in posts
    )


def _revision(row: sqlite3.Row) -> Revision:
    return Revision(
        number=row["number"],
        text=original_text(row["text"]),
        edited_at=maybe_instant(row["edited_us"]),
        seen_at=instant(row["seen_us"]),
    )
