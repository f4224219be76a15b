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
    and a flag counts once. There is one worker, so nobody else adds flags.
    """

    def __init__(self, archive: WorkStore) -> None:
        self._archive = archive
        self._alarms: Alarms | None = None
        self._known_from: datetime | None = None

    async def learn(self, read: Iterable[tuple[Post, Iterable[Flag]]]) -> None:
        """Take in the posts of a batch, and what they raise, before stories are weighed. Raises ArchiveError."""
        posts = tuple(read)
        if not posts:
            return
        needed = min(post.date for post, _ in posts) - REACH - WINDOW - BASELINE
        if self._alarms is None or self._known_from is None or needed < self._known_from:
            since = needed - (_MARGIN if self._alarms else timedelta(0))
            self._alarms = Alarms(await self._archive.alarms(since=since))
            self._known_from = since
        for post, flags in posts:
            signals = (flag.signal for flag in flags if flag.stance in ALARMING)
            self._alarms.learn(post.post_id, post.date, signals)

    def burst_of(self, story: Story) -> str | None:
        """The reason why the story comes in a burst of its signal, if it does."""
        return self._alarms.burst_of(story) if self._alarms else None
