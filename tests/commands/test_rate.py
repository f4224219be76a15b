"""How often one person may ask."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.commands.rate import CAPACITY, REFILL, Bucket, Buckets, Turn

NOW = datetime(2023, 5, 12, tzinfo=UTC)


def test_a_flood_is_told_once_and_then_ignored() -> None:
    bucket, turns = Bucket.full(NOW), []
    for _ in range(CAPACITY + 3):
        turn, bucket = bucket.take(NOW)
        turns.append(turn)
    assert turns == [Turn.TAKEN] * CAPACITY + [Turn.REFUSED] + [Turn.IGNORED] * 2
    assert bucket.wait() == REFILL


def test_after_the_wait_one_more_is_free() -> None:
    bucket = Bucket(left=0.0, at=NOW)
    turn, bucket = bucket.take(NOW + REFILL / 2)
    assert turn is Turn.REFUSED
    assert bucket.wait() == REFILL / 2
    turn, bucket = bucket.take(NOW + REFILL)
    assert turn is Turn.TAKEN
    turn, bucket = bucket.take(NOW + REFILL)
    assert turn is Turn.REFUSED, "who was answered in between is told again"


def test_a_rested_bucket_says_no_more_than_a_new_one() -> None:
    assert not Bucket(left=0.0, at=NOW).is_full(NOW)
    assert Bucket(left=0.0, at=NOW).is_full(NOW + CAPACITY * REFILL)


@given(st.lists(st.timedeltas(min_value=timedelta(0), max_value=timedelta(seconds=20)), max_size=60))
def test_never_more_than_the_capacity_and_what_time_refilled(pauses: list[timedelta]) -> None:
    bucket, now, taken = Bucket.full(NOW), NOW, 0
    for pause in pauses:
        now += pause
        turn, bucket = bucket.take(now)
        taken += turn is Turn.TAKEN
    assert taken <= CAPACITY + (now - NOW) / REFILL + 1e-6


def test_a_clock_that_goes_back_frees_nothing() -> None:
    turn, bucket = Bucket(left=0.0, at=NOW).take(NOW - timedelta(hours=1))
    assert turn is Turn.REFUSED
    assert bucket.at == NOW


def test_a_crowd_is_kept_within_bounds_and_forgotten_when_it_has_rested() -> None:
    buckets = Buckets(most=100)
    assert all(buckets.take(who, NOW)[0] is Turn.TAKEN for who in range(500))
    assert len(buckets) == 100
    buckets.take(7, NOW + REFILL)
    assert len(buckets) == 1


def test_who_asks_on_keeps_the_bucket_that_they_have_among_others() -> None:
    buckets, turns = Buckets(most=3), []
    for other in range(CAPACITY + 1):
        turns.append(buckets.take(-1, NOW)[0])
        buckets.take(other, NOW)
    assert turns == [Turn.TAKEN] * CAPACITY + [Turn.REFUSED]
