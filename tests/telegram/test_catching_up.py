"""What was posted while nobody listened is read from the archive's own cursor (RULES 2; TELEGRAM 1, 3, 11, 16, 18)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import SessionError
from bot.model.channel import ChannelRef, FollowState
from bot.model.post import Origin
from bot.telegram.client import Client
from bot.telegram.history import History, Page
from tests.telegram.station import HurriedClock, Station
from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer

NO_METHOD = (400, "METHOD_INVALID")


def _ago(**span: float) -> datetime:
    return (datetime.now(UTC) - timedelta(**span)).replace(microsecond=0)


async def _started_and_stopped(telegram: TelegramServer, station: Station) -> Channel:
    """A channel that has been followed once, with one post in the archive."""
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    telegram.publish(channel, "first", date=_ago(hours=1))
    await station.start(channel)
    await station.stop()
    return channel


async def test_the_first_following_takes_back_three_days_and_alerts_nobody(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", created=_ago(days=9))
    telegram.publish(channel, "too old", date=_ago(days=3, minutes=1))
    telegram.publish(channel, "young enough", date=_ago(days=2, hours=23))
    telegram.publish(channel, "young", date=_ago(minutes=1))

    await station.start(channel)

    changes = await station.changes()
    assert [change.post.text for change in changes] == ["young enough", "young"]
    assert {change.origin for change in changes} == {Origin.BACKFILL}
    assert await station.cursor(channel) == 4


async def test_what_was_posted_since_a_first_following_that_was_cut_off_may_alert(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    telegram.publish(channel, "old", date=_ago(minutes=10))
    telegram.publish(channel, "new", date=_ago(minutes=1))
    # The process before this one died when it had put the channel down, and had read nothing yet.
    await station.archive.follow([ChannelRef(handle="frontnews")], now=_ago(minutes=5))

    await station.start(channel)

    changes = await station.changes()
    assert [(change.post.text, change.origin) for change in changes] == [
        ("old", Origin.BACKFILL),
        ("new", Origin.RECOVERED),
    ]


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_old_posts_of_a_first_following_that_was_interrupted_alert_nobody(
    telegram: TelegramServer, station: Station, is_restarted: bool
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    for number in range(250):
        telegram.publish(channel, f"old {number}", date=_ago(minutes=5))
    await station.start(channel, catch_up=False)
    with telegram.unheard():
        telegram.publish(channel, "new", date=_ago(seconds=-1))
    _refuse_from(telegram, "messages.getHistory", call=3)
    await station.catch_up()
    assert len(await station.changes()) == 100
    telegram.faults.on_call = None
    telegram.faults.clear()
    if is_restarted:
        await station.stop()
        await station.start(channel, catch_up=False)
    before = telegram.requests["messages.getHistory"]

    await station.catch_up()

    changes = await station.changes()
    assert [change.post.text for change in changes] == [*(f"old {number}" for number in range(250)), "new"]
    assert [change.origin for change in changes] == [*[Origin.BACKFILL] * 250, Origin.RECOVERED]
    assert await station.cursor(channel) == 251
    assert telegram.requests["messages.getHistory"] - before == (4 if is_restarted else 2)


def _refuse_from(telegram: TelegramServer, method: str, *, call: int) -> None:
    """The server refuses a method from that call of it on."""
    begun: list[str] = []

    def count(when: str, called: str) -> None:
        if (when, called) == ("before", method):
            begun.append(called)
            if len(begun) == call:
                telegram.faults.refuse(method, 400, "SOMETHING_INVALID", times=100)

    telegram.faults.on_call = count


async def test_what_is_posted_while_the_first_following_is_under_way_may_alert(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    telegram.publish(channel, "old", date=_ago(minutes=1))
    await station.start(channel, catch_up=False)
    with telegram.unheard():
        telegram.publish(channel, "new", date=_ago(seconds=-1))

    await station.catch_up()

    changes = await station.changes()
    assert [(change.post.text, change.origin) for change in changes] == [
        ("old", Origin.BACKFILL),
        ("new", Origin.RECOVERED),
    ]


class _Dateless:
    """A way to a server that does not know ``offset_date``."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def __call__(self, request: Any) -> Any:
        request.offset_date = None
        return await self._client(request)


