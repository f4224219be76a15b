"""The flags of the last weeks at hand while stories are weighed, so that a burst is known at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.model.flag import Flag
from bot.model.post import Post
from bot.model.story import Story
from bot.ports import WorkStore
from bot.stories.bursts import ALARMING, BASELINE, WINDOW, Alarms

REACH = timedelta(days=7)
"""Stories of posts so much older than those of a batch may be weighed anew with it."""

_MARGIN = timedelta(days=60)
"""What is read ahead, so that an import that goes back in time does not read anew for every batch."""


class AlarmBook:
    """Knows every flag of the archive from some day on, and of the batch that is being worked.

    What it holds is never more than the archive, but for the batch at hand: a batch that failed is worked again,
    and a flag counts once. When another process has worked, such as an import, everything is read anew.
    """

    def __init__(self, archive: WorkStore) -> None:
        self._archive = archive
        self._alarms: Alarms | None = None
        self._known_from: datetime | None = None
        self._mark: tuple[int, int] | None = None

    async def learn(self, read: Iterable[tuple[Post, Iterable[Flag]]]) -> None:
        """Take in the posts of a batch, and what they raise, before stories are weighed. Raises ArchiveError."""
        posts = tuple(read)
        if not posts:
            return
        needed = min(post.date for post, _ in posts) - REACH - WINDOW - BASELINE
        alarms = await self._covering(needed)
        for post, flags in posts:
            alarms.learn(post.post_id, post.date, (flag.signal for flag in flags if flag.stance in ALARMING))

    async def _covering(self, needed: datetime) -> Alarms:
        """The flags from ``needed`` on, as the archive has them."""
        mark = await self._archive.work_mark()
        known_from = self._known_from or needed
        if self._alarms is None or needed < known_from or mark != self._mark:
            since = needed - _MARGIN if needed < known_from else known_from
            self._alarms = Alarms(await self._archive.alarms(since=since))
            self._known_from, self._mark = since, mark
        return self._alarms

    async def committed(self) -> None:
        """Record that what was learnt is in the archive. Raises ArchiveError."""
        self._mark = await self._archive.work_mark()

    def burst_of(self, story: Story) -> str | None:
        """The reason why the story comes in a burst of its signal, if it does."""
        return self._alarms.burst_of(story) if self._alarms else None
