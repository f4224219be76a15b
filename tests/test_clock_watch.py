"""A clock that is set is noticed, and one that is only kept right is not."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock_watch import STEP, ClockWatch
from tests.delivery.boundary import SetClock

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("step", [timedelta(hours=5), timedelta(hours=-5), STEP, -STEP])
async def test_a_step_is_told_once_with_its_length(step: timedelta, caplog: pytest.LogCaptureFixture) -> None:
    steps: list[timedelta] = []

    async def note(by: timedelta) -> None:
        steps.append(by)

    clock = SetClock(NOON)
    watch = ClockWatch(clock, on_step=note)
    await watch.look()
    clock.let_pass(hours=3)
    await watch.look()
    assert steps == []
    clock.set(step)
    clock.let_pass(seconds=2)
    await watch.look()
    await watch.look()
    assert steps == [step]
    assert len(caplog.messages) == 1


async def test_small_corrections_are_no_step_however_many(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(by: timedelta) -> None:
        pytest.fail(f"{by} is no step")

    clock = SetClock(NOON)
    watch = ClockWatch(clock, on_step=fail)
    for _ in range(100):
        clock.set(timedelta(seconds=29))
        await watch.look()
    assert caplog.messages == []
