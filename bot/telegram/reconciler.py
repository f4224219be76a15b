"""Catching up: every followed channel is read on from the archive's own cursor (RULES 2; TELEGRAM 1, 3 to 5).

Runs at start, after reconnects and gaps, and on a timer, since large channels are pushed late or not at all.
What came live is known already: only what the archive does not have is asked for.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.errors import ChannelUnavailableError, FeedError
from bot.model.channel import FollowState
from bot.model.following import FollowStanding, IdRange, Missing
from bot.model.post import Arrival, CoveredRange, IntakeCounts, Origin
from bot.ports import Clock, FollowStore
from bot.telegram.convert import seen_post
from bot.telegram.filling import next_part
from bot.telegram.gaps import still_missing
from bot.telegram.history import PAGE, History, Page
from bot.telegram.roster import Followed, Roster, Wanted
from bot.telegram.trying_again import SecondTries

_log = logging.getLogger(__name__)

PAUSE_AFTER_BREAK = timedelta(seconds=3)
READ_LATELY = timedelta(minutes=20)
ALARMS_OF = timedelta(days=7)
"""Posts in stories of so long tell which channels carry news."""


class HistorySink(Protocol):
    """Where pages of history go."""

    async def take(self, arrivals: Sequence[Arrival], *, covered: CoveredRange | None = None) -> IntakeCounts:
        """Store a page and the range that it covers, if any, as one commit; returns after that commit."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """How far a first following has come: all posts above ``floor``, up to ``reached``, are stored."""

    floor: int
    reached: int


class Reconciler:
    """Reads what is missing, oldest first, and moves the cursors; one channel after the other."""

    def __init__(
        self,
        history: History,
        roster: Roster,
        wanted: Wanted,
        store: FollowStore,
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
        self._read_at: dict[int, datetime] = {}
        self._again = SecondTries()
        self._begun: dict[int, _Begun] = {}
        """First followings that were interrupted, by channel key. After a start they begin anew."""

    def is_read(self, key: int) -> bool:
        """Whether a channel was read up to its newest post within the last minutes, by its key."""
        read_at = self._read_at.get(key)
        return read_at is not None and self._clock.now() - read_at < READ_LATELY

    async def next_round(self) -> int:
        """Wait until channels are wanted and reconcile the hundred most urgent; returns how many posts were added.

        Where the connection breaks, they stay wanted; one that cannot be read is wanted again after a pause.
        Raises SessionError and ArchiveError.
        """
        await self._until_wanted()
        standings = await self._store.standings(since=self._clock.now() - ALARMS_OF)
        channels = await self._wanted.take(most=PAGE, rank=lambda followed: urgency(followed, standings))
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

    async def _until_wanted(self) -> None:
        """Wait until channels are wanted, or want those whose pause is over."""
        while (pause := self._again.next_in(self._clock.now())) is not None and not len(self._wanted):
            waits = [asyncio.create_task(self._wanted.wait()), asyncio.create_task(self._clock.sleep(pause))]
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()
            for telegram_id in self._again.take_due(self._clock.now()):
                self._wanted.add(telegram_id)
        await self._wanted.wait()

    async def reconcile(self, channels: Sequence[Followed]) -> int:
        """Read on in each of ``channels``, in their order, and return how many posts were added.

        A channel that is closed is recorded as lost, one that cannot be read is to be tried again, and the next one
        goes on.
        Raises SessionError, ArchiveError, and OSError where the connection is gone: what was not read yet
        is then to be wanted again.
        """
        newest = await self._history.newest_ids(channels)
        missing = await self._missing(channels, newest.ids)
        added = 0
        for followed in channels:
            try:
                if followed.telegram_id in newest.closed:
                    raise ChannelUnavailableError(newest.closed[followed.telegram_id])
                added += await self._read_on(followed, newest.ids.get(followed.telegram_id), missing)
                self._read_at[followed.channel.key] = self._clock.now()
                self._again.settled(followed.telegram_id)
            except ChannelUnavailableError as error:
                await self._lose(followed, str(error))
            except FeedError as error:
                _log.warning("%s was not read: %s", followed.channel.name, error)
                self._again.failed(followed.telegram_id, self._clock.now())
        return added

    async def _missing(self, channels: Sequence[Followed], newest: Mapping[int, int]) -> Mapping[int, Missing]:
        """What is missing by channel key. Where all of it came live, the cursor moves at once and nothing is."""
        told = {each.channel.key: newest[each.telegram_id] for each in channels if each.telegram_id in newest}
        gaps = await self._store.missing(told)
        known = [
            CoveredRange(channel=followed.ref, first_id=gaps[key].cursor + 1, last_id=told[key])
            for followed in channels
            if (key := followed.channel.key) in gaps and not gaps[key].ranges and gaps[key].cursor < told[key]
        ]
        if known:
            await self._store.cover(known)
        return gaps

    async def _read_on(self, followed: Followed, newest: int | None, missing: Mapping[int, Missing]) -> int:
        key = followed.channel.key
        if newest is None:
            newest = await self._history.newest_id(followed)
            missing = await self._missing([followed], {followed.telegram_id: newest})
        if key in missing:
            return await self._fill(followed, missing[key], newest)
        begun = self._begun.get(key)
        return await self._begin(followed, newest) if begun is None else await self._go_on(followed, begun, newest)

    async def _fill(self, followed: Followed, missing: Missing, newest: int) -> int:
        """Read what is missing up to ``newest``, oldest first; later posts are live and come by themselves."""
        added, known_to, ranges = 0, missing.cursor, missing.ranges
        while ranges:
            part = await next_part(self._history, followed, ranges, newest)
            ranges = still_missing(ranges, above=part.reached)
            # What lies before the next missing id is stored, be it by this commit.
            known_from, known_to = known_to + 1, ranges[0].first_id - 1 if ranges else newest
            covered = CoveredRange(channel=followed.ref, first_id=known_from, last_id=known_to)
            arrivals = _arrivals(part.page, followed, Origin.RECOVERED, up_to=newest)
            counts = await self._sink.take(arrivals, covered=covered)
            added += counts.added
        return added

    async def _begin(self, followed: Followed, newest: int) -> int:
        """The first following: find where the days begin that are taken back, and read from there."""
        since = self._clock.now() - self._backfill
        before = await self._history.last_before(followed, since)
        floor = before.last_id
        if floor < newest:
            return await self._go_on(followed, _Begun(floor=floor, reached=floor), newest)
        if floor > newest:
            raise FeedError(f"Telegram names post {newest} as the newest, and {floor} as an old one.")
        # Nothing is as young as that. The last post is kept all the same: the cursor stands on it, so that the next
        # post counts as missed and not as old. An empty channel's cursor stands on 0.
        covered = CoveredRange(channel=followed.ref, first_id=floor, last_id=floor)
        counts = await self._sink.take(_arrivals(before, followed, Origin.BACKFILL, up_to=floor), covered=covered)
        return counts.added

    async def _go_on(self, followed: Followed, begun: _Begun, newest: int) -> int:
        """The first following, from where it was interrupted.

        Nothing counts as covered before all is stored: with a cursor, the rest would be missed posts, which alert.
        """
        key, added, newest = followed.channel.key, 0, max(newest, begun.reached)
        while begun.reached < newest:
            rest = IdRange(first_id=begun.reached + 1, last_id=newest)
            part = await next_part(self._history, followed, (rest,), newest)
            counts = await self._sink.take(_arrivals(part.page, followed, Origin.BACKFILL, up_to=newest))
            added += counts.added
            begun = self._begun[key] = replace(begun, reached=part.reached)
        await self._store.cover([CoveredRange(channel=followed.ref, first_id=begun.floor + 1, last_id=newest)])
        self._begun.pop(key, None)
        return added

    async def _lose(self, followed: Followed, reason: str) -> None:
        _log.warning("%s can be read no longer: %s", followed.channel.name, reason)
        self._roster.drop(followed.telegram_id)
        self._again.settled(followed.telegram_id)
        await self._store.set_follow_state(followed.channel.key, FollowState.LOST, note=reason, now=self._clock.now())


def urgency(followed: Followed, standings: Mapping[int, FollowStanding]) -> tuple[int, ...]:
    """Who is read first, lowest first: what people wait for, then the news, then what is only to be taken back.

    Officials come before those with the most posts in stories of late; a first following alerts nobody and is last.
    """
    standing = standings.get(followed.channel.key)
    channel_class = followed.channel.channel_class
    is_first_following = standing is None or standing.cursor is None
    is_official = channel_class is not None and channel_class.is_official
    return (is_first_following, not is_official, -(standing.alarms if standing else 0), followed.telegram_id)


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
