"""Upkeep of the file."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model.upkeep import ChannelsMerged, IndexText, IndexWords, PruneStep
from storage.sqlite import clock_steps, merging, reindexing, upkeep
from storage.sqlite.doors.connections import Connections


class Upkeep(Connections):
    """UpkeepStore."""

    async def merge_index(self, *, pages: int, whole: bool = False) -> bool:
        """See UpkeepStore."""
        return await self._writer.write(upkeep.merge_index, pages=pages, whole=whole)

    async def checkpoint(self, *, truncate: bool = False) -> bool:
        """See UpkeepStore."""
        return await self._keeper.aside(upkeep.checkpoint, truncate=truncate)

    async def analyze(self) -> None:
        """See UpkeepStore."""
        await self._writer.write(upkeep.analyze)

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

    async def clock_was_set(self, *, now: datetime, by: timedelta | None = None) -> timedelta:
        """See UpkeepStore."""
        return await self._writer.write(clock_steps.clock_was_set, now=now, by=by)

    async def work_progress(self) -> tuple[int, bool]:
        """See UpkeepStore."""
        return await self._reader.read(upkeep.progress)

    async def outbox_mark(self) -> tuple[int, int]:
        """See UpkeepStore."""
        return await self._reader.read(upkeep.outbox_mark)

    async def reindex_mark(self) -> int | None:
        """See UpkeepStore."""
        return await self._stacks.read(reindexing.mark)

    async def make_index(self) -> None:
        """See UpkeepStore."""
        await self._writer.write(reindexing.make_index)

    async def texts_to_index(self, *, after: int, most: int) -> Sequence[IndexText]:
        """See UpkeepStore."""
        return await self._stacks.read(reindexing.texts, after=after, most=most)

    async def index_again(self, posts: Sequence[IndexWords], *, now: datetime) -> None:
        """See UpkeepStore."""
        await self._writer.write(reindexing.index_again, posts, now=now)

    async def merge_channels(self, *, kept: int, given: int, now: datetime, on_trial: bool = False) -> ChannelsMerged:
        """See UpkeepStore."""
        if not on_trial:
            return await self._writer.write(merging.merge, kept=kept, given=given, now=now)
        try:
            await self._writer.write(merging.merge_on_trial, kept=kept, given=given, now=now)
        except merging.TrialEndedError as trial:
            return trial.merged
        raise AssertionError("a trial always ends so")
