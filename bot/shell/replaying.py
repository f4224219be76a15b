"""``frontwatch replay``."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import click

from bot.clocks import VirtualClock
from bot.delivery.console import ConsoleMessenger
from bot.delivery.transcript import TranscriptMessenger
from bot.errors import InputError
from bot.model.post import Arrival
from bot.operations.replaying import by_date, moment_of, replay
from bot.operations.transcript import story_told, told_as_json
from bot.ports import Archive, Messenger
from bot.settings import Settings
from bot.shell.archives import stands
from bot.shell.left_out import LeftOutTally
from bot.shell.printing import say
from bot.shell.staging import Collector, arrivals_of, stage_for
from bot.shell.statuses import DONE, PARTLY_DONE
from storage.opening import MEMORY, open_archive


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayPlan:
    """How to replay; ``database`` None is a temporary archive, ``speed`` None is as fast as it goes."""

    as_json: bool = False
    speed: float | None = None
    keep_arrival: bool = False
    database: str | None = None


async def replay_files(settings: Settings, paths: Sequence[Path | Literal["-"]], plan: ReplayPlan) -> int:
    """Print every message that a subscriber with default settings would get; 3 when entries were left out."""
    _refuse_existing(plan.database)
    tally = LeftOutTally()
    arrivals = arrivals_of(paths, tally)
    tally.tell_the_rest()
    if not plan.keep_arrival:
        arrivals = by_date(arrivals)
    if not arrivals:
        say("There is nothing to replay.", err=True)
    else:
        async with _archive(plan.database) as archive:
            await _replay(arrivals, archive, settings, plan)
    return PARTLY_DONE if tally.faults else DONE


async def _replay(arrivals: Sequence[Arrival], archive: Archive, settings: Settings, plan: ReplayPlan) -> None:
    collector = Collector()

    def messenger_at(clock: VirtualClock) -> Messenger:
        return TranscriptMessenger(clock) if plan.as_json else ConsoleMessenger(sys.stdout, clock)

    async def print_told() -> None:
        for told in collector.take():
            click.echo(told_as_json(told, await story_told(told, archive)))

    stage = await stage_for(archive, settings, moment_of(arrivals[0]), messenger_at, collector)
    await replay(arrivals, replace(stage, on_settled=print_told if plan.as_json else None), speed=plan.speed)


@asynccontextmanager
async def _archive(database: str | None) -> AsyncIterator[Archive]:
    """The archive that was named, or a temporary one: in memory, since a disk would make each message wait for it."""
    archive = await open_archive(database or MEMORY)
    try:
        yield archive
    finally:
        await archive.close()


def _refuse_existing(database: str | None) -> None:
    """What an earlier replay told is no fresh start. Raises InputError."""
    if database is not None and stands(database):
        raise InputError(f"{database} exists already: a replay needs a fresh archive. Name another file.")
