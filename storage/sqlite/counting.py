"""How many posts the index matches: exactly where that is soon known, else how many there are at least."""

import sqlite3
import time
from collections.abc import Mapping
from typing import Any

from storage.sqlite.sql import load_queries

_SQL = load_queries("reading")

_WORTH_SECONDS = 0.004
"""So much of the thread's own time a total is worth: whoever looks at the newest five waits for it."""

_SHARES = (1 / 32, 1 / 4, 1.0)
"""How much of the time asked for is counted, the newest part first: each step takes several times the one before."""


def matches(db: sqlite3.Connection, bounds: Mapping[str, Any], *, most: int) -> int:
    """How many posts the index matches, counted up to ``most``."""
    found: int = db.execute(_SQL["count_matches"], {**bounds, "most": most}).fetchone()["matches"]
    return found


def counted(db: sqlite3.Connection, bounds: Mapping[str, Any], *, most: int) -> tuple[int, bool]:
    """The same, and whether these are all: what takes too long is counted among the newest posts only.

    Posts that hold two common words are found one by one among all that hold either, so that counting them takes the
    longer the larger the archive is. So the newest posts are counted first, and older ones while there is patience.
    """
    span = db.execute(_SQL["span"]).fetchone()
    if span["newest_id"] is None:
        return 0, True
    first_id, end_id = max(bounds["first_id"], span["oldest_id"]), min(bounds["end_id"], span["newest_id"] + 1)
    whole, found, began = end_id - first_id, 0, time.thread_time()
    for share in _SHARES if whole > 0 else ():
        reach = first_id + int(whole * (1 - share))
        found += matches(db, {**bounds, "first_id": reach, "end_id": end_id}, most=most - found)
        end_id = reach
        if found >= most:
            return found, True
        if time.thread_time() - began > _WORTH_SECONDS and end_id > first_id:
            return found, False
    return found, True
