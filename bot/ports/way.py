"""What a post's way needs of the archive: the two commits."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.delivery import LivingAlert
from bot.model.digest import AlarmHistory
from bot.model.flagged import FlaggedPost
from bot.model.post import Arrival, Change, CoveredRange, IntakeCounts, Revision
from bot.model.story import Story
from bot.model.work import Lane, WorkDone


class IntakeStore(Protocol):
    """The first commit: posts and their changes."""

    async def take_in(
        self, arrivals: Sequence[Arrival], *, now: datetime, covered: CoveredRange | None = None
    ) -> IntakeCounts:
        """Store arrivals, and their changes, in one commit; idempotent on (channel, message id).

        Unknown channels are made as RULES 1 has it. A known post with another content becomes a
        revision (TELEGRAM 8; an older copy that equals a stored version is no change), an edit of an
        unseen id an insert, a deletion of an unseen id a tombstone that waits for its post. ``covered``
        is committed together with the posts: only it moves the channel's cursor (RULES 2).
        """
        ...


class WorkStore(Protocol):
    """The second commit: what follows from the changes."""

    async def pending(self, lane: Lane, *, limit: int, after: int = 0) -> Sequence[Change]:
        """The lane's next changes behind its cursor and position ``after``, in position order.

        No later call tells a lower position.
        """
        ...

    async def revisions(self, post_id: int) -> Sequence[Revision]:
        """All versions of a post, the first included, by edit time."""
        ...

    async def stories_between(self, earliest: datetime, latest: datetime) -> Sequence[Story]:
        """Stories with a post dated in that span (both ends included), with all their posts, by number."""
        ...

    async def stories_of(self, post_ids: Sequence[int]) -> Sequence[Story]:
        """Stories that hold any of these posts, with all their posts, by number."""
        ...

    async def stories_of_events(self, event_ids: Sequence[int], *, without: Collection[int] = ()) -> Sequence[Story]:
        """All stories of these events but some that are in hand, with all their posts, by number."""
        ...

    async def living_alerts(self, event_ids: Sequence[int]) -> Sequence[LivingAlert]:
        """The rows of these events' alerts in all chats, whatever became of them.

        A chat may have more than one where events became one: the event's own comes first, then the oldest.
        """
        ...

    async def flagged_between(self, earliest: datetime, latest: datetime) -> Sequence[FlaggedPost]:
        """Posts dated in that span (both ends included) that a story may hold: some version of each is flagged.

        With all their versions in the order in which they stood, by post id; flags of the past alone do not count.
        """
        ...

    async def flagged_posts(self, post_ids: Sequence[int]) -> Sequence[FlaggedPost]:
        """These posts in the same way, whatever is flagged in them."""
        ...

    async def work_mark(self) -> tuple[int, int]:
        """Something that differs whenever any worker has committed; cheap to ask."""
        ...

    async def last_story_id(self) -> int:
        """The highest story number given so far; 0 for none. There is one worker, so it may count on."""
        ...

    async def alarms(self, *, since: datetime, until: datetime | None = None) -> AlarmHistory:
        """Which posts of these seconds (both included) raised an alarm, as far as worked; without end if not told."""
        ...

    async def commit_work(self, work: WorkDone) -> None:
        """Store readings, index rows, stories, word matches and deliveries, and move the lane's cursor, as one commit.

        A delivery whose key exists raises that row's wanted version instead (RULES 15); with the same version it
        only renews the row's facts. A reply takes the place of those to the same message whose text is not frozen
        yet, and tells their news first; to a message whose own text is not frozen yet no reply is stored, since
        that text will tell it all. A match of a word that is watched no more is passed over.
        """
        ...
