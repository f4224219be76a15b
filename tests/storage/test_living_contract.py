"""What the outbox promises of living alerts: their replies, what is only counted, and who goes first (RULES 9, 15)."""

from datetime import timedelta
from typing import Any

from bot.model.delivery import DeliveryKind, DeliveryState, NewDelivery, Priority
from bot.model.message import Message
from bot.ports import Archive
from tests.storage.samples import NIGHT, NOW, delivery, done, minutes, read_all, seen, story, story_post

LEASE = timedelta(minutes=2)
TEXT = (Message(text="🔴 прорыв"),)


def reply(key: str, to: str, *news: Any, **facts: Any) -> NewDelivery:
    given = {"kind": DeliveryKind.REPLY, "priority": Priority.REPLY, "reply_to_key": to, **facts}
    return delivery(key, facts={"news": list(news)}, **given)


async def want(archive: Archive, *deliveries: NewDelivery) -> None:
    await archive.commit_work(done((), deliveries=deliveries))


async def waiting(archive: Archive, at: timedelta = timedelta(0)) -> dict[str, object]:
    """What waits to be sent at a time after NOW, with its facts; nothing is leased."""
    rows = await archive.lease(now=NOW + at, limit=99, lease_for=timedelta(0), max_per_chat=99)
    return {row.key: row.facts.get("news") for row in rows}


async def begin(archive: Archive, key: str, version: int = 1) -> None:
    assert await archive.freeze(key, TEXT, version=version)


async def send(archive: Archive, key: str, *, version: int = 1) -> None:
    await begin(archive, key, version)
    await archive.confirm_part(key, message_id=71)
    await archive.confirm(key, version=version, now=NOW)


async def test_a_reply_to_what_nobody_has_begun_to_send_is_not_stored(archive: Archive) -> None:
    await want(archive, delivery("alert:1:1"))
    await want(archive, reply("r", "alert:1:1", 1), reply("s", "never was", 1))
    assert await waiting(archive) == {"alert:1:1": None}
    await begin(archive, "alert:1:1")
    await want(archive, reply("r", "alert:1:1", 1))
    await archive.confirm("alert:1:1", version=1, now=NOW)
    assert await waiting(archive) == {"r": [1]}


async def test_a_newer_reply_takes_the_place_of_one_that_waits_and_tells_its_news_first(archive: Archive) -> None:
    await want(archive, delivery("alert:1:1"))
    await send(archive, "alert:1:1")
    await want(archive, reply("r1", "alert:1:1", "a", not_before=NOW + minutes(9)))
    await want(archive, reply("r2", "alert:1:1", "b"))
    await want(archive, reply("r3", "alert:1:1", "c"))
    assert await waiting(archive, minutes(10)) == {"r3": ["a", "b", "c"]}


async def test_a_reply_that_was_begun_stays(archive: Archive) -> None:
    await want(archive, delivery("alert:1:1"))
    await send(archive, "alert:1:1")
    await want(archive, reply("r1", "alert:1:1", "a"))
    await begin(archive, "r1")
    await want(archive, reply("r2", "alert:1:1", "b"))
    assert await waiting(archive) == {"r1": ["a"], "r2": ["b"]}


async def test_a_reply_is_stored_once(archive: Archive) -> None:
    await want(archive, delivery("alert:1:1"))
    await send(archive, "alert:1:1")
    await want(archive, reply("r1", "alert:1:1", "a"))
    await send(archive, "r1")
    await want(archive, reply("r1", "alert:1:1", "a"))
    assert await waiting(archive) == {}


async def test_a_text_that_is_old_by_now_is_not_frozen(archive: Archive) -> None:
    """The worker's commit came between rendering and freezing: the reply that it left out counts on that."""
    await want(archive, delivery("alert:1:1"))
    await want(archive, delivery("alert:1:1", version=2))
    assert not await archive.freeze("alert:1:1", TEXT, version=1)
    assert await archive.freeze("alert:1:1", TEXT, version=2)
    assert not await archive.freeze("gone", TEXT, version=1)


async def test_the_same_version_renews_the_facts_alone(archive: Archive) -> None:
    await want(archive, delivery("alert:1:1", facts={"n": 1}))
    await send(archive, "alert:1:1")
    await want(archive, delivery("alert:1:1", facts={"n": 2}))
    (alert,) = await archive.living_alerts([1])
    assert (alert.facts, alert.version, alert.state) == ({"n": 2}, 1, DeliveryState.SENT)


