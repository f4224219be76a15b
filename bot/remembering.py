"""The stories of the last days, kept in memory for the worker; whatever is missing is read from the archive."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.model.flagged import FlaggedPost
from bot.model.signal import OwnSignal
from bot.model.story import StoryChange
from bot.ports import WorkStore
from bot.stories.grouping import LOOK_AHEAD, LOOK_BACK, Grouping
from bot.stories.severity import BurstOf
from bot.stories.where import AxisOf

_SLACK = timedelta(days=1)
"""How much more than has to be is kept and read, so that the next batch finds it."""
_MOST = LOOK_BACK + LOOK_AHEAD + 2 * _SLACK
"""When more than this is in memory, what the batch at hand does not need is forgotten: about once a day."""
_INSTANT = timedelta(microseconds=1)


class StoryMemory:
    """Groups batches of posts with those of the days around them.

    What a batch changes stays here before it is committed: whoever could not commit must ``forget`` it.
    """

    def __init__(
        self,
        archive: WorkStore,
        axis_of: AxisOf,
        *,
        own_signals: Iterable[OwnSignal] = (),
        burst_of: BurstOf | None = None,
    ) -> None:
        """``own_signals`` and ``burst_of`` as for Grouping."""
        self._archive = archive
        self._axis_of = axis_of
        self._own_signals = tuple(own_signals)
        self._burst_of = burst_of
        self._grouping: Grouping | None = None
        self._span: tuple[datetime, datetime] | None = None
        self._mark: tuple[int, int] | None = None

    def forget(self) -> None:
        """Drop everything; the next batch reads the archive."""
        self._grouping = self._span = self._mark = None

    async def group(self, posts: Sequence[FlaggedPost]) -> tuple[StoryChange, ...]:
        """Let the posts, as they stand now, find their stories; what changed by it, by number.

        Raises ArchiveError; then, and when it is cancelled, nothing is remembered.
        """
        try:
            await self._trust()
            next_id = await self._archive.last_story_id() + 1
            changes: dict[int, StoryChange] = {}
            for stretch in _stretches(posts):
                for change in await self._group(stretch, max(next_id, max(changes, default=0) + 1)):
                    first = changes.get(change.story.story_id, change)
                    changes[change.story.story_id] = StoryChange(story=change.story, before=first.before)
        except BaseException:
            self.forget()
            raise
        return tuple(changes[number] for number in sorted(changes))

    async def committed(self) -> None:
        """Record that all that was grouped so far is in the archive."""
        self._mark = await self._archive.work_mark()

    async def _trust(self) -> None:
        """Forget what is here if anybody else has worked in the meantime."""
        if self._mark is not None and self._mark != await self._archive.work_mark():
            self.forget()

    async def _group(self, posts: Sequence[FlaggedPost], next_id: int) -> list[StoryChange]:
        dates = [flagged.post.date for flagged in posts]
        grouping = await self._covering(min(dates) - LOOK_BACK, max(dates) + LOOK_AHEAD)
        # In a busy week the stories around are hundreds: grouping would hold up the event loop for too long.
        changes = list(await asyncio.to_thread(grouping.take, posts, next_id=next_id))
        while grouping.looked_until is not None and self._span and grouping.looked_until > self._span[1]:
            again_from = self._span[1]
            await self._read(grouping, again_from + _INSTANT, grouping.looked_until + _SLACK)
            next_id = max(next_id, *(change.story.story_id + 1 for change in changes)) if changes else next_id
            changes += await asyncio.to_thread(grouping.take, (), next_id=next_id, again_from=again_from)
        return changes

    async def _covering(self, earliest: datetime, latest: datetime) -> Grouping:
        """A grouping with everything of that span."""
        if self._span and (latest < self._span[0] or earliest > self._span[1]):
            self._grouping = self._span = None
        if self._grouping is None or self._span is None:
            self._grouping = Grouping(self._axis_of, own_signals=self._own_signals, burst_of=self._burst_of)
            await self._read(self._grouping, earliest - _SLACK, latest + _SLACK)
            return self._grouping
        first, last = self._span
        if latest > last:
            await self._read(self._grouping, last + _INSTANT, latest + _SLACK)
        if earliest < first:
            await self._read(self._grouping, earliest - _SLACK, first - _INSTANT)
        if latest - self._span[0] > _MOST:
            self._grouping.forget_before(earliest)
            self._span = (earliest, self._span[1])
        return self._grouping

    async def _read(self, grouping: Grouping, earliest: datetime, latest: datetime) -> None:
        """Read a stretch that is next to what is here, with all posts of its stories."""
        posts = {flagged.post.post_id: flagged for flagged in await self._archive.flagged_between(earliest, latest)}
        stories = await self._archive.stories_between(earliest, latest)
        beyond = {post.post_id for story in stories for post in story.posts} - posts.keys()
        others = await self._archive.flagged_posts(sorted(beyond)) if beyond else ()
        first = min(earliest, self._span[0]) if self._span else earliest
        await asyncio.to_thread(grouping.adopt, posts.values(), stories, complete_from=first, others=others)
        self._span = (first, max(latest, self._span[1]) if self._span else latest)


def _stretches(posts: Iterable[FlaggedPost]) -> list[list[FlaggedPost]]:
    """The posts by date, in stretches of a few days at most, so that never too many days are in memory."""
    stretches: list[list[FlaggedPost]] = []
    for flagged in sorted(posts, key=lambda flagged: flagged.post.date):
        if stretches and flagged.post.date - stretches[-1][0].post.date <= _SLACK:
            stretches[-1].append(flagged)
        else:
            stretches.append([flagged])
    return stretches
