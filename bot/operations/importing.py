"""``frontwatch import``: posts from files into the archive, through the whole way but the telling."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.feeds.files import Batch
from bot.intake import Intake
from bot.line import BulkLine
from bot.model.post import IntakeCounts
from bot.wording import texts
from bot.worker import Worker

BATCH_SIZE = 2000
_STORED_AHEAD = 3
"""Batches that may be stored before the worker has begun with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did; ``read`` counts every entry, those that were left out too."""

    counts: IntakeCounts
    read: int
    left_out: int
    seconds: float

    def as_json(self) -> dict[str, object]:
        """``import --json`` (CONTRACTS.md)."""
        return {
            "read": self.read,
            "added": self.counts.added,
            "unchanged": self.counts.unchanged,
            "revised": self.counts.revised,
            "deleted": self.counts.deleted,
            "service": self.counts.service,
            "left_out": self.left_out,
            "seconds": round(self.seconds, 3),
        }

    def as_text(self) -> str:
        """One line for a person."""
        counts = self.counts
        if not self.read:
            told = "There was nothing to take in"
        elif self.read == self.left_out:
            told = "Nothing could be taken in"
        elif counts == IntakeCounts(unchanged=counts.unchanged):
            told = texts.counted(texts.SHELL_NOTHING_NEW, counts.unchanged)
        else:
            told = (
                f"{texts.counted(texts.SHELL_POSTS_ADDED, counts.added)}, {counts.unchanged:,} unchanged, "
                f"{counts.revised:,} revised, {counts.deleted:,} deleted, "
                f"{texts.counted(texts.SHELL_SERVICE, counts.service)}"
            )
        left_out = f"; {self.left_out:,} left out" if self.left_out else ""
        return f"{told}{left_out} ({self.seconds:.1f} s)."


async def take_in_batches(
    batches: Iterable[Batch], intake: Intake, worker: Worker, *, on_batch: Callable[[Batch], None]
) -> IntakeCounts:
    """Take in all batches while the worker follows, and return when it has caught up.

    Three stages work side by side, each on batches of its own: one is taken from the file and stored, those
    before are read, the one before them is decided. What is between the first two waits in the change log.
    Raises ArchiveError, and whatever ``batches`` raises.
    """
    stored: asyncio.Queue[int] = asyncio.Queue(_STORED_AHEAD)
    counts = IntakeCounts()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_follow(stored, worker), name="following")
            for batch in batches:
                counts += await intake.take(batch.arrivals)
                await stored.put(len(batch.arrivals))
                on_batch(batch)
            await stored.put(0)
    except BaseExceptionGroup as faults:
        raise _first(faults) from faults
    return counts


async def _follow(stored: asyncio.Queue[int], worker: Worker) -> None:
    """Work a batch for each that was stored, and when nothing more comes, which 0 tells, all that is left."""
    async with BulkLine(worker) as line:
        while await stored.get():
            await line.step()
        while await line.step():
            pass


def _first(faults: BaseExceptionGroup[BaseException]) -> BaseException:
    fault = faults.exceptions[0]
    return _first(fault) if isinstance(fault, BaseExceptionGroup) else fault


async def work_off(worker: Worker) -> None:
    """Let the worker decide everything that waits in the change log."""
    while await worker.run_once():
        pass
