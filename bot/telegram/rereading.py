"""Posts that stand in stories are read again for edits and deletions, which Telegram tells by best effort only.

A deletion that was never pushed is found by nobody else (TELEGRAM 9). Catching up goes first at all times.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.errors import ChannelUnavailableError, FeedError
from bot.model.post import Arrival, IntakeCounts, Origin
from bot.ports import Clock, FollowStore
from bot.telegram.convert import seen_deletions, seen_post
from bot.telegram.filling import told_of
from bot.telegram.history import PAGE, History
from bot.telegram.pace import Pace
from bot.telegram.reconciler import HistorySink
from bot.telegram.roster import Followed, Roster, Wanted

_log = logging.getLogger(__name__)

READ_AGAIN_FOR = timedelta(hours=36)
"""No story goes on for longer than that after its first claim (RULES 8)."""
SOONEST = timedelta(minutes=5)
SHARE_OF_AGE = 6
"""A post is read again after a sixth of its age: after ten minutes at an hour, after six hours at a day and a half."""
LOOK_EVERY = timedelta(minutes=1)
BETWEEN_REQUESTS = timedelta(seconds=3)
"""A third of what Telegram allows (TELEGRAM 16); the rest is kept for what is missing."""

Posts = Mapping[int, datetime]
"""When a channel's posts were posted, by message id."""


class Rereader:
    """Reads each followed channel's flagged posts of late again, at a frequency that falls with their age."""

    def __init__(
        self, history: History, roster: Roster, wanted: Wanted, store: FollowStore, sink: HistorySink, clock: Clock
    ) -> None:
        self._history = history
        self._roster = roster
        self._wanted = wanted
        self._store = store
        self._sink = sink
        self._clock = clock
        self._pace = Pace(clock, burst=1, interval=BETWEEN_REQUESTS)
        self._read_at: dict[tuple[int, int], datetime] = {}
        """By channel key and message id. After a start all are read once: what was pushed meanwhile is lost."""

    async def run(self) -> None:
        """Read again what is due until cancelled. Raises SessionError and ArchiveError."""
        while True:
            await self._clock.sleep(LOOK_EVERY)
            try:
                await self.next_round()
            except OSError as error:
                _log.info("Reading posts again was interrupted (%s); it goes on later", type(error).__name__)

    async def next_round(self) -> IntakeCounts:
        """Read what is due now, as long as nothing is missing anywhere; tells what was found.

        Raises SessionError, ArchiveError, and OSError where the connection is gone.
        """
        since = self._clock.now() - READ_AGAIN_FOR
        flagged = await self._store.posts_in_stories(since=since)
        standing = {(key, message_id) for key, posts in flagged.items() for message_id in posts}
        self._read_at = {post: at for post, at in self._read_at.items() if post in standing}
        counts = IntakeCounts()
        for followed in self._roster:
            key = followed.channel.key
            ids = ids_due(flagged.get(key, {}), self._read_of(key), now=self._clock.now())
            if not ids:
                continue
            await self._pace.turn()
            if len(self._wanted):
                break  # catching up goes first; the rest stays due
            try:
                counts += await self._read(followed, ids)
            except ChannelUnavailableError:
                self._wanted.add(followed.telegram_id)  # the reconciler tells it as lost
            except FeedError as error:
                _log.warning("Posts of %s were not read again: %s", followed.channel.name, error)
        return counts

    def _read_of(self, key: int) -> Posts:
        return {message_id: at for (channel_key, message_id), at in self._read_at.items() if channel_key == key}

    async def _read(self, followed: Followed, ids: Sequence[int]) -> IntakeCounts:
        told = await told_of(self._history, followed, ids)
        now = self._clock.now()
        posts = [
            seen_post(message, followed.ref, Origin.RECOVERED, known=told.page.known) for message in told.page.messages
        ]
        arrivals: list[Arrival] = [post for post in posts if post is not None]
        gone = set(ids) - told.seen
        arrivals += seen_deletions(sorted(gone), followed.ref, Origin.RECOVERED, told_at=now)
        counts = await self._sink.take(arrivals)
        self._read_at |= {(followed.channel.key, message_id): now for message_id in ids}
        return counts


def ids_due(posts: Posts, read_at: Posts, *, now: datetime) -> tuple[int, ...]:
    """Which of a channel's posts to read now: none while none is due, else those due, and the newest others beside.

    One request takes a hundred, so that the others cost nothing.
    """
    due = [message_id for message_id, posted_at in posts.items() if _is_due(posted_at, read_at.get(message_id), now)]
    if not due:
        return ()
    others = sorted(posts.keys() - set(due), reverse=True)
    return tuple(sorted([*sorted(due, reverse=True), *others][:PAGE]))


def _is_due(posted_at: datetime, read_at: datetime | None, now: datetime) -> bool:
    return read_at is None or read_at > now or now - read_at >= max(SOONEST, (now - posted_at) / SHARE_OF_AGE)
