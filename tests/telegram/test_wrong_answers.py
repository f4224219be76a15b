"""What Telegram tells wrongly, or so that we cannot read it, costs no post and no thousands of requests (RULES 2)."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.post import Origin
from tests.telegram.station import Station
from tests.telegram_server import lies
from tests.telegram_server.faults import ALWAYS
from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer

NEWEST, PAGES, BY_ID = "messages.getPeerDialogs", "messages.getHistory", "channels.getMessages"
ASKING = frozenset({NEWEST, PAGES, BY_ID})


@pytest.fixture
def channel(telegram: TelegramServer) -> Channel:
    """A channel with one post that is an hour old."""
    made = telegram.add_channel("Front news", username="frontnews", fresh=True)
    telegram.publish(made, "first", date=(datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0))
    return made


def miss(telegram: TelegramServer, channel: Channel, posts: int) -> None:
    """So many posts of which nobody is told."""
    with telegram.unheard():
        for _ in range(posts):
            telegram.publish(channel, f"post {channel.box.last_id + 1}")


async def ids(station: Station) -> list[int]:
    """The ids of all posts that are stored, in the order of commits."""
    return [change.post.message_id for change in await station.changes()]


async def requests_of_a_round(telegram: TelegramServer, station: Station) -> Counter[str]:
    """What a round asks for."""
    before = telegram.requests.copy()
    await station.catch_up()
    return Counter({name: count for name, count in (telegram.requests - before).items() if name in ASKING})


@pytest.mark.parametrize("missed", [10, 350])
async def test_an_empty_page_of_history_is_not_believed(
    telegram: TelegramServer, station: Station, channel: Channel, missed: int
) -> None:
    await station.start(channel)
    miss(telegram, channel, missed)
    telegram.faults.lie(PAGES, lies.no_messages)
    await station.catch_up()
    miss(telegram, channel, 10)

    await station.catch_up()

    assert await ids(station) == list(range(1, missed + 12))
    assert await station.cursor(channel) == missed + 11


@pytest.mark.parametrize("posts", [3, 150])
async def test_a_server_that_lags_behind_its_own_newest_id_moves_no_cursor(
    telegram: TelegramServer, station: Station, channel: Channel, posts: int
) -> None:
    """Pages end before the newest post, and single ids are told as empty that will be told as posts."""
    await station.start(channel)
    miss(telegram, channel, posts)
    telegram.faults.lie(NEWEST, lies.newest(posts + 11))
    await station.catch_up()
    assert await station.cursor(channel) == posts + 1
    miss(telegram, channel, 10)

    await station.catch_up()

    assert await ids(station) == list(range(1, posts + 12))
    assert await station.cursor(channel) == posts + 11


async def test_holes_among_live_posts_are_not_confirmed_by_a_server_that_lags_behind(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    await station.start(channel)
    for number in range(2, 152):
        if number in (3, 148):
            miss(telegram, channel, 1)
            channel.box.pts -= 1  # a client must not notice by itself
        else:
            telegram.publish(channel, "heard")
    await station.changes(149)
    telegram.faults.lie(BY_ID, lies.no_posts, times=9)
    telegram.faults.lie(PAGES, lies.no_messages, times=9)
    await station.catch_up()
    assert await station.cursor(channel) == 1
    telegram.faults.clear()

    await station.catch_up()

    assert sorted(await ids(station)) == list(range(1, 152))
    assert await station.cursor(channel) == 151


async def test_an_absurd_newest_id_moves_no_cursor_and_costs_two_requests(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    await station.start(channel)
    miss(telegram, channel, 5)
    telegram.faults.lie(NEWEST, lies.newest(lies.NEWEST_POSSIBLE), times=2)
    await station.catch_up()
    assert await ids(station) == [1, 2, 3, 4, 5, 6]

    assert await requests_of_a_round(telegram, station) == {NEWEST: 1, PAGES: 1, BY_ID: 1}

    assert await station.cursor(channel) == 6
    miss(telegram, channel, 5)
    await station.catch_up()
    assert await ids(station) == list(range(1, 12))


async def test_a_first_following_with_an_absurd_newest_id_ends_when_the_true_one_is_told(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    miss(telegram, channel, 150)
    telegram.faults.lie(NEWEST, lies.newest(lies.NEWEST_POSSIBLE), times=2)
    await station.start(channel)
    assert await requests_of_a_round(telegram, station) == {NEWEST: 1, PAGES: 1, BY_ID: 1}
    assert await station.cursor(channel) is None

    assert await station.catch_up() == 0

    assert await ids(station) == list(range(1, 152))
    assert await station.cursor(channel) == 151


@pytest.mark.parametrize("told", [-7, 0])
async def test_an_absurdly_low_newest_id_is_none(
    telegram: TelegramServer, station: Station, channel: Channel, told: int
) -> None:
    telegram.faults.lie(NEWEST, lies.newest(told), times=2)
    await station.start(channel)
    miss(telegram, channel, 5)

    assert await station.catch_up() == 5
    assert await station.cursor(channel) == 6


async def test_a_newest_post_that_is_deleted_before_its_page_is_read_is_no_trouble(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    await station.start(channel)
    miss(telegram, channel, 3)
    telegram.faults.lie(NEWEST, lies.newest(5))

    await station.catch_up()
    await station.catch_up()

    assert await station.cursor(channel) == 4


async def test_answers_without_any_dialog_leave_the_channels_to_their_history(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    await station.start(channel)
    miss(telegram, channel, 3)
    telegram.faults.lie(NEWEST, lies.no_dialogs)

    assert await station.catch_up() == 3


@pytest.mark.parametrize("lie", [lies.nothing, lies.nobody, lies.unknown, lies.overlong])
@pytest.mark.parametrize("method", [NEWEST, PAGES, BY_ID, "messages.getDialogs"])
async def test_an_answer_to_another_question_is_none(
    telegram: TelegramServer,
    station: Station,
    channel: Channel,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    lie: Callable[[object], object],
) -> None:
    monkeypatch.setattr("bot.telegram.following.PAUSES", ())
    await station.start(channel)
    await station.stop()
    miss(telegram, channel, 3)
    telegram.faults.lie(method, lie, times=9)
    if method == BY_ID:
        telegram.faults.lie(PAGES, lies.no_messages)

    await station.start(channel)
    telegram.faults.clear()
    await station.catch_up()

    assert await ids(station) == [1, 2, 3, 4]
    assert await station.cursor(channel) == 4


# What cannot be read


async def test_a_post_that_cannot_be_read_is_passed_over_and_told_once(
    telegram: TelegramServer, station: Station, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    await station.start(channel)
    miss(telegram, channel, 250)
    for method in ASKING:
        telegram.faults.lie(method, lies.unreadable(120), times=ALWAYS)

    await station.catch_up()

    assert await ids(station) == [number for number in range(1, 252) if number != 120]
    assert await station.cursor(channel) == 251
    assert await requests_of_a_round(telegram, station) == {NEWEST: 1}
    assert [record.getMessage() for record in caplog.records if "passed over" in record.getMessage()] == [
        "frontnews: posts that this version cannot read are passed over: [120]"
    ]


async def test_an_unreadable_post_costs_few_requests(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    await station.start(channel)
    miss(telegram, channel, 90)
    for method in ASKING:
        telegram.faults.lie(method, lies.unreadable(40), times=ALWAYS)

    asked = await requests_of_a_round(telegram, station)

    assert await station.cursor(channel) == 91
    assert asked.total() < 20


async def test_the_newest_post_being_unreadable_holds_up_no_other(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    other = telegram.add_channel("Other", username="other_news", created=_long_ago())
    await station.start(channel, other)
    miss(telegram, channel, 3)
    miss(telegram, other, 3)
    for method in ASKING:
        telegram.faults.lie(method, lies.unreadable(4), times=ALWAYS)
    telegram.delete(other, 4)
    await station.catch_up()
    assert await station.cursor(channel) == 3
    miss(telegram, channel, 3)

    await station.catch_up()

    assert await station.cursor(channel) == 7
    assert 4 not in [change.post.message_id for change in await station.changes()]


async def test_a_first_following_steps_over_what_cannot_be_read(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    telegram.publish(channel, "second")
    telegram.publish(channel, "third")
    for method in ASKING:
        telegram.faults.lie(method, lies.unreadable(1, 3), times=ALWAYS)

    await station.start(channel)

    assert await ids(station) == [2]
    assert {change.origin for change in await station.changes()} <= {Origin.BACKFILL, Origin.RECOVERED}


async def test_a_channel_of_which_nothing_can_be_read_loses_no_post(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    """A channel's own object comes with each answer: if that cannot be read, no post is to blame."""
    await station.start(channel)
    miss(telegram, channel, 40)
    for method in ASKING:
        telegram.faults.lie(method, lies.unreadable_chats, times=ALWAYS)
    await station.catch_up()
    assert await station.cursor(channel) == 1
    telegram.faults.clear()

    assert await station.catch_up() == 40


async def test_where_all_posts_are_unreadable_none_is_passed_over(
    telegram: TelegramServer, station: Station, channel: Channel
) -> None:
    await station.start(channel)
    miss(telegram, channel, 40)
    telegram.faults.lie(PAGES, lies.unreadable(*range(2, 42)), times=ALWAYS)
    telegram.faults.lie(BY_ID, lies.unreadable(*range(2, 42)), times=ALWAYS)

    asked = await requests_of_a_round(telegram, station)

    assert await station.cursor(channel) == 1
    assert asked.total() < 50
    telegram.faults.clear()
    assert await station.catch_up() == 40


def _long_ago() -> datetime:
    return datetime.now(UTC) - timedelta(days=9)
