"""Searches: post ids from the index, newest first, and the posts and flags that belong to them."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from bot.model.flag import Flag, Stance
from bot.model.packing import unpack_bytes
from bot.model.post import Post
from bot.model.query import Hit, HitPage, Query, Stretch, Total
from storage.sqlite.codec import mentions_of
from storage.sqlite.counting import counted, matches
from storage.sqlite.identity import channels_by_key
from storage.sqlite.matching import Asked, ask
from storage.sqlite.rows import end_post_id, first_post_id, ids_json, micros, post_of
from storage.sqlite.sql import load_queries
from storage.sqlite.weighing import WEIGHED, by_relevance

_SQL = load_queries("reading")

_NEWEST_LOOKED_AT = 500
"""Posts whose words are looked at for a beginning, at some 10 µs each, before the index is asked for it."""

_EARLIEST_US = -(1 << 62)
_LATEST_US = 1 << 62
_LOWEST_ID = -(1 << 63)
_HIGHEST_ID = (1 << 63) - 1

_Bounds = Mapping[str, Any]
"""The parameters of the statements that ask the index."""


def search(db: sqlite3.Connection, query: Query, *, limit: int, offset: int) -> HitPage:
    """One page of posts; see ReadingRoom.search. Alternatives within one filter are "any of these"."""
    asked = ask(query)
    if asked is None:
        return HitPage()
    bounds = {**_bounds(asked, query), "limit": limit, "offset": offset}
    if _is_told_by_the_index(asked, query):
        found = _begun_in_the_newest(db, query, most=offset + limit)
        return HitPage(hits=_hits(db, _ids(db, query, bounds) if found is None else found[offset:]))
    found = _looked_through(db, asked, bounds, among=query.post_ids, most=offset + limit)
    return HitPage(hits=_hits(db, found[offset:]))


def stretch(db: sqlite3.Connection, query: Query, *, below: int | None, look_at: int) -> Stretch:
    """See ReadingRoom.stretch; its work is bounded by the posts looked at, however few of them answer."""
    asked = ask(query)
    if asked is None:
        return Stretch()
    bounds = {**_bounds(asked, query), "limit": look_at, "offset": 0}
    if below is not None:
        bounds = {**bounds, "end_id": min(bounds["end_id"], below)}
    looked_at = _candidates(db, query, bounds)
    ids = looked_at
    if looked_at and not _is_told_by_the_index(asked, query):
        within = {**bounds, "first_id": looked_at[-1], "end_id": looked_at[0] + 1}
        ids = _looked_through(db, asked, within, among=looked_at, most=look_at)
    return Stretch(hits=_hits(db, ids), below=looked_at[-1] if len(looked_at) == look_at else None)


def count(db: sqlite3.Connection, query: Query, *, most: int) -> Total:
    """See ReadingRoom.count_hits."""
    asked = ask(query)
    if asked is None:
        return Total(posts=0)
    bounds = _bounds(asked, query)
    if not _is_told_by_the_index(asked, query):
        return counted(
            db,
            bounds,
            lambda within, wanted: len(_looked_through(db, asked, within, among=query.post_ids, most=wanted)),
            most=most,
        )
    return counted(
        db, bounds, lambda within, wanted: matches(db, within, most=wanted), most=most, at_once=asked.is_plain
    )


def _begun_in_the_newest(db: sqlite3.Connection, query: Query, *, most: int) -> list[int] | None:
    """The newest answers to a question for beginnings, None where the newest posts do not tell them all.

    The index gathers all posts with a beginning before it tells the newest, which of five millions takes up to a
    second; but what stands in very many posts stands in some of the newest.
    """
    words = (*query.wanted, *query.unwanted)
    if query.by_relevance or not any(run.beginnings for each in words for run in each.runs):
        return None
    asked = ask(query, begun_by_words=True)
    if asked is None:
        return []
    bounds = {**_bounds(asked, query), "limit": _NEWEST_LOOKED_AT, "offset": 0}
    looked_at = _candidates(db, query, bounds)
    if not looked_at:
        return []
    found = _looked_through(db, asked, {**bounds, "first_id": looked_at[-1]}, among=looked_at, most=most)
    return found if len(found) == most or len(looked_at) < _NEWEST_LOOKED_AT else None


def _candidates(db: sqlite3.Connection, query: Query, bounds: _Bounds) -> list[int]:
    """The newest posts within the bounds that may answer, at most ``limit``."""
    if query.post_ids is not None:
        named = (each for each in query.post_ids if bounds["first_id"] <= each < bounds["end_id"])
        return sorted(named, reverse=True)[: bounds["limit"]]
    return [row["post_id"] for row in db.execute(_SQL["match"], bounds)]


def _ids(db: sqlite3.Connection, query: Query, bounds: _Bounds) -> list[int]:
    """The posts of one page, where all that the index matches is an answer."""
    if query.by_relevance and query.wanted:
        newest = db.execute(_SQL["match"], {**bounds, "limit": WEIGHED, "offset": 0})
        weighed = by_relevance(db, query.wanted, [row["post_id"] for row in newest])
        return weighed[bounds["offset"] : bounds["offset"] + bounds["limit"]]
    return [row["post_id"] for row in db.execute(_SQL["match"], bounds)]


def posts_by_ids(db: sqlite3.Connection, ids: Iterable[int]) -> tuple[Post, ...]:
    """These posts as they stand, newest first."""
    rows = db.execute(_SQL["posts"], {"ids": ids_json(ids)}).fetchall()
    channels = channels_by_key(db, (row["channel_key"] for row in rows))
    return tuple(post_of(row, channels) for row in rows)


def flags_by_post(db: sqlite3.Connection, ids: Iterable[int]) -> Mapping[int, tuple[Flag, ...]]:
    """The flags of the versions that were read last, by signal."""
    flags: defaultdict[int, tuple[Flag, ...]] = defaultdict(tuple)
    for row in db.execute(_SQL["flags"], {"ids": ids_json(ids)}):
        flags[row["post_id"]] += (
            Flag(
                signal=row["signal"],
                stance=Stance(row["stance"]),
                places=tuple(json.loads(row["places"])),
                mentions=mentions_of(row["mentions"]),
            ),
        )
    return flags


def _hits(db: sqlite3.Connection, ids: Sequence[int]) -> tuple[Hit, ...]:
    flags = flags_by_post(db, ids)
    posts = {post.post_id: post for post in posts_by_ids(db, ids)}
    rows = db.execute(_SQL["places_and_revisions"], {"ids": ids_json(ids)})
    read = {row["post_id"]: (tuple(json.loads(row["places"])), row["revisions"]) for row in rows}
    return tuple(
        Hit(post=posts[post_id], flags=flags[post_id], places=read[post_id][0], revisions=read[post_id][1])
        for post_id in ids
        if post_id in posts and post_id in read
    )


def _bounds(asked: Asked, query: Query) -> _Bounds:
    after_us = _EARLIEST_US if query.after is None else micros(query.after)
    before_us = _LATEST_US if query.before is None else micros(query.before)
    first_id = _LOWEST_ID if query.after is None else first_post_id(after_us)
    end_id = _HIGHEST_ID if query.before is None else end_post_id(before_us - 1)
    if query.post_ids:
        first_id, end_id = max(first_id, min(query.post_ids)), min(end_id, max(query.post_ids) + 1)
    return {
        "expression": asked.expression,
        "first_id": first_id,
        "end_id": end_id,
        "after_us": after_us,
        "before_us": before_us,
    }


def _looked_through(
    db: sqlite3.Connection, asked: Asked, bounds: _Bounds, *, among: Collection[int] | None, most: int
) -> list[int]:
    """The newest answers where the index alone cannot tell: each match's own words, date and id are looked at."""
    db.create_function("holds", 2, lambda words, text: asked.holds(unpack_bytes(words, text)))
    within = {**bounds, "among": None if among is None else ids_json(sorted(among)), "most": most}
    return [row["post_id"] for row in db.execute(_SQL["match_and_check"], within)]


def _is_told_by_the_index(asked: Asked, query: Query) -> bool:
    """Whether all that the index matches within the bounds is an answer."""
    return asked.is_exact and not _falls_inside_a_second(query) and query.post_ids is None


def _falls_inside_a_second(query: Query) -> bool:
    """Whether a bound is finer than post ids, which tell seconds only."""
    return any(moment is not None and moment.microsecond for moment in (query.after, query.before))
