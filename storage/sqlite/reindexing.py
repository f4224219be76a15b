"""The full-text rows of posts that were read already, made anew from their texts and from what was flagged in them."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.model.flag import Flag, Stance
from bot.model.upkeep import IndexText, IndexWords
from bot.model.work import PostReading
from storage.sqlite import indexing
from storage.sqlite.rows import ids_json, micros, names_of, original_text
from storage.sqlite.schema import index_schema
from storage.sqlite.sql import load_queries

_SQL = load_queries("reindexing")


def mark(db: sqlite3.Connection) -> int | None:
    """See UpkeepStore.reindex_mark."""
    row = db.execute(_SQL["mark"]).fetchone()
    return row["position"] if row else None


def make_index(db: sqlite3.Connection) -> None:
    """See UpkeepStore.make_index."""
    if db.execute(_SQL["is_made"]).fetchone():
        return
    if db.execute(_SQL["has_index"]).fetchone():
        # Without these SQLite opens no such index, not even to drop it (sqlite.org/fts5.html, "The %_data table").
        db.execute(_SQL["mend_data"])
        db.execute(_SQL["mend_structure"])
        db.execute(_SQL["mend_config"])
        db.execute(_SQL["mend_version"])
        db.execute(_SQL["drop_index"])
    for statement in index_schema():
        db.execute(statement)
    db.execute(_SQL["set_mark"], {"post_id": 0})
    db.execute(_SQL["set_made"])


def texts(db: sqlite3.Connection, *, after: int, most: int) -> Sequence[IndexText]:
    """See UpkeepStore.texts_to_index."""
    ids = [row["post_id"] for row in db.execute(_SQL["next_posts"], {"after": after, "most": most})]
    versions: defaultdict[int, list[str]] = defaultdict(list)
    for row in db.execute(_SQL["versions"], {"ids": ids_json(ids)}):
        versions[row["post_id"]].append(original_text(row["text"]))
    return tuple(IndexText(post_id=post_id, versions=tuple(versions[post_id])) for post_id in ids)


def index_again(db: sqlite3.Connection, posts: Sequence[IndexWords], *, now: datetime) -> None:
    """See UpkeepStore.index_again."""
    wanted = {"ids": ids_json(post.post_id for post in posts), "now": micros(now)}
    flags: defaultdict[int, list[Flag]] = defaultdict(list)
    for row in db.execute(_SQL["flags"], wanted):
        flag = Flag(signal=row["signal"], stance=Stance(row["stance"]), places=names_of(row["places"]), mentions=())
        flags[row["post_id"]].append(flag)
    stored = {row["post_id"]: row for row in db.execute(_SQL["stored"], wanted)}
    readings = [
        PostReading(
            post_id=post.post_id,
            revision=stored[post.post_id]["revision"],
            words=post.words,
            flags=tuple(flags[post.post_id]),
            places=names_of(stored[post.post_id]["places"]),
            error=stored[post.post_id]["error"],
        )
        for post in posts
        # One with a version more than was read here was indexed by the worker since, or will be.
        if post.post_id in stored and stored[post.post_id]["versions"] == post.versions
    ]
    indexing.renew_rows(db, readings)
    db.execute(_SQL["read_again"], wanted)
    if posts:
        db.execute(_SQL["set_mark"], {"post_id": posts[-1].post_id})
    else:
        db.execute(_SQL["drop_marks"])
