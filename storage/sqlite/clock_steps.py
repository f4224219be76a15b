"""What the archive does when the machine's clock was set: waits last as long as they were meant to.

Times of day that were written down by a clock that was ahead lie in the future once it is right. Nothing is held
back for them, nor counted as of this hour.
"""

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.sqlite import upkeep
from storage.sqlite.rows import micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("clock_steps")

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
_LONGEST_HOLD = timedelta(hours=25)
"""Quiet hours end within a day, and the line that tells how many alerts were only counted waits an hour besides."""
_LONGEST_EDIT = timedelta(minutes=15)
"""Between two edits of an alert (RULES 16)."""


def clock_was_set(db: sqlite3.Connection, *, now: datetime, by: timedelta | None) -> timedelta:
    """See UpkeepStore.clock_was_set."""
    step = _since_last_life(db, now) if by is None else by
    if not step:
        return step
    facts = {
        "now": micros(now),
        "by": step // _MICROSECOND,
        "day": _DAY // _MICROSECOND,
        "longest": _LONGEST_HOLD // _MICROSECOND,
        "longest_edit": _LONGEST_EDIT // _MICROSECOND,
    }
    db.execute(_SQL["shift_waits"], facts)
    if step < timedelta(0):
        _call_back(db, facts)
    upkeep.prove(db, now=now)
    return step


def _call_back(db: sqlite3.Connection, facts: Mapping[str, int]) -> None:
    """Nothing waits for, or counts as of, a time that has not come."""
    db.execute(_SQL["bring_near"], facts)
    db.execute(_SQL["hasten_edits"], facts)
    db.execute(_SQL["sent_by_now"], facts)
    db.execute(_SQL["counted_by_now"], facts)
    db.execute(_SQL["drop_early_digests"], facts)
    db.execute(_SQL["free_slots"], facts)
    db.execute(_SQL["words_told_by_now"], facts)


def _since_last_life(db: sqlite3.Connection, now: datetime) -> timedelta:
    """How far the clock must have been set back; forth it cannot be told from a long absence."""
    row = db.execute(_SQL["last_known"]).fetchone()
    ahead = row["now_us"] - micros(now) if row else 0
    return -max(ahead, 0) * _MICROSECOND
