"""Digest slots over zones, clock changes and restarts (RULES 18)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.local_time import instant_of
from bot.alerts.quiet import held_until
from bot.alerts.slots import due_slot, next_slot_at
from bot.model.subscriber import Preferences

KYIV = ZoneInfo("Europe/Kyiv")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC",
            "Europe/Kyiv",
            "America/New_York",
            "Australia/Lord_Howe",
            "America/Nuuk",
            "Asia/Kathmandu",
            "Pacific/Kiritimati",
            "Africa/Cairo",
        )
    ]
)
WALL_TIMES = st.times(max_value=time(23, 59)).map(lambda wall: wall.replace(second=0, microsecond=0))
DIGEST_TIMES = st.lists(WALL_TIMES, max_size=5).map(tuple)
MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2025, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive by rule


def wants(*times: time, zone: ZoneInfo = KYIV) -> Preferences:
    return Preferences(digest_times=times, zone=zone)


@pytest.mark.parametrize(
    ("day", "wall", "expected"),
    [
        (date(2024, 3, 30), time(3, 30), "2024-03-30T01:30+00:00"),
        (date(2024, 3, 31), time(2, 59), "2024-03-31T00:59+00:00"),
        (date(2024, 3, 31), time(3, 30), "2024-03-31T01:00+00:00"),
        (date(2024, 3, 31), time(4, 0), "2024-03-31T01:00+00:00"),
        (date(2024, 10, 27), time(3, 30), "2024-10-27T00:30+00:00"),
        (date(2024, 10, 27), time(4, 0), "2024-10-27T02:00+00:00"),
    ],
)
def test_a_time_that_is_skipped_comes_at_the_first_valid_minute_and_a_doubled_one_at_its_first(
    day: date, wall: time, expected: str
) -> None:
    assert instant_of(day, wall, KYIV) == datetime.fromisoformat(expected)


def test_a_slot_is_due_once_and_named_by_its_local_time() -> None:
    now = datetime(2023, 5, 12, 5, 0, tzinfo=UTC)
    preferences = wants(time(8), time(20))
    assert due_slot(preferences, "2023-05-11T20:00", now - timedelta(seconds=1), LONG_AGO) is None
    slot = due_slot(preferences, "2023-05-11T20:00", now, LONG_AGO)
    assert slot is not None
    assert (slot.name, slot.at) == ("2023-05-12T08:00", now)
    assert due_slot(preferences, slot.name, now + timedelta(hours=11), LONG_AGO) is None


def test_after_downtime_only_the_latest_missed_slot_is_due() -> None:
    now = datetime(2023, 5, 15, 9, 30, tzinfo=UTC)
    slot = due_slot(wants(time(8), time(20)), "2023-05-11T20:00", now, LONG_AGO)
    assert slot is not None
    assert slot.name == "2023-05-15T08:00"


def test_nothing_is_due_before_the_first_slot_after_subscribing_or_without_digests() -> None:
    subscribed = datetime(2023, 5, 12, 6, 0, tzinfo=UTC)
    assert due_slot(wants(time(8)), None, subscribed + timedelta(hours=12), subscribed) is None
    assert due_slot(wants(time(8)), None, subscribed + timedelta(hours=24), subscribed) is not None
    assert due_slot(wants(), None, subscribed + timedelta(days=3), subscribed) is None
    assert next_slot_at(wants(), subscribed) is None


@settings(deadline=None)
@given(ZONES, DIGEST_TIMES, MOMENTS, st.lists(st.integers(1, 3000), min_size=1, max_size=60))
def test_whenever_it_is_asked_each_slot_comes_at_most_once_and_the_latest_never_stays_out(
    zone: ZoneInfo, times: tuple[time, ...], start: datetime, waits: list[int]
) -> None:
    preferences = wants(*times, zone=zone)
    last, now, told = None, start, []
    for wait in waits:
        before, now = now, now + timedelta(minutes=wait)
        passed = []
        coming = next_slot_at(preferences, before)
        while coming is not None and coming <= now:
            passed.append(coming)
            coming = next_slot_at(preferences, coming)
        slot = due_slot(preferences, last, now, start)
        assert (slot is not None) is bool(passed)
        if slot is not None:
            assert slot.at == passed[-1]
            told.append(slot)
            last = slot.name
        assert due_slot(preferences, last, now, start) is None
    assert len({slot.name for slot in told}) == len(told)
    assert [slot.at for slot in told] == sorted(slot.at for slot in told)


@settings(deadline=None)
@given(ZONES, DIGEST_TIMES.filter(bool), MOMENTS)
def test_the_next_slot_is_within_two_days_and_due_when_it_comes(
    zone: ZoneInfo, times: tuple[time, ...], now: datetime
) -> None:
    preferences = wants(*times, zone=zone)
    coming = next_slot_at(preferences, now)
    assert coming is not None
    assert now < coming <= now + timedelta(days=2)
    slot = due_slot(preferences, None, coming, now)
    assert slot is not None
    assert slot.at == coming


@pytest.mark.parametrize(
    ("quiet", "local", "until"),
    [
        ((time(23), time(7)), "2024-01-10T23:30", "2024-01-11T07:00"),
        ((time(23), time(7)), "2024-01-11T06:59", "2024-01-11T07:00"),
        ((time(23), time(7)), "2024-01-11T07:00", None),
        ((time(23), time(7)), "2024-01-11T22:59", None),
        ((time(13), time(15)), "2024-01-11T13:00", "2024-01-11T15:00"),
        ((time(13), time(15)), "2024-01-11T15:00", None),
        ((time(22), time(3, 30)), "2024-03-30T23:00", "2024-03-31T04:00"),
        ((time(8), time(8)), "2024-01-11T08:00", None),
        (None, "2024-01-11T03:00", None),
    ],
)
def test_quiet_hours_hold_until_their_end(quiet: tuple[time, time] | None, local: str, until: str | None) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=KYIV)
    expected = datetime.fromisoformat(until).replace(tzinfo=KYIV) if until else None
    assert held_until(Preferences(quiet=quiet, zone=KYIV), now.astimezone(UTC)) == expected
