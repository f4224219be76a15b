"""What the pump does when a send fails: each error has its own answer, and the queue goes on."""

import itertools
from datetime import timedelta

import pytest

from bot.delivery.failures import STILL_RUNNING_PATIENCE
from bot.delivery.pump import Pump, PumpSettings
from bot.errors import (
    ChatGoneError,
    ChatMigratedError,
    FloodWaitError,
    MessageRejectedError,
    MessengerUnavailableError,
    StillRunningError,
)
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.message import Message
from bot.model.subscriber import ChatKind, Preferences, SubscriberState
from tests.delivery.conftest import Bench

_PARTS = (Message(text="part 1"), Message(text="part 2"), Message(text="part 3"))


async def test_a_flood_wait_is_obeyed_exactly_and_for_the_whole_chat(bench: Bench) -> None:
    start = bench.clock.now()
    await bench.subscribe(600)
    bench.messenger.fail_next(FloodWaitError(timedelta(seconds=17)))
    await bench.want("a1")
    await bench.drain()
    await bench.want("a2")
    await bench.want("b", 600)
    await bench.pass_time(seconds=30)
    told = [(sent.message.text, sent.at - start) for sent in bench.messenger.sent]
    assert told == [
        ("b v1", timedelta(0)),
        ("a1 v1", timedelta(seconds=17)),
        ("a2 v1", timedelta(seconds=18)),
    ]
    assert bench.calls_of(500, "a1 v1") == 2


async def test_a_flood_wait_on_an_edit_is_obeyed(bench: Bench) -> None:
    await bench.want("a")
    await bench.pass_time(seconds=5)
    await bench.want_newer("a", 2)
    bench.messenger.fail_next(FloodWaitError(timedelta(seconds=17)))
    start = bench.clock.now()
    await bench.pass_time(seconds=30)
    assert bench.texts == ["a v1", "a v2"]
    assert bench.messenger.sent[1].at - start == timedelta(seconds=17)


