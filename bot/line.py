"""The bulk lane worked as on a production line: while one batch is decided, the next one is read already."""

import asyncio
from types import TracebackType
from typing import Self

from bot.batches import ReadBatch
from bot.model.work import Lane
from bot.worker import Worker


class BulkLine:
    """Works the worker's bulk lane one batch ahead; whatever is urgent goes first.

    What was read ahead is in no way kept: who leaves the ``with`` block, however that comes, drops it, and the
    change log tells it again. It is read anew too when urgent work came in between, which may have told of
    edits that were not there yet.
    """

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._ahead: asyncio.Task[ReadBatch | None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._drop()

    async def step(self) -> int:
        """Work what is urgent and then one batch; returns how many changes that held, 0 when none wait.

        Raises ArchiveError when the archive fails: then nothing of the batch is done.
        """
        while await self._worker.run_lane(Lane.URGENT):
            pass
        batch = await self._next()
        if batch is None:
            return 0
        reading = self._worker.read_next(Lane.BULK, after=batch.up_to)
        self._ahead = asyncio.create_task(reading, name="reading ahead")
        await self._worker.decide(batch)
        return batch.changes

    async def _next(self) -> ReadBatch | None:
        if self._ahead is not None:
            batch = await self._ahead
            self._ahead = None
            if batch is not None and await self._worker.is_fresh(batch):
                return batch
        return await self._worker.read_next(Lane.BULK)

    async def _drop(self) -> None:
        if self._ahead is not None:
            self._ahead.cancel()
            await asyncio.wait([self._ahead])
            self._ahead = None
