"""The bulk lane worked as on a production line: while one batch is decided, the next ones are read already."""

import asyncio
from collections import deque
from types import TracebackType
from typing import Self

from bot.batches import Batch, ReadBatch
from bot.model.work import Lane
from bot.worker import Worker

_AHEAD = 2
"""Batches that are read ahead: with one alone the readers would wait while the next is fetched."""


class BulkLine:
    """Works the worker's bulk lane some batches ahead; whatever is urgent goes first.

    What was read ahead is in no way kept: who leaves the ``with`` block, however that comes, drops it, and the
    change log tells it again. It is read anew too when urgent work came in between, which may have told of
    edits that were not there yet.
    """

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._ahead: deque[tuple[Batch, asyncio.Task[ReadBatch]]] = deque()
        self._asked_up_to = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._drop()

    async def step(self) -> int:
        """Work what is urgent and then one batch; returns how many changes that held, 0 when none wait.

        When the archive fails nothing of the batch is done; the ArchiveError comes in an ExceptionGroup.
        """
        while await self._worker.run_lane(Lane.URGENT):
            pass
        if self._ahead and not await self._worker.is_fresh(self._ahead[0][0]):
            await self._drop()
        if not self._ahead:
            await self._read_ahead()
        if not self._ahead:
            return 0
        batch, reading = self._ahead[0]
        read = await reading
        self._ahead.popleft()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read_ahead(), name="reading ahead")
            await self._worker.decide(read)
        return len(batch.changes)

    async def _read_ahead(self) -> None:
        """Begin to read what waits, as far as there is room."""
        while len(self._ahead) < _AHEAD:
            batch = await self._worker.next_batch(Lane.BULK, after=self._asked_up_to)
            if batch is None:
                return
            self._asked_up_to = batch.up_to
            self._ahead.append((batch, asyncio.create_task(self._worker.read(batch), name="reading")))

    async def _drop(self) -> None:
        readings = [reading for _, reading in self._ahead]
        self._ahead.clear()
        self._asked_up_to = 0
        for reading in readings:
            reading.cancel()
        await asyncio.gather(*readings, return_exceptions=True)
