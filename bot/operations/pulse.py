"""Whether the running bot does its work: posts can be committed, are worked, and what is due is sent."""

import asyncio
import logging
from collections.abc import Callable, Collection, Hashable
from datetime import datetime, timedelta
from typing import Protocol

from bot.errors import ArchiveError
from bot.ports import Clock, OutboxStore, UpkeepStore

PROOF_WITHIN = timedelta(seconds=15)
"""A commit that takes longer than this is one that posts would wait for."""
STUCK_AFTER = timedelta(minutes=3)
"""Work that waits, while nothing of it gets done for so long, is stuck: a batch takes seconds."""

_log = logging.getLogger(__name__)


class PulseStore(UpkeepStore, OutboxStore, Protocol):
    """What the pulse is felt by."""


class Pulse:
    """Asked every few seconds: it remembers since when each of the loops has not moved."""

    def __init__(self, archive: PulseStore, clock: Clock, *, resting: Callable[[], Collection[int]] = tuple) -> None:
        """``resting`` tells the chats that may get nothing just now: what is due for them is held back, not stuck."""
        self._archive = archive
        self._clock = clock
        self._resting = resting
        self._standing: dict[str, tuple[Hashable, timedelta]] = {}

    async def is_well(self) -> bool:
        """Whether all is well; what is not is logged."""
        try:
            async with asyncio.timeout(PROOF_WITHIN.total_seconds()):
                await self._archive.prove_writing(now=self._clock.now())
                position, has_work = await self._archive.work_progress()
                due = await self._archive.next_due(now=self._clock.now(), resting=self._resting())
        except TimeoutError:
            _log.error("the archive takes longer than %d s for a commit", PROOF_WITHIN.total_seconds())
            return False
        except ArchiveError as error:
            _log.error("the archive cannot be written: %s", error)
            return False
        worker_moves = self._moves("worker", position if has_work else None)
        return self._moves("pump", await self._first_due(due)) and worker_moves

    async def _first_due(self, due: datetime | None) -> Hashable | None:
        if due is None or due > self._clock.now():
            return None
        return await self._archive.outbox_mark()

    def _moves(self, loop: str, mark: Hashable | None) -> bool:
        """Whether a loop has nothing to do (None), or has done something lately."""
        now = self._clock.elapsed()
        before, since = self._standing.get(loop, (None, now))
        if mark is None or mark != before:
            since = now
        self._standing[loop] = mark, since
        if now - since < STUCK_AFTER:
            return True
        stood_still_at = self._clock.now() - (now - since)
        _log.error(
            "the %s has done nothing since %s, and work waits", loop, stood_still_at.isoformat(timespec="seconds")
        )
        return False
