"""The watch list is followed: found once, joined, polled or told as lost (TELEGRAM 12 and 16; RULES 6)."""

from datetime import timedelta

import pytest

from bot.model.channel import ChannelRef, FollowState
from bot.settings import TelegramSettings
from tests.telegram.station import HurriedClock, Station
from tests.telegram_server.faults import Rate
from tests.telegram_server.server import TelegramServer

NO_METHOD = (400, "METHOD_INVALID")


async def test_a_channel_is_found_joined_and_told_as_live(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="FrontNews")

    await station.start(ChannelRef(handle="frontnews"))

    found = (await station.report(channel)).channel
    assert found.follow_state is FollowState.LIVE
    assert (found.handle, found.title, found.telegram_id) == ("FrontNews", "Front news", channel.id)
    assert telegram.reader.id in channel.members


async def test_a_channel_is_resolved_and_joined_once_in_its_life(telegram: TelegramServer, station: Station) -> None:
    channels = [telegram.add_channel(f"Channel {n}", username=f"channel_{n}") for n in range(3)]
    for _ in range(3):
        await station.start(*channels)
        await station.stop()

    assert telegram.requests["contacts.resolveUsername"] == 3
    assert telegram.requests["channels.joinChannel"] == 3


async def test_the_session_remembers_channels_where_dialogs_are_not_told(
    telegram: TelegramServer, station: Station
) -> None:
    telegram.faults.refuse("messages.getDialogs", *NO_METHOD, times=100)
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)
    await station.stop()

    await station.start(channel)
    telegram.publish(channel, "live after the restart")

    assert telegram.requests["contacts.resolveUsername"] == 1
    assert [change.post.text for change in await station.changes(1)] == ["live after the restart"]


async def test_a_channel_known_by_its_id_only_is_found_among_the_dialogs(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("No handle")
    channel.members[telegram.reader.id] = telegram.reader

    await station.start(ChannelRef.parse(f"-100{channel.id}"))

    assert (await station.report(channel)).channel.title == "No handle"
    assert telegram.requests["contacts.resolveUsername"] == 0


async def test_a_full_account_polls_what_it_cannot_join(telegram: TelegramServer, station: Station) -> None:
    telegram.faults.refuse("channels.joinChannel", 400, "CHANNELS_TOO_MUCH")
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)
    telegram.publish(channel, "pushed to nobody")

    assert await station.catch_up() == 1

    found = (await station.report(channel)).channel
    assert found.follow_state is FollowState.POLLED
    assert found.follow_note == (
        "it is read by polling: the listening account follows as many channels as Telegram allows"
    )


@pytest.mark.parametrize(
    ("method", "error"),
    [("channels.joinChannel", "CHANNEL_PRIVATE"), ("contacts.resolveUsername", "USERNAME_NOT_OCCUPIED")],
)
async def test_a_closed_channel_is_told_as_lost_and_the_next_is_followed(
    telegram: TelegramServer, station: Station, method: str, error: str
) -> None:
    telegram.add_channel("Closed", username="closed_channel")
    channel = telegram.add_channel("Front news", username="frontnews")
    telegram.faults.refuse(method, 400, error)

    await station.start(ChannelRef(handle="closed_channel"), channel)

    reports = await station.archive.channel_reports(now=station.clock.now())
    states = {report.channel.handle: report.channel.follow_state for report in reports}
    assert states == {"closed_channel": FollowState.LOST, "frontnews": FollowState.LIVE}
    assert [followed.telegram_id for followed in station.roster] == [channel.id]


async def test_a_persons_handle_and_a_bare_title_are_told_as_lost(telegram: TelegramServer, station: Station) -> None:
    telegram.add_person("Somebody", username="somebody")

    await station.start(ChannelRef(handle="somebody"), ChannelRef(title="Only a title"), catch_up=False)

    reports = await station.archive.channel_reports(now=station.clock.now())
    assert {report.channel.follow_state for report in reports} == {FollowState.LOST}
    assert all(report.channel.follow_note for report in reports)


