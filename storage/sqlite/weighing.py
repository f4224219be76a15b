"""Relevance: the newest matches of a query in the order of bm25, weighed by their own words.

FTS5's bm25 asks in how many posts each form stands by going through all of them, which at five million posts takes a
tenth of a second. Here the thousand posts' words are counted, which takes the same at any size, and how rare a word
is follows from how far back its newest posts reach.
"""

import math
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from os.path import commonprefix
from typing import Final

from bot.model.packing import unpack_bytes
from bot.model.query import Words
from bot.ports import MOST_WEIGHED
from storage.sqlite.matching import expression_of
from storage.sqlite.patterns import between_blanks, first_tokens, pattern_of
from storage.sqlite.rows import ids_json
from storage.sqlite.sql import load_queries

_SQL = load_queries("reading")

WEIGHED: Final = MOST_WEIGHED
"""As many of the newest matches are weighed as the port promises: all of a common word would take seconds
(TELEGRAM 31)."""

_REACHING: Final = 250
"""So many of a word's newest matches tell how rare it is, to some 6 %, of which the logarithm leaves little."""

_SATURATION, _LENGTH_SHARE = 1.2, 0.75
"""The k1 and b of bm25, as FTS5 has them."""
_LEAST_RARITY = 1e-6
"""A word that stands in most posts still counts for a little, as in FTS5."""

_Counter = Callable[[bytes], int]
"""How often a word or phrase stands in the words of a post that holds it, given with a blank before and behind."""


def by_relevance(db: sqlite3.Connection, wanted: Sequence[Words], ids: Sequence[int]) -> list[int]:
    """These posts, each of which holds all of the wanted words, the most relevant first, of equals the newest."""
    if len(ids) < 2:
        return list(ids)
    kept, texts = _words_of(db, ids)
    usual = sum(map(len, texts)) / len(texts)
    dampened = [_SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * len(text) / usual) for text in texts]
    weights = [0.0] * len(texts)
    for words, rarity in zip(wanted, _rarities(db, wanted), strict=True):
        for number, times in enumerate(map(_counter(words), texts)):
            weights[number] += rarity * times * (_SATURATION + 1) / (times + dampened[number])
    return [post_id for _, post_id in sorted(zip(weights, kept, strict=True), reverse=True)]


def _words_of(db: sqlite3.Connection, ids: Iterable[int]) -> tuple[list[int], list[bytes]]:
    """The posts' ids and, beside them, their words, each between blanks."""
    plain = db.cursor()
    plain.row_factory = None  # a Row takes longer to take apart than to fetch
    rows = plain.execute(_SQL["words"], {"ids": ids_json(ids)}).fetchall()
    return [row[0] for row in rows], [between_blanks(unpack_bytes(packed, text)) for _, packed, text in rows]


def _rarities(db: sqlite3.Connection, wanted: Sequence[Words]) -> list[float]:
    """How much each word tells, by the share of posts that hold it; of a single one it makes no difference."""
    if len(wanted) == 1:
        return [1.0]
    whole = db.execute(_SQL["reach_of_posts"], {"newest": _REACHING}).fetchone()
    reaches = [
        db.execute(_SQL["reach"], {"expression": expression_of(words), "newest": _REACHING}).fetchone()
        for words in wanted
    ]
    return [max(_LEAST_RARITY, -math.log(_share(reach, whole))) for reach in reaches]


def _share(reach: sqlite3.Row, whole: sqlite3.Row) -> float:
    """The share of posts that match; of a common word, of as many posts as came while its newest ones came."""
    if not reach["matches"]:
        return 1.0
    posts: int = whole["posts"]
    if reach["matches"] == _REACHING == whole["matches"]:
        a_second = _REACHING / (whole["newest_id"] - whole["oldest_id"] + 1)
        posts = min(posts, int(a_second * (whole["newest_id"] - reach["oldest_id"] + 1)))
    return float(min(1.0, reach["matches"] / max(1, posts)))


def _counter(words: Words) -> _Counter:
    """Counts the words by one pattern over the post's bytes.

    Nearly all posts hold nothing else that begins like them: what begins so once is it, and is counted in no time.
    """
    occurrences = pattern_of(words).findall
    by_letter = groupby(sorted(first_tokens(words)), itemgetter(slice(1)))
    stems = [f" {commonprefix(list(forms))}".encode() for _, forms in by_letter]  # noqa: RUF071 — letters are compared

    def count(text: bytes) -> int:
        alike = 0
        for stem in stems:
            alike += text.count(stem)
        return alike if alike == 1 else len(occurrences(text))

    return count
