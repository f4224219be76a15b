"""Catching up: every followed channel is read on from the archive's own cursor (RULES 2; TELEGRAM 1, 3 to 5).

Runs at start, after reconnects and gaps, and on a timer, since large channels are pushed late or not at all.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from bot.errors import ChannelUnavailableError, FeedError
from bot.model.channel import FollowState
from bot.model.post import Arrival, CoveredRange, IntakeCounts, Origin
from bot.ports import Clock, IntakeStore
from bot.telegram.convert import seen_post
from bot.telegram.history import History, Page
from bot.telegram.roster import Followed, Roster, Wanted

_log = logging.getLogger(__name__)

PAUSE_AFTER_BREAK = timedelta(seconds=3)


class HistorySink(Protocol):
    """Where pages of history go."""

    async def take(self, arrivals: Sequence[Arrival], *, covered: CoveredRange) -> IntakeCounts:
        """Store a page and the range that it covers as one commit; returns after that commit."""
        ...


class Reconciler:
    """Reads what is missing, oldest first, and moves the cursors; one channel after the other."""

    def __init__(
        self,
        history: History,
        roster: Roster,
        wanted: Wanted,
        store: IntakeStore,
        sink: HistorySink,
        clock: Clock,
        *,
        backfill: timedelta,
    ) -> None:
        self._history = history
        self._roster = roster
        self._wanted = wanted
        self._store = store
        self._sink = sink
        self._clock = clock
        self._backfill = backfill

    async def next_round(self) -> int:
        """Wait until channels are wanted and reconcile them; returns how many posts were added.

        Where the connection breaks, they stay wanted. Raises SessionError and ArchiveError.
        """
        channels = await self._wanted.take()
        try:
            return await self.reconcile(channels)
        except BaseException as error:
            for followed in channels:
                self._wanted.add(followed.telegram_id)
            if not isinstance(error, OSError):
                raise
            _log.warning("Catching up was interrupted (%s); it goes on in a moment", type(error).__name__)
        await self._clock.sleep(PAUSE_AFTER_BREAK)
        return 0

    async def reconcile(self, channels: Sequence[Followed]) -> int:
        """Read on in each of ``channels``, and return how many posts were added.

        A channel that cannot be read is recorded as lost or passed over, and the next one goes on.
        Raises SessionError, ArchiveError, and OSError where the connection is gone: what was not read yet
        is then to be wanted again.
        """
        newest = await self._history.newest_ids(channels)
        added = 0
        for followed in channels:
            try:
                added += await self._read_on(followed, newest.get(followed.telegram_id))
            except ChannelUnavailableError as error:
                await self._lose(followed, str(error))
            except FeedError as error:
                _log.warning("%s was not read: %s", followed.channel.name, error)
        return added

    async def _read_on(self, followed: Followed, newest: int | None) -> int:
        if newest is None:
            newest = await self._history.newest_id(followed)
        cursor = await self._store.cursor(followed.channel.key)
        if cursor is not None:
            return await self._read(followed, cursor, newest, Origin.RECOVERED)
        since = self._clock.now() - self._backfill
        before = await self._history.last_before(followed, since)
        floor = before.last_id
        if floor < newest:
            return await self._read(followed, floor, newest, Origin.BACKFILL)
        # Nothing is as young as that. The last post is kept all the same: the cursor stands on it, so that the next
        # post counts as missed and not as old. An empty channel's cursor stands on 0.
        covered = CoveredRange(channel=followed.ref, first_id=floor, last_id=floor)
        counts = await self._sink.take(_arrivals(before, followed, Origin.BACKFILL, up_to=floor), covered=covered)
        return counts.added

    async def _read(self, followed: Followed, position: int, newest: int, origin: Origin) -> int:
        """Read the posts above ``position`` up to ``newest``; later ones are live and come by themselves."""
        added = 0
        while position < newest:
            page = await self._history.after(followed, position)
            reached = min(newest, page.last_id) if page.messages else newest
            arrivals = _arrivals(page, followed, origin, up_to=reached)
            covered = CoveredRange(channel=followed.ref, first_id=position + 1, last_id=reached)
            counts = await self._sink.take(arrivals, covered=covered)
            if origin is Origin.RECOVERED and counts.added:
                await self._store.add_recovered(followed.channel.key, counts.added)
            added += counts.added
            position = reached
        return added

    async def _lose(self, followed: Followed, reason: str) -> None:
        _log.warning("%s can be read no longer: %s", followed.channel.name, reason)
        self._roster.drop(followed.telegram_id)
        await self._store.set_follow_state(followed.channel.key, FollowState.LOST, note=reason, now=self._clock.now())


def _arrivals(page: Page, followed: Followed, origin: Origin, *, up_to: int) -> list[Arrival]:
    """The posts of a page. What was posted after we began to follow is no old post: it was missed live."""
    began = followed.since.replace(microsecond=0)  # Telegram's dates are whole seconds
    arrivals: list[Arrival] = []
    for message in page.messages:
        if message.id > up_to:
            break
        post = seen_post(message, followed.ref, origin, known=page.known)
        if post is not None:
            was_missed = origin is Origin.BACKFILL and post.date >= began
            arrivals.append(replace(post, origin=Origin.RECOVERED) if was_missed else post)
    return arrivals