async def test_many_channels_are_found_and_joined_slower_than_telegram_begins_to_mind(
    telegram: TelegramServer, station: Station
) -> None:
    """TELEGRAM 12: waits of hours were seen after some 160 quick resolves.

    Here it is 40 and then one in ten seconds, and 20 joins and then one in fifteen.
    """
    station.clock = clock = HurriedClock()
    finding = Rate(
        methods=frozenset({"contacts.resolveUsername"}), most=160, within=timedelta(minutes=20), now=clock.now
    )
    telegram.faults.rate = finding
    channels = [telegram.add_channel(f"Channel {n}", username=f"channel_{n}", fresh=True) for n in range(30)]
    began = clock.now()
    await station.start(*channels, catch_up=False)
    assert telegram.requests["channels.joinChannel"] == 30
    assert clock.now() - began >= 10 * timedelta(seconds=15)

    began = clock.now()
    await station.follower.follow([ChannelRef(handle=f"nobody_{number}") for number in range(60)])

    assert telegram.requests["contacts.resolveUsername"] == 90
    assert clock.now() - began >= 20 * timedelta(seconds=10)
    assert finding.refused == 0


async def test_waits_are_obeyed_for_finding_and_joining(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews")
    telegram.faults.flood("messages.getDialogs", 1)
    telegram.faults.flood("contacts.resolveUsername", 1)
    telegram.faults.flood("channels.joinChannel", 1)

    await station.start(channel)

    assert (await station.report(channel)).channel.follow_state is FollowState.LIVE


async def test_a_channel_struck_off_the_list_is_heard_no_more(telegram: TelegramServer, station: Station) -> None:
    kept = telegram.add_channel("Kept", username="kept_channel", fresh=True)
    dropped = telegram.add_channel("Dropped", username="dropped_channel", fresh=True)
    await station.start(kept, dropped)

    await station.follower.follow([ChannelRef(handle="kept_channel")])
    telegram.publish(dropped, "nobody listens")
    telegram.publish(kept, "somebody listens")

    assert [change.post.text for change in await station.changes(1)] == ["somebody listens"]


async def test_what_is_posted_while_a_channel_is_being_joined_is_wanted(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)

    await station.start(channel, catch_up=False)

    assert [followed.telegram_id for followed in await station.wanted.take()] == [channel.id]


async def test_what_a_session_string_s_account_knows_is_kept_without_its_key(
    telegram: TelegramServer, station: Station, settings: TelegramSettings
) -> None:
    await station.start(telegram.add_channel("Front news", username="frontnews"))
    await station.stop()

    assert settings.session is not None
    key = next(key.data for key in telegram.keys.values() if telegram.accounts.get(key.id) is telegram.reader)
    kept = list(station.data_dir.glob("reader*"))
    assert len(kept) == 2  # the memory and the lock
    assert all(key not in path.read_bytes() for path in kept)
    assert all(settings.session.reveal().encode() not in path.read_bytes() for path in kept)


async def test_a_lost_channel_that_lets_us_in_again_is_live_and_caught_up_with(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    telegram.publish(channel, "before")
    await station.start(channel)
    channel.private = True
    assert await station.catch_up() == 0
    await station.follower.try_again([ChannelRef(handle="frontnews")])
    assert (await station.report(channel)).channel.follow_state is FollowState.LOST
    assert len(station.roster) == 0

    channel.private = False
    with telegram.unheard():
        telegram.publish(channel, "meanwhile")
    await station.follower.try_again([ChannelRef(handle="frontnews")])

    assert (await station.report(channel)).channel.follow_state is FollowState.LIVE
    assert await station.reconciler.next_round() == 1


async def test_lost_handles_are_looked_for_again_a_few_at_a_time(telegram: TelegramServer, station: Station) -> None:
    refs = [ChannelRef(handle=f"nobody_{number}") for number in range(15)]
    await station.start(*refs, catch_up=False)
    assert telegram.requests["contacts.resolveUsername"] == 15
    channel = telegram.add_channel("Came late", username="nobody_12")

    await station.follower.try_again(refs)
    assert telegram.requests["contacts.resolveUsername"] == 25
    await station.follower.try_again(refs)
    assert telegram.requests["contacts.resolveUsername"] == 35

    assert (await station.report(channel)).channel.follow_state is FollowState.LIVE
