"""The health check tells a live bot from a hung one."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clocks import VirtualClock
from bot.operations.heartbeat import BEAT_EVERY, STALE_AFTER, beat, heartbeat_problem

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


async def _always() -> bool:
    return True


async def _never() -> bool:
    return False


async def _until_asleep() -> None:
    for _ in range(50):
        await asyncio.sleep(0.002)


async def test_a_beating_bot_is_well_and_a_stopped_one_is_not(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    task = asyncio.create_task(beat(tmp_path, clock, _always))
    await _until_asleep()
    assert heartbeat_problem(tmp_path, NOON) is None
    clock.advance_to(NOON + BEAT_EVERY)
    await _until_asleep()
    task.cancel()
    assert heartbeat_problem(tmp_path, NOON + BEAT_EVERY + STALE_AFTER) is None
    problem = heartbeat_problem(tmp_path, NOON + BEAT_EVERY + STALE_AFTER + timedelta(seconds=1))
    assert problem is not None
    assert "91 s old" in problem


async def test_a_disk_that_takes_no_heartbeat_ends_nothing_and_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = VirtualClock(NOON)
    folder = tmp_path / "not mounted"
    task = asyncio.create_task(beat(folder, clock, _always))
    for beats in range(1, 4):
        await _until_asleep()
        clock.advance_to(NOON + beats * BEAT_EVERY)
    assert len(caplog.records) == 1
    folder.mkdir()
    clock.advance_to(NOON + 4 * BEAT_EVERY)
    await _until_asleep()
    assert heartbeat_problem(folder, clock.now()) is None
    task.cancel()


async def test_a_heartbeat_that_is_still_to_come_proves_nothing(tmp_path: Path) -> None:
    """By a clock that has been set back since, a bot that hangs would pass for a live one for hours."""
    task = asyncio.create_task(beat(tmp_path, VirtualClock(NOON + timedelta(hours=5)), _always))
    await _until_asleep()
    task.cancel()
    problem = heartbeat_problem(tmp_path, NOON)
    assert problem is not None
    assert "still to come" in problem


async def test_no_beat_while_something_is_wrong(tmp_path: Path) -> None:
    task = asyncio.create_task(beat(tmp_path, VirtualClock(NOON), _never))
    await _until_asleep()
    task.cancel()
    problem = heartbeat_problem(tmp_path, NOON)
    assert problem is not None
    assert "no heartbeat" in problem
