"""What failed is tried again soon, then less and less often, never more rarely than every five minutes."""

from datetime import UTC, datetime, timedelta

from bot.telegram.trying_again import LONGEST_PAUSE, SecondTries

NOW = datetime(2023, 5, 12, 12, tzinfo=UTC)


def pauses_after(failures: int) -> list[float]:
    """The pauses, in seconds, after each of so many failures in a row."""
    tries, now, pauses = SecondTries(), NOW, []
    for _ in range(failures):
        tries.failed(7, now)
        pause = tries.next_in(now)
        assert pause is not None
        assert not tries.take_due(now + pause - timedelta(milliseconds=1))
        now += pause
        assert list(tries.take_due(now)) == [7]
        assert tries.next_in(now) is None
        pauses.append(pause.total_seconds())
    return pauses


def test_pauses_double_up_to_five_minutes() -> None:
    assert pauses_after(9) == [3, 6, 12, 24, 48, 96, 192, 300, 300]
    assert timedelta(seconds=300) == LONGEST_PAUSE


def test_what_is_settled_begins_anew() -> None:
    tries = SecondTries()
    tries.failed(7, NOW)
    tries.failed(7, NOW)
    tries.settled(7)
    assert tries.next_in(NOW) is None
    tries.failed(7, NOW)
    tries.failed(8, NOW + timedelta(seconds=1))
    assert tries.next_in(NOW) == timedelta(seconds=3)
    assert tries.next_in(NOW + timedelta(hours=1)) == timedelta(0)
