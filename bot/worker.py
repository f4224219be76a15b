"""The second of the two loops: what follows from each change is decided and committed (ARCHITECTURE).

A batch of the change log is read, grouped into stories and weighed for alerts, and everything that follows
is committed together with the cursor. Until then nothing is kept here, so a batch that failed or was cut
off is simply worked again.
"""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.alerts.deciding import decide_alerts
from bot.alerts.living import keep_alive
from bot.alerts.words import WordsDecided
from bot.errors import ArchiveBusyError
from bot.model.delivery import NewDelivery
from bot.model.flag import Reading, Stance
from bot.model.post import Change, ChangeKind, Post
from bot.model.story import Story, StoryChange
from bot.model.work import Lane, PostReading, WorkDone
from bot.ports import Clock, SubscriberStore, WatchStore, WorkStore
from bot.reading import BiteReader, Reader, Unread, WasRead
from bot.signals.detector import Detector
from bot.stories.grouping import LOOK_AROUND, group
from bot.stories.sighting import Sighting
from bot.watching import Watching

ALERT_MAX_AGE = timedelta(hours=6)
_LIMITS = {Lane.URGENT: 200, Lane.BULK: 2000}
_BUSY_PAUSE = timedelta(seconds=1)

_log = logging.getLogger(__name__)


class WorkerStore(WorkStore, SubscriberStore, WatchStore, Protocol):
    """What the worker needs of the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    change: Change
    reading: Reading
    stored: PostReading


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
        self._own_signals = detector.own_signals
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
        stories = await self._grouped(read)
        watched = await self._watched(lane, read)
        deliveries = (*await self._deliveries(lane, stories), *watched.deliveries)
        await self._archive.commit_work(
            WorkDone(
                lane=lane,
                up_to=changes[-1].position,
                at=self._clock.now(),
                readings=tuple(each.stored for each in read),
                stories=tuple(change.story for change in stories),
                deliveries=deliveries,
                word_matches=watched.matches,
            )
        )
        if deliveries:
            self._outbox_bell.set()

    async def _read(self, lane: Lane, changes: Sequence[Change]) -> list[_Read]:
        """Each post of the changes once, as it stands now."""
        latest = {change.post.post_id: change for change in changes if change.post.service is None}
        unread = [await self._unread(change.post) for change in latest.values()]
        reader = self._bulk_reader if lane is Lane.BULK else self._reader
        found = await reader.read(unread)
        return [
            _Read(
                change=change,
                reading=each.reading,
                stored=_stored(change.post, each),
            )
            for change, each in zip(latest.values(), found, strict=True)
        ]

    async def _unread(self, post: Post) -> Unread:
        versions: tuple[str, ...] = (post.text,)
        if post.revision > 0:
            versions = tuple(version.text for version in await self._archive.revisions(post.post_id))
        return Unread(text=post.text, versions=versions, date=post.date, channel_class=post.channel.channel_class)

    async def _grouped(self, read: Sequence[_Read]) -> tuple[StoryChange, ...]:
        known = [each.change.post.post_id for each in read if each.change.kind is not ChangeKind.POST]
        held = await self._archive.stories_of(known) if known else ()
        held_posts = {post.post_id for story in held for post in story.posts}
        sightings = [
            Sighting(post=each.change.post, reading=each.reading, origin=each.change.origin)
            for each in read
            if each.change.post.post_id in held_posts or _may_join(each.reading)
        ]
        if not sightings:
            return ()
        stories = {story.story_id: story for story in held}
        for earliest, latest in _spans(sighting.post.date for sighting in sightings):
            around = await self._archive.stories_between(earliest, latest)
            stories.update((story.story_id, story) for story in around)
        next_id = await self._archive.last_story_id() + 1
        # In a busy week the stories around are hundreds: grouping would hold up the event loop for too long.
        return await asyncio.to_thread(
            group,
            sightings,
            self._by_number(stories),
            next_id=next_id,
            axis_of=self._axis_of,
            own_signals=self._own_signals,
        )

    async def _deliveries(self, lane: Lane, stories: Sequence[StoryChange]) -> tuple[NewDelivery, ...]:
        """Alerts, their edits and replies come only from urgent changes (RULES 4)."""
        if lane is not Lane.URGENT or not stories:
            return ()
        now = self._clock.now()
        subscribers = await self._archive.subscribers()
        events = sorted({change.story.event_id for change in stories})
        standing = await self._archive.stories_of_events(events)
        living = await self._archive.living_alerts(events)
        decisions = decide_alerts(
            stories, subscribers, now=now, max_age=self._alert_max_age, stories=standing, living=living
        )
        for decision in decisions:
            _log.debug("story %s, chat %s: %s", decision.story_id, decision.chat_id, decision.reason)
        kept = keep_alive(stories, subscribers, now=now, max_age=self._alert_max_age, stories=standing, living=living)
        for each in kept:
            _log.debug("%s: %s", each.key, each.reason)
        rows = (
            *(decision.delivery for decision in decisions),
            *(row for each in kept for row in (each.edit, each.reply)),
        )
        return tuple(row for row in rows if row is not None)

    async def _watched(self, lane: Lane, read: Sequence[_Read]) -> WordsDecided:
        """Watched words fire in urgent changes alone, like alerts (RULES 4, 19)."""
        if lane is not Lane.URGENT:
            return WordsDecided()
        return await self._watching.decide([each.change for each in read], now=self._clock.now())

    def _axis_of(self, place_id: str) -> str | None:
        place = self._gazetteer.place(place_id)
        return place.axis if place else None

    @staticmethod
    def _by_number(stories: dict[int, Story]) -> list[Story]:
        return [stories[story_id] for story_id in sorted(stories)]


def _stored(post: Post, found: WasRead) -> PostReading:
    if found.error is not None:
        _log.error("post %s of %s cannot be read: %s", post.message_id, post.channel.name, found.error)
    return PostReading(
        post_id=post.post_id,
        revision=post.revision,
        words=found.words,
        flags=found.reading.flags,
        places=found.reading.places,
        error=found.error,
    )


def _may_join(reading: Reading) -> bool:
    return any(flag.stance is not Stance.PAST for flag in reading.flags)


def _spans(dates: Iterable[datetime]) -> list[tuple[datetime, datetime]]:
    """The stretches of time around these dates in which a story may take or give something."""
    spans: list[tuple[datetime, datetime]] = []
    for date in sorted(dates):
        earliest, latest = date - LOOK_AROUND, date + LOOK_AROUND
        if spans and earliest <= spans[-1][1]:
            spans[-1] = (spans[-1][0], latest)
        else:
            spans.append((earliest, latest))
    return spans
