"""``frontwatch replay``: posts from files through the whole way in virtual time (CONTRACTS.md)."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clocks import VirtualClock
from bot.delivery.pump import Pump
from bot.digests import DigestClerk
from bot.model.post import Arrival, SeenDeletion
from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from bot.operations.importing import work_off
from bot.ports import Archive
from bot.worker import Worker

AFTERMATH = timedelta(hours=36)
"""How long timers go on after the last post: the longest that a story can live (RULES 8)."""

REPLAY_CHAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The parts of the whole way that a replay drives by hand.

    ``on_settled`` is awaited whenever all that was due at one moment has been sent.
    """

    archive: Archive
    worker: Worker
    pump: Pump
    clerk: DigestClerk
    clock: VirtualClock
    on_settled: Callable[[], Awaitable[None]] | None = None


def moment_of(arrival: Arrival) -> datetime:
    """When an arrival happened: the post's date, the edit's or the deletion's time."""
    if isinstance(arrival, SeenDeletion):
        return arrival.deleted_at
    return arrival.edited_at if arrival.is_edit and arrival.edited_at else arrival.date


def by_date(arrivals: Iterable[Arrival]) -> list[Arrival]:
    """All input merged by date, then channel, then id."""
    return sorted(arrivals, key=lambda arrival: (moment_of(arrival), _channel_name(arrival), arrival.message_id))


def default_subscriber(since: datetime) -> Subscriber:
    """The subscriber that a replay tells: one person with the settings of RULES 17."""
    return Subscriber(
        chat_id=REPLAY_CHAT, kind=ChatKind.PERSON, title="replay", state=SubscriberState.ACTIVE, since=since
    )


async def replay(
    arrivals: Iterable[Arrival],
    stage: Stage,
    *,
    speed: float | None = None,
) -> None:
    """Send every arrival through the whole way at its own time, and run timers for 36 h after the last.

    ``speed`` is how many times faster than life the arrivals come; None is as fast as it goes, and so are
    the timers after the last. An arrival dated before one that came earlier is worked at the latest date seen.
    """
    for arrival in arrivals:
        moment = max(moment_of(arrival), stage.clock.now())
        await _run_timers(stage, moment, speed=speed)
        await _wait_until(stage, moment, speed)
        await stage.archive.take_in([arrival], now=moment)
        await _settle(stage)
    await _run_timers(stage, stage.clock.now() + AFTERMATH)


async def _settle(stage: Stage) -> None:
    """Decide and send everything that is due now."""
    await work_off(stage.worker)
    while await stage.pump.run_once():
        pass
    if stage.on_settled is not None:
        await stage.on_settled()


async def _run_timers(stage: Stage, until: datetime, *, speed: float | None = None) -> None:
    """Fire what falls due up to ``until``, each at its own time."""
    while (due := await _next_due(stage)) is not None and due <= until:
        await _wait_until(stage, due, speed)
        await stage.clerk.tick(due)
        await _settle(stage)


async def _wait_until(stage: Stage, moment: datetime, speed: float | None) -> None:
    """Move the clock, at ``speed`` if it is given."""
    if speed is not None:
        await asyncio.sleep((moment - stage.clock.now()).total_seconds() / speed)
    stage.clock.advance_to(moment)


async def _next_due(stage: Stage) -> datetime | None:
    now = stage.clock.now()
    times = [await stage.clerk.next_tick(now), await stage.pump.next_due()]
    # What is due now was worked just before; a row that still waits is in nobody's power.
    later = [moment for moment in times if moment is not None and moment > now]
    return min(later, default=None)


def _channel_name(arrival: Arrival) -> str:
    channel = arrival.channel
    return channel.handle or channel.title or str(channel.telegram_id)
