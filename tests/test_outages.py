"""What passes is outlasted: each loop tries again, later and later, says so once, and goes on."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.clocks import VirtualClock
from bot.errors import ArchiveBusyError, ArchiveError, ArchiveUnavailableError, ArchiveVersionError
from bot.outages import FIRST_PAUSE, LONGEST_PAUSE, OVER_AFTER, Outage, in_its_time, outlasting

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
FULL = ArchiveUnavailableError("There is no space left.")


class Patient(VirtualClock):
    """A clock on which sleeping takes no time but its own; ``slept`` are the pauses, in seconds."""

    def __init__(self) -> None:
        super().__init__(NOON)
        self.slept: list[float] = []

    async def sleep(self, duration: timedelta) -> None:
        """Go on at once."""
        self.slept.append(duration.total_seconds())
        self.advance_to(self.now() + duration)
        await asyncio.sleep(0)


class Loop:
    """Raises what it is given, one error a call, then returns."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    async def __call__(self) -> str:
        """Fail, or be done."""
        if self.errors:
            raise self.errors.pop(0)
        return "done"


async def test_pauses_grow_and_are_bounded_and_it_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = Patient()
    with caplog.at_level(logging.INFO):
        assert await outlasting(Outage(clock, "worker"), Loop(*[FULL] * 8)) == "done"
    assert clock.slept == [1, 2, 4, 8, 16, 30, 30, 30]
    assert caplog.messages == [
        "There is no space left. The worker waits; next try in 1 s.",
        "The archive can be used again; the worker goes on.",
    ]


async def test_another_trouble_and_another_outage_are_told(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage(Patient(), "worker")
    busy = ArchiveBusyError("Another process writes.")
    await outlasting(outage, Loop(FULL, busy, busy))
    await outlasting(outage, Loop(FULL))
    assert caplog.messages == [
        "There is no space left. The worker waits; next try in 1 s.",
        "Another process writes. The worker waits; next try in 2 s.",
        "There is no space left. The worker waits; next try in 1 s.",
    ]


async def test_a_loop_that_went_on_for_long_meets_another_outage() -> None:
    clock = Patient()
    outage = Outage(clock, "reading again")
    for _ in range(3):
        await outage.wait(FULL)
    clock.advance_to(clock.now() + OVER_AFTER)
    await outage.wait(FULL)
    assert clock.slept == [1, 2, 4, 1]
    assert FIRST_PAUSE < LONGEST_PAUSE


@pytest.mark.parametrize("error", [ArchiveError("damaged"), ArchiveVersionError("newer"), ValueError("a bug")])
async def test_what_does_not_pass_is_raised(error: Exception) -> None:
    with pytest.raises(type(error)):
        await outlasting(Outage(Patient(), "worker"), Loop(FULL, error))


async def test_a_call_of_the_timetable_is_not_repeated_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = Patient()
    outage = Outage(clock, "clerk of digests")
    call = Loop(FULL, FULL)
    for _ in range(3):
        await in_its_time(outage, call)
    assert not clock.slept
    assert not call.errors
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 1
