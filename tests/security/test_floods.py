"""A stranger's flood costs nothing and holds no alert up (TELEGRAM 19)."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.clocks import VirtualClock
from bot.delivery.answer_pace import SHARE, AnswerPace
from bot.delivery.rates import Limits, Rates
from bot.model.conversation import LONGEST_ANSWER_WAIT
from bot.model.subscriber import ChatKind
from bot.telegram.work_queue import AT_ONCE, MOST, MOST_OF_ONE, WorkQueue

NOW = datetime(2024, 3, 9, 18, 0, tzinfo=UTC)


class Questions:
    """Answers that end when they are let go; ``begun`` are those of whom one was begun, in order."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.most_at_once = 0
        self._under_way = 0
        self._let_go = asyncio.Event()

    async def work(self, who: int) -> None:
        self.begun.append(who)
        self._under_way += 1
        self.most_at_once = max(self.most_at_once, self._under_way)
        await self._let_go.wait()
        self._under_way -= 1

    async def let_go(self, queue: WorkQueue) -> None:
        self._let_go.set()
        while queue._tasks:
            await asyncio.wait(queue._tasks)


def ask(queue: WorkQueue, questions: Questions, who: int) -> bool:
    return queue.put(who, lambda: questions.work(who))


async def test_one_persons_flood_takes_a_few_places_and_one_turn_at_a_time() -> None:
    queue, questions = WorkQueue(), Questions()
    taken = [ask(queue, questions, 1) for _ in range(10_000)]
    assert (sum(taken), queue.dropped) == (MOST_OF_ONE, 10_000 - MOST_OF_ONE)
    assert ask(queue, questions, 2)
    await asyncio.sleep(0)
    assert questions.begun == [1, 2]
    await questions.let_go(queue)
    assert sorted(questions.begun) == [1] * MOST_OF_ONE + [2]
    assert ask(queue, questions, 1)
    await questions.let_go(queue)


async def test_a_crowds_flood_is_bounded_and_told_a_few_times(caplog: pytest.LogCaptureFixture) -> None:
    queue, questions = WorkQueue(), Questions()
    with caplog.at_level(logging.WARNING):
        taken = sum(ask(queue, questions, who) for who in range(20_000))
    assert taken == MOST
    assert len(asyncio.all_tasks()) <= AT_ONCE + 1
    assert 0 < len(caplog.records) <= 15
    await asyncio.sleep(0)
    await questions.let_go(queue)
    assert questions.most_at_once == AT_ONCE
    assert len(questions.begun) == MOST


async def test_what_waits_is_forgotten_at_a_stop_and_a_bug_ends_one_answer_only(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail() -> None:
        raise RuntimeError("a bug")

    queue, questions = WorkQueue(), Questions()
    queue.put(1, fail)
    ask(queue, questions, 1)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert questions.begun == [1]
    assert "a bug" in caplog.text
    ask(queue, questions, 1)
    queue.clear()
    await questions.let_go(queue)
    assert questions.begun == [1]


async def turns(pace: AnswerPace, clock: VirtualClock, chats: list[int], span: timedelta) -> list[tuple[int, datetime]]:
    """Who got a turn when, if each of ``chats`` asks without end."""
    got: list[tuple[int, datetime]] = []

    async def insist(chat_id: int) -> None:
        while True:
            if await pace.turn(chat_id):
                got.append((chat_id, clock.now()))
            else:
                await clock.sleep(timedelta(seconds=1))

    tasks = [asyncio.create_task(insist(chat)) for chat in chats]
    end = clock.now() + span
    while clock.now() < end:
        for _ in range(20):
            await asyncio.sleep(0)
        clock.advance_to(clock.now() + timedelta(milliseconds=500))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return got


async def test_answers_take_half_of_the_limits_and_leave_the_other_to_alerts() -> None:
    clock, rates = VirtualClock(NOW), Rates()
    got = await turns(AnswerPace(rates, clock), clock, list(range(1, 101)), timedelta(seconds=4))
    by_second = [sum(int((at - NOW).total_seconds()) == second for _, at in got) for second in range(4)]
    assert max(by_second) <= SHARE.overall.count
    assert min(by_second) > 0
    assert Limits().overall.count - SHARE.overall.count >= 15
    # However many insist, a chat that asked nothing gets its alert at once.
    assert rates.wait(999, ChatKind.PERSON, clock.elapsed()) == timedelta(0)


async def test_a_group_that_asks_without_end_is_alerted_in_time() -> None:
    clock, rates = VirtualClock(NOW), Rates()
    got = await turns(AnswerPace(rates, clock), clock, [-5] * 20, timedelta(minutes=2))
    assert 0 < len(got) <= 2 * SHARE.group.count + SHARE.group.count
    assert rates.wait(-5, ChatKind.GROUP, clock.elapsed()) <= timedelta(seconds=1)


async def test_answers_count_against_the_limits_of_the_pump_and_too_late_is_not_sent() -> None:
    clock, rates = VirtualClock(NOW), Rates()
    pace = AnswerPace(rates, clock)
    assert await pace.turn(7)
    assert rates.wait(7, ChatKind.PERSON, clock.elapsed()) == timedelta(seconds=1)
    rates.hold(8, LONGEST_ANSWER_WAIT * 2)
    assert not await pace.turn(8)
