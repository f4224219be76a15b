"""Figures of the last days: posts, flags, stories, and what became of each channel's claims."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from statistics import median

from bot.model.channel import ChannelClass, ClaimRecord
from bot.model.flag import Stance
from bot.model.report import PeriodFigures
from bot.model.story import Role, StoryState, state_at
from storage.sqlite.rows import compact_json, first_post_id, instant, micros, second_of
from storage.sqlite.sql import load_queries

_SQL = load_queries("figures")
_OFFICIALS = compact_json([each.value for each in ChannelClass if each.is_official])


def period(db: sqlite3.Connection, *, since: datetime, now: datetime) -> PeriodFigures:
    """See ReadingRoom.period_figures."""
    bounds = {"first_id": first_post_id(micros(since)), "since_us": micros(since), "officials": _OFFICIALS}
    posts = db.execute(_SQL["posts_since"], bounds).fetchone()
    flags = {(row["signal"], Stance(row["stance"])): row["flags"] for row in db.execute(_SQL["flags_since"], bounds)}
    stories = db.execute(_SQL["stories_since"], bounds).fetchall()
    waits = [_seconds_between(row["claim_id"], row["answer_id"]) for row in stories if row["answer_id"] is not None]
    return PeriodFigures(
        posts=posts["posts"],
        first_post_at=None if posts["first_id"] is None else second_of(posts["first_id"]),
        flags=flags,
        stories=Counter(_state(row, now) for row in stories),
        answers=len(waits),
        time_to_answer=timedelta(seconds=median(waits)) if waits else None,
    )


def claim_records(db: sqlite3.Connection, *, since: datetime) -> Mapping[int, ClaimRecord]:
    """See ReadingRoom.claim_records."""
    tallies: defaultdict[int, Counter[str]] = defaultdict(Counter)
    bounds = {"first_id": first_post_id(micros(since)), "officials": _OFFICIALS}
    for row in db.execute(_SQL["claims_since"], bounds):
        answers = (row["answers"] or "").split(",")
        is_admitted = Role.ADMISSION in answers
        tally = tallies[row["channel_key"]]
        tally["claims"] += 1
        tally["admitted"] += is_admitted
        tally["denied"] += Role.DENIAL in answers and not is_admitted
        tally["retracted"] += row["gone"]
    return {key: ClaimRecord(**tally) for key, tally in tallies.items()}


def _state(row: sqlite3.Row, now: datetime) -> StoryState:
    return state_at(
        now,
        state=StoryState(row["state"]),
        founded_at=instant(row["founded_us"]),
        last_claim_at=instant(row["last_claim_us"]),
    )


def _seconds_between(first_id: int, last_id: int) -> float:
    return (second_of(last_id) - second_of(first_id)).total_seconds()