async def test_what_is_told_of_living_alerts(archive: Archive) -> None:
    keys = ("alert:1:5", "alert:1:-7", "alert:12:5", "alert:2:5")
    await want(archive, *(delivery(key, int(key.rpartition(":")[2])) for key in keys))
    await send(archive, "alert:1:5")
    await want(archive, reply("r1", "alert:1:5", "a", chat_id=5))
    await send(archive, "r1")
    await want(archive, reply("r2", "alert:1:5", "b", chat_id=5))
    found = {alert.key: alert for alert in await archive.living_alerts([1, 2])}
    assert set(found) == {"alert:1:5", "alert:1:-7", "alert:2:5"}
    told, untold = found["alert:1:5"], found["alert:1:-7"]
    assert (told.event_id, told.chat_id, told.is_begun, told.told_at, told.replies) == (1, 5, True, NOW, 1)
    assert (untold.chat_id, untold.is_begun, untold.told_at, untold.replies) == (-7, False, None, 0)


async def test_an_alert_goes_with_its_story_into_another_event(archive: Archive) -> None:
    await archive.take_in([seen(1), seen(2)], now=NOW)
    posts = await read_all(archive)
    stories = (story(1, story_post(posts[1])), story(2, story_post(posts[2]), event_id=1))
    await archive.commit_work(done((), stories=stories, deliveries=(delivery("alert:2:1"), delivery("alert:1:1"))))
    assert [(alert.key, alert.event_id) for alert in await archive.living_alerts([1])] == [
        ("alert:1:1", 1),
        ("alert:2:1", 1),
    ]
    assert [each.story_id for each in await archive.stories_of_events([1])] == [1, 2]
    assert [each.story_id for each in await archive.stories_of_events([1], without={1})] == [2]


async def test_the_weightier_go_first(archive: Archive) -> None:
    later = NOW + minutes(5)
    held = (delivery("medium", weight=1, not_before=later), delivery("critical", weight=3, not_before=later))
    await want(archive, *held, delivery("low"))
    assert list(await waiting(archive, minutes(5))) == ["critical", "medium", "low"]
    await want(archive, delivery("low", version=2, weight=2))
    assert list(await waiting(archive, minutes(5))) == ["critical", "low", "medium"]


async def test_a_held_alert_can_be_let_go(archive: Archive) -> None:
    await want(archive, delivery("a", not_before=NOW + minutes(60)))
    await want(archive, delivery("a", version=2, not_before=NOW + minutes(1)))
    assert await waiting(archive) == {}
    await want(archive, delivery("a", version=3, not_before=NOW + minutes(1), let_go=True))
    assert await waiting(archive) == {"a": None}


async def test_what_is_counted_instead_of_sent(archive: Archive) -> None:
    await want(archive, delivery("a"), delivery("b"), delivery("c"))
    await send(archive, "a")
    assert await archive.alerts_told(1, since=NOW - minutes(1)) == 1
    assert await archive.alerts_told(1, since=NOW) == 0
    notice = delivery("more", kind=DeliveryKind.NOTICE)
    for key in "abc":
        await archive.pass_over(key, notice, now=NOW)
    assert await waiting(archive) == {"more": None}
    assert await archive.alerts_counted(1, since=NOW, until=NOW + minutes(1)) == 2
    assert await archive.alerts_counted(1, since=NIGHT, until=NOW) == 0
    await want(archive, delivery("b", version=2, not_before=NOW + minutes(5)))
    assert await waiting(archive) == {"more": None}
    assert await waiting(archive, minutes(5)) == {"more": None, "b": None}
    assert await archive.alerts_counted(1, since=NOW, until=NOW + minutes(1)) == 1


async def test_what_has_nothing_to_tell_is_taken_out_unless_it_has_by_now(archive: Archive) -> None:
    await want(archive, delivery("a"), delivery("b"), delivery("c"))
    await begin(archive, "b")
    await want(archive, delivery("c", version=2))
    for key in "abc":
        await archive.withdraw(key, version=1)
    assert set(await waiting(archive)) == {"b", "c"}
