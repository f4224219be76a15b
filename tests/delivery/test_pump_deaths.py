"""The pump dies, stops, or loses its archive: the work resumes, and nothing is sent twice."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.pump import Pump, PumpSettings
from bot.errors import ArchiveBusyError, ArchiveError, ArchiveUnavailableError, FloodWaitError
from bot.model.message import Message
from bot.outages import FIRST_PAUSE
from tests.delivery.conftest import Bench

_PARTS = (Message(text="part 1"), Message(text="part 2"), Message(text="part 3"))


class _KilledError(BaseException):
    """Stands for the process's death: nothing in the pump may catch it."""


async def test_killed_after_the_send_the_same_text_goes_out_under_the_same_id(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.lose_next_answer(_KilledError())
    await _die(bench)
    await bench.want_newer("a", 2)
    await _restart(bench)
    await bench.drain()
    assert bench.calls_of(500, "a v1") == len(bench.messenger.calls) == 2
    assert bench.renderer.rendered == ["a"]
    assert bench.texts == ["a v1"]
    await bench.pass_time(seconds=5)
    assert bench.texts == ["a v1", "a v2"]


async def test_killed_before_the_send_the_frozen_text_goes_out(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.fail_next(_KilledError())
    await _die(bench)
    await _restart(bench)
    await bench.pass_time(seconds=5)
    assert bench.texts == ["a v1"]
    assert bench.renderer.rendered == ["a"]


@pytest.mark.parametrize("sent_before", [0, 1, 2])
async def test_killed_between_two_parts_it_goes_on_with_the_next(bench: Bench, sent_before: int) -> None:
    await bench.want("a", parts=_PARTS)
    for _ in range(sent_before):
        await bench.pump.run_once()
        bench.clock.advance_to(bench.clock.now() + timedelta(seconds=1))
    bench.messenger.lose_next_answer(_KilledError())
    await _die(bench)
    await _restart(bench)
    await bench.pass_time(seconds=10)
    assert bench.texts == ["part 1", "part 2", "part 3"]


async def test_killed_between_the_last_part_and_the_confirmation_nothing_is_sent_again(bench: Bench) -> None:
    await bench.want("a")
    await bench.archive.lease(now=bench.clock.now(), limit=1, lease_for=timedelta(minutes=1))
    await bench.archive.freeze("a", [Message(text="a v1")], version=1)
    await bench.archive.confirm_part("a", message_id=1)
    await _restart(bench)
    await bench.drain()
    assert bench.messenger.calls == []
    assert await bench.archive.next_due(now=bench.clock.now()) is None


async def test_killed_in_an_edit_it_edits_again(bench: Bench) -> None:
    await bench.want("a")
    await bench.pass_time(seconds=5)
    await bench.want_newer("a", 2)
    bench.messenger.lose_next_answer(_KilledError())
    await _die(bench)
    await _restart(bench)
    await bench.pass_time(seconds=5)
    assert bench.texts == ["a v1", "a v2"]
    assert await bench.archive.next_due(now=bench.clock.now()) is None


async def test_a_wait_that_telegram_asked_for_outlives_the_process(bench: Bench) -> None:
    """TELEGRAM 19: whoever forgets a wait asks too early after each restart, and is made to wait longer."""
    start = bench.clock.now()
    bench.messenger.fail_next(FloodWaitError(timedelta(minutes=10)))
    await bench.want("a")
    await bench.drain()
    await _restart(bench)
    await bench.pass_time(minutes=11)
    assert [(sent.message.text, sent.at - start) for sent in bench.messenger.sent] == [("a v1", timedelta(minutes=10))]
    assert len(bench.messenger.calls) == 2


async def test_a_wait_that_telegram_asked_for_is_one_of_the_whole_chat_also_after_a_restart(bench: Bench) -> None:
    start = bench.clock.now()
    await bench.subscribe(501)
    bench.messenger.fail_next(FloodWaitError(timedelta(hours=1)))
    await bench.want("a")
    await bench.want("b")
    await bench.drain()
    await _restart(bench)
    await bench.want("c")
    await bench.want("d", 501)
    await bench.pass_time(minutes=59)
    assert bench.texts == ["d v1"]
    await bench.pass_time(minutes=2)
    assert sorted(bench.texts) == ["a v1", "b v1", "c v1", "d v1"]
    assert min(sent.at - start for sent in bench.messenger.sent if sent.chat_id == 500) == timedelta(hours=1)


async def test_a_lease_of_a_dead_pump_runs_out_by_itself(bench: Bench) -> None:
    await bench.want("a")
    bench.messenger.fail_next(_KilledError())
    await _die(bench)
    assert await bench.new_pump().run_once() == 0
    bench.clock.advance_to(bench.clock.now() + PumpSettings().lease_for)
    assert await bench.new_pump().run_once() == 1
    assert bench.texts == ["a v1"]


async def test_a_stopped_pump_gives_its_rows_back_at_once(bench: Bench) -> None:
    bench.messenger.hold(500)
    await bench.want("a")
    running = asyncio.create_task(bench.pump.run(asyncio.Event()))
    await bench.messenger.until(lambda: bench.messenger.under_way == 1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    bench.messenger.release(500)
    bench.clock.advance_to(bench.clock.now() + timedelta(seconds=1))
    assert await bench.new_pump().run_once() == 1
    assert bench.texts == ["a v1"]


async def test_an_archive_that_cannot_record_now_makes_no_second_message(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """The disk is full at the very moment between the send and its record."""

    class FullDisk:
        """The archive, whose next record of a part fails."""

        def __init__(self) -> None:
            self.is_full = True

        def __getattr__(self, name: str) -> object:
            return getattr(bench.archive, name)

        async def confirm_part(self, key: str, *, message_id: int) -> None:
            if self.is_full:
                self.is_full = False
                raise ArchiveBusyError("the disk is full")
            await bench.archive.confirm_part(key, message_id=message_id)

    pump = Pump(FullDisk(), bench.messenger, bench.renderer, bench.clock)  # type: ignore[arg-type]
    await bench.want("a")
    assert await pump.run_once() == 1
    assert "could not be recorded" in caplog.text
    bench.clock.advance_to(bench.clock.now() + PumpSettings().lease_for)
    assert await pump.run_once() == 1
    assert bench.texts == ["a v1"]
    assert await bench.archive.next_due(now=bench.clock.now()) is None


class _FailingOutbox:
    """The archive, one of whose methods fails once."""

    def __init__(self, bench: Bench, method: str, error: Exception) -> None:
        self._bench = bench
        self._errors = {method: error}

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._bench.archive, name)

        async def call(*args: object, **kwargs: object) -> object:
            if name in self._errors:
                raise self._errors.pop(name)
            return await method(*args, **kwargs)

        return call


@pytest.mark.parametrize("method", ["release_leases", "lease", "next_due"])
@pytest.mark.parametrize("error", [ArchiveBusyError("another holds it."), ArchiveUnavailableError("the disk is full.")])
async def test_an_outbox_that_cannot_be_used_for_a_while_is_outlasted(
    bench: Bench, caplog: pytest.LogCaptureFixture, method: str, error: Exception
) -> None:
    pump = Pump(_FailingOutbox(bench, method, error), bench.messenger, bench.renderer, bench.clock)
    bell = asyncio.Event()
    running = asyncio.create_task(pump.run(bell))
    await bench.clock.napping.wait()
    await bench.want("a")
    bench.clock.advance_to(bench.clock.now() + FIRST_PAUSE)
    bell.set()
    await bench.messenger.until(lambda: bench.texts == ["a v1"])
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert f"{error} The pump waits; next try in 1 s." in caplog.messages


@pytest.mark.parametrize("method", ["release_leases", "lease", "next_due"])
async def test_a_damaged_outbox_ends_the_pump(bench: Bench, method: str) -> None:
    damaged = _FailingOutbox(bench, method, ArchiveError("damaged"))
    pump = Pump(damaged, bench.messenger, bench.renderer, bench.clock)
    with pytest.raises((ArchiveError, ExceptionGroup)):
        await pump.run(asyncio.Event())


async def _die(bench: Bench) -> None:
    """Run the pump into its death."""
    with pytest.raises(BaseExceptionGroup) as died:
        await bench.pump.run_once()
    assert died.group_contains(_KilledError)


async def _restart(bench: Bench) -> None:
    """A new process: a new pump, and the leases of the dead are given back."""
    bench.pump = bench.new_pump()
    await bench.pump.take_over()
