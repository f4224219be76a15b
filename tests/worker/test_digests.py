"""Digests over a real archive: when they come, and what their rows cover (RULES 15, 18)."""

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.digests import QUIET_AFTER, DigestClerk
from bot.model.channel import ChannelRef
from bot.model.delivery import Delivery, DeliveryKind, NewDelivery, Priority
from bot.model.post import Origin, SeenPost
from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from bot.model.work import Lane, WorkDone
from bot.ports import Archive

KYIV = ZoneInfo("Europe/Kyiv")
MORNING = datetime(2023, 5, 12, 8, 0, tzinfo=KYIV)
EVENING = MORNING + timedelta(hours=12)
READER = Subscriber(
    chat_id=7,
    kind=ChatKind.PERSON,
    title="Читатель",
    state=SubscriberState.ACTIVE,
    since=MORNING - timedelta(days=1),
    preferences=Preferences(digest_times=(time(8), time(20)), zone=KYIV),
)


async def rows(archive: Archive, now: datetime) -> list[Delivery]:
    """What waits, and is not begun by being looked at."""
    leased = await archive.lease(now=now, limit=99, lease_for=timedelta(0), max_per_chat=99)
    await archive.release_leases()
    return sorted(leased, key=lambda row: (row.chat_id, str(row.facts["slot"])))


async def send(archive: Archive, now: datetime) -> list[Delivery]:
    """Send what waits."""
    waiting = await rows(archive, now)
    for row in waiting:
        await archive.confirm(row.key, version=1, now=now)
    return waiting


async def hear(archive: Archive, number: int, now: datetime) -> int:
    """A post of no interest comes and is worked; its position."""
    seen = SeenPost(
        channel=ChannelRef(handle="front_notes"), message_id=number, date=now, text="Туман.", origin=Origin.LIVE
    )
    await archive.take_in([seen], now=now)
    (change,) = await archive.pending(Lane.URGENT, limit=9)
    await archive.commit_work(WorkDone(lane=Lane.URGENT, up_to=change.position, at=now))
    return change.position


def span(row: Delivery) -> tuple[datetime, datetime]:
    """From when to when a digest tells."""
    return datetime.fromisoformat(str(row.facts["since"])), datetime.fromisoformat(str(row.facts["until"]))


