"""Which ids of a channel are known: ranges that are merged as they touch (RULES 2)."""

import sqlite3

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