async def test_where_a_server_knows_no_offset_date_the_span_is_found_by_ids(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    for number in range(250):
        telegram.publish(channel, f"post {number}", date=_ago(days=5) + timedelta(minutes=28 * number))
    await station.start(channel, catch_up=False)
    (followed,) = station.roster
    dateless = History(_Dateless(station.client), station.clock)  # type: ignore[arg-type]  # only called

    usual = await History(station.client, station.clock).last_before(followed, _ago(days=3))
    walked = await dateless.last_before(followed, _ago(days=3))

    assert usual.last_id == walked.last_id == 103
    assert await dateless.last_before(followed, _ago(days=9)) == Page(messages=[], known={})


@pytest.mark.parametrize("posts", [0, 3])
async def test_a_post_missed_after_an_empty_first_following_counts_as_recovered(
    telegram: TelegramServer, station: Station, posts: int
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    for number in range(posts):
        telegram.publish(channel, f"old {number}", date=_ago(days=30 - number))
    await station.start(channel)
    await station.stop()

    telegram.publish(channel, "missed")
    await station.start(channel)

    change = (await station.changes())[-1]
    assert (change.post.text, change.origin) == ("missed", Origin.RECOVERED)


async def test_missed_posts_come_oldest_first_page_by_page(telegram: TelegramServer, station: Station) -> None:
    channel = await _started_and_stopped(telegram, station)
    for number in range(250):
        telegram.publish(channel, f"missed {number}")
    requests = telegram.requests["messages.getHistory"]

    await station.start(channel)

    missed = (await station.changes())[1:]
    assert [change.post.text for change in missed] == [f"missed {number}" for number in range(250)]
    assert {change.origin for change in missed} == {Origin.RECOVERED}
    assert await station.cursor(channel) == 251
    assert (await station.report(channel)).recovered == 250
    assert telegram.requests["messages.getHistory"] - requests == 3


async def test_a_live_post_never_moves_the_cursor(telegram: TelegramServer, station: Station) -> None:
    channel = await _started_and_stopped(telegram, station)
    for number in range(5):
        telegram.publish(channel, f"missed {number}")
    await station.start(channel, catch_up=False)
    telegram.publish(channel, "live")
    await station.changes(2)
    assert await station.cursor(channel) == 1
    await station.stop()

    await station.start(channel)

    changes = await station.changes()
    texts = [change.post.text for change in changes]
    assert texts == ["first", "live", *(f"missed {number}" for number in range(5))]
    assert [change.origin for change in changes[1:]] == [Origin.LIVE, *[Origin.RECOVERED] * 5]
    assert await station.cursor(channel) == 7
    assert (await station.report(channel)).recovered == 5


async def test_nothing_new_costs_one_request_for_all_channels(telegram: TelegramServer, station: Station) -> None:
    channels = [telegram.add_channel(f"Channel {n}", username=f"channel_{n}") for n in range(12)]
    await station.start(*channels)
    before = telegram.requests.copy()

    assert await station.catch_up() == 0

    assert telegram.requests - before == {"messages.getPeerDialogs": 1}


async def test_holes_and_deleted_posts_are_confirmed_empty(telegram: TelegramServer, station: Station) -> None:
    channel = await _started_and_stopped(telegram, station)
    telegram.skip(channel, 150)
    telegram.publish(channel, "after the hole")
    gone = telegram.publish(channel, "deleted before anybody saw it")
    telegram.delete(channel, gone)
    telegram.publish(channel, "the newest")

    await station.start(channel)

    assert [change.post.text for change in await station.changes()] == ["first", "after the hole", "the newest"]
    assert await station.cursor(channel) == 154


async def test_an_album_and_its_caption_are_recovered_whole(telegram: TelegramServer, station: Station) -> None:
    channel = await _started_and_stopped(telegram, station)
    telegram.publish_album(channel, ["Three pictures", "", ""])

    await station.start(channel)

    album = [change.post for change in (await station.changes())[1:]]
    (group,) = {post.grouped_id for post in album}
    assert group is not None
    assert [post.text for post in album] == ["Three pictures", "", ""]


async def test_posts_of_a_channel_that_forbids_forwarding_are_read(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Closed lips", username="closed_lips", noforwards=True)
    telegram.publish(channel, "Quoted all the same.")

    await station.start(channel)

    assert "Quoted all the same." in [change.post.text for change in await station.changes()]


@pytest.mark.parametrize("refused", [["messages.getPeerDialogs"], ["messages.getPeerDialogs", "messages.getDialogs"]])
async def test_a_server_without_dialogs_is_caught_up_with_by_history(
    telegram: TelegramServer, station: Station, refused: list[str]
) -> None:
    for method in refused:
        telegram.faults.refuse(method, *NO_METHOD, times=100)
    channel = await _started_and_stopped(telegram, station)
    telegram.publish(channel, "missed")

    await station.start(channel)
    telegram.publish(channel, "live")

    changes = await station.changes(3)
    assert [change.post.text for change in changes] == ["first", "missed", "live"]
    assert [change.origin for change in changes] == [Origin.BACKFILL, Origin.RECOVERED, Origin.LIVE]


async def test_a_server_without_state_is_listened_to_all_the_same(telegram: TelegramServer, station: Station) -> None:
    for method in ("updates.getState", "updates.getDifference", "messages.getDialogs", "messages.getPeerDialogs"):
        telegram.faults.refuse(method, *NO_METHOD, times=100)
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)

    telegram.publish(channel, "one")
    telegram.publish(channel, "two")

    assert [change.post.text for change in await station.changes(2)] == ["one", "two"]


async def test_a_wait_asked_for_is_obeyed_and_the_page_is_read(telegram: TelegramServer, station: Station) -> None:
    channel = await _started_and_stopped(telegram, station)
    telegram.publish(channel, "missed")
    telegram.faults.flood("messages.getHistory", 1)
    telegram.faults.flood("messages.getPeerDialogs", 1)

    await station.start(channel)

    assert [change.post.text for change in await station.changes()] == ["first", "missed"]


async def test_a_connection_cut_in_the_middle_leaves_the_channel_wanted(
    telegram: TelegramServer, station: Station
) -> None:
    channel = await _started_and_stopped(telegram, station)
    for number in range(150):
        telegram.publish(channel, f"missed {number}")
    telegram.faults.cut_before("messages.getHistory", times=2)

    await station.start(channel, catch_up=False)
    station.reconcile_from_now_on()

    assert len(await station.changes(151)) == 151
    assert len({change.post.message_id for change in await station.changes()}) == 151


async def test_a_channel_that_becomes_private_is_told_as_lost_and_the_others_go_on(
    telegram: TelegramServer, station: Station
) -> None:
    lost = telegram.add_channel("Gone soon", username="gone_soon")
    other = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(lost, other)
    lost.private = True
    with telegram.unheard():
        telegram.publish(other, "still here")

    assert await station.catch_up() == 1

    report = await station.report(lost)
    assert report.channel.follow_state is FollowState.LOST
    assert report.channel.follow_note
    assert [followed.telegram_id for followed in station.roster] == [other.id]


async def test_a_channel_that_cannot_be_read_now_is_passed_over(telegram: TelegramServer, station: Station) -> None:
    broken = telegram.add_channel("Broken", username="broken_channel", fresh=True)
    other = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(broken, other)
    telegram.faults.refuse("messages.getHistory", 400, "SOMETHING_INVALID")
    with telegram.unheard():
        telegram.publish(broken, "unreadable for now")
        telegram.publish(other, "readable")

    assert await station.catch_up() == 1
    assert await station.catch_up() == 1


async def test_a_channel_that_could_not_be_read_is_soon_read_all_the_same(
    telegram: TelegramServer, station: Station
) -> None:
    station.clock = clock = HurriedClock()
    channel = await _started_and_stopped(telegram, station)
    telegram.publish(channel, "missed")
    await station.start(channel, catch_up=False)
    telegram.faults.refuse("messages.getHistory", 400, "SOMETHING_INVALID", times=3)
    slept = clock.slept
    station.reconcile_from_now_on()

    assert [change.post.text for change in await station.changes(2)] == ["first", "missed"]
    assert clock.slept - slept >= timedelta(seconds=20)  # three pauses, which double


async def test_a_session_closed_meanwhile_is_an_operators_error(telegram: TelegramServer, station: Station) -> None:
    channel = await _started_and_stopped(telegram, station)
    telegram.publish(channel, "missed")
    await station.start(channel, catch_up=False)
    telegram.faults.refuse("messages.getHistory", 401, "SESSION_REVOKED")

    with pytest.raises(SessionError, match="closed this session"):
        await station.catch_up()
    assert [followed.telegram_id for followed in await station.wanted.take()] == [channel.id]
    with pytest.raises(SessionError, match="closed this session"):
        await station.connection_ends()
