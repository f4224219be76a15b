"""What ``status`` tells, and when somebody should look."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.channel import Channel, ChannelReport, FollowState
from bot.model.report import ArchiveStatus
from bot.operations.reports import needs_attention, status_as_json

WELL = ArchiveStatus(
    posts=1,
    channels=(),
    outbox_waiting=3,
    outbox_parked=2,
    outbox_owed=0,
    change_log_behind=9,
    faulty_posts=0,
    database_bytes=4096,
)


def channel(*, followed: bool, state: FollowState | None) -> ChannelReport:
    """A channel whose last post was stored a minute after its date."""
    return ChannelReport(
        channel=Channel(
            key=1,
            telegram_id=None,
            handle="front_notes",
            title="Front notes",
            channel_class=None,
            followed=followed,
            follow_state=state,
        ),
        posts=1,
        last_post_at=datetime(2023, 5, 11, 18, 14, tzinfo=UTC),
        posts_last_day=0,
        recovered=0,
        cursor=None,
        last_post_lag=timedelta(minutes=1),
    )


def test_messages_that_strangers_missed_need_nobody() -> None:
    assert not needs_attention(WELL)


@pytest.mark.parametrize(
    "figures",
    [
        replace(WELL, outbox_owed=1),
        replace(WELL, faulty_posts=1),
        replace(WELL, channels=(channel(followed=True, state=FollowState.LOST),)),
    ],
)
def test_what_readers_miss_needs_somebody(figures: ArchiveStatus) -> None:
    assert needs_attention(figures)


@pytest.mark.parametrize(("followed", "lag"), [(True, 60), (False, None)])
def test_only_a_followed_channel_lags(followed: bool, lag: int | None) -> None:
    figures = replace(WELL, channels=(channel(followed=followed, state=None),))
    told = status_as_json(figures)["channels"]
    assert isinstance(told, list)
    assert told[0]["lag_seconds"] == lag
