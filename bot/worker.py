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
from typing import Protocol

from bot.alerts.deciding import decide_alerts
from bot.errors import ArchiveBusyError
from bot.language.tokens import index_words
from bot.model.delivery import NewDelivery
from bot.model.flag import Reading, Stance
from bot.model.post import Change, ChangeKind, Post
from bot.model.story import Story, StoryChange
from bot.model.work import Lane, PostReading, WorkDone
from bot.ports import Clock, SubscriberStore, WorkStore
from bot.signals.detector import Detector
from bot.stories.grouping import LOOK_AROUND, group
from bot.stories.sighting import Sighting

ALERT_MAX_AGE = timedelta(hours=6)
_LIMITS = {Lane.URGENT: 200, Lane.BULK: 1000}
_BREATH = 10
"""Posts that are read before the event loop gets a turn: a few milliseconds."""
_BUSY_PAUSE = timedelta(seconds=1)

_log = logging.getLogger(__name__)


class WorkerStore(WorkStore, SubscriberStore, Protocol):
    """What the worker needs of the archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    change: Change
    reading: Reading
    stored: PostReading | None


class Worker:
    """Works the change log; there is one in a process, and one process."""

    def __init__(
        self,
        archive: WorkerStore,
        detector: Detector,
        clock: Clock,
        *,
        alert_max_age: timedelta = ALERT_MAX_AGE,
        outbox_bell: asyncio.Event | None = None,
    ) -> None:
        """``outbox_bell`` is rung after each commit that put something into the outbox."""
        self._archive = archive
        self._detector = detector
        self._clock = clock
        self._alert_max_age = alert_max_age
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
        read = await self._read(changes)
        stories = await self._grouped(read)
        deliveries = await self._deliveries(lane, stories)
        await self._archive.commit_work(
            WorkDone(
                lane=lane,
                up_to=changes[-1].position,
                at=self._clock.now(),
                readings=tuple(each.stored for each in read if each.stored),
                stories=tuple(change.story for change in stories),
                deliveries=deliveries,
            )
        )
        if deliveries:
            self._outbox_bell.set()

    async def _read(self, changes: Sequence[Change]) -> list[_Read]:
        """Each post of the changes once, as it stands now."""
        latest = {change.post.post_id: change for change in changes if change.post.service is None}
        said = {change.post.post_id for change in changes if change.kind is not ChangeKind.TOMBSTONE}
        read: list[_Read] = []
        for number, (post_id, change) in enumerate(latest.items()):
            if number % _BREATH == _BREATH - 1:
                await asyncio.sleep(0)
            read.append(await self._read_one(change, is_new=post_id in said))
        return read

    async def _read_one(self, change: Change, *, is_new: bool) -> _Read:
        post = change.post
        versions = [post.text]
        if is_new and post.revision > 0:
            versions = [version.text for version in await self._archive.revisions(post.post_id)]
        reading, stored = self._reading_of(post, versions)
        return _Read(change=change, reading=reading, stored=stored if is_new else None)

    def _reading_of(self, post: Post, versions: Iterable[str]) -> tuple[Reading, PostReading]:
        """What the detector reads in a post; a post that makes it fail is kept with the error, and passed over."""
        try:
            words = " ".join(index_words(text) for text in versions)
            reading = self._detector.read(post.text, date=post.date, channel_class=post.channel.channel_class)
        except Exception as fault:
            _log.exception("post %s of %s cannot be read", post.message_id, post.channel.name)
            error = f"{type(fault).__name__}: {fault}"
            return Reading(), PostReading(post_id=post.post_id, revision=post.revision, words="", error=error)
        return reading, PostReading(
            post_id=post.post_id,
            revision=post.revision,
            words=words,
            flags=reading.flags,
            places=reading.places,
        )

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
        return group(
            sightings,
            self._by_number(stories),
            next_id=await self._archive.last_story_id() + 1,
            axis_of=self._axis_of,
        )

    async def _deliveries(self, lane: Lane, stories: Sequence[StoryChange]) -> tuple[NewDelivery, ...]:
        """Alerts come only from urgent changes (RULES 4)."""
        if lane is not Lane.URGENT or not stories:
            return ()
        decisions = decide_alerts(
            stories, await self._archive.subscribers(), now=self._clock.now(), max_age=self._alert_max_age
        )
        for decision in decisions:
            _log.debug("story %s, chat %s: %s", decision.story_id, decision.chat_id, decision.reason)
        return tuple(decision.delivery for decision in decisions if decision.delivery)

    def _axis_of(self, place_id: str) -> str | None:
        place = self._detector.gazetteer.place(place_id)
        return place.axis if place else None

    @staticmethod
    def _by_number(stories: dict[int, Story]) -> list[Story]:
        return [stories[story_id] for story_id in sorted(stories)]


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
