"""How often one person may ask."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.commands.rate import CAPACITY, REFILL, Bucket, Turn

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
