"""Which ids of a channel are known: ranges that are merged as they touch (RULES 2)."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.following import FollowStanding, IdRange, Missing
from bot.model.post import CoveredRange
from storage.sqlite import identity
from storage.sqlite.rows import first_post_id, ids_json, instant, micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("coverage")


def cursor(db: sqlite3.Connection, key: int) -> int | None:
    """The end of the channel's lowest range; None before the first."""
    row = db.execute(_SQL["lowest"], {"key": key}).fetchone()
    return row["last_id"] if row else None


def cover(db: sqlite3.Connection, key: int, first_id: int, last_id: int) -> None:
    """Add a range and merge it with those that it overlaps or touches."""
    touching = db.execute(_SQL["touching"], {"key": key, "first_id": first_id, "last_id": last_id}).fetchone()
    if touching["first_id"] is not None:
        first_id, last_id = min(first_id, touching["first_id"]), max(last_id, touching["last_id"])
    merged = {"key": key, "first_id": first_id, "last_id": last_id}
    db.execute(_SQL["remove_within"], merged)
    db.execute(_SQL["add"], merged)


def cover_all(db: sqlite3.Connection, ranges: Sequence[CoveredRange]) -> None:
    """See FollowStore.cover."""
    for covered in ranges:
        cover(db, identity.resolve(db, covered.channel), covered.first_id, covered.last_id)


def missing(db: sqlite3.Connection, newest: Mapping[int, int]) -> Mapping[int, Missing]:
    """See FollowStore.missing."""
    found: dict[int, Missing] = {}
    for row in db.execute(_SQL["cursors"], {"keys": ids_json(newest)}).fetchall():
        key, cursor_id = row["channel_key"], row["cursor"]
        gaps = db.execute(_SQL["missing"], {"key": key, "cursor": cursor_id, "newest": newest[key]})
        ranges = tuple(IdRange(first_id=gap["first_id"], last_id=gap["last_id"]) for gap in gaps)
        found[key] = Missing(cursor=cursor_id, ranges=ranges)
    return found


def standings(db: sqlite3.Connection, *, since: datetime) -> Mapping[int, FollowStanding]:
    """See FollowStore.standings."""
    rows = db.execute(_SQL["standings"], {"since_id": first_post_id(micros(since))})
    return {row["channel_key"]: FollowStanding(cursor=row["cursor"], alarms=row["alarms"]) for row in rows}


def posts_in_stories(db: sqlite3.Connection, *, since: datetime) -> Mapping[int, Mapping[int, datetime]]:
    """See FollowStore.posts_in_stories."""
    found: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
    for row in db.execute(_SQL["posts_in_stories"], {"since_id": first_post_id(micros(since))}):
        found[row["channel_key"]][row["message_id"]] = instant(row["posted_us"])
    return found
