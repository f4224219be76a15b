"""The second of the two loops: what follows from each change is decided and committed (ARCHITECTURE).

A batch of the change log is read, grouped into stories and weighed for alerts, and everything that follows
is committed together with the cursor. A batch that failed or was cut off is simply worked again: what is kept
here is only what the archive has already, and it is dropped whenever a batch fails.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from bot.alarms import AlarmBook
from bot.alerts.deciding import decide_alerts
from bot.alerts.events import alerts_now, numbers_of
from bot.alerts.living import keep_alive
from bot.alerts.ringing import rows_of
from bot.alerts.words import WordsDecided
from bot.batches import Batch, BatchReader, ReadBatch, ReadPost
from bot.clock_lead import ClockLead
from bot.model.delivery import LivingAlert, NewDelivery
from bot.model.story import StoryChange
from bot.model.subscriber import Subscriber
from bot.model.work import Lane, WorkDone
from bot.outages import Outage, outlasting
from bot.ports import Clock, SubscriberStore, WatchStore, WorkStore
from bot.reading import BiteReader, Reader
from bot.remembering import StoryMemory
from bot.signals.detector import Detector
from bot.watching import Watching

ALERT_MAX_AGE = timedelta(hours=6)

_log = logging.getLogger(__name__)


class WorkerStore(WorkStore, SubscriberStore, WatchStore, Protocol):
    """What the worker needs of the archive."""


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
        lead: ClockLead | None = None,
    ) -> None:
        """``bulk_reader`` reads what is not urgent; without it everything is read in this process.

        ``outbox_bell`` is rung after each commit that put something into the outbox. ``cache_folder`` is where
        the forms of watched words may be kept. ``lead`` learns from the posts how far the clock is ahead.
        """
        self._archive = archive
        self._gazetteer = detector.gazetteer
        self._alarms = AlarmBook(archive)
        self._memory = StoryMemory(
            archive, self._axis_of, own_signals=detector.own_signals, burst_of=self._alarms.burst_of
        )
        here = BiteReader(detector)
        self._batches = BatchReader(archive, {Lane.URGENT: here, Lane.BULK: bulk_reader or here})
        self._clock = clock
        self._lead = lead or ClockLead(clock)
        self._alert_max_age = alert_max_age
        self._watching = Watching(archive, max_age=alert_max_age, cache_folder=cache_folder)
        self._outbox_bell = outbox_bell or asyncio.Event()

    async def run(self, bell: asyncio.Event) -> None:
        """Work while there is work, else wait for ``bell``; until cancelled.

        An archive that cannot be used for a while is outlasted; any other ArchiveError is raised.
        """
        outage = Outage(self._clock, "worker")
        while True:
            bell.clear()
            while await outlasting(outage, self.run_once):
                pass
            await bell.wait()

    async def run_once(self) -> int:
        """Work one batch, of the urgent lane if it has any; returns how many changes it held.

        Raises ArchiveError when the archive fails: then nothing of the batch is done.
        """
        return await self.run_lane(Lane.URGENT) or await self.run_lane(Lane.BULK)

    async def run_lane(self, lane: Lane) -> int:
        """The same for one lane."""
        batch = await self.next_batch(lane)
        if batch is None:
            return 0
        await self.decide(await self.read(batch))
        return len(batch.changes)

    async def next_batch(self, lane: Lane, *, after: int = 0) -> Batch | None:
        """What waits in the lane, behind ``after`` too; None when nothing does. Raises ArchiveError."""
        return await self._batches.next(lane, after=after)

    async def read(self, batch: Batch) -> ReadBatch:
        """Read a batch's posts, to be decided later. Raises ArchiveError."""
        return await self._batches.read(batch)

    async def is_fresh(self, batch: Batch) -> bool:
        """Whether nothing urgent was worked since the batch was asked for, by whomever; else it may be out of date."""
        return (await self._archive.work_mark())[0] == batch.mark[0]

    async def decide(self, read: ReadBatch) -> None:
        """Decide what follows from a batch and commit it. Batches of a lane are decided in their order.

        Raises ArchiveError when the archive fails: then nothing of the batch is done.
        """
        lane = read.batch.lane
        try:
            self._lead.learn((each.change for each in read.posts), self._clock.now())
            await self._alarms.learn((each.change.post, each.flags) for each in read.posts)
            stories = await self._grouped(read.posts)
            watched = await self._watched(lane, read.posts)
            deliveries = (*await self._deliveries(lane, stories), *watched.deliveries)
            await self._archive.commit_work(
                WorkDone(
                    lane=lane,
                    up_to=read.batch.up_to,
                    at=self._clock.now(),
                    readings=tuple(reading for each in read.posts for reading in each.readings),
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

    async def _grouped(self, read: Sequence[ReadPost]) -> tuple[StoryChange, ...]:
        flagged = [flagged for each in read if any(each.flags) and (flagged := each.flagged).may_join]
        return await self._memory.group(flagged) if flagged else ()

    async def _deliveries(self, lane: Lane, stories: Sequence[StoryChange]) -> tuple[NewDelivery, ...]:
        """Alerts, their edits and replies come only from urgent changes (RULES 4)."""
        if lane is not Lane.URGENT or not stories:
            return ()
        now = self._clock.now()
        events = numbers_of(stories)
        subscribers, alerts = await self._who_is_told(events)
        changed = {change.story.story_id for change in stories}
        standing = await self._archive.stories_of_events(events, without=changed)
        living = alerts_now(alerts, stories, standing)
        # By a clock that is a day ahead all news would be old.
        max_age = self._alert_max_age + self._lead.at(now)
        decisions = decide_alerts(stories, subscribers, now=now, max_age=max_age, stories=standing, living=living)
        for decision in decisions:
            _log.debug("story %s, chat %s: %s", decision.story_id, decision.chat_id, decision.reason)
        kept = keep_alive(stories, subscribers, now=now, max_age=max_age, stories=standing, living=living)
        for each in kept:
            _log.debug("%s: %s", each.key, each.reason)
        return rows_of(decisions, kept)

    async def _who_is_told(self, events: Sequence[int]) -> tuple[Sequence[Subscriber], Sequence[LivingAlert]]:
        """The subscribers, and the alerts that they have of these events.

        A group may become a supergroup between the two looks: its alerts are of the new chat then, and so must it be.
        """
        subscribers = await self._archive.subscribers()
        alerts = await self._archive.living_alerts(events)
        if {alert.chat_id for alert in alerts} - {subscriber.chat_id for subscriber in subscribers}:
            subscribers = await self._archive.subscribers()
        return subscribers, alerts

    async def _watched(self, lane: Lane, read: Sequence[ReadPost]) -> WordsDecided:
        """Watched words fire in urgent changes alone, like alerts (RULES 4, 19)."""
        if lane is not Lane.URGENT:
            return WordsDecided()
        now = self._clock.now()
        return await self._watching.decide([each.change for each in read], now=now, ahead=self._lead.at(now))

    def _axis_of(self, place_id: str) -> str | None:
        place = self._gazetteer.place(place_id)
        return place.axis if place else None
