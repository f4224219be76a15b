"""The two commits of a post's way."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.model.delivery import LivingAlert
from bot.model.digest import AlarmHistory
from bot.model.flagged import FlaggedPost
from bot.model.post import Arrival, Change, CoveredRange, IntakeCounts, Revision
from bot.model.story import Story
from bot.model.work import Lane, WorkDone
from storage.sqlite import changelog, digests, flagged, intake, outbox, stories
from storage.sqlite.doors.connections import Connections


class Way(Connections):
    """IntakeStore and WorkStore."""

    async def take_in(
        self, arrivals: Sequence[Arrival], *, now: datetime, covered: CoveredRange | None = None
    ) -> IntakeCounts:
        """See IntakeStore."""
        return await self._writer.write(intake.take_in, arrivals, now=now, covered=covered)

    async def pending(self, lane: Lane, *, limit: int, after: int = 0) -> Sequence[Change]:
        """See WorkStore."""
        return await self._reader.read(changelog.pending, lane, limit=limit, after=after)

    async def revisions(self, post_id: int) -> Sequence[Revision]:
        """See WorkStore."""
        return await self._reader.read(changelog.revisions, post_id)

    async def stories_between(self, earliest: datetime, latest: datetime) -> Sequence[Story]:
        """See WorkStore."""
        return await self._reader.read(stories.between, earliest, latest)

    async def stories_of(self, post_ids: Sequence[int]) -> Sequence[Story]:
        """See WorkStore."""
        return await self._reader.read(stories.of_posts, post_ids)

    async def stories_of_events(self, event_ids: Sequence[int], *, without: Collection[int] = ()) -> Sequence[Story]:
        """See WorkStore."""
        return await self._reader.read(stories.of_events, event_ids, without)

    async def living_alerts(self, event_ids: Sequence[int]) -> Sequence[LivingAlert]:
        """See WorkStore."""
        return await self._reader.read(outbox.living_alerts, event_ids)

    async def flagged_between(self, earliest: datetime, latest: datetime) -> Sequence[FlaggedPost]:
        """See WorkStore."""
        return await self._reader.read(flagged.between, earliest, latest)

    async def flagged_posts(self, post_ids: Sequence[int]) -> Sequence[FlaggedPost]:
        """See WorkStore."""
        return await self._reader.read(flagged.of_posts, post_ids)

    async def work_mark(self) -> tuple[int, int]:
        """See WorkStore."""
        return await self._reader.read(changelog.mark)

    async def last_story_id(self) -> int:
        """See WorkStore."""
        return await self._reader.read(stories.last_id)

    async def alarms(self, *, since: datetime, until: datetime | None = None) -> AlarmHistory:
        """See WorkStore."""
        return await self._reader.read(digests.alarms, since=since, until=until)

    async def commit_work(self, work: WorkDone) -> None:
        """See WorkStore."""
        await self._writer.write(changelog.commit_work, work)
