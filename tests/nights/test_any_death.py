"""Killed before or after any commit of a night, and begun anew from its file: what is told stays the same.

No second alert and none lost, no second reply and none lost, each digest once.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clocks import VirtualClock
from bot.delivery.pump import Pump
from bot.delivery.rates import UNLIMITED, Rates
from bot.delivery.renderer import DeliveryRenderer
from bot.delivery.transcript import Sent, TranscriptMessenger
from bot.digests import DigestClerk
from bot.model.post import Arrival
from bot.operations.importing import work_off
from bot.operations.replaying import Stage, default_subscriber, moment_of, replay
from bot.ports import Archive
from bot.signals.detector import Detector
from bot.worker import Worker
from storage.opening import open_archive
from tests.nights.playing import arrivals_in
from tests.nights.whole_night import whole_night

WRITES = frozenset(
    {"take_in", "commit_work", "put_digest", "lease", "freeze", "confirm_part", "confirm"}
    | {"postpone", "park", "withdraw", "pass_over"}
)
QUICK_STEP = 17


class _KilledError(BaseException):
    """Stands for the process's death: nothing may catch it."""


@dataclass
class _Fate:
    """Dies at one write of all, before it is done or after; ``writes`` counts them over all lives."""

    dies_at: int | None
    is_done: bool
    writes: int = 0

    def is_now(self) -> bool:
        self.writes += 1
        return self.writes == self.dies_at


class _Mortal:
    """The archive of a process that dies at a write."""

    def __init__(self, archive: Archive, fate: _Fate) -> None:
        self._archive, self._fate = archive, fate

    def __getattr__(self, name: str) -> object:
        method = getattr(self._archive, name)
        return self._mortal(method) if name in WRITES else method

    def _mortal(self, method: Callable[..., AsyncIterator[object]]) -> Callable[..., object]:
        async def write(*given: object, **named: object) -> object:
            is_now = self._fate.is_now()
            if is_now and not self._fate.is_done:
                raise _KilledError
            answer = await method(*given, **named)  # type: ignore[misc]  # every write is awaited
            if is_now:
                raise _KilledError
            return answer

        return write


@dataclass
class _Feed:
    """The arrivals; one that was under way when the process died comes again, as the reconciler would bring it."""

    arrivals: Sequence[Arrival]
    at: int = 0

    def rest(self) -> Iterator[Arrival]:
        for at in range(self.at, len(self.arrivals)):
            self.at = at
            yield self.arrivals[at]


async def _told(detector: Detector, file: Path, fate: _Fate) -> list[Sent]:
    """Everything that the chat was sent."""
    feed = _Feed(arrivals_in([line for line in whole_night(0) if not line["channel"].startswith("budni")]))
    clock = VirtualClock(moment_of(feed.arrivals[0]) - timedelta(seconds=1))
    messenger = TranscriptMessenger(clock)
    archive = await open_archive(f"sqlite:///{file}")
    await archive.save_subscriber(default_subscriber(clock.now()))
    while True:
        try:
            stage = _process(archive, fate, detector, clock, messenger)
            await _begin(stage)
            await replay(feed.rest(), stage)
        except BaseException as death:
            if not _is_death(death):
                raise
            await archive.close()
            archive = await open_archive(f"sqlite:///{file}")
            continue
        await archive.close()
        return messenger.sent


def _process(
    archive: Archive, fate: _Fate, detector: Detector, clock: VirtualClock, messenger: TranscriptMessenger
) -> Stage:
    mortal: Archive = _Mortal(archive, fate)  # type: ignore[assignment]  # it has all of the archive's methods
    renderer = DeliveryRenderer(mortal, detector.gazetteer, clock)
    return Stage(
        archive=mortal,
        worker=Worker(mortal, detector, clock),
        pump=Pump(mortal, messenger, renderer, clock, rates=Rates(UNLIMITED)),
        clerk=DigestClerk(mortal),
        clock=clock,
    )


async def _begin(stage: Stage) -> None:
    """Do what a process that starts finds to be done, as the loops of the bot do."""
    await stage.archive.release_leases()
    await stage.clerk.tick(stage.clock.now())
    await work_off(stage.worker)
    while await stage.pump.run_once():
        pass


def _is_death(error: BaseException) -> bool:
    if isinstance(error, BaseExceptionGroup):
        return error.subgroup(_KilledError) is not None
    return isinstance(error, _KilledError)


async def _check(detector: Detector, folder: Path, *, is_done: bool, step: int) -> None:
    calm = _Fate(dies_at=None, is_done=is_done)
    undisturbed = await _told(detector, folder / "calm.db", calm)
    assert sum(sent.reply_to is not None for sent in undisturbed) == 4
    assert calm.writes > 60
    for dies_at in range(1 + is_done, calm.writes + 1, step):
        told = await _told(detector, folder / f"{dies_at}.db", _Fate(dies_at=dies_at, is_done=is_done))
        assert told == undisturbed, f"killed at write {dies_at}"


@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
async def test_a_death_at_a_commit_changes_nothing_of_what_is_told(
    detector: Detector, tmp_path: Path, is_done: bool
) -> None:
    await _check(detector, tmp_path, is_done=is_done, step=QUICK_STEP)


@pytest.mark.torture
@pytest.mark.parametrize("is_done", [False, True], ids=["before", "after"])
async def test_a_death_at_any_commit_changes_nothing_of_what_is_told(
    detector: Detector, tmp_path: Path, is_done: bool
) -> None:
    await _check(detector, tmp_path, is_done=is_done, step=1)
