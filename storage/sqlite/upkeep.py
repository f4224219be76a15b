"""Upkeep of the file: the index, the WAL, and rows that nobody needs any more.

Each function is one short unit: who is to be told or stored meanwhile waits for no more than that.
"""

import sqlite3
from datetime import datetime

from bot.model.upkeep import PruneStep
from bot.model.work import Lane
from storage.sqlite.rows import first_post_id, micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("upkeep")

_NOTHING_DONE = 2
"""A merge that changed fewer rows found nothing to do (sqlite.org/fts5.html, "The 'merge' command")."""

LEAST_ANALYZED = 10_000
"""Rows that a table has to have for statistics. Those of a smaller one gain nothing, and mislead once it has grown:
with the 60 posts of a first evening the planner reads all posts wherever it is asked for a few."""
_ENTRIES_LOOKED_AT = 400
"""Of each index, by the least that sqlite.org/lang_analyze.html advises (100 to 1,000)."""


def merge_index(db: sqlite3.Connection, *, pages: int, whole: bool) -> bool:
    """See UpkeepStore.merge_index."""
    before = db.total_changes
    db.execute(_SQL["merge_index"], {"pages": -pages if whole else pages})
    return db.total_changes - before >= _NOTHING_DONE


def analyze(db: sqlite3.Connection) -> None:
    """See UpkeepStore.analyze."""
    db.execute(f"PRAGMA analysis_limit = {_ENTRIES_LOOKED_AT}")
    for table in [row["name"] for row in db.execute(_SQL["tables"])]:
        if db.execute(f'SELECT 1 FROM "{table}" LIMIT 1 OFFSET {LEAST_ANALYZED}').fetchone():  # noqa: S608 — our own
            db.execute(f'ANALYZE main."{table}"')


def checkpoint(db: sqlite3.Connection, *, truncate: bool) -> bool:
    """See UpkeepStore.checkpoint; runs outside a transaction."""
    busy, in_wal, copied = db.execute(f"PRAGMA wal_checkpoint({'TRUNCATE' if truncate else 'PASSIVE'})").fetchone()
    return not busy and in_wal == copied


def prove(db: sqlite3.Connection, *, now: datetime) -> None:
    """See UpkeepStore.prove_writing."""
    db.execute(_SQL["prove"], {"now": micros(now)})


def progress(db: sqlite3.Connection) -> tuple[int, bool]:
    """See UpkeepStore.work_progress."""
    row = db.execute(_SQL["progress"]).fetchone()
    return row["worked"], bool(row["has_work"])


def outbox_mark(db: sqlite3.Connection) -> tuple[int, int]:
    """See UpkeepStore.outbox_mark."""
    row = db.execute(_SQL["outbox_mark"]).fetchone()
    return row["rows"], row["attempts"]


def prune_changes(db: sqlite3.Connection, *, before: datetime, most: int) -> int:
    """See UpkeepStore.prune_changes."""
    facts = {"before_us": micros(before), "most": most}
    bulk_end = _worked(db, Lane.BULK) + 1
    gone = db.execute(_SQL["drop_changes"], {**facts, "urgent": False, "end": bulk_end}).rowcount
    # The newest one of the urgent lane says when anything was heard last.
    ends = [_worked(db, Lane.URGENT) + 1, db.execute(_SQL["newest_urgent"]).fetchone()["position"]]
    needed: int | None = db.execute(_SQL["needed_from"]).fetchone()["position"]
    if needed is not None:
        ends.append(needed)
    return gone + db.execute(_SQL["drop_changes"], {**facts, "urgent": True, "end": min(ends)}).rowcount


def prune_outbox(db: sqlite3.Connection, *, after: int, before: datetime, most: int) -> PruneStep:
    """See UpkeepStore.prune_outbox."""
    stretch = db.execute(_SQL["outbox_stretch"], {"after": after, "most": most}).fetchone()
    if stretch["last_id"] is None or stretch["oldest_us"] >= micros(before):
        return PruneStep(gone=0, looked_up_to=None)
    span = {"after": after, "last_id": stretch["last_id"], "before_us": micros(before)}
    return PruneStep(gone=db.execute(_SQL["drop_deliveries"], span).rowcount, looked_up_to=stretch["last_id"])


def prune_kept(db: sqlite3.Connection, *, before: datetime, most: int) -> int:
    """See UpkeepStore.prune_kept."""
    before_us = micros(before)
    facts = {"before_us": before_us, "first_id": first_post_id(before_us), "most": most}
    return db.execute(_SQL["drop_translations"], facts).rowcount + db.execute(_SQL["drop_questions"], facts).rowcount


def _worked(db: sqlite3.Connection, lane: Lane) -> int:
    position: int = db.execute(_SQL["worked"], {"lane": lane.value}).fetchone()["position"]
    return position
