"""Rates: never more than Telegram allows in any span, and no slower than that."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.rates import UNLIMITED, Limit, Limits, Rates
from bot.model.subscriber import ChatKind

_NOW = timedelta(days=3)
_NONE = timedelta(0)


def _after(**span: float) -> timedelta:
    return _NOW + timedelta(**span)


def test_one_message_a_second_to_a_chat_and_none_waits_for_another_chat() -> None:
    rates = Rates()
    assert rates.wait(1, ChatKind.PERSON, _NOW) == _NONE
    rates.take(1, ChatKind.PERSON, _NOW)
    assert rates.wait(1, ChatKind.PERSON, _after(seconds=0.4)) == timedelta(seconds=0.6)
    assert rates.wait(2, ChatKind.PERSON, _after(seconds=0.4)) == _NONE
    assert rates.wait(1, ChatKind.PERSON, _after(seconds=1)) == _NONE


def test_thirty_a_second_over_all_chats() -> None:
    rates = Rates()
    for chat_id in range(30):
        assert rates.wait(chat_id, ChatKind.PERSON, _NOW) == _NONE
        rates.take(chat_id, ChatKind.PERSON, _NOW)
    assert rates.wait(99, ChatKind.PERSON, _NOW) == timedelta(seconds=1)


def test_twenty_a_minute_to_a_group_or_channel() -> None:
    for kind in (ChatKind.GROUP, ChatKind.CHANNEL):
        rates = Rates()
        for second in range(20):
            assert rates.wait(-1, kind, _after(seconds=second)) == _NONE
            rates.take(-1, kind, _after(seconds=second))
        assert rates.wait(-1, kind, _after(seconds=20)) == timedelta(seconds=40)
        assert rates.wait(-1, kind, _after(seconds=60)) == _NONE


def test_a_chat_is_held_for_exactly_as_long_as_told() -> None:
    rates = Rates()
    rates.hold(1, _after(seconds=17))
    assert rates.wait(1, ChatKind.PERSON, _NOW) == timedelta(seconds=17)
    assert rates.wait(2, ChatKind.PERSON, _NOW) == _NONE
    assert rates.wait(1, ChatKind.PERSON, _after(seconds=17)) == _NONE


def test_unlimited_never_waits() -> None:
    rates = Rates(UNLIMITED)
    for _ in range(50):
        rates.take(-1, ChatKind.GROUP, _NOW)
        assert rates.wait(-1, ChatKind.GROUP, _NOW) == _NONE


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 900)), max_size=60),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(2, 6),
)
def test_in_no_span_more_than_allowed(moves: list[tuple[int, int]], overall: int, chat: int, group: int) -> None:
    """Whoever waits as told never breaks a limit, whatever the order of the chats."""
    second = timedelta(seconds=1)
    limits = Limits(
        overall=Limit(count=overall, per=second),
        chat=Limit(count=chat, per=second),
        group=Limit(count=group, per=5 * second),
    )
    rates = Rates(limits)
    now = _NOW
    taken: list[tuple[timedelta, int]] = []
    for chat_id, pause in moves:
        now += timedelta(milliseconds=pause)
        now += rates.wait(chat_id, ChatKind.GROUP, now)
        rates.take(chat_id, ChatKind.GROUP, now)
        taken.append((now, chat_id))
    for start, chat_id in taken:
        in_second = [other for at, other in taken if start <= at < start + second]
        assert len(in_second) <= overall
        assert in_second.count(chat_id) <= chat
        assert sum(start <= at < start + 5 * second and other == chat_id for at, other in taken) <= group


def test_memory_is_bounded_by_the_chats_of_the_last_minute() -> None:
    rates = Rates(Limits(overall=Limit(count=1, per=_NONE)))
    for number in range(5_000):
        rates.take(number, ChatKind.GROUP, _NOW + timedelta(seconds=number))
        rates.hold(number, _NOW + timedelta(seconds=number + 5))
    assert rates.remembered <= 500
