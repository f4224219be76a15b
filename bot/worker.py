"""The second of the two loops: what follows from each change is decided and committed (ARCHITECTURE).

A batch of the change log is read, grouped into stories and weighed for alerts, and everything that follows
is committed together with the cursor. A batch that failed or was cut off is simply worked again: what is kept
here is only what the archive has already, and it is dropped whenever a batch fails.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from bot.alarms import AlarmBook
from bot.alerts.deciding import decide_alerts
from bot.alerts.events import alerts_now, numbers_of
from bot.alerts.living import keep_alive
from bot.alerts.ringing import rows_of
from bot.alerts.words import WordsDecided
from bot.errors import ArchiveBusyError
from bot.model.delivery import NewDelivery
from bot.model.flag import Flag
from bot.model.flagged import FlaggedPost, FlaggedVersion
from bot.model.post import Change, Post, Revision
from bot.model.story import StoryChange
from bot.model.work import Lane, PostReading, WorkDone
from bot.ports import Clock, SubscriberStore, WatchStore, WorkStore
from bot.reading import BiteReader, Reader, Unread, WasRead
from bot.remembering import StoryMemory
from bot.signals.detector import Detector
from bot.watching import Watching

ALERT_MAX_AGE = timedelta(hours=6)
_LIMITS = {Lane.URGENT: 200, Lane.BULK: 2000}
_BUSY_PAUSE = timedelta(seconds=1)

_log = logging.getLogger(__name__)


class WorkerStore(WorkStore, SubscriberStore, WatchStore, Protocol):
    """What the worker needs of the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A post with all of its versions, and what was read in each; the last is the post as it stands."""

    change: Change
    flagged: FlaggedPost
    readings: tuple[PostReading, ...]

    @property
    def flags(self) -> Iterator[Flag]:
        """What any of its versions raises."""
        return (flag for reading in self.readings for flag in reading.flags)


class Worker:
    """Works the change log; there is one in a process, and one process."""

    def __init__(
        self,
        archive: WorkerStore,
        detector: Detector,
        clock: Clock,
        *,
        alert_max_age: timedelta = ALERT_MAX_AGE,
        bulk_reader: Reader | None = None,
        outbox_bell: asyncio.Event | None = None,
        cache_folder: Path | None = None,
    ) -> None:
        """``bulk_reader`` reads what is not urgent; without it everything is read in this process.

        ``outbox_bell`` is rung after each commit that put something into the outbox. ``cache_folder`` is where
        the forms of watched words may be kept.
        """
        self._archive = archive
        self._gazetteer = detector.gazetteer
        self._alarms = AlarmBook(archive)
        self._memory = StoryMemory(
            archive, self._axis_of, own_signals=detector.own_signals, burst_of=self._alarms.burst_of
        )
        self._reader: Reader = BiteReader(detector)
        self._bulk_reader = bulk_reader or self._reader
        self._clock = clock
        self._alert_max_age = alert_max_age
        self._watching = Watching(archive, max_age=alert_max_age, cache_folder=cache_folder)
        self._outbox_bell = outbox_bell or asyncio.Event()

    async def run(self, bell: asyncio.Event) -> None:
        """Work while there is work, else wait for ``bell``; until cancelled.

        An archive that is busy is tried again; any other ArchiveError is raised.
        """
        while True:
            bell.clear()
            try:
                while await self.run_once():
                    pass
            except ArchiveBusyError:
                _log.warning("the archive is busy; the worker tries again in %s", _BUSY_PAUSE)
                await self._clock.sleep(_BUSY_PAUSE)
                continue
            await bell.wait()

    async def run_once(self) -> int:
        """Work one batch, of the urgent lane if it has any; returns how many changes it held.

        Raises ArchiveError when the archive fails: then nothing of the batch is done.
        """
        for lane, limit in _LIMITS.items():
            changes = await self._archive.pending(lane, limit=limit)
            if changes:
                await self._work(lane, changes)
                return len(changes)
        return 0

    async def _work(self, lane: Lane, changes: Sequence[Change]) -> None:
        read = await self._read(lane, changes)
        try:
            await self._alarms.learn((each.change.post, each.flags) for each in read)
            stories = await self._grouped(read)
            watched = await self._watched(lane, read)
            deliveries = (*await self._deliveries(lane, stories), *watched.deliveries)
            await self._archive.commit_work(
                WorkDone(
                    lane=lane,
                    up_to=changes[-1].position,
                    at=self._clock.now(),
                    readings=tuple(reading for each in read for reading in each.readings),
                    stories=tuple(change.story for change in stories),
                    deliveries=deliveries,
                    word_matches=watched.matches,
                )
            )
            await self._memory.committed()
            await self._alarms.committed()
        except BaseException:
            self._memory.forget()
            raise
        if deliveries:
            self._outbox_bell.set()

    async def _read(self, lane: Lane, changes: Sequence[Change]) -> list[_Read]:
        """Each post of the changes once, with all of its versions: one that was edited away may have claimed."""
        latest = {change.post.post_id: change for change in changes if change.post.service is None}
        versions = {post_id: await self._versions(change.post) for post_id, change in latest.items()}
        unread = [each for post_id, change in latest.items() for each in _unread(change.post, versions[post_id])]
        reader = self._bulk_reader if lane is Lane.BULK else self._reader
        found = iter(await reader.read(unread))
        return [
            _as_read(change, [(version, next(found)) for version in versions[post_id]])
            for post_id, change in latest.items()
        ]

    async def _versions(self, post: Post) -> Sequence[Revision]:
        if post.revision > 0:
            return await self._archive.revisions(post.post_id)
        return [Revision(number=0, text=post.text, edited_at=post.edited_at, seen_at=post.date, origin=post.origin)]

    async def _grouped(self, read: Sequence[_Read]) -> tuple[StoryChange, ...]:
        flagged = [each.flagged for each in read if each.flagged.may_join]
        return await self._memory.group(flagged) if flagged else ()

    async def _deliveries(self, lane: Lane, stories: Sequence[StoryChange]) -> tuple[NewDelivery, ...]:
        """Alerts, their edits and replies come only from urgent changes (RULES 4)."""
        if lane is not Lane.URGENT or not stories:
            return ()
        now = self._clock.now()
        subscribers = await self._archive.subscribers()
        events = numbers_of(stories)
        standing = await self._archive.stories_of_events(events)
        living = alerts_now(await self._archive.living_alerts(events), stories, standing)
        decisions = decide_alerts(
            stories, subscribers, now=now, max_age=self._alert_max_age, stories=standing, living=living
        )
        for decision in decisions:
            _log.debug("story %s, chat %s: %s", decision.story_id, decision.chat_id, decision.reason)
        kept = keep_alive(stories, subscribers, now=now, max_age=self._alert_max_age, stories=standing, living=living)
        for each in kept:
            _log.debug("%s: %s", each.key, each.reason)
        return rows_of(decisions, kept)

    async def _watched(self, lane: Lane, read: Sequence[_Read]) -> WordsDecided:
        """Watched words fire in urgent changes alone, like alerts (RULES 4, 19)."""
        if lane is not Lane.URGENT:
            return WordsDecided()
        return await self._watching.decide([each.change for each in read], now=self._clock.now())

    def _axis_of(self, place_id: str) -> str | None:
        place = self._gazetteer.place(place_id)
        return place.axis if place else None


def _unread(post: Post, versions: Sequence[Revision]) -> list[Unread]:
    """What there is to read in each version; the words of all belong to the post as it stands."""
    texts = tuple(version.text for version in versions)
    return [
        Unread(
            text=version.text,
            versions=texts if version is versions[-1] else (),
            date=post.date,
            channel_class=post.channel.channel_class,
        )
        for version in versions
    ]


def _as_read(change: Change, found: Sequence[tuple[Revision, WasRead]]) -> _Read:
    versions = tuple(
        FlaggedVersion(
            number=version.number,
            text=version.text,
            origin=version.origin or change.post.origin,
            flags=was_read.reading.flags,
            edited_at=version.edited_at,
        )
        for version, was_read in found
    )
    return _Read(
        change=change,
        flagged=FlaggedPost(post=change.post, versions=versions),
        readings=tuple(_stored(change.post, version.number, was_read) for version, was_read in found),
    )


def _stored(post: Post, number: int, found: WasRead) -> PostReading:
    if found.error is not None:
        _log.error("post %s of %s cannot be read: %s", post.message_id, post.channel.name, found.error)
    return PostReading(
        post_id=post.post_id,
        revision=number,
        words=found.words,
        flags=found.reading.flags,
        places=found.reading.places,
        error=found.error,
    )
