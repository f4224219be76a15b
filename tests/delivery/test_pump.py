"""The pump's ordinary days: order, rates, parts, edits, replies, and who is told at all."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.delivery.pump import Pump, PumpSettings
from bot.delivery.rates import UNLIMITED, Rates
from bot.model.delivery import DeliveryKind, Priority
from bot.model.message import Message
from bot.model.subscriber import ChatKind, Preferences, SubscriberState
from storage.opening import open_archive
from tests.delivery.conftest import Bench

_PARTS = (Message(text="part 1"), Message(text="part 2"), Message(text="part 3"))


async def test_a_row_is_rendered_sent_and_done(bench: Bench) -> None:
    await bench.want("a", silent=True)
    assert await bench.pump.run_once() == 1
    assert await bench.pump.run_once() == 0
    (sent,) = bench.messenger.sent
    assert (sent.chat_id, sent.message.text, sent.silent) == (500, "a v1", True)
    assert len(bench.messenger.calls) == 1
    assert await bench.archive.next_due(now=bench.clock.now()) is None


async def test_an_empty_outbox_is_no_work(bench: Bench) -> None:
    assert await bench.pump.run_once() == 0


async def test_urgent_rows_go_first_and_a_chat_gets_one_message_a_second(bench: Bench) -> None:
    start = bench.clock.now()
    await bench.want("digest", kind=DeliveryKind.DIGEST, priority=Priority.DIGEST)
    await bench.want("alert 1")
    await bench.want("alert 2")
    await bench.pass_time(seconds=5)
    assert bench.texts == ["alert 1 v1", "alert 2 v1", "digest v1"]
    assert [sent.at - start for sent in bench.messenger.sent] == [timedelta(seconds=n) for n in range(3)]


async def test_an_alert_that_comes_later_overtakes_a_digest_that_waits_for_its_turn(bench: Bench) -> None:
    await bench.want("alert 1")
    await bench.want("digest", kind=DeliveryKind.DIGEST, priority=Priority.DIGEST)
    await bench.drain()
    await bench.want("alert 2")
    await bench.pass_time(seconds=5)
    assert bench.texts == ["alert 1 v1", "alert 2 v1", "digest v1"]


async def test_a_group_gets_twenty_a_minute(bench: Bench) -> None:
    await bench.subscribe(-100, kind=ChatKind.GROUP, preferences=Preferences(alerts_an_hour=99))
    for number in range(30):
        await bench.want(f"a{number:02}", -100)
    await bench.pass_time(seconds=59)
    assert len(bench.texts) == 20
    await bench.pass_time(seconds=30)
    assert len(bench.texts) == 30


async def test_thirty_a_second_over_all_chats(bench: Bench) -> None:
    for chat_id in range(1, 101):
        await bench.subscribe(chat_id)
        await bench.want(f"to {chat_id}", chat_id)
    await bench.pass_time(seconds=10)
    assert len(bench.texts) == 100
    in_each_second = Counter(sent.at for sent in bench.messenger.sent)
    assert max(in_each_second.values()) == 30
    assert len(in_each_second) == 4


async def test_parts_go_one_after_the_other_only_the_first_answers(bench: Bench) -> None:
    await bench.want("alert")
    await bench.want("digest", parts=_PARTS, kind=DeliveryKind.DIGEST, reply_to_key="alert")
    await bench.pass_time(seconds=10)
    assert bench.texts == ["alert v1", "part 1", "part 2", "part 3"]
    assert [sent.reply_to for sent in bench.messenger.sent] == [None, 1, None, None]
    assert len({call[2] for call in bench.messenger.calls}) == 4


async def test_a_newer_version_edits_the_message_in_place(bench: Bench) -> None:
    await bench.want("a")
    await bench.pass_time(seconds=2)
    await bench.want_newer("a", 2)
    await bench.want_newer("a", 3)
    await bench.pass_time(seconds=2)
    assert bench.texts == ["a v1", "a v3"]
    assert bench.messenger.sent[1].is_edit
    assert bench.messenger.sent[1].message_id == bench.messenger.sent[0].message_id
    await bench.want_newer("a", 3)
    assert await bench.pump.run_once() == 0


async def test_a_version_that_rose_before_the_first_send_is_sent_at_once(bench: Bench) -> None:
    await bench.want("a")
    await bench.want_newer("a", 2)
    await bench.pass_time(seconds=5)
    assert bench.texts == ["a v2"]


async def test_edits_count_against_the_rate(bench: Bench) -> None:
    await bench.want("a")
    await bench.drain()
    await bench.want_newer("a", 2)
    await bench.drain()
    assert bench.texts == ["a v1"]
    await bench.pass_time(seconds=1)
    assert bench.texts == ["a v1", "a v2"]
    await bench.want("b")
    await bench.drain()
    assert bench.texts == ["a v1", "a v2"]
    await bench.pass_time(seconds=1)
    assert bench.texts == ["a v1", "a v2", "b v1"]


@pytest.mark.parametrize("state", [SubscriberState.PENDING, SubscriberState.PARKED, SubscriberState.LEFT])
@pytest.mark.parametrize("kind", [DeliveryKind.ALERT, DeliveryKind.DIGEST, DeliveryKind.REPLY])
async def test_who_is_no_longer_active_is_told_nothing(
    bench: Bench, state: SubscriberState, kind: DeliveryKind
) -> None:
    await bench.subscribe(600, state=state)
    await bench.want("a", 600, kind=kind)
    await bench.drain()
    assert bench.messenger.calls == []
    assert bench.notes.parked_for == {"a": f"The subscriber is {state}."}


async def test_a_chat_that_never_subscribed_is_told_nothing_but_notices(bench: Bench) -> None:
    await bench.want("a", 601)
    await bench.want("n", 601, kind=DeliveryKind.NOTICE, parts=_PARTS[:1])
    await bench.pass_time(seconds=5)
    assert bench.texts == ["part 1"]
    assert bench.notes.parked_for == {"a": "The chat is no subscriber."}


@pytest.mark.parametrize(
    ("state", "reaches"),
    [
        (SubscriberState.PENDING, True),
        (SubscriberState.LEFT, True),
        (SubscriberState.PARKED, False),
    ],
)
async def test_notices_reach_chats_that_can_be_reached(bench: Bench, state: SubscriberState, *, reaches: bool) -> None:
    await bench.subscribe(600, state=state)
    await bench.want("n", 600, kind=DeliveryKind.NOTICE, parts=_PARTS[:1])
    await bench.drain()
    assert bench.texts == ["part 1"] * reaches


async def test_a_row_that_cannot_be_rendered_is_parked_and_the_queue_goes_on(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    await bench.subscribe(600)
    await bench.want("bad", 600)
    bench.renderer.fail_on("bad", LookupError("story 7 is not in the archive"))
    await bench.want("good")
    await bench.drain()
    assert bench.texts == ["good v1"]
    assert bench.notes.parked_for == {"bad": "LookupError: story 7 is not in the archive"}
    assert "Delivery bad failed" in caplog.text


async def test_a_row_that_has_nothing_to_tell_any_more_is_taken_out(bench: Bench) -> None:
    bench.renderer.silence("empty")
    await bench.want("empty")
    await bench.pass_time(minutes=5)
    assert (bench.texts, bench.notes.parked_for) == ([], {})
    status = await bench.archive.status(now=bench.clock.now())
    assert (status.outbox_waiting, status.outbox_parked) == (0, 0)


async def test_the_witness_is_told_of_every_message(bench: Bench) -> None:
    await bench.want("a", story_id=None)
    await bench.pass_time(seconds=2)
    await bench.want_newer("a", 2)
    await bench.pass_time(seconds=2)
    told = [(told.delivery.key, told.message_id, told.message.text, told.is_edit) for told in bench.notes.told_of]
    assert told == [("a", 1, "a v1", False), ("a", 1, "a v2", True)]


async def test_unlimited_rates_send_all_at_one_moment(bench: Bench) -> None:
    for number in range(5):
        await bench.want(f"a{number}")
    pump = Pump(bench.archive, bench.messenger, bench.renderer, bench.clock, rates=Rates(UNLIMITED))
    while await pump.run_once():
        pass
    assert bench.texts == [f"a{number} v1" for number in range(5)]


async def test_no_more_sends_at_once_than_set(bench: Bench) -> None:
    for chat_id in range(1, 21):
        await bench.subscribe(chat_id)
        await bench.want(f"to {chat_id}", chat_id)
        bench.messenger.hold(chat_id)
    pump = Pump(bench.archive, bench.messenger, bench.renderer, bench.clock, settings=PumpSettings(at_once=4))
    bell = asyncio.Event()
    running = asyncio.create_task(pump.run(bell))
    await bench.messenger.until(lambda: bench.messenger.under_way == 4)
    for chat_id in range(1, 21):
        await bench.messenger.until(partial(_was_tried, bench, chat_id))
        bench.messenger.release(chat_id)
    await bench.messenger.until(lambda: len(bench.texts) == 20)
    await _stop(running)
    assert bench.messenger.most_under_way == 4


async def test_one_slow_chat_with_many_rows_holds_up_no_other(bench: Bench) -> None:
    """Its rows must not fill the places of the others one by one."""
    bench.messenger.hold(500)
    for number in range(40):
        await bench.want(f"slow {number}")
    bell = asyncio.Event()
    running = asyncio.create_task(bench.pump.run(bell))
    await bench.messenger.until(lambda: bench.messenger.under_way > 0)
    for second in range(1, 41):
        bench.clock.advance_to(bench.clock.now() + timedelta(seconds=1))
        await bench.subscribe(second)
        await bench.want(f"to {second}", second)
        bell.set()
        await bench.messenger.until(partial(_were_sent, bench, second))
    assert bench.calls_of(500, "slow 0 v1") == 1
    await _stop(running)


async def test_the_running_pump_wakes_by_bell_and_by_time(bench: Bench) -> None:
    bell = asyncio.Event()
    running = asyncio.create_task(bench.pump.run(bell))
    await bench.want("a")
    bell.set()
    await bench.messenger.until(lambda: bench.texts == ["a v1"])
    later = bench.clock.now() + timedelta(minutes=10)
    await bench.want("b", not_before=later)
    while bench.clock.now() < later:
        await bench.clock.napping.wait()
        bench.clock.napping.clear()
        bench.clock.advance_to(bench.clock.now() + PumpSettings().longest_rest)
    await bench.messenger.until(lambda: bench.texts == ["a v1", "b v1"])
    assert bench.messenger.sent[1].at >= later
    await _stop(running)


def _was_tried(bench: Bench, chat_id: int) -> bool:
    return any(call[0] == chat_id for call in bench.messenger.calls)


def _were_sent(bench: Bench, count: int) -> bool:
    return len(bench.texts) == count


async def _stop(running: asyncio.Task[None]) -> None:
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_an_archive_that_gives_a_key_again_tells_other_news(bench: Bench) -> None:
    await bench.want("a")
    await bench.drain()
    archive = await open_archive(":memory:")
    anew = replace(bench, archive=archive)
    anew.pump = anew.new_pump()
    await anew.subscribe(500)
    await anew.want("a")
    await anew.drain()
    await archive.close()
    assert bench.texts == ["a v1", "a v1"]


async def test_an_archive_that_tells_the_same_again_repeats_its_random_id(bench: Bench) -> None:
    await bench.want("alert:1:500", about="breakthrough at Soledar")
    await bench.drain()
    archive = await open_archive(":memory:")
    anew = replace(bench, archive=archive)
    anew.pump = anew.new_pump()
    await anew.subscribe(500)
    await anew.want("alert:2:500", about="breakthrough at Soledar")
    await anew.want("alert:1:500", about="retreat at Lyman")
    await anew.drain()
    await anew.pass_time(seconds=5)
    await archive.close()
    first, *others = [random_id for _, _, random_id in bench.messenger.calls]
    assert others.count(first) == 1
    assert len(bench.messenger.sent) == 2
