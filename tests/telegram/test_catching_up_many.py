"""Hundreds of channels are caught up with in hardly more requests than the least possible, within the rates."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.channel import ChannelClass, ChannelRef, FollowState
from bot.model.post import CoveredRange, Origin, SeenPost
from bot.ports import Archive
from tests.telegram.station import HurriedClock, Station
from tests.telegram_server.faults import Rate
from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer

NEWEST, PAGES, BY_ID = "messages.getPeerDialogs", "messages.getHistory", "channels.getMessages"
ASKING = frozenset({NEWEST, PAGES, BY_ID})
DAY = timedelta(days=1)


@pytest.fixture
def clock(telegram: TelegramServer, station: Station) -> HurriedClock:
    """The station's clock; the server asks for waits at the rate of TELEGRAM 16 on it."""
    hurried = HurriedClock()
    station.clock = hurried
    telegram.faults.rate = Rate(methods=ASKING, most=30, within=timedelta(seconds=30), now=hurried.now)
    return hurried


async def followed_yesterday(telegram: TelegramServer, archive: Archive, count: int) -> list[Channel]:
    """Channels that the account is in, each with its first post in the archive."""
    channels = []
    yesterday = (datetime.now(UTC) - DAY).replace(microsecond=0)
    for number in range(count):
        channel = telegram.add_channel(f"Channel {number}", username=f"channel_{number}", fresh=True)
        telegram.admit(channel, telegram.reader)
        telegram.publish(channel, "first", date=yesterday)
        ref = ChannelRef(telegram_id=channel.id, handle=channel.username, title=channel.title)
        first = SeenPost(channel=ref, message_id=1, date=yesterday, text="first", origin=Origin.BACKFILL)
        await archive.take_in([first], now=yesterday, covered=CoveredRange(channel=ref, first_id=1, last_id=1))
        channels.append(channel)
    return channels


def publish_over_a_day(telegram: TelegramServer, channel: Channel, posts: int) -> None:
    """So many posts, evenly over the last day."""
    start = (datetime.now(UTC) - DAY).replace(microsecond=0)
    for number in range(1, posts + 1):
        telegram.publish(channel, f"post {number}", date=start + DAY * number / (posts + 1))


async def caught_up(telegram: TelegramServer, station: Station) -> Counter[str]:
    """All channels are wanted and read on in until none is; the requests that it took."""
    before = telegram.requests.copy()
    station.wanted.add()
    while len(station.wanted):
        await station.reconciler.next_round()
    return Counter({name: count for name, count in (telegram.requests - before).items() if name in ASKING})


