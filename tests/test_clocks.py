"""The virtual clock moves only when told, and wakes sleepers in order."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.clocks import SystemClock, VirtualClock

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


async def test_sleepers_wake_when_their_time_has_come() -> None:
    clock = VirtualClock(NOON)
    woken: list[int] = []

    async def nap(minutes: int) -> None:
        await clock.sleep(timedelta(minutes=minutes))
        woken.append(minutes)

    async with asyncio.TaskGroup() as group:
        for minutes in (30, 10, 0):
            group.create_task(nap(minutes))
        await asyncio.sleep(0)
        assert woken == [0]
        clock.advance_to(NOON + timedelta(minutes=10))
        await asyncio.sleep(0)
        assert woken == [0, 10]
        clock.advance_to(NOON)
        assert clock.now() == NOON + timedelta(minutes=10)
        clock.advance_to(NOON + timedelta(hours=1))
    assert woken == [0, 10, 30]


async def test_the_system_clock_is_utc_aware() -> None:
    clock = SystemClock()
    await clock.sleep(timedelta(seconds=-1))
    assert clock.now().utcoffset() == timedelta(0)
