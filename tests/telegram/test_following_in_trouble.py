"""One long wait, or a passing failure of Telegram's, keeps no channel from being read (TELEGRAM 12; RULES 6)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from bot.model.channel import ChannelRef, FollowState
from bot.telegram import asking
from tests.telegram.station import PATIENCE_SECONDS, HurriedClock, Station
from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer

FIND, JOIN, DIALOGS = "contacts.resolveUsername", "channels.joinChannel", "messages.getDialogs"
AN_HOUR = 3600
TWICE = 2
"""Telethon asks a second time by itself."""


@asynccontextmanager
async def starting(station: Station, *channels: Channel) -> AsyncIterator[None]:
    """The station while it follows the channels, which may never come to an end."""
    task = asyncio.create_task(station.start(*channels, catch_up=False))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110  # the roster rings no bell
            await asyncio.sleep(0.01)


async def state(station: Station, channel: Channel) -> FollowState | None:
    """How a channel is read."""
    return (await station.report(channel)).channel.follow_state


async def test_a_long_wait_for_the_dialogs_keeps_no_known_channel_from_being_read(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)
    await station.stop()
    telegram.publish(channel, "missed")
    telegram.faults.flood(DIALOGS, AN_HOUR)

    async with starting(station, channel):
        await until(lambda: telegram.requests[DIALOGS] == 2 and len(station.roster) == 1)
        assert await station.catch_up() == 1
        telegram.publish(channel, "live")
        assert [change.post.text for change in await station.changes(2)] == ["missed", "live"]


async def test_a_long_wait_for_a_join_keeps_no_other_channel_from_being_found_and_read(
    telegram: TelegramServer, station: Station
) -> None:
    channels = [telegram.add_channel(f"Channel {n}", username=f"channel_{n}", fresh=True) for n in range(5)]
    telegram.faults.flood(JOIN, AN_HOUR)
    for channel in channels:
        telegram.publish(channel, "not pushed to who has not joined")

    async with starting(station, *channels):
        await until(lambda: telegram.requests[FIND] == 5 and len(station.roster) == 5)
        assert await station.catch_up() == 5
        assert telegram.requests[JOIN] == 1


async def test_a_long_wait_for_finding_keeps_no_found_channel_from_being_joined(
    telegram: TelegramServer, station: Station
) -> None:
    channels = [telegram.add_channel(f"Channel {n}", username=f"channel_{n}", fresh=True) for n in range(2)]
    await station.start(channels[0])
    await station.stop()
    channels[0].members.clear()
    telegram.faults.flood(FIND, AN_HOUR)

    async with starting(station, *channels):
        await until(lambda: telegram.reader.id in channels[0].members)


@pytest.mark.parametrize("method", [JOIN, FIND, DIALOGS])
async def test_a_passing_failure_is_no_answer(telegram: TelegramServer, station: Station, method: str) -> None:
    station.clock = HurriedClock()
    found = telegram.add_channel("Front news", username="frontnews", fresh=True)
    known = telegram.add_channel("No handle", fresh=True)
    telegram.admit(known, telegram.reader)
    telegram.faults.internal_error(method, times=TWICE)

    await station.start(found, known)

    assert await state(station, found) is FollowState.LIVE
    assert await state(station, known) is FollowState.LIVE


async def test_what_telegram_fails_to_find_is_looked_for_again_after_the_others(
    telegram: TelegramServer, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PAUSES", ())
    station.clock = HurriedClock()
    channels = [telegram.add_channel(f"Channel {n}", username=f"channel_{n}", fresh=True) for n in range(2)]
    telegram.faults.internal_error(FIND, times=TWICE)

    await station.start(*channels)

    assert [await state(station, channel) for channel in channels] == [FollowState.LIVE] * 2
    asked = [request.username for _, name, request in telegram.log if name == FIND]
    assert asked == ["channel_0", "channel_0", "channel_1", "channel_0"]


async def test_what_telegram_never_answers_for_is_told_as_lost_at_last(
    telegram: TelegramServer, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PAUSES", ())
    monkeypatch.setattr("bot.telegram.following.SOUGHT_AGAIN_AFTER", ())
    telegram.add_channel("Front news", username="frontnews", fresh=True)
    telegram.faults.internal_error(FIND, times=TWICE)

    await station.start(ChannelRef(handle="frontnews"), catch_up=False)

    (report,) = await station.archive.channel_reports(now=station.clock.now())
    assert report.channel.follow_state is FollowState.LOST
    assert report.channel.follow_note == "Telegram fails when it is asked for it"


@pytest.mark.parametrize("error", ["CHANNELS_TOO_MUCH", "INVITE_REQUEST_SENT"])
async def test_a_channel_that_is_only_polled_is_joined_when_telegram_lets_us(
    telegram: TelegramServer, station: Station, error: str
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    telegram.faults.refuse(JOIN, 400, error)
    await station.start(channel)
    assert await state(station, channel) is FollowState.POLLED

    await station.follower.try_again([ChannelRef(handle="frontnews")])

    assert await state(station, channel) is FollowState.LIVE


async def test_polled_channels_are_asked_again_a_few_at_a_time(telegram: TelegramServer, station: Station) -> None:
    station.clock = HurriedClock()
    channels = [telegram.add_channel(f"Channel {n}", username=f"channel_{n}", fresh=True) for n in range(15)]
    telegram.faults.refuse(JOIN, 400, "CHANNELS_TOO_MUCH", times=15)
    await station.start(*channels)
    refs = [ChannelRef(handle=channel.username) for channel in channels]

    await station.follower.try_again(refs)
    assert telegram.requests[JOIN] == 25
    await station.follower.try_again(refs)

    assert [await state(station, channel) for channel in channels] == [FollowState.LIVE] * 15


async def test_a_channel_without_a_handle_is_found_again_where_it_was_joined_by_hand(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("No handle", fresh=True)
    ref = ChannelRef.parse(f"-100{channel.id}")
    await station.start(ref, catch_up=False)
    assert await state(station, channel) is FollowState.LOST
    telegram.admit(channel, telegram.reader)

    await station.follower.try_again([ref])

    assert await state(station, channel) is FollowState.LIVE
    assert len(station.roster) == 1
