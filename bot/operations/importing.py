"""``frontwatch import``: posts from files into the archive, through the whole way but the telling."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.feeds.files import Batch
from bot.intake import Intake
from bot.model.post import IntakeCounts
from bot.worker import Worker

BATCH_SIZE = 2000


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
        if counts == IntakeCounts(unchanged=counts.unchanged):
            told = f"Nothing new: all {counts.unchanged:,} posts were in the archive already"
        else:
            told = (
                f"{counts.added:,} posts added, {counts.unchanged:,} unchanged, {counts.revised:,} revised, "
                f"{counts.deleted:,} deleted, {counts.service:,} service messages"
            )
        left_out = f"; {self.left_out:,} left out" if self.left_out else ""
        return f"{told}{left_out} ({self.seconds:.1f} s)."


async def take_in_batches(
    batches: Iterable[Batch], intake: Intake, worker: Worker, *, on_batch: Callable[[Batch], None]
) -> IntakeCounts:
    """Take in all batches while the worker follows, and return when it has caught up.

    The archive commits one batch while the worker reads the one before: the two share the time of two cores.
    """
    counts = IntakeCounts()
    for batch in batches:
        taken, _ = await asyncio.gather(intake.take(batch.arrivals), worker.run_once())
        counts += taken
        on_batch(batch)
    await work_off(worker)
    return counts


async def work_off(worker: Worker) -> None:
    """Let the worker decide everything that waits in the change log."""
    while await worker.run_once():
        pass