async def test_a_digest_is_put_in_once_when_its_slot_comes(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    clerk = DigestClerk(archive)
    assert await clerk.next_tick(MORNING - timedelta(minutes=1)) == MORNING
    position = await hear(archive, 1, MORNING - timedelta(hours=1))
    assert await clerk.tick(MORNING) == 1
    assert await clerk.tick(MORNING) == 0
    assert await clerk.tick(MORNING + timedelta(hours=3)) == 0
    (row,) = await rows(archive, MORNING)
    assert (row.key, row.kind, row.priority, row.silent) == (
        "digest:7:2023-05-12:08:00",
        DeliveryKind.DIGEST,
        Priority.DIGEST,
        True,
    )
    assert row.facts["slot"] == "2023-05-12T08:00"
    assert span(row) == (READER.since, MORNING)
    assert (row.facts["after"], row.facts["up_to"], row.facts["empty"]) == (0, position, True)


async def test_after_downtime_one_digest_covers_all_since_the_last_one_sent(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    first = await hear(archive, 1, MORNING - timedelta(hours=1))
    await DigestClerk(archive).tick(MORNING)
    await send(archive, MORNING)
    later = MORNING + timedelta(days=3, hours=1)
    second = await hear(archive, 2, later)
    assert await DigestClerk(archive).tick(later) == 1
    (row,) = await rows(archive, later)
    assert row.facts["slot"] == "2023-05-15T08:00"
    assert span(row) == (MORNING, later)
    assert (row.facts["after"], row.facts["up_to"]) == (first, second)


async def test_what_was_missed_beside_a_digest_is_read_first(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    started = MORNING + timedelta(hours=1)
    is_caught_up = asyncio.Event()
    clerk = DigestClerk(archive, may_tell=is_caught_up.is_set)
    assert await clerk.tick(started) == 0
    recovered = await hear(archive, 1, started + timedelta(minutes=2))
    is_caught_up.set()
    assert await clerk.tick(started + timedelta(minutes=3)) == 1
    (row,) = await rows(archive, started + timedelta(minutes=3))
    assert (row.facts["slot"], row.facts["up_to"]) == ("2023-05-12T08:00", recovered)


async def test_a_digest_that_was_not_sent_has_told_nothing(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    await hear(archive, 1, MORNING - timedelta(hours=1))
    clerk = DigestClerk(archive)
    await clerk.tick(MORNING)
    (parked,) = await rows(archive, MORNING)
    await archive.park(parked.key, reason="rejected", now=MORNING)
    assert await clerk.tick(MORNING + timedelta(hours=1)) == 0
    await hear(archive, 2, MORNING + timedelta(hours=2))
    await clerk.tick(EVENING)
    (row,) = await rows(archive, EVENING)
    assert span(row) == (READER.since, EVENING)
    assert row.facts["after"] == 0


async def test_one_that_waits_gives_way_to_the_next_and_one_under_way_holds_it_back(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    clerk = DigestClerk(archive)
    await hear(archive, 1, MORNING - timedelta(hours=1))
    await clerk.tick(MORNING)
    await clerk.tick(EVENING)
    (row,) = await rows(archive, EVENING)
    assert (row.facts["slot"], span(row)) == ("2023-05-12T20:00", (READER.since, EVENING))
    await archive.lease(now=EVENING, limit=1, lease_for=timedelta(minutes=2))
    next_day = MORNING + timedelta(days=1)
    assert await clerk.tick(next_day) == 0
    await archive.confirm(row.key, version=1, now=next_day)
    assert await clerk.tick(next_day + timedelta(minutes=1)) == 1
    (row,) = await rows(archive, next_day)
    assert span(row) == (EVENING, next_day + timedelta(minutes=1))


async def test_a_digest_of_an_older_program_is_gone_on_from_by_its_time(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    told = await hear(archive, 1, MORNING - timedelta(hours=1))
    old = NewDelivery(
        key="digest:7:2023-05-12:08:00",
        chat_id=7,
        kind=DeliveryKind.DIGEST,
        priority=Priority.DIGEST,
        created_at=MORNING,
        facts={"slot": "2023-05-12T08:00", "since": READER.since.isoformat(), "until": MORNING.isoformat()},
    )
    await archive.enqueue([old])
    await send(archive, MORNING)
    heard = await hear(archive, 2, MORNING + timedelta(hours=1))
    await DigestClerk(archive).tick(EVENING)
    (row,) = await rows(archive, EVENING)
    assert (row.facts["after"], row.facts["up_to"]) == (told, heard)


async def test_who_comes_back_is_told_nothing_of_the_time_between(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    await hear(archive, 1, MORNING - timedelta(hours=1))
    await DigestClerk(archive).tick(MORNING)
    await send(archive, MORNING)
    missed = await hear(archive, 2, MORNING + timedelta(days=1))
    back = MORNING + timedelta(days=30)
    await archive.save_subscriber(replace(READER, since=back))
    heard = await hear(archive, 3, back + timedelta(hours=1))
    await DigestClerk(archive).tick(back + timedelta(hours=12))
    (row,) = await rows(archive, back + timedelta(hours=12))
    assert span(row)[0] == back
    assert (row.facts["after"], row.facts["up_to"]) == (missed, heard)


async def test_who_wants_no_digest_of_nothing_gets_none_and_is_told_all_the_same(archive: Archive) -> None:
    quiet = replace(READER, preferences=replace(READER.preferences, digest_of_nothing=False))
    await archive.save_subscriber(quiet)
    position = await hear(archive, 1, MORNING - timedelta(hours=1))
    clerk = DigestClerk(archive)
    assert await clerk.tick(MORNING) == 0
    assert await rows(archive, MORNING) == []
    told = (await archive.digest_standing(7)).told
    assert told is not None
    assert (told.until, told.up_to) == (MORNING, position)
    assert await clerk.tick(MORNING + timedelta(hours=1)) == 0


async def test_when_nobody_posts_any_more_digests_of_nothing_end(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    clerk = DigestClerk(archive)
    heard_at = MORNING - timedelta(hours=1)
    await hear(archive, 1, heard_at)
    now, told = heard_at, []
    while (slot := await clerk.next_tick(now)) is not None:
        now = slot
        assert await clerk.tick(now) == 1
        told += await send(archive, now)
    assert [row.facts["slot"] for row in told] == ["2023-05-12T08:00", "2023-05-12T20:00", "2023-05-13T08:00"]
    assert now <= heard_at + QUIET_AFTER
    years_later = MORNING + timedelta(days=3650, hours=1)
    assert await clerk.tick(years_later) == 0
    await hear(archive, 2, years_later)
    assert await clerk.tick(years_later + timedelta(minutes=1)) == 0
    evening = years_later + timedelta(hours=11)
    assert await clerk.next_tick(years_later) == evening
    assert await clerk.tick(evening) == 1


async def test_only_active_subscribers_get_digests_each_in_its_zone(archive: Archive) -> None:
    tokyo = replace(READER, chat_id=8, preferences=Preferences(digest_times=(time(14),), zone=ZoneInfo("Asia/Tokyo")))
    for subscriber in (
        READER,
        tokyo,
        replace(READER, chat_id=9, state=SubscriberState.PENDING),
        replace(READER, chat_id=10, preferences=Preferences(digest_times=())),
    ):
        await archive.save_subscriber(subscriber)
    assert await DigestClerk(archive).tick(MORNING) == 2
    assert [row.key for row in await rows(archive, MORNING)] == [
        "digest:7:2023-05-12:08:00",
        "digest:8:2023-05-12:14:00",
    ]


async def test_without_subscribers_there_is_no_next_tick(archive: Archive) -> None:
    assert await DigestClerk(archive).next_tick(MORNING) is None
    assert await DigestClerk(archive).tick(MORNING) == 0


async def test_digests_of_days_that_have_not_come_take_no_slot_away(archive: Archive) -> None:
    """By a clock that was a day ahead; each post is told in one digest all the same."""
    await archive.save_subscriber(READER)
    clerk = DigestClerk(archive)
    await hear(archive, 1, MORNING - timedelta(hours=1))
    for ahead in (timedelta(0), timedelta(hours=12), timedelta(days=1)):
        await clerk.tick(MORNING + ahead)
        await send(archive, MORNING + ahead)
    now = MORNING + timedelta(minutes=5)
    await archive.clock_was_set(now=now, by=-timedelta(days=1))
    standing = await archive.digest_standing(7)
    assert standing.last_slot == "2023-05-12T08:00"
    heard = await hear(archive, 2, now)
    assert await clerk.tick(now + timedelta(minutes=1)) == 0
    slots = []
    for after in (timedelta(hours=12), timedelta(days=1)):
        assert await clerk.tick(MORNING + after) == 1
        slots += await send(archive, MORNING + after)
    assert [row.facts["slot"] for row in slots] == ["2023-05-12T20:00", "2023-05-13T08:00"]
    assert [row.facts["up_to"] for row in slots] == [heard, heard]


async def test_a_digest_that_waits_by_a_clock_that_was_ahead_gives_way(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    clerk = DigestClerk(archive)
    await hear(archive, 1, MORNING - timedelta(hours=1))
    assert await clerk.tick(MORNING + timedelta(days=2)) == 1
    await archive.clock_was_set(now=MORNING, by=-timedelta(days=2))
    assert await clerk.tick(MORNING) == 1
    (row,) = await rows(archive, MORNING)
    assert row.facts["slot"] == "2023-05-12T08:00"
