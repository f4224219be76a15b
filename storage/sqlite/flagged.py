"""Flagged posts with all of their versions, as stories are made of them."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.model.flag import Flag, Stance
from bot.model.flagged import FlaggedPost, FlaggedVersion
from bot.model.post import Origin
from storage.sqlite.codec import mentions_of
from storage.sqlite.identity import channels_by_key
from storage.sqlite.rows import (
    end_post_id,
    first_post_id,
    ids_json,
    maybe_instant,
    micros,
    names_of,
    original_text,
    post_of,
)
from storage.sqlite.sql import load_queries

_SQL = load_queries("flagged")


def between(db: sqlite3.Connection, earliest: datetime, latest: datetime) -> Sequence[FlaggedPost]:
    """Posts of that span, both ends included, of which any version was flagged as something that is not past."""
    span = {
        "earliest_us": micros(earliest),
        "latest_us": micros(latest),
        "first_id": first_post_id(micros(earliest)),
        "end_id": end_post_id(micros(latest)),
    }
    return of_posts(db, [row["post_id"] for row in db.execute(_SQL["between"], span)])


def of_posts(db: sqlite3.Connection, post_ids: Sequence[int]) -> Sequence[FlaggedPost]:
    """These posts, by their ids."""
    wanted = {"ids": ids_json(post_ids)}
    rows = db.execute(_SQL["posts"], wanted).fetchall()
    channels = channels_by_key(db, (row["channel_key"] for row in rows))
    flags: defaultdict[tuple[int, int], list[Flag]] = defaultdict(list)
    for row in db.execute(_SQL["flags"], wanted):
        flags[row["post_id"], row["revision"]].append(_flag(row))
    versions: defaultdict[int, list[FlaggedVersion]] = defaultdict(list)
    for row in db.execute(_SQL["versions"], wanted):
        versions[row["post_id"]].append(_version(row, flags[row["post_id"], row["number"]]))
    return tuple(FlaggedPost(post=post_of(row, channels), versions=tuple(versions[row["post_id"]])) for row in rows)


def _version(row: sqlite3.Row, flags: Sequence[Flag]) -> FlaggedVersion:
    return FlaggedVersion(
        number=row["number"],
        text=original_text(row["text"]),
        origin=Origin(row["origin"]),
        flags=tuple(flags),
        edited_at=maybe_instant(row["edited_us"]),
    )


def _flag(row: sqlite3.Row) -> Flag:
    return Flag(
        signal=row["signal"],
        stance=Stance(row["stance"]),
        places=names_of(row["places"]),
        mentions=mentions_of(row["mentions"]),
    )
