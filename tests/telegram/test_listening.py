"""Live posts, edits and deletions reach the archive, whatever becomes of Telegram's pushes (TELEGRAM 1 to 10)."""

from collections.abc import Sequence

import pytest
from telethon.tl import types

from bot.clocks import SystemClock
from bot.errors import ArchiveBusyError
from bot.model.channel import ChannelRef
from bot.model.post import Arrival, Change, ChangeKind, Origin
from bot.telegram.listener import Listener
from tests.telegram.station import Station
from tests.telegram_server.faults import ALWAYS
from tests.telegram_server.server import TelegramServer


def _texts(changes: Sequence[Change]) -> list[str]:
    return [change.post.text for change in changes]


async def test_a_published_post_is_stored_as_live(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews")
    await station.start(channel)
    before = len(await station.changes())

    telegram.publish(channel, "The bridge stands.", views=12)

    change = (await station.changes(before + 1))[-1]
    assert change.post.text == "The bridge stands."
    assert (change.origin, change.kind) == (Origin.LIVE, ChangeKind.POST)
    assert (change.post.channel.handle, change.post.channel.title) == ("frontnews", "Front news")
    assert change.post.url == "https://t.me/frontnews/2"
    assert change.post.views == 12


async def test_an_edit_is_a_revision_and_a_reaction_is_none(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)

    post = telegram.publish(channel, "The bridge stands.")
    telegram.react(channel, post)
    telegram.edit(channel, post, "The bridge is down.")
    telegram.react(channel, post)
    telegram.publish(channel, "The next post.")

    changes = await station.changes(3)
    assert [change.kind for change in changes] == [ChangeKind.POST, ChangeKind.REVISION, ChangeKind.POST]
    revisions = await station.archive.revisions(changes[0].post.post_id)
    assert [revision.text for revision in revisions] == ["The bridge stands.", "The bridge is down."]
    assert revisions[0].edited_at is None
    assert revisions[1].edited_at is not None


async def test_an_edit_of_an_unseen_post_is_a_post(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews")
    await station.start(channel)
    before = len(await station.changes())
    with telegram.unheard():
        post = telegram.publish(channel, "Nobody was told of this.")

    telegram.edit(channel, post, "Everybody is told of this.")

    change = (await station.changes(before + 1))[-1]
    assert change.post.text == "Everybody is told of this."


async def test_a_deletion_leaves_a_tombstone_and_the_text(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)
    posts = [telegram.publish(channel, text) for text in ("one", "two")]
    await station.changes(2)

    telegram.delete(channel, *posts)

    changes = (await station.changes(4))[2:]
    assert {change.kind for change in changes} == {ChangeKind.TOMBSTONE}
    assert {change.post.text for change in changes} == {"one", "two"}
    assert all(change.post.deleted_at for change in changes)


async def test_forwards_replies_albums_and_service_messages_keep_what_they_are(
    telegram: TelegramServer, station: Station
) -> None:
    origin = telegram.add_channel("Origin", username="origin_channel")
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    first = telegram.publish(origin, "The first to say so.")
    await station.start(channel)

    forwarded = telegram.forward(channel, origin, first)
    telegram.publish(channel, "An answer", reply_to=forwarded)
    telegram.publish_album(channel, ["Two pictures", ""])
    telegram.service(channel)

    forward, reply, left, right, service = [change.post for change in await station.changes(5)]
    assert forward.forwarded_from is not None
    assert forward.forwarded_from.channel == ChannelRef(telegram_id=origin.id, handle="origin_channel", title="Origin")
    assert forward.forwarded_from.message_id == first
    assert reply.reply_to == forwarded
    assert left.grouped_id == right.grouped_id is not None
    assert service.service == "pin_message"


async def test_other_channels_are_nobodys_concern(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    other = telegram.add_channel("Recipes", username="recipes")
    other.members[telegram.reader.id] = telegram.reader
    await station.start(channel)

    telegram.publish(other, "Take two eggs.")
    telegram.publish(channel, "The bridge stands.")

    assert _texts(await station.changes(1)) == ["The bridge stands."]


async def test_doubled_and_swapped_pushes_are_stored_once_each(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)
    telegram.publish(channel, "zero")
    telegram.faults.updates.doubled = 2
    telegram.faults.updates.swapped = 1

    for text in ("one", "two", "three"):
        telegram.publish(channel, text)

    changes = await station.changes(4)
    assert sorted(_texts(changes)) == ["one", "three", "two", "zero"]


async def test_a_push_that_never_came_is_fetched(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)
    telegram.publish(channel, "one")
    await station.changes(1)
    telegram.faults.updates.withheld = 1

    telegram.publish(channel, "withheld")
    telegram.publish(channel, "three")

    assert sorted(_texts(await station.changes(3))) == ["one", "three", "withheld"]


async def test_an_edit_and_a_deletion_that_were_never_pushed_are_fetched(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)
    first, second, third = [telegram.publish(channel, text) for text in ("one", "two", "three")]
    await station.changes(3)
    telegram.faults.updates.withheld = 2

    telegram.edit(channel, first, "One.")
    telegram.delete(channel, second)
    telegram.edit(channel, third, "Three.")

    changes = (await station.changes(6))[3:]
    assert [(change.kind, change.post.text) for change in changes] == [
        (ChangeKind.REVISION, "One."),
        (ChangeKind.TOMBSTONE, "two"),
        (ChangeKind.REVISION, "Three."),
    ]


async def test_a_state_ahead_of_telegrams_is_mended_by_the_next_round(
    telegram: TelegramServer, station: Station
) -> None:
    """A push of a wrong count was the first of a channel: all later ones would pass for old."""
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel, catch_up=False)
    station.client._message_box.map.pop(channel.id, None)
    telegram.faults.updates.wrong_pts = 1
    post = telegram.publish(channel, "one")
    await station.changes(1)

    await station.catch_up()
    telegram.edit(channel, post, "One.")

    changes = await station.changes(2)
    assert (changes[-1].kind, changes[-1].post.text) == (ChangeKind.REVISION, "One.")


@pytest.mark.parametrize("is_empty", [False, True])
async def test_the_very_first_push_may_be_missing(telegram: TelegramServer, station: Station, is_empty: bool) -> None:
    """TELEGRAM 2: without a state to count from, the hole before the first push is seen by nobody."""
    channel = telegram.add_channel("Front news", username="frontnews", fresh=is_empty)
    await station.start(channel)
    before = len(await station.changes())
    telegram.faults.updates.withheld = 1

    telegram.publish(channel, "withheld")
    telegram.publish(channel, "two")

    assert sorted(_texts(await station.changes(before + 2))[before:]) == ["two", "withheld"]


async def test_listening_asks_telegram_nothing(telegram: TelegramServer, station: Station) -> None:
    """TELEGRAM 7: a handler that resolves a name waits as long as Telegram wishes, and drops what comes meanwhile."""
    channels = [telegram.add_channel(f"Channel {n}", username=f"channel_{n}", fresh=True) for n in range(5)]
    await station.start(*channels)
    telegram.faults.flood("contacts.resolveUsername", 3600, times=ALWAYS)
    before = telegram.requests.copy()

    for channel in channels:
        telegram.publish(channel, "The bridge stands.")
        telegram.edit(channel, telegram.publish(channel, "The bridge is up."), "The bridge is down.")
        telegram.forward(channel, channels[0], 1)

    assert len(await station.changes(20)) == 20
    assert telegram.requests - before == {}


async def test_too_long_a_difference_is_read_from_history(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews")
    await station.start(channel)
    station.reconcile_from_now_on()
    telegram.publish(channel, "one")
    before = len(await station.changes(2))
    channel.too_long = True
    with telegram.unheard():
        telegram.publish(channel, "lost in the gap")

    telegram.publish(channel, "the one that shows the gap")

    changes = await station.changes(before + 2)
    assert sorted(_texts(changes)[before:]) == ["lost in the gap", "the one that shows the gap"]
    assert {change.origin for change in changes[before:]} == {Origin.RECOVERED}


async def test_too_long_without_any_state_is_read_from_history(telegram: TelegramServer, station: Station) -> None:
    for method in ("messages.getDialogs", "messages.getPeerDialogs"):
        telegram.faults.refuse(method, 400, "METHOD_INVALID", times=100)
    channel = telegram.add_channel("Front news", username="frontnews", fresh=True)
    await station.start(channel)
    await station.catch_up()
    station.reconcile_from_now_on()
    with telegram.unheard():
        telegram.publish(channel, "one")

    too_long = types.UpdateChannelTooLong(channel.id)
    telegram.pusher.push(
        telegram.reader, types.Updates(updates=[too_long], users=[], chats=[], date=telegram.world.now(), seq=0)
    )

    (change,) = await station.changes(1)
    assert (change.post.text, change.origin) == ("one", Origin.RECOVERED)


async def test_a_refused_difference_is_read_from_history_and_pushes_go_on(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews")
    await station.start(channel)
    station.reconcile_from_now_on()
    telegram.publish(channel, "one")
    before = len(await station.changes(2))
    telegram.faults.refuse("updates.getChannelDifference", 400, "METHOD_INVALID", times=100)
    telegram.faults.updates.withheld = 1

    telegram.publish(channel, "withheld")
    telegram.publish(channel, "held back by the gap")
    await station.changes(before + 2)
    telegram.publish(channel, "after the gap")

    changes = await station.changes(before + 3)
    assert sorted(_texts(changes)[before:]) == ["after the gap", "held back by the gap", "withheld"]
    assert changes[-1].origin is Origin.LIVE


async def test_a_reconnect_is_followed_by_catching_up(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews")
    await station.start(channel)
    station.reconcile_from_now_on()
    before = len(await station.changes())

    await telegram.stop()
    telegram.publish(channel, "during the outage")
    await telegram.start()

    change = (await station.changes(before + 1))[-1]
    assert (change.post.text, change.origin) == ("during the outage", Origin.RECOVERED)
    assert (await station.report(channel)).recovered == 1


class _FailingOnce:
    """A sink that cannot take the first arrival."""

    def __init__(self) -> None:
        self.taken: list[Arrival] = []
        self._has_failed = False

    async def put(self, arrival: Arrival) -> None:
        if not self._has_failed:
            self._has_failed = True
            raise ArchiveBusyError("The archive is locked.")
        self.taken.append(arrival)


async def test_an_update_that_a_sink_cannot_take_is_wanted_from_history(
    telegram: TelegramServer, station: Station
) -> None:
    channel = telegram.add_channel("Front news", username="frontnews")
    await station.start(channel)
    sink = _FailingOnce()
    Listener(station.client, station.roster, station.wanted, sink, SystemClock()).start()

    telegram.publish(channel, "The sink fails here.")

    assert [followed.telegram_id for followed in await station.wanted.take()] == [channel.id]
