"""The first of the two loops: arrivals from every feed go into the archive, and the worker is woken.

Nothing is dropped while the archive cannot be written: live arrivals wait in a bounded queue, and who
puts more waits with them. An arrival that the archive can never take (a bug, not a fault of the disk) is
told in the log and passed over, so that the ones after it go on.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.errors import ArchiveError
from bot.model.post import Arrival, CoveredRange, IntakeCounts
from bot.outages import Outage, outlasting
from bot.ports import Clock, IntakeStore

COMMIT_SIZE = 100
"""Commits of up to a hundred posts make a full sync of the disk free (TELEGRAM 30)."""
COMMITS_APART = timedelta(milliseconds=20)
"""How much later than the last one a commit begins at the soonest. One post costs a commit as much as ten: where two
hundred a second come, the process worked more than half of the time at commits of one, and searches waited for it."""
QUEUE_SIZE = 1000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeTotals:
    """What was taken in since the start; ``faulty`` arrivals were passed over, ``waiting`` ones are queued."""

    counts: IntakeCounts
    faulty: int
    waiting: int


class Intake:
    """Commits arrivals and rings ``bell`` after each commit."""

    def __init__(self, store: IntakeStore, clock: Clock, bell: asyncio.Event, *, queue_size: int = QUEUE_SIZE) -> None:
        self._store = store
        self._clock = clock
        self._bell = bell
        self._queue: asyncio.Queue[Arrival] = asyncio.Queue(queue_size)
        self._in_hand = 0
        self._outage = Outage(clock, "intake")
        self._counts = IntakeCounts()
        self._faulty = 0

    @property
    def totals(self) -> IntakeTotals:
        """The figures for status and metrics."""
        return IntakeTotals(counts=self._counts, faulty=self._faulty, waiting=self._queue.qsize() + self._in_hand)

    async def put(self, arrival: Arrival) -> None:
        """Hand over a live arrival; waits while the queue is full. ``run`` commits it soon after."""
        await self._queue.put(arrival)

    async def take(self, arrivals: Sequence[Arrival], *, covered: CoveredRange | None = None) -> IntakeCounts:
        """Commit a page of history or a batch of a file now; ``covered`` moves the channel's cursor with it.

        Raises ArchiveError when the archive cannot be written: nothing of the page is lost, it can be
        taken again.
        """
        try:
            return await self._commit(arrivals, covered)
        except ArchiveError:
            raise
        except Exception:
            _log.exception("A commit of %d posts failed; trying them one by one.", len(arrivals))
        counts = IntakeCounts()
        for arrival in arrivals:
            counts += await self._commit_alone(arrival)
        return counts + await self._commit((), covered)

    async def run(self) -> None:
        """Commit what is put until cancelled: one that comes alone at once, of a rush up to a hundred together.

        An archive that cannot be used for a while is outlasted; any other ArchiveError is raised.
        """
        loop = asyncio.get_running_loop()
        not_before = loop.time()
        while True:
            batch = [await self._queue.get()]
            if self._queue.qsize() < COMMIT_SIZE:
                await asyncio.sleep(max(0.0, not_before - loop.time()))
            not_before = loop.time() + COMMITS_APART.total_seconds()
            while len(batch) < COMMIT_SIZE and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            self._in_hand = len(batch)
            await self._take_patiently(batch)
            self._in_hand = 0
            for _ in batch:
                self._queue.task_done()

    async def drain(self) -> None:
        """Return when all that was put is committed; ``run`` must be running, and the caller bounds the wait."""
        await self._queue.join()

    async def _take_patiently(self, batch: Sequence[Arrival]) -> None:
        await outlasting(self._outage, partial(self.take, batch))

    async def _commit(self, arrivals: Sequence[Arrival], covered: CoveredRange | None) -> IntakeCounts:
        counts = await self._store.take_in(arrivals, now=self._clock.now(), covered=covered)
        self._counts += counts
        self._bell.set()
        return counts

    async def _commit_alone(self, arrival: Arrival) -> IntakeCounts:
        try:
            return await self._commit((arrival,), None)
        except ArchiveError:
            raise
        except Exception:
            self._faulty += 1
            channel = arrival.channel
            _log.exception(
                "Post %d of %s cannot be stored and is passed over.",
                arrival.message_id,
                channel.handle or channel.title or channel.telegram_id,
            )
            return IntakeCounts()
