"""The second commit: the change log read from a lane's cursor, and what the worker made of it."""

import sqlite3
from collections.abc import Sequence

from bot.model.post import Change, ChangeKind, Origin, Revision
from bot.model.work import Lane, WorkDone
from storage.sqlite import digests, indexing, outbox, stories, watching
from storage.sqlite.identity import channels_by_key
from storage.sqlite.rows import ORIGINS, instant, maybe_instant, original_text, post_of
from storage.sqlite.sql import load_queries

_SQL = load_queries("changelog")
_KINDS = {kind.value: kind for kind in ChangeKind}


def pending(db: sqlite3.Connection, lane: Lane, *, limit: int, after: int = 0) -> Sequence[Change]:
    """The lane's next changes; see WorkStore.pending. Service messages are among them, to be passed over."""
    asked = {"lane": lane.value, "urgent": lane is Lane.URGENT, "limit": limit, "after": after}
    rows = db.execute(_SQL["pending"], asked).fetchall()
    channels = channels_by_key(db, (row["channel_key"] for row in rows))
    return tuple(
        Change(
            position=row["position"],
            kind=_KINDS[row["change_kind"]],
            origin=ORIGINS[row["change_origin"]],
            seen_at=instant(row["seen_us"]),
            post=post_of(row, channels),
        )
        for row in rows
    )


def mark(db: sqlite3.Connection) -> tuple[int, int]:
    """Where the two lanes are worked up to, the urgent one first."""
    positions = {row["lane"]: row["position"] for row in db.execute(_SQL["lanes"])}
    return positions.get(Lane.URGENT.value, 0), positions.get(Lane.BULK.value, 0)


def revisions(db: sqlite3.Connection, post_id: int) -> Sequence[Revision]:
    """All versions of a post in the order in which they stood; the last one is current."""
    return tuple(
        Revision(
            number=row["number"],
            text=original_text(row["text"]),
            edited_at=maybe_instant(row["edited_us"]),
            seen_at=instant(row["seen_us"]),
            origin=Origin(row["origin"]),
        )
        for row in db.execute(_SQL["revisions"], {"post_id": post_id})
    )


def commit_work(db: sqlite3.Connection, work: WorkDone) -> None:
    """Store all that follows from a stretch of the change log; see WorkStore.commit_work."""
    indexing.keep_readings(db, work.readings)
    stories.save(db, work.stories)
    # Only urgent changes are news: backfill and imports notify nobody (RULES 4).
    digests.keep_news(db, work.stories, position=work.up_to if work.lane is Lane.URGENT else 0)
    outbox.want(db, work.deliveries)
    watching.keep_matches(db, work.word_matches, now=work.at)
    db.execute(_SQL["move_cursor"], {"lane": work.lane.value, "position": work.up_to})
