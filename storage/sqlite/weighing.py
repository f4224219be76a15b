"""Relevance: the newest matches of a query in the order of bm25, weighed by their own words.

FTS5's bm25 asks in how many posts each form stands by going through all of them, which at five million posts takes a
tenth of a second. Here the thousand posts' words are counted, which takes the same at any size, and how rare a word
is follows from how far back its newest thousand posts reach.
"""

import math
import sqlite3
from collections.abc import Callable, Iterable, Sequence

from bot.model.query import Words
from storage.sqlite.indexing import unpack_bytes
from storage.sqlite.matching import expression_of, run_of
from storage.sqlite.rows import ids_json
from storage.sqlite.sql import load_queries

_SQL = load_queries("reading")

WEIGHED = 1_000
"""So many of the newest matches are weighed: all of a common word would take seconds (TELEGRAM 31)."""

_SATURATION, _LENGTH_SHARE = 1.2, 0.75
"""The k1 and b of bm25, as FTS5 has them."""
_LEAST_RARITY = 1e-6
"""A word that stands in most posts still counts for a little, as in FTS5."""

_Count = Callable[[list[bytes]], int]
"""How often a word or phrase stands in a post's words."""


def by_relevance(db: sqlite3.Connection, wanted: Sequence[Words], ids: Sequence[int]) -> list[int]:
    """These posts, the most relevant to the wanted words first, of equals the newest."""
    if len(ids) < 2:
        return list(ids)
    counts = [_count_of(words) for words in wanted]
    lengths: dict[int, int] = {}
    told: dict[int, list[int]] = {}
    for post_id, packed, text in db.execute(_SQL["words"], {"ids": ids_json(ids)}):
        words = unpack_bytes(packed, text).split()
        lengths[post_id] = len(words)
        told[post_id] = [count(words) for count in counts]
    usual = max(1.0, sum(lengths.values()) / max(1, len(lengths)))
    rarities = _rarities(db, wanted)

    def weight(post_id: int) -> float:
        dampened = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths[post_id] / usual)
        return sum(
            rarity * times * (_SATURATION + 1) / (times + dampened)
            for rarity, times in zip(rarities, told[post_id], strict=True)
        )

    return sorted(lengths, key=lambda post_id: (-weight(post_id), -post_id))


def _rarities(db: sqlite3.Connection, wanted: Sequence[Words]) -> list[float]:
    """How much each word tells, by the share of posts that hold it; of a single one it makes no difference."""
    if len(wanted) == 1:
        return [1.0]
    whole = db.execute(_SQL["reach_of_posts"], {"newest": WEIGHED}).fetchone()
    reaches = [
        db.execute(_SQL["reach"], {"expression": expression_of(words), "newest": WEIGHED}).fetchone()
        for words in wanted
    ]
    return [max(_LEAST_RARITY, -math.log(_share(reach, whole))) for reach in reaches]


def _share(reach: sqlite3.Row, whole: sqlite3.Row) -> float:
    """The share of posts that match; of a common word, of as many posts as came while its newest thousand came."""
    if not reach["matches"]:
        return 1.0
    posts: int = whole["posts"]
    if reach["matches"] == WEIGHED == whole["matches"]:
        a_second = WEIGHED / (whole["newest_id"] - whole["oldest_id"] + 1)
        posts = min(posts, int(a_second * (whole["newest_id"] - reach["oldest_id"] + 1)))
    return float(min(1.0, reach["matches"] / max(1, posts)))


def _count_of(words: Words) -> _Count:
    if words.beginnings:
        begins, forms = tuple(map(str.encode, words.beginnings)), frozenset(map(str.encode, words.positions[0]))
        return lambda tokens: sum(token in forms or token.startswith(begins) for token in tokens)
    run = [frozenset(map(str.encode, forms)) for forms in run_of(words)]
    if len(run) == 1:
        (forms,) = run
        return lambda tokens: sum(map(forms.__contains__, tokens))
    return lambda tokens: _times(tokens, run)


def _times(tokens: Sequence[bytes], run: Sequence[frozenset[bytes]]) -> int:
    starts: Iterable[int] = range(len(tokens) - len(run) + 1)
    return sum(all(tokens[start + place] in forms for place, forms in enumerate(run)) for start in starts)
