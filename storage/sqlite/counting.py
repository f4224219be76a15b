"""How many posts answer: exactly where that is known in time, else how many there are at least."""

import sqlite3
import time
from collections.abc import Callable, Mapping
from typing import Any

from bot.model.query import Total
from storage.sqlite.sql import load_queries

_SQL = load_queries("reading")

_WORTH_SECONDS = 0.4
"""So much of the thread's own time a total is worth: whoever reads the page waits for it."""

_SHARES = (1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)
"""How much of the time asked for is counted, the newest part first: each step takes as much as all before it."""

_Bounds = Mapping[str, Any]


def matches(db: sqlite3.Connection, bounds: _Bounds, *, most: int) -> int:
    """How many posts the index matches, counted up to ``most``."""
    found: int = db.execute(_SQL["count_matches"], {**bounds, "most": most}).fetchone()["matches"]
    return found


def counted(
    db: sqlite3.Connection, bounds: _Bounds, count: Callable[[_Bounds, int], int], *, most: int, at_once: bool = False
) -> Total:
    """What ``count`` finds within ``bounds``, up to ``most``; ``at_once`` where every match is found without search.

    Posts that hold two common words are found one by one among all that hold either, so that counting them takes the
    longer the larger the archive is. So the newest posts are counted first, and older ones while there is patience.
    """
    if at_once:
        return _told(count(bounds, most + 1), most)
    span = db.execute(_SQL["span"]).fetchone()
    if span["newest_id"] is None:
        return Total(posts=0)
    first_id, end_id = max(bounds["first_id"], span["oldest_id"]), min(bounds["end_id"], span["newest_id"] + 1)
    whole, found, began = end_id - first_id, 0, time.thread_time()
    for share in _SHARES if whole > 0 else ():
        if found > most or (time.thread_time() - began) * 2 > _WORTH_SECONDS:
            return _told(found, most, is_all=False)
        reach = first_id + int(whole * (1 - share))
        found += count({**bounds, "first_id": reach, "end_id": end_id}, most + 1 - found)
        end_id = reach
    return _told(found, most)


def _told(found: int, most: int, *, is_all: bool = True) -> Total:
    return Total(posts=min(found, most), is_exact=is_all and found <= most)