async def test_while_the_first_call_still_runs_it_waits_with_the_same_random_id(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.fail_next(*(StillRunningError() for _ in range(5)))
    await bench.pass_time(seconds=60)
    assert bench.texts == ["a v1"]
    assert bench.calls_of(500, "a v1") == len(bench.messenger.calls) == 6


async def test_a_call_that_runs_for_ever_is_parked_and_the_queue_goes_on(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.fail_next(*(StillRunningError() for _ in range(100)))
    await bench.pass_time(until=bench.clock.now() + STILL_RUNNING_PATIENCE + timedelta(minutes=1))
    assert "still works on the first send" in bench.notes.parked_for["a"]
    assert len(bench.messenger.calls) < 20
    assert await bench.archive.next_due(now=bench.clock.now()) is None


async def test_time_in_which_nobody_asked_is_no_patience(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.fail_next(StillRunningError(), StillRunningError())
    await bench.drain()
    bench.clock.advance_to(bench.clock.now() + 3 * STILL_RUNNING_PATIENCE)
    bench.pump = bench.new_pump()
    await bench.drain()
    await bench.pass_time(minutes=2)
    assert (bench.texts, bench.notes.parked_for) == (["a v1"], {})


async def test_losing_its_turn_does_not_renew_the_patience(bench: Bench) -> None:
    """Between two answers "still running" the row has to let alerts of the same chat go first."""
    await bench.subscribe(500, preferences=Preferences(alerts_an_hour=999))
    await bench.want("d", kind=DeliveryKind.DIGEST, priority=Priority.DIGEST)
    bench.messenger.fail_for("d v1", StillRunningError())
    for number in range(200):
        await bench.want(f"alert {number}")
        await bench.pass_time(seconds=2)
    assert "still works on the first send" in bench.notes.parked_for["d"]
    assert len(bench.texts) == 200


async def test_a_chat_that_is_gone_is_parked_with_all_that_waits_for_it(bench: Bench) -> None:
    await bench.subscribe(600)
    await bench.want("a1")
    await bench.want("a2")
    await bench.want("b", 600)
    bench.messenger.fail_next(ChatGoneError("The user blocked the bot."))
    await bench.pass_time(seconds=10)
    assert bench.texts == ["b v1"]
    reader = await bench.archive.subscriber(500)
    assert reader is not None
    assert reader.state is SubscriberState.PARKED
    assert reader.parked_reason == "The user blocked the bot."
    assert [call[1] for call in bench.messenger.calls] == ["a1 v1", "b v1"]


async def test_a_notice_to_a_stranger_who_is_gone_is_parked(bench: Bench) -> None:
    await bench.want("n", 700, kind=DeliveryKind.NOTICE, parts=_PARTS[:1])
    bench.messenger.fail_next(ChatGoneError("The user is deactivated."))
    await bench.pass_time(minutes=10)
    assert len(bench.messenger.calls) == 1
    assert bench.notes.parked_for == {"n": "The user is deactivated."}


async def test_a_group_that_became_a_supergroup_gets_its_messages_there(bench: Bench) -> None:
    await bench.subscribe(-77, kind=ChatKind.GROUP)
    await bench.want("a", -77)
    await bench.want("b", -77)
    bench.messenger.fail_next(ChatMigratedError(-100_77))
    await bench.pass_time(seconds=10)
    assert [(sent.chat_id, sent.message.text) for sent in bench.messenger.sent] == [
        (-100_77, "a v1"),
        (-100_77, "b v1"),
    ]
    assert await bench.archive.subscriber(-77) is None
    moved = await bench.archive.subscriber(-100_77)
    assert moved is not None
    assert moved.state is SubscriberState.ACTIVE


async def test_a_row_that_was_decided_before_its_group_moved_goes_after_it(bench: Bench) -> None:
    """The worker may look who is to be told, and commit only when the pump has moved the group."""
    await bench.subscribe(-77, kind=ChatKind.GROUP)
    await bench.want("a", -77)
    bench.messenger.fail_next(ChatMigratedError(-100_77))
    await bench.pass_time(seconds=10)
    await bench.want("b", -77)
    await bench.pass_time(seconds=10)
    assert [(sent.chat_id, sent.message.text) for sent in bench.messenger.sent] == [
        (-100_77, "a v1"),
        (-100_77, "b v1"),
    ]
    assert bench.notes.parked_for == {}


async def test_so_it_does_in_another_life(bench: Bench) -> None:
    """Killed after the move, nobody remembers it but the archive."""
    await bench.subscribe(-77, kind=ChatKind.GROUP)
    await bench.want("a", -77)
    bench.messenger.fail_next(ChatMigratedError(-100_77))
    await bench.pass_time(seconds=10)
    bench.pump = bench.new_pump()
    await bench.want("b", -77)
    await bench.pass_time(seconds=10)
    assert bench.texts == ["a v1", "b v1"]
    assert bench.notes.parked_for == {}


@pytest.mark.parametrize("was_sent", [True, False])
async def test_what_may_have_been_sent_before_its_group_moved_is_asked_for_there(
    bench: Bench, *, was_sent: bool
) -> None:
    await bench.subscribe(-77, kind=ChatKind.GROUP)
    await bench.want("a", -77)
    lost = MessengerUnavailableError("no answer")
    if was_sent:
        bench.messenger.lose_next_answer(lost)
    else:
        bench.messenger.fail_next(lost)
    await bench.drain()
    bench.messenger.move(-77, -100_77)
    await bench.want("b", -77, weight=9)
    await bench.pass_time(seconds=10)
    await bench.want_newer("a", 2)
    await bench.pass_time(seconds=10)
    told = [(sent.chat_id, sent.message.text) for sent in bench.messenger.sent]
    if was_sent:  # and is edited no more, for it stands where nobody can
        assert told == [(-77, "a v1"), (-100_77, "b v1")]
    else:
        assert told == [(-100_77, "b v1"), (-100_77, "a v1"), (-100_77, "a v2")]
    assert bench.notes.parked_for == {}


async def test_a_move_to_the_same_chat_is_no_endless_loop(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.fail_next(ChatMigratedError(500))
    await bench.pass_time(seconds=10)
    assert len(bench.messenger.calls) == 1
    assert "names no new place" in bench.notes.parked_for["a"]


async def test_a_message_that_no_server_takes_is_parked_and_the_next_one_goes(bench: Bench) -> None:
    await bench.want("a")
    await bench.want("b")
    bench.messenger.fail_next(MessageRejectedError("Its entities are wrong."))
    await bench.pass_time(seconds=10)
    assert bench.texts == ["b v1"]
    assert bench.notes.parked_for == {"a": "Its entities are wrong."}


async def test_without_a_connection_pauses_grow_and_stay_bounded(bench: Bench) -> None:
    start = bench.clock.now()
    times: list[float] = []
    bench.messenger.fail_next(*(MessengerUnavailableError("no connection") for _ in range(10)))
    bench.messenger.on_call = lambda: times.append((bench.clock.now() - start).total_seconds())
    await bench.want("a")
    await bench.pass_time(minutes=20)
    assert bench.texts == ["a v1"]
    pauses = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


async def test_a_send_that_never_answers_is_given_up_and_repeated(bench: Bench) -> None:
    settings = PumpSettings(longest_send=timedelta(milliseconds=20))
    pump = Pump(bench.archive, bench.messenger, bench.renderer, bench.clock, settings=settings)
    bench.messenger.hold(500)
    await bench.want("a")
    assert await pump.run_once() == 1
    bench.messenger.release(500)
    bench.clock.advance_to(bench.clock.now() + timedelta(seconds=1))
    assert await pump.run_once() == 1
    assert bench.texts == ["a v1"]


async def test_a_lost_answer_is_no_second_message(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.lose_next_answer(MessengerUnavailableError("connection lost"))
    await bench.pass_time(seconds=10)
    assert bench.texts == ["a v1"]
    assert len(bench.messenger.calls) == 2


async def test_an_unforeseen_error_parks_the_row_with_its_words(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    await bench.want("a")
    await bench.want("b")
    bench.messenger.fail_next(KeyError("unforeseen"))
    await bench.pass_time(seconds=5)
    assert bench.texts == ["b v1"]
    assert bench.notes.parked_for == {"a": "KeyError: 'unforeseen'"}
    assert "nobody foresaw" in caplog.text


async def test_replies_wait_for_the_message_that_they_answer(bench: Bench) -> None:
    reply = NewDelivery(
        key="r",
        chat_id=500,
        kind=DeliveryKind.NOTICE,
        priority=Priority.REPLY,
        created_at=bench.clock.now(),
        reply_to_key="a",
        parts=_PARTS[:1],
    )
    bench.messenger.fail_next(FloodWaitError(timedelta(seconds=30)))
    await bench.want("a")
    await bench.archive.enqueue([reply])
    await bench.pass_time(seconds=40)
    assert [(sent.message.text, sent.reply_to) for sent in bench.messenger.sent] == [("a v1", None), ("part 1", 1)]