async def assert_whole(station: Station, channels: list[Channel], posts: int) -> None:
    """Every post of every channel is stored and every cursor stands at the end."""
    reports = {report.channel.telegram_id: report for report in await station.archive.channel_reports(now=_now())}
    for channel in channels:
        report = reports[channel.id]
        assert (report.posts, report.recovered, report.cursor) == (posts + 1, posts, channel.box.last_id)


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("channels_count", [60, pytest.param(500, marks=pytest.mark.torture)])
async def test_a_day_of_a_hundred_posts_a_channel_is_caught_up_in_the_fewest_requests(
    telegram: TelegramServer,
    station: Station,
    clock: HurriedClock,
    capsys: pytest.CaptureFixture[str],
    channels_count: int,
) -> None:
    channels = await followed_yesterday(telegram, station.archive, channels_count)
    for channel in channels:
        publish_over_a_day(telegram, channel, 100)
    await station.start(*channels, catch_up=False)
    began = clock.now()

    asked = await caught_up(telegram, station)

    least = -(-channels_count // 100) + channels_count
    with capsys.disabled():
        print(  # noqa: T201  # whoever runs it wants the figures, also where all is well
            f"\n  {channels_count} channels x 100 posts: {asked.total()} requests (least possible {least}) "
            f"in {(clock.now() - began).total_seconds():.0f} s at the rate of TELEGRAM 16"
        )
    assert asked.total() <= 1.2 * least
    assert telegram.faults.rate is not None
    assert telegram.faults.rate.refused == 0
    await assert_whole(station, channels, 100)
    assert await caught_up(telegram, station) == {NEWEST: -(-channels_count // 100)}


@pytest.mark.parametrize(("posts", "pages"), [(1, 1), (99, 1), (101, 2), (250, 3)])
async def test_no_page_is_asked_for_only_to_learn_that_there_is_no_more(
    telegram: TelegramServer, station: Station, clock: HurriedClock, posts: int, pages: int
) -> None:
    channels = await followed_yesterday(telegram, station.archive, 3)
    for channel in channels:
        publish_over_a_day(telegram, channel, posts)
    await station.start(*channels, catch_up=False)

    assert await caught_up(telegram, station) == {NEWEST: 1, PAGES: 3 * pages}
    await assert_whole(station, channels, posts)


async def test_deleted_posts_cost_no_request_of_their_own(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    (channel,) = await followed_yesterday(telegram, station.archive, 1)
    publish_over_a_day(telegram, channel, 160)
    telegram.skip(channel, 10_000)
    telegram.delete(channel, *range(50, 120))
    telegram.publish(channel, "the newest")
    await station.start(channel, catch_up=False)

    assert await caught_up(telegram, station) == {NEWEST: 1, PAGES: 1}
    await assert_whole(station, [channel], 91)


async def test_what_came_live_is_not_asked_for_again(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    channels = await followed_yesterday(telegram, station.archive, 3)
    await station.start(*channels)
    for channel in channels:
        telegram.publish(channel, "one")
        telegram.service(channel)
        telegram.publish(channel, "two")
    await station.changes(3 + 3 * 3)

    assert await caught_up(telegram, station) == {NEWEST: 1}
    assert [await station.cursor(channel) for channel in channels] == [4, 4, 4]
    assert [(await station.report(channel)).recovered for channel in channels] == [0, 0, 0]


async def test_scattered_holes_among_live_posts_are_asked_for_by_their_ids(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    (channel,) = await followed_yesterday(telegram, station.archive, 1)
    await station.start(channel)
    for number in range(1, 301):
        if number % 10 == 0:
            with telegram.unheard():
                telegram.publish(channel, "missed")
                channel.box.pts -= 1  # a client must not notice by itself
        elif number % 10 == 5:
            telegram.skip(channel)
        else:
            telegram.publish(channel, "heard")
    await station.changes(1 + 300 - 2 * 30)

    assert await caught_up(telegram, station) == {NEWEST: 1, BY_ID: 1}
    report = await station.report(channel)
    assert (report.posts, report.recovered, report.cursor) == (1 + 300 - 30, 30, 301)


async def test_where_single_posts_are_not_to_be_had_holes_are_filled_by_pages(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    (channel,) = await followed_yesterday(telegram, station.archive, 1)
    await station.start(channel)
    telegram.faults.refuse(BY_ID, 400, "METHOD_INVALID", times=9)
    for number in range(120):
        if number in (0, 119):
            with telegram.unheard():
                telegram.publish(channel, "missed")
                channel.box.pts -= 1  # a client must not notice by itself
        else:
            telegram.publish(channel, "heard")
    await station.changes(1 + 118)

    await caught_up(telegram, station)

    report = await station.report(channel)
    assert (report.posts, report.recovered, report.cursor) == (121, 2, 121)


async def test_one_closed_channel_among_a_hundred_does_not_make_the_others_dear(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    channels = await followed_yesterday(telegram, station.archive, 200)
    await station.start(*channels, catch_up=False)
    for closed in (channels[37], channels[199]):
        closed.private = True

    asked = await caught_up(telegram, station)

    assert set(asked) == {NEWEST}
    assert asked[NEWEST] <= 2 * (1 + 2 * 7)
    for closed in (channels[37], channels[199]):
        assert (await station.report(closed)).channel.follow_state is FollowState.LOST
    assert len(station.roster) == 198
    assert await caught_up(telegram, station) == {NEWEST: 2}


async def test_officials_are_read_first_and_a_first_following_last(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    channels = await followed_yesterday(telegram, station.archive, 3)
    fresh = telegram.add_channel("New on the list", username="fresh_channel", fresh=True)
    telegram.admit(fresh, telegram.reader)
    for channel in (fresh, *channels):
        publish_over_a_day(telegram, channel, 2)
    official = ChannelRef(handle=channels[2].username, channel_class=ChannelClass.MINISTRY_UA)
    await station.start(ChannelRef(handle=fresh.username), *channels[:2], official, catch_up=False)

    await caught_up(telegram, station)

    read = [request.peer.channel_id for _, name, request in telegram.log if name == PAGES]
    assert read[0] == channels[2].id
    assert set(read[1:3]) == {channels[0].id, channels[1].id}
    assert set(read[3:]) == {fresh.id}


async def test_hundreds_are_taken_by_turns_so_that_an_urgent_channel_does_not_wait_for_all(
    telegram: TelegramServer, station: Station, clock: HurriedClock
) -> None:
    channels = await followed_yesterday(telegram, station.archive, 120)
    official = ChannelRef(handle=channels[0].username, channel_class=ChannelClass.OFFICIAL)
    await station.start(*channels[1:], official, catch_up=False)
    station.wanted.add()

    await station.reconciler.next_round()
    assert len(station.wanted) == 20
    telegram.publish(channels[0], "urgent")
    station.wanted.add(channels[0].id)
    await station.reconciler.next_round()

    last_asked = [request for _, name, request in telegram.log if name == NEWEST][-1]
    assert last_asked.peers[0].peer.channel_id == channels[0].id
