"""Requests are spaced out: a burst at once, then one an interval (TELEGRAM 16)."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.clocks import VirtualClock
from bot.telegram.pace import Pace

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
