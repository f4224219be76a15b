"""Posts in stories are read again: edits and deletions that nobody pushed are found (TELEGRAM 9)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.channel import FollowState
from bot.model.post import Change, ChangeKind, IntakeCounts, Origin
from bot.telegram.rereading import ids_due
from tests.storage.samples import done, story, story_post
from tests.telegram.station import HurriedClock, Station
from tests.telegram.test_catching_up_many import BY_ID
from tests.telegram_server import lies
from tests.telegram_server.faults import ALWAYS
from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer

NOW = datetime(2023, 5, 12, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(station: Station) -> HurriedClock:
    """The station's clock; sleeping takes no time."""
    hurried = HurriedClock()
    station.clock = hurried
    return hurried


async def with_story(telegram: TelegramServer, station: Station, number: int = 1) -> tuple[Channel, Sequence[int]]:
    """A followed channel with three posts of a story, and their ids."""
    channel = telegram.add_channel(f"Channel {number}", username=f"channel_{number}", fresh=True)
    ids = [telegram.publish(channel, f"claim {post}") for post in range(3)]
    await station.start(channel)
    changes = await station.changes(3)
    posts = [change.post for change in changes]
    await station.archive.commit_work(done((), stories=(story(1, *map(story_post, posts)),)))
    return channel, ids


async def new_changes(station: Station) -> Sequence[Change]:
    """The change log without the first three posts."""
    return (await station.changes())[3:]


async def test_an_unheard_edit_is_a_revision_and_an_unheard_deletion_a_tombstone(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    channel, ids = await with_story(telegram, station)
    with telegram.unheard():
        telegram.edit(channel, ids[0], "claim withdrawn")
        telegram.delete(channel, ids[2])

    assert await station.rereader.next_round() == IntakeCounts(unchanged=1, revised=1, deleted=1)

    told = [(change.kind, change.post.message_id, change.origin) for change in await new_changes(station)]
    assert told == [
        (ChangeKind.REVISION, ids[0], Origin.RECOVERED),
        (ChangeKind.TOMBSTONE, ids[2], Origin.RECOVERED),
    ]
    assert telegram.requests[BY_ID] == 1


async def test_a_post_that_cannot_be_read_any_more_is_not_deleted_and_hides_no_other(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    channel, ids = await with_story(telegram, station)
    with telegram.unheard():
        telegram.delete(channel, ids[2])
    telegram.faults.lie(BY_ID, lies.unreadable(ids[0]), times=ALWAYS)

    assert await station.rereader.next_round() == IntakeCounts(unchanged=1, deleted=1)


async def test_nothing_is_read_twice_in_five_minutes_nor_after_a_day_and_a_half(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    await with_story(telegram, station)
    for slept, requests in ((0, 1), (4, 1), (1, 2), (4, 2), (60, 3), (9, 3), (60 * 36, 3)):
        clock.slept += slept * MINUTE
        await station.rereader.next_round()
        assert telegram.requests[BY_ID] == requests


async def test_catching_up_goes_first(telegram: TelegramServer, station: Station, clock: HurriedClock) -> None:
    channel, _ = await with_story(telegram, station)
    station.wanted.add(channel.id)
    await station.rereader.next_round()
    assert telegram.requests[BY_ID] == 0

    await station.reconciler.next_round()
    await station.rereader.next_round()
    assert telegram.requests[BY_ID] == 1


async def test_a_channel_that_closed_meanwhile_is_left_to_the_reconciler(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    channel, _ = await with_story(telegram, station)
    channel.private = True

    assert await station.rereader.next_round() == IntakeCounts()
    await station.reconciler.next_round()

    assert (await station.report(channel)).channel.follow_state is FollowState.LOST
    assert await new_changes(station) == []


def test_a_post_is_due_after_a_sixth_of_its_age() -> None:
    posts = {1: NOW - timedelta(hours=6), 2: NOW - timedelta(minutes=12)}
    assert ids_due(posts, {}, now=NOW) == (1, 2)
    assert ids_due(posts, {1: NOW - 59 * MINUTE, 2: NOW - 4 * MINUTE}, now=NOW) == ()
    assert ids_due(posts, {1: NOW - 59 * MINUTE, 2: NOW - 5 * MINUTE}, now=NOW) == (1, 2)
    assert ids_due({}, {}, now=NOW) == ()


def test_of_more_than_a_hundred_those_due_come_first() -> None:
    posts = {number: NOW - timedelta(hours=1) for number in range(1, 151)}
    read_at = dict.fromkeys(range(21, 151), NOW)
    assert ids_due(posts, read_at, now=NOW) == (*range(1, 21), *range(71, 151))
