"""Digest rows in the outbox, over a real archive (RULES 15, 18)."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests import LONGEST_SPAN, DigestClerk
from bot.model.delivery import Delivery, DeliveryKind, Priority
from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from bot.ports import Archive
from storage.opening import open_archive

KYIV = ZoneInfo("Europe/Kyiv")
MORNING = datetime(2023, 5, 12, 8, 0, tzinfo=KYIV)
READER = Subscriber(
    chat_id=7,
    kind=ChatKind.PERSON,
    title="Читатель",
    state=SubscriberState.ACTIVE,
    since=MORNING - timedelta(days=1),
    preferences=Preferences(digest_times=(time(8), time(20)), zone=KYIV),
)


async def rows(archive: Archive, now: datetime) -> list[Delivery]:
    leased = await archive.lease(now=now, limit=99, lease_for=timedelta(0), max_per_chat=99)
    return sorted(leased, key=lambda row: (row.chat_id, str(row.facts["slot"])))


async def test_a_digest_is_put_in_once_when_its_slot_comes(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    clerk = DigestClerk(archive)
    assert await clerk.next_tick(MORNING - timedelta(minutes=1)) == MORNING
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
    assert datetime.fromisoformat(str(row.facts["since"])) == READER.since
    assert datetime.fromisoformat(str(row.facts["until"])) == MORNING


async def test_after_downtime_one_digest_covers_all_since_the_last_one_sent(archive: Archive) -> None:
    await archive.save_subscriber(READER)
    await DigestClerk(archive).tick(MORNING)
    later = MORNING + timedelta(days=3, hours=1)
    assert await DigestClerk(archive).tick(later) == 1
    first, second = await rows(archive, later)
    assert second.facts["slot"] == "2023-05-15T08:00"
    assert datetime.fromisoformat(str(second.facts["since"])) == datetime.fromisoformat(str(first.facts["until"]))
    assert datetime.fromisoformat(str(second.facts["until"])) == later


async def test_a_very_long_silence_is_not_told_whole(archive: Archive) -> None:
    await archive.save_subscriber(replace(READER, since=MORNING - timedelta(days=400)))
    await DigestClerk(archive).tick(MORNING)
    (row,) = await rows(archive, MORNING)
    assert datetime.fromisoformat(str(row.facts["since"])) == MORNING - LONGEST_SPAN


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


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from(["Europe/Kyiv", "America/New_York", "Australia/Lord_Howe"]),
    st.lists(st.sampled_from([time(2, 30), time(3, 30), time(8), time(20)]), min_size=1, max_size=3).map(tuple),
    st.sampled_from(
        [datetime(2024, 3, 9, tzinfo=KYIV), datetime(2024, 3, 30, tzinfo=KYIV), datetime(2024, 10, 26, tzinfo=KYIV)]
    ),
    st.lists(st.integers(10, 2000), min_size=1, max_size=12),
)
async def test_digests_follow_each_other_without_gap_or_overlap(
    zone: str, times: tuple[time, ...], start: datetime, waits: list[int]
) -> None:
    archive = await open_archive(":memory:")
    try:
        wanted = Preferences(digest_times=times, zone=ZoneInfo(zone))
        await archive.save_subscriber(replace(READER, since=start, preferences=wanted))
        now = start
        for wait in waits:
            now += timedelta(minutes=wait)
            await DigestClerk(archive).tick(now)
        told = await rows(archive, now)
    finally:
        await archive.close()
    edges = [datetime.fromisoformat(str(row.facts["until"])) for row in told]
    assert [datetime.fromisoformat(str(row.facts["since"])) for row in told] == [start, *edges][: len(told)]
    assert edges == sorted(set(edges))
