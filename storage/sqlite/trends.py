"""Trends: flags by stretches of time, and the biggest stories of them."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bot.model.flag import Stance
from bot.model.trend import TrendMaterial, TrendStory
from storage.sqlite import digests, stories
from storage.sqlite.rows import compact_json, first_post_id, micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("trends")

_BY_ALARM = (Stance.CLAIMED, Stance.FEARED, Stance.DENIED, Stance.PAST)
_ALARMS_BEFORE = timedelta(days=28)
"""How far back the alarms are told, so that the usual of the first stretch can be seen."""


def material(
    db: sqlite3.Connection, edges: Sequence[datetime], *, signal: str | None, most_stories: int
) -> TrendMaterial:
    """See ReadingRoom.trend_material."""
    ids = [max(0, first_post_id(micros(edge))) for edge in edges]
    rows = db.execute(_SQL["flags_by_stretch"], {"stretches": compact_json(list(pairwise(ids))), "signal": signal})
    return TrendMaterial(
        edges=tuple(edges),
        counts={(row["stretch"], _BY_ALARM[row["rank"]]): row["flags"] for row in rows},
        alarms=digests.alarms(db, since=edges[0] - _ALARMS_BEFORE, until=edges[-1]),
        stories=_biggest(db, {"first_id": ids[0], "end_id": ids[-1], "signal": signal, "most": most_stories}),
    )


def _biggest(db: sqlite3.Connection, wanted: dict[str, object]) -> tuple[TrendStory, ...]:
    posts = {row["story_id"]: row["posts"] for row in db.execute(_SQL["biggest_stories"], wanted)}
    found = {story.story_id: story for story in stories.by_ids(db, posts)}
    return tuple(TrendStory(story=found[number], posts=count) for number, count in posts.items())
