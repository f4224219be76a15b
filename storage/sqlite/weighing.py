"""Relevance: the newest matches of a query in the order of bm25, weighed by their own words.

FTS5's bm25 asks in how many posts each form stands by going through all of them, which at five million posts takes a
tenth of a second. Here the thousand posts' words are counted, which takes the same at any size, and how rare a word
is follows from how far back its newest thousand posts reach.
"""

import math
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from bot.model.packing import unpack_bytes
from bot.model.query import Words
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

_LETTERS_APART = 3

_Finder = Callable[[bytes], Sequence[object]]
"""All places in a post's words, each between blanks, where a word or phrase stands."""


def by_relevance(db: sqlite3.Connection, wanted: Sequence[Words], ids: Sequence[int]) -> list[int]:
    """These posts, the most relevant to the wanted words first, of equals the newest."""
    if len(ids) < 2:
        return list(ids)
    finders = [_finder(words) for words in wanted]
    lengths: dict[int, int] = {}
    told: dict[int, list[int]] = {}
    for post_id, packed, text in db.execute(_SQL["words"], {"ids": ids_json(ids)}):
        words = b" %b " % unpack_bytes(packed, text)
        lengths[post_id] = len(words)
        told[post_id] = [len(find(words)) for find in finders]
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


def _finder(words: Words) -> _Finder:
    """What finds each place where a word or phrase begins; one pattern over the bytes, no object per word."""
    first, *others = run_of(words)
    rest = b"".join(b" (?:%b)" % _any_of(forms) for forms in others)
    alternatives = [b"(?:%b)(?=%b )" % (_any_of(first), rest)] if first else []
    if words.beginnings:
        alternatives.append(_any_of(*run_of(Words(positions=(words.beginnings,)))))
    return re.compile(b" (?:%b)" % b"|".join(alternatives)).findall


def _any_of(tokens: Iterable[str], *, letters: int = _LETTERS_APART) -> bytes:
    """Any of the tokens, told apart by their first letters one after the other: ``re`` tries alternatives in turn."""
    if not letters:
        return b"|".join(re.escape(token.encode()) for token in sorted(tokens))
    branches = []
    for letter, group in groupby(sorted(tokens), itemgetter(slice(1))):
        rest = _any_of([token[1:] for token in group], letters=letters - 1) if letter else b""
        branches.append(b"%b(?:%b)" % (re.escape(letter.encode()), rest))
    return b"|".join(branches)
