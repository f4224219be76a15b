"""Readings of the detector, and the full-text rows that follow from them.

The index holds no text of its own ("contentless"), which makes an archive half as big. To replace a row
SQLite must be given the very words that were indexed before, so ``readings`` keeps them, packed.
"""

import sqlite3
from collections.abc import Mapping, Sequence

from bot.model.packing import pack, unpack
from bot.model.work import PostReading
from storage.sqlite import albums, tags
from storage.sqlite.codec import mentions_json
from storage.sqlite.rows import clean, compact_json, ids_json
from storage.sqlite.sql import load_queries

_SQL = load_queries("indexing")


def keep_readings(db: sqlite3.Connection, readings: Sequence[PostReading]) -> None:
    """Store what was read, and index it; a post that was read before has its row replaced.

    Service messages, and posts that are gone by now, are passed over. Rows go in by rowid: falling rowids
    cost a third of the speed and half again the size (TELEGRAM 31).
    """
    latest = {reading.post_id: reading for reading in readings}
    posts = {row["post_id"]: row for row in db.execute(_SQL["posts_to_read"], {"ids": ids_json(sorted(latest))})}
    known = [(reading, posts[reading.post_id]) for reading in readings if reading.post_id in posts]
    current = [(latest[post_id], post) for post_id, post in sorted(posts.items())]
    _replace_rows(db, current)
    _replace_flags(db, known)


def renew_rows(db: sqlite3.Connection, readings: Sequence[PostReading]) -> None:
    """Index posts that were read before once more, also where nothing seems to have changed; flags stay."""
    by_id = {reading.post_id: reading for reading in readings}
    posts = db.execute(_SQL["posts_to_read"], {"ids": ids_json(sorted(by_id))})
    _replace_rows(db, [(by_id[post["post_id"]], post) for post in posts], even_if_same=True)


def _replace_rows(
    db: sqlite3.Connection, current: Sequence[tuple[PostReading, sqlite3.Row]], *, even_if_same: bool = False
) -> None:
    old, new, kept = [], [], []
    members = albums.members(db, [post["post_id"] for _, post in current if post["grouped_id"] is not None])
    for reading, post in current:
        words = clean(reading.words) or ""
        its_tags = tags.of_post(reading, post, stood_for=members.pop(reading.post_id, False))
        packed = _packed(reading, words, post["first_text"])
        kept.append(
            (reading.post_id, reading.revision, compact_json(reading.places), clean(reading.error), its_tags, packed)
        )
        if post["old_words"] is not None:
            if not even_if_same and post["old_words"] == packed and post["old_tags"] == its_tags:
                continue
            if post["indexed"]:
                old.append((reading.post_id, unpack(post["old_words"], post["first_text"]), post["old_tags"]))
        new.append((reading.post_id, words, its_tags))
    db.executemany(_SQL["keep_reading"], kept)
    db.executemany(_SQL["unindex"], old)
    db.executemany(_SQL["index"], new)
    _retag(db, members)


def _retag(db: sqlite3.Connection, members: Mapping[int, bool]) -> None:
    """Mark the members of albums that were indexed before another came, or lost or got its text."""
    if not members:
        return
    for row in db.execute(_SQL["tagged"], {"ids": ids_json(members)}).fetchall():
        its_tags = tags.marked(row["tags"], stood_for=members[row["post_id"]])
        if its_tags == row["tags"]:
            continue
        words = unpack(row["words"], row["first_text"])
        if row["indexed"]:
            db.execute(_SQL["unindex"], (row["post_id"], words, row["tags"]))
        db.execute(_SQL["index"], (row["post_id"], words, its_tags))
        db.execute(_SQL["retag"], (its_tags, row["post_id"]))


def _packed(reading: PostReading, words: str, first_text: str | bytes) -> bytes:
    """As the reader packed them, if that was beside the very text that the archive has."""
    given = reading.packed
    if given is not None and given.text == first_text and words == reading.words:
        return given.data
    return pack(words, first_text)


def _replace_flags(db: sqlite3.Connection, known: Sequence[tuple[PostReading, sqlite3.Row]]) -> None:
    read_before = [(reading.post_id, reading.revision) for reading, post in known if post["old_words"] is not None]
    db.executemany(_SQL["drop_flags"], read_before)
    flags = {(reading.post_id, reading.revision, flag.signal): flag for reading, _ in known for flag in reading.flags}
    rows = [
        (*key, flag.stance.value, compact_json(flag.places), mentions_json(flag.mentions))
        for key, flag in sorted(flags.items(), key=lambda item: item[0])
    ]
    db.executemany(_SQL["add_flag"], rows)
