"""The machine's clock is set forth or back: what waits, waits as long as it was meant to, also after a restart."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.delivery.pump import Pump
from bot.errors import FloodWaitError, MessengerUnavailableError, StillRunningError
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.work import Lane, WorkDone
from storage.opening import open_archive
from tests.delivery.boundary import FaultyMessenger, SetClock, TextRenderer
from tests.delivery.conftest import Bench, Notes
from tests.wording.samples import NIGHT

HOURS = timedelta(hours=5)
Step = Callable[[timedelta], object]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """The bench, by a clock that can be set."""
    archive = await open_archive(":memory:")
    clock = SetClock(NIGHT)
    messenger, renderer, notes = FaultyMessenger(clock), TextRenderer(), Notes()
    pump = Pump(archive, messenger, renderer, clock, witness=notes)
    bench = Bench(archive=archive, clock=clock, messenger=messenger, renderer=renderer, notes=notes, pump=pump)
    await bench.subscribe(500)
    yield bench
    await archive.close()


def clock_of(bench: Bench) -> SetClock:
    """Its clock, as what it is."""
    assert isinstance(bench.clock, SetClock)
    return bench.clock


async def set_clock(bench: Bench, by: timedelta, *, restarted: bool) -> Pump:
    """Set the clock while the pump runs, or between a death and the next life; the pump that goes on."""
    clock = clock_of(bench)
    if restarted:
        await bench.archive.prove_writing(now=clock.now())
    clock.set(by)
    await bench.archive.clock_was_set(now=clock.now(), by=None if restarted else by)
    if not restarted:
        return bench.pump
    await bench.archive.release_leases()
    return bench.new_pump()


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("error", [FloodWaitError(timedelta(seconds=3)), MessengerUnavailableError("no connection")])
async def test_a_wait_begun_by_a_clock_that_was_ahead_ends_in_its_time(
    bench: Bench, error: Exception, *, restarted: bool
) -> None:
    clock_of(bench).set(HOURS)
    await bench.want("a")
    bench.messenger.fail_next(error)
    assert await bench.pump.run_once() == 1
    pump = await set_clock(bench, -HOURS, restarted=restarted)
    assert await pump.run_once() == 0
    clock_of(bench).let_pass(seconds=3)
    assert await pump.run_once() == 1
    assert bench.texts == ["a v1"]


async def test_a_wait_that_telegram_asked_for_is_not_cut_by_a_clock_that_is_set_forth(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.fail_next(FloodWaitError(timedelta(hours=1)))
    assert await bench.pump.run_once() == 1
    await set_clock(bench, HOURS, restarted=False)
    pump = bench.new_pump()
    clock_of(bench).let_pass(minutes=59)
    assert await pump.run_once() == 0
    clock_of(bench).let_pass(minutes=1)
    assert await pump.run_once() == 1


async def test_a_first_call_is_given_its_time_though_the_clock_is_set_forth(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.fail_next(StillRunningError("still"), StillRunningError("still"))
    await bench.pump.run_once()
    await set_clock(bench, HOURS, restarted=False)
    for _ in range(2):
        clock_of(bench).let_pass(seconds=2)
        await bench.pump.run_once()
    assert bench.notes.parked_for == {}
    assert bench.texts == ["a v1"]


@pytest.mark.parametrize("restarted", [False, True])
async def test_alerts_that_were_told_in_the_future_are_not_of_this_hour_for_ever(
    bench: Bench, *, restarted: bool
) -> None:
    clock_of(bench).set(HOURS)
    for number in range(3):
        await bench.want(f"a{number}")
        await bench.drain()
        clock_of(bench).let_pass(seconds=2)
    await set_clock(bench, -HOURS, restarted=restarted)
    clock_of(bench).let_pass(hours=1, seconds=1)
    assert await bench.archive.alerts_told(500, since=clock_of(bench).now() - timedelta(hours=1)) == 0


@pytest.mark.parametrize("days", [1, 3])
async def test_a_row_held_over_night_is_held_over_one_night(bench: Bench, days: int) -> None:
    """The hour stays what it is: nobody is woken before it."""
    clock = clock_of(bench)
    clock.set(timedelta(days=days))
    await bench.want("a", not_before=clock.now() + timedelta(hours=4))
    await set_clock(bench, -timedelta(days=days), restarted=False)
    await bench.drain()
    clock.let_pass(hours=3, minutes=59)
    await bench.drain()
    assert bench.texts == []
    clock.let_pass(minutes=1)
    await bench.drain()
    assert bench.texts == ["a v1"]


async def test_an_edit_comes_within_its_quarter_of_an_hour(bench: Bench) -> None:
    clock = clock_of(bench)
    await bench.want("a")
    await bench.drain()
    clock.set(HOURS)
    edit = NewDelivery(
        key="a",
        chat_id=500,
        kind=DeliveryKind.ALERT,
        priority=Priority.ALERT,
        created_at=clock.now(),
        version=2,
        not_before=clock.now() + timedelta(minutes=15),
    )
    await bench.archive.commit_work(WorkDone(lane=Lane.URGENT, up_to=0, at=clock.now(), deliveries=(edit,)))
    await set_clock(bench, -HOURS, restarted=False)
    clock.let_pass(minutes=15)
    await bench.drain()
    assert bench.texts == ["a v1", "a v2"]
