"""Upkeep of the file."""

from datetime import datetime

from bot.model.upkeep import PruneStep
from storage.sqlite import upkeep
from storage.sqlite.doors.connections import Connections


class Upkeep(Connections):
    """UpkeepStore."""

    async def merge_index(self, *, pages: int, whole: bool = False) -> bool:
        """See UpkeepStore."""
        return await self._writer.write(upkeep.merge_index, pages=pages, whole=whole)

    async def checkpoint(self, *, truncate: bool = False) -> bool:
        """See UpkeepStore."""
        return await self._keeper.aside(upkeep.checkpoint, truncate=truncate)

    async def prune_changes(self, *, before: datetime, most: int) -> int:
        """See UpkeepStore."""
        return await self._writer.write(upkeep.prune_changes, before=before, most=most)

    async def prune_outbox(self, *, after: int, before: datetime, most: int) -> PruneStep:
        """See UpkeepStore."""
        return await self._writer.write(upkeep.prune_outbox, after=after, before=before, most=most)

    async def prune_kept(self, *, before: datetime, most: int) -> int:
        """See UpkeepStore."""
        return await self._writer.write(upkeep.prune_kept, before=before, most=most)

    async def prove_writing(self, *, now: datetime) -> None:
        """See UpkeepStore."""
        await self._writer.write(upkeep.prove, now=now)

    async def work_progress(self) -> tuple[int, bool]:
        """See UpkeepStore."""
        return await self._reader.read(upkeep.progress)

    async def outbox_mark(self) -> tuple[int, int]:
        """See UpkeepStore."""
        return await self._reader.read(upkeep.outbox_mark)
