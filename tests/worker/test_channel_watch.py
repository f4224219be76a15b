"""A channel that falls silent against its own habit, or is lost, is told to administrators once, all in one message."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.alerts.silence import is_silent
from bot.channel_watch import ChannelWatch
from bot.model.channel import Channel, ChannelRef, FollowState
from bot.model.delivery import Delivery
from bot.model.post import Origin, SeenPost
from bot.ports import Archive
from storage.opening import open_archive

NOW = datetime(2023, 5, 24, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REF = ChannelRef(telegram_id=77, handle="hourly_test", title="Hourly")
ADMINS = frozenset({5, 6})


@pytest_asyncio.fixture
async def archive() -> AsyncIterator[Archive]:
    """An archive in memory."""
    opened = await open_archive(":memory:")
    yield opened
    await opened.close()


def watch(archive: Archive, *, is_read: bool = True) -> ChannelWatch:
    """A watch as a start makes it."""
    return ChannelWatch(archive, admins=ADMINS, is_read=lambda _: is_read)


async def hourly(archive: Archive, *, until: datetime) -> Channel:
    """A live channel that posted from 6 to 22 o'clock each hour of ten days."""
    (channel,) = await archive.follow([REF], now=NOW - 10 * DAY)
    await archive.set_follow_state(channel.key, FollowState.LIVE, note=None, now=NOW - 10 * DAY)
    times = [NOW - 10 * DAY + number * HOUR for number in range(240)]
    for number, at in enumerate(times, 1):
        if 6 <= at.hour <= 22 and at <= until:
            await archive.take_in([_post(number, at)], now=at)
    return channel


def _post(number: int, at: datetime) -> SeenPost:
    return SeenPost(channel=REF, message_id=number, date=at, text="тихо", origin=Origin.LIVE)


async def told(archive: Archive) -> Sequence[Delivery]:
    """The notices that wait."""
    return await archive.lease(now=NOW + 10 * DAY, limit=99, lease_for=HOUR, max_per_chat=99)


async def state(archive: Archive) -> FollowState | None:
    """The state of the one channel."""
    (report,) = await archive.channel_reports(now=NOW)
    return report.channel.follow_state


async def test_a_silence_is_told_once_and_its_end_too(archive: Archive) -> None:
    await hourly(archive, until=NOW - 5 * HOUR)
    first = watch(archive)
    assert await first.tick(NOW)
    assert await state(archive) is FollowState.SILENT
    assert not await watch(archive).tick(NOW + timedelta(minutes=5))
    notices = await told(archive)
    assert {notice.chat_id for notice in notices} == ADMINS
    assert notices[0].parts is not None
    assert "@hourly_test is silent against its habit, since 5 h" in notices[0].parts[0].text

    await archive.take_in([_post(900, NOW + HOUR)], now=NOW + HOUR)
    assert await watch(archive).tick(NOW + HOUR)
    assert await state(archive) is FollowState.LIVE
    again = [notice for notice in await told(archive) if notice.created_at > NOW]
    assert again[0].parts is not None
    assert "@hourly_test is live again" in again[0].parts[0].text


async def test_a_night_is_no_silence_and_what_was_not_read_is_not_judged(archive: Archive) -> None:
    await hourly(archive, until=NOW - 5 * HOUR)
    assert not await watch(archive, is_read=False).tick(NOW)
    assert await state(archive) is FollowState.LIVE


async def test_a_start_does_not_end_a_silence(archive: Archive) -> None:
    channel = await hourly(archive, until=NOW - 5 * HOUR)
    await watch(archive).tick(NOW)
    await archive.set_follow_state(channel.key, FollowState.LIVE, note=None, now=NOW + HOUR)
    assert await state(archive) is FollowState.SILENT
    assert not await watch(archive).tick(NOW + HOUR)


async def test_many_that_are_lost_are_told_in_one_message_and_the_next_waits_half_an_hour(archive: Archive) -> None:
    channels = await archive.follow([ChannelRef(handle=f"lost_{number:03}") for number in range(300)], now=NOW)
    for channel in channels[:-1]:
        await archive.set_follow_state(channel.key, FollowState.LOST, note="it is private", now=NOW)
    its = watch(archive)
    assert await its.tick(NOW)
    notices = await told(archive)
    assert len(notices) == len(ADMINS)
    assert notices[0].parts is not None
    assert "and 279 more" in notices[0].parts[0].text
    await archive.set_follow_state(channels[-1].key, FollowState.LOST, note="it is private", now=NOW)
    assert not await its.tick(NOW + timedelta(minutes=29))
    assert await its.tick(NOW + timedelta(minutes=30))


async def test_a_new_channel_that_is_live_is_no_news(archive: Archive) -> None:
    await hourly(archive, until=NOW)
    assert not await watch(archive).tick(NOW)
    assert await archive.untold_states() == ()


@pytest.mark.parametrize(
    ("quiet_hours", "earlier_hours", "silent"),
    [
        (2.9, [0.1] * 20, False),
        (3.1, [0.1] * 7, True),
        (3.1, [0.1] * 6, False),
        (9, [8] * 7, False),
        (17, [8] * 7, True),
        (5, [1] * 6 + [40], False),
        (5, [1] * 13 + [40], True),
        (5, [1] * 12 + [40, 40], False),
    ],
)
def test_silence_is_twice_the_longest_of_earlier_days(
    quiet_hours: float, earlier_hours: list[float], silent: bool
) -> None:
    assert is_silent(quiet_hours * HOUR, [hours * HOUR for hours in earlier_hours]) is silent
