"""Requests are spaced out: a burst at once, then one an interval (TELEGRAM 16)."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.clocks import VirtualClock
from bot.telegram.pace import Pace, Quota
from tests.delivery.boundary import SetClock

START = datetime(2023, 5, 11, tzinfo=UTC)
SECOND = timedelta(seconds=1)


async def _settle() -> None:
    """Let everything run that can run."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_burst_goes_at_once_and_then_one_a_second() -> None:
    clock = VirtualClock(START)
    pace = Pace(clock, burst=3, interval=SECOND)
    given: list[datetime] = []

    async def ask() -> None:
        await pace.turn()
        given.append(clock.now())

    async with asyncio.TaskGroup() as tasks:
        for _ in range(5):
            tasks.create_task(ask())
        for second in range(4):
            clock.advance_to(START + second * SECOND)
            await _settle()

    assert given == [START, START, START, START + SECOND, START + 2 * SECOND]


async def test_a_rest_fills_the_bucket_and_no_more() -> None:
    clock = VirtualClock(START)
    pace = Pace(clock, burst=2, interval=SECOND)
    await pace.turn()
    await pace.turn()
    clock.advance_to(START + timedelta(hours=1))

    await asyncio.wait_for(pace.turn(), 1)
    await asyncio.wait_for(pace.turn(), 1)
    third = asyncio.create_task(pace.turn())
    await _settle()

    assert not third.done()
    clock.advance_to(START + timedelta(hours=1, seconds=1))
    await third


async def test_a_wait_holds_everybody_up() -> None:
    clock = VirtualClock(START)
    pace = Pace(clock, burst=5, interval=SECOND)
    waiting = asyncio.create_task(pace.obey(10 * SECOND))
    await _settle()
    other = asyncio.create_task(pace.turn())
    await _settle()

    clock.advance_to(START + 9 * SECOND)
    await _settle()
    assert not other.done()
    clock.advance_to(START + 10 * SECOND)
    await waiting
    await other


async def test_a_clock_that_is_set_back_makes_nobody_wait() -> None:
    clock = SetClock(START)
    pace, quota = Pace(clock, burst=1, interval=3 * SECOND), Quota(clock, most=2, within=3 * SECOND)
    for turn in (pace.turn, quota.turn, quota.turn):
        await turn()
    clock.set(timedelta(hours=-5))
    clock.let_pass(seconds=3)
    await asyncio.wait_for(pace.turn(), 1)
    await asyncio.wait_for(quota.turn(), 1)


async def test_a_wait_lasts_as_long_as_asked_though_the_clock_is_set_forth() -> None:
    clock = SetClock(START)
    pace = Pace(clock, burst=1, interval=SECOND)
    waiting = asyncio.create_task(pace.obey(60 * SECOND))
    await _settle()
    clock.set(timedelta(hours=5))
    other = asyncio.create_task(pace.turn())
    await _settle()
    assert not other.done()
    clock.let_pass(seconds=60)
    await waiting
    await other


async def test_a_quota_gives_all_turns_at_once_and_never_more_in_any_stretch() -> None:
    clock = VirtualClock(START)
    quota = Quota(clock, most=3, within=10 * SECOND)
    given: list[float] = []

    async def ask() -> None:
        await quota.turn()
        given.append((clock.now() - START).total_seconds())

    async with asyncio.TaskGroup() as tasks:
        for second in range(25):
            clock.advance_to(START + second * SECOND)
            for _ in range({0: 2, 4: 2, 5: 1}.get(second, 0)):
                tasks.create_task(ask())
            await _settle()

    assert given == [0, 0, 4, 10, 10]


async def test_after_a_wait_a_quota_gives_its_turns_evenly() -> None:
    clock = VirtualClock(START)
    quota = Quota(clock, most=3, within=9 * SECOND)
    waiting = asyncio.create_task(quota.obey(20 * SECOND))
    await _settle()
    given: list[float] = []

    async def ask() -> None:
        await quota.turn()
        given.append((clock.now() - START).total_seconds())

    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(ask())
        for second in range(30):
            clock.advance_to(START + second * SECOND)
            await _settle()
    await waiting

    assert given == [23, 26, 29]
