"""Subscribers, their wishes, and what of the outbox goes with them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.flag import Stance
from bot.model.message import Message
from bot.model.query import Question
from bot.model.story import Severity
from bot.model.subscriber import ChatKind, Mute, MuteKind, Preferences, SubscriberState
from bot.ports import Archive
from storage.opening import open_archive
from storage.sqlite.rows import micros
from tests.storage.samples import NIGHT, NOW, delivery, done, minutes, subscriber

LEASE = timedelta(minutes=2)


def digest(chat_id: int, slot: str, hours: float, **facts: object) -> NewDelivery:
    """A digest that tells up to so many hours after NIGHT."""
    told = {"slot": slot, "since": NIGHT.isoformat(), "until": (NIGHT + timedelta(hours=hours)).isoformat()}
    kind = {"kind": DeliveryKind.DIGEST, "priority": Priority.DIGEST}
    return delivery(f"digest:{chat_id}:{slot}", chat_id, facts={**told, **facts}, **kind)


async def waiting(archive: Archive) -> list[tuple[str, int]]:
    """Keys and chats of what is due."""
    rows = await archive.lease(now=NOW, limit=100, lease_for=LEASE, max_per_chat=100)
    return [(row.key, row.chat_id) for row in rows]


async def test_a_subscriber_comes_back_whole(archive: Archive) -> None:
    wishes = Preferences(
        signals=frozenset({"retreat", "breakthrough"}),
        stances=frozenset({Stance.CLAIMED, Stance.DENIED}),
        least_severity=Severity.CRITICAL,
        digest_times=(time(7, 30),),
        quiet=(time(23), time(6, 15)),
        wakes=None,
        alerts_an_hour=3,
        mutes=(
            Mute(kind=MuteKind.STORY, target="41"),
            Mute(kind=MuteKind.CHANNEL, target="7", until=NOW),
        ),
        digest_of_nothing=False,
        translate_to="de",
        zone=ZoneInfo("Asia/Kathmandu"),
    )
    whole = subscriber(
        -1001234567890123,
        kind=ChatKind.CHANNEL,
        title="Відділ «Південь»",
        state=SubscriberState.PENDING,
        subscribed_by=9,
        access_hash=-(1 << 62),
        parked_reason="x",
        preferences=wishes,
    )
    plain = subscriber(5)
    await archive.save_subscriber(plain)
    await archive.save_subscriber(whole)
    assert await archive.subscriber(whole.chat_id) == whole
    assert await archive.subscriber(5) == plain
    assert await archive.subscriber(6) is None
    assert await archive.subscribers() == (whole, plain)


async def test_saving_replaces(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(5))
    changed = subscriber(5, title="New", preferences=Preferences(signals=frozenset()))
    await archive.save_subscriber(changed)
    assert await archive.subscribers() == (changed,)


async def test_one_that_leaves_is_alerted_no_more(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(5))
    farewell = delivery("bye", 5, kind=DeliveryKind.NOTICE, priority=Priority.NOTICE)
    await archive.enqueue([delivery("alert", 5), digest(5, "2023-05-12T08:00", 1), farewell, delivery("other", 6)])
    await archive.save_subscriber(subscriber(5, state=SubscriberState.LEFT))
    assert await waiting(archive) == [("other", 6), ("bye", 5)]


async def test_parking_a_chat_parks_what_waits_for_it(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(5))
    await archive.enqueue([delivery("a", 5), delivery("b", 6)])
    await archive.park_subscriber(5, reason="the bot was blocked", now=NOW)
    parked = await archive.subscriber(5)
    assert parked is not None
    assert (parked.state, parked.parked_reason) == (SubscriberState.PARKED, "the bot was blocked")
    assert await waiting(archive) == [("b", 6)]
    assert (await archive.status(now=NOW)).outbox_parked == 1


async def test_a_group_that_became_a_supergroup_goes_on_there(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(-5, kind=ChatKind.GROUP))
    await archive.enqueue([delivery("sent", -5)])
    await archive.lease(now=NOW, limit=1, lease_for=LEASE)
    await archive.confirm_part("sent", message_id=7)
    await archive.confirm("sent", version=1, now=NOW)
    answer = delivery("answer", -5, kind=DeliveryKind.REPLY, priority=Priority.REPLY, reply_to_key="sent")
    edit = delivery("sent", -5, version=2)
    told = digest(-5, "2023-05-12T08:00", 1)
    await archive.commit_work(done((), deliveries=(edit, answer, delivery("fresh", -5), told)))
    await archive.migrate_subscriber(-5, -1005, refused="")
    assert await archive.subscriber(-5) is None
    moved = await archive.subscriber(-1005)
    assert moved is not None
    assert moved.kind is ChatKind.GROUP
    rows = await archive.lease(now=NOW, limit=100, lease_for=LEASE, max_per_chat=100)
    assert [(row.key, row.chat_id, row.reply_to_message_id) for row in rows] == [
        ("fresh", -1005, None),
        ("answer", -1005, None),
        ("digest:-5:2023-05-12T08:00", -1005, None),
    ]
    assert (await archive.digest_standing(-1005)).last_slot == "2023-05-12T08:00"


async def test_what_comes_for_a_group_that_became_a_supergroup_goes_there(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(-5, kind=ChatKind.GROUP))
    await archive.migrate_subscriber(-5, -1005, refused="")
    await archive.commit_work(done((), deliveries=(delivery("decided before", -5),)))
    await archive.save_subscriber(subscriber(-1005, kind=ChatKind.GROUP, title="renamed"))
    await archive.enqueue([delivery("decided long before", -5), delivery("of another", -6)])
    assert sorted(await waiting(archive)) == [
        ("decided before", -1005),
        ("decided long before", -1005),
        ("of another", -6),
    ]


async def test_a_row_that_was_begun_in_the_old_chat_says_so_until_that_is_known(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(-5, kind=ChatKind.GROUP))
    await archive.enqueue([delivery("begun", -5), delivery("refused", -5), delivery("fresh", -5)])
    await archive.lease(now=NOW, limit=2, lease_for=LEASE, max_per_chat=2)
    for key in ("begun", "refused"):
        await archive.freeze(key, [Message(text="now")], version=1)
    await archive.migrate_subscriber(-5, -1005, refused="refused")
    later = NOW + 2 * LEASE
    rows = await archive.lease(now=later, limit=9, lease_for=LEASE, max_per_chat=9)
    assert {row.key: row.begun_in for row in rows} == {"begun": -5, "refused": None, "fresh": None}
    await archive.confirm_part("begun", message_id=7)
    await archive.confirm("begun", version=1, now=later)
    await archive.commit_work(done((), deliveries=(delivery("begun", -1005, version=2),)))
    (edit,) = await archive.lease(now=later, limit=9, lease_for=LEASE, max_per_chat=9)
    assert (edit.begun_in, edit.message_ids) == (None, ())


async def test_migrating_into_a_chat_that_subscribed_already(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(-5, title="old"))
    await archive.save_subscriber(subscriber(-1005, title="new"))
    await archive.migrate_subscriber(-5, -1005, refused="")
    assert [(each.chat_id, each.title) for each in await archive.subscribers()] == [(-1005, "old")]


async def test_a_person_is_forgotten(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(5))
    await archive.save_subscriber(subscriber(-7, kind=ChatKind.GROUP, subscribed_by=5))
    await archive.enqueue([delivery("a", 5, parts=()), delivery("b", -7)])
    asked = Question(chat_id=-7, user_id=5, text="прорыв", asked_at=NOW)
    number = await archive.remember_question(asked, forget_before=NIGHT)
    await archive.forget_person(5)
    assert await archive.subscriber(5) is None
    assert await archive.question(number) is None
    group = await archive.subscriber(-7)
    assert group is not None
    assert group.subscribed_by is None
    assert await waiting(archive) == [("b", -7)]


async def test_questions_are_kept_until_they_are_old(archive: Archive) -> None:
    old = Question(chat_id=5, user_id=5, text="отход \ud83d", asked_at=NIGHT)
    new = Question(chat_id=5, user_id=None, text="прорыв", asked_at=NOW)
    first = await archive.remember_question(old, forget_before=NIGHT - minutes(1))
    kept = await archive.question(first)
    assert kept is not None
    assert kept.text == "отход ?"
    second = await archive.remember_question(new, forget_before=NIGHT + minutes(1))
    assert second != first
    assert await archive.question(first) is None
    assert await archive.question(second) == new


async def test_a_parked_chat_keeps_since_when_until_it_comes_back(tmp_path: Path) -> None:
    archive = await open_archive(str(tmp_path / "archive.db"))
    await archive.save_subscriber(subscriber(7))
    await archive.park_subscriber(7, reason="gone", now=NOW)

    def since() -> object:
        with closing(sqlite3.connect(tmp_path / "archive.db")) as db:
            return db.execute("SELECT parked_us FROM subscribers").fetchone()[0]

    parked = await archive.subscriber(7)
    assert parked is not None
    await archive.save_subscriber(replace(parked, title="Another title"))
    assert since() == micros(NOW)
    await archive.save_subscriber(replace(parked, state=SubscriberState.ACTIVE, parked_reason=None))
    assert since() is None
    await archive.close()
