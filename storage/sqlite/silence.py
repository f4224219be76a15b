"""Channels' habits, and what administrators were told of their states."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model.channel import FollowState
from bot.model.delivery import NewDelivery
from bot.model.following import Quiet, StateChange
from storage.sqlite import outbox
from storage.sqlite.rows import channel_of, first_post_id, ids_json, instant, maybe_instant, micros, second_of
from storage.sqlite.sql import load_queries

_SQL = load_queries("silence")


def quiet_channels(db: sqlite3.Connection, *, now: datetime, days: int) -> tuple[Quiet, ...]:
    """See FollowStore.quiet_channels."""
    moments = {
        first_post_id(micros(now - timedelta(days=day))): now - timedelta(days=day) for day in range(1, days + 1)
    }
    earlier: defaultdict[int, list[timedelta]] = defaultdict(list)
    for row in db.execute(_SQL["habits"], {"moments": ids_json(moments)}):
        if row["post_id"] is not None:
            earlier[row["channel_key"]].append(moments[row["moment_id"]] - second_of(row["post_id"]))
    return tuple(
        Quiet(
            channel=channel_of(row),
            quiet_for=now - instant(row["last_posted_us"]),
            on_earlier_days=tuple(earlier[row["channel_key"]]),
            is_heard_again=row["follow_state"] == FollowState.SILENT and row["last_stored_us"] > row["follow_state_us"],
        )
        for row in db.execute(_SQL["heard_channels"])
    )


def mark(db: sqlite3.Connection, silent: Sequence[int], heard: Sequence[int], *, now: datetime) -> None:
    """See FollowStore.mark_silent."""
    for keys, before, after in (
        (silent, FollowState.LIVE, FollowState.SILENT),
        (heard, FollowState.SILENT, FollowState.LIVE),
    ):
        facts = {"keys": ids_json(keys), "before": before.value, "after": after.value, "now": micros(now)}
        db.execute(_SQL["mark"], facts)


def untold(db: sqlite3.Connection) -> tuple[StateChange, ...]:
    """See FollowStore.untold_states."""
    return tuple(
        StateChange(
            channel=channel_of(row),
            told=FollowState(row["told_state"]) if row["told_state"] else None,
            last_post_at=maybe_instant(row["last_posted_us"]),
        )
        for row in db.execute(_SQL["untold"])
    )


def tell(db: sqlite3.Connection, changes: Sequence[StateChange], notices: Sequence[NewDelivery]) -> None:
    """See FollowStore.tell_states."""
    told = [(change.channel.follow_state, change.channel.key) for change in changes]
    db.executemany(_SQL["tell"], told)
    outbox.enqueue(db, notices)
