"""What the timetable calls is called, late or not, and one failure ends nothing (TELEGRAM 34)."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot import timetable

JOBS = ("every_minute", "every_few_minutes", "upkeep", "nightly", "weekly")


class _Seen(AsyncIOScheduler):  # type: ignore[misc]  # APScheduler ships no types
    """APScheduler's own, within a test's reach."""

    last: "_Seen"
    table: timetable.Timetable

    def start(self) -> None:
        """Begin, and be found."""
        _Seen.last = self
        super().start()


@contextlib.contextmanager
def running(monkeypatch: pytest.MonkeyPatch, called: Callable[[str], Awaitable[None]]) -> Iterator[_Seen]:
    """The timetable with jobs that tell their names."""
    monkeypatch.setattr(timetable, "AsyncIOScheduler", _Seen)

    def job(name: str) -> Callable[[], Awaitable[None]]:
        async def call() -> None:
            await called(name)

        return call

    with timetable.running_timetable(**{name: job(name) for name in JOBS}) as table:
        _Seen.last.table = table
        yield _Seen.last


def make_late(scheduler: _Seen, by: timedelta) -> None:
    """As if the machine had slept: everything was due so long ago."""
    for job in scheduler.get_jobs():
        job.modify(next_run_time=datetime.now(UTC) - by)
    scheduler.wakeup()


async def test_what_is_an_hour_late_is_called_all_the_same_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: asyncio.Queue[str] = asyncio.Queue()
    with running(monkeypatch, calls.put) as scheduler:
        make_late(scheduler, timedelta(hours=1))
        async with asyncio.timeout(10):
            called = [await calls.get() for _ in JOBS]
        assert sorted(called) == sorted(JOBS)
        assert calls.empty()


async def test_after_the_clock_was_set_back_jobs_are_planned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the old plan nothing would be called before the clock has caught up with it."""
    calls: asyncio.Queue[str] = asyncio.Queue()
    with running(monkeypatch, calls.put) as scheduler:
        ahead = datetime.now(UTC) + timedelta(hours=5)
        for job in scheduler.get_jobs():
            if isinstance(job.trigger, IntervalTrigger):
                job.modify(trigger=IntervalTrigger(seconds=300, start_date=ahead, timezone="UTC"))
            job.modify(next_run_time=ahead)
        scheduler.table.replan()
        soon = {job.id: job.next_run_time - datetime.now(UTC) for job in scheduler.get_jobs()}
    assert soon["every minute"] <= timedelta(minutes=1)
    assert soon["every few minutes"] <= timedelta(minutes=6)
    assert soon["upkeep"] <= timedelta(minutes=7)
    assert soon["nightly upkeep"] <= timedelta(days=2)


async def test_a_failure_is_told_and_the_next_call_is_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: asyncio.Queue[str] = asyncio.Queue()

    async def fail(name: str) -> None:
        await calls.put(name)
        raise OSError("the disk is gone")

    with running(monkeypatch, fail) as scheduler, caplog.at_level(logging.ERROR, logger=timetable.__name__):
        async with asyncio.timeout(10):
            for _ in range(2):
                make_late(scheduler, timedelta(seconds=0))
                for _ in JOBS:
                    await calls.get()
                await asyncio.sleep(0)
    told = [record for record in caplog.records if record.name == timetable.__name__]
    assert len(told) == 2 * len(JOBS)
    assert all("the disk is gone" in record.getMessage() for record in told)


async def test_hours_are_those_of_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """By local time 03:30 comes twice in autumn and not at all in spring."""
    monkeypatch.setenv("TZ", "America/New_York")
    calls: asyncio.Queue[str] = asyncio.Queue()
    with running(monkeypatch, calls.put) as scheduler:
        zones = {str(job.trigger.timezone) for job in scheduler.get_jobs()}
        autumn = datetime(2026, 10, 25, tzinfo=UTC)
        (weekly,) = [job for job in scheduler.get_jobs() if job.name == "weekly upkeep"]
        assert weekly.trigger.get_next_fire_time(None, autumn) == autumn + timedelta(hours=1, minutes=20)
    assert zones == {"UTC"}
