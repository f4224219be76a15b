"""The whole way as a state machine: anything may happen at any step, and a simple model tells what must come of it."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Awaitable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.clock_lead import ClockLead
from bot.clocks import VirtualClock
from bot.delivery.pump import Pump
from bot.delivery.rates import UNLIMITED, Rates
from bot.delivery.renderer import DeliveryRenderer
from bot.delivery.witness import NoWitness, Told
from bot.digests import DigestClerk
from bot.errors import FloodWaitError, MessengerUnavailableError, StillRunningError
from bot.intake import Intake
from bot.model.channel import ChannelRef
from bot.model.delivery import Delivery, DeliveryKind
from bot.model.post import CoveredRange, Origin
from bot.model.story import Story, StoryPost
from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from bot.ports import Archive
from bot.signals.detector import Detector
from bot.worker import ALERT_MAX_AGE, Worker
from storage.opening import open_archive
from tests.delivery.boundary import FaultyMessenger
from tests.fuzzing.life import CHANNELS, SAYINGS, Fact, Key, Life, picture_of
from tests.nights.one_event import EVENING
from tests.nights.sentences import CLAIMS, SPOTS

CHATS = (7, 8)
YEARS = timedelta(days=3000)
FRESH_PLACE = SPOTS[3]
STILL_RUNNING = 4
"""Answers "still running" in a life: a row that got a fifth might be given up, as RULES 15 has it."""
WISHES = (
    Preferences(),
    Preferences(quiet=(time(22), time(7)), digest_times=()),
    Preferences(alerts_an_hour=1, digest_of_nothing=False),
)
HANDLES = st.sampled_from([str(channel.handle) for channel in CHANNELS])
TEXTS = st.sampled_from(SAYINGS)
ORIGINS = st.sampled_from([Origin.LIVE, Origin.LIVE, Origin.RECOVERED, Origin.BACKFILL])
_Result = TypeVar("_Result")


class Transcript(NoWitness):
    """What the pump told, and gave up."""

    def __init__(self) -> None:
        self.told_of: list[Told] = []
        self.given_up: list[tuple[Delivery, str]] = []

    def told(self, told: Told) -> None:
        """Keep it."""
        self.told_of.append(told)

    def parked(self, delivery: Delivery, reason: str) -> None:
        """Keep it."""
        self.given_up.append((delivery, reason))


class WholeWay(RuleBasedStateMachine):
    """The real archive in a file, intake, worker, pump and clerk; the messenger alone stands for the outside."""

    detector: ClassVar[Detector]

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._folder = tempfile.TemporaryDirectory()
        self.clock = VirtualClock(EVENING)
        self.life = Life()
        self.active: set[int] = set()
        self.messenger = FaultyMessenger(self.clock)
        self.transcript = Transcript()
        self.archive: Archive
        self._still_running = 0
        self._alerts: defaultdict[int, list[int]] = defaultdict(list)
        """The events that each chat has got alerts of, as they were numbered then."""
        self._begun: dict[str, list[StoryPost]] = {}
        """The posts of each alert's event when its text was frozen."""
        self._begin()

    def teardown(self) -> None:
        """The end of a life: everything settles, and is looked at as a whole."""
        try:
            self._do(self._settle())
            self._do(self._check_posts())
            self._do(self._check_stories())
            self._do(self._check_that_the_next_claim_is_told())
        finally:
            self._do(self.archive.close())
            self._runner.close()
            self._folder.cleanup()

    def _do(self, work: Awaitable[_Result]) -> _Result:
        async def awaited() -> _Result:
            return await work

        return self._runner.run(awaited())

    def _begin(self) -> None:
        """A process starts, and finds the file as the last one left it."""
        self.archive = self._do(open_archive(str(Path(self._folder.name) / "archive.db")))
        self._intake = Intake(self.archive, self.clock, asyncio.Event())
        lead = ClockLead(self.clock)
        lead.believe(self.clock.now())
        self._worker = Worker(self.archive, self.detector, self.clock, lead=lead)
        renderer = DeliveryRenderer(self.archive, self.detector.gazetteer, self.clock, lead=lead)
        rates = Rates(UNLIMITED)
        self._pump = Pump(self.archive, self.messenger, renderer, self.clock, rates=rates, witness=self.transcript)
        self._clerk = DigestClerk(self.archive)
        self._do(self.archive.release_leases())

    # What channels do

    @initialize(wish=st.sampled_from(WISHES))
    def somebody_subscribes(self, wish: Preferences) -> None:
        self._subscribe(CHATS[0], wish)

    @rule(handle=HANDLES, text=TEXTS, gap=st.sampled_from([0, 0, 0, 1]), origin=st.none() | ORIGINS)
    def publish(self, handle: str, text: str, gap: int, origin: Origin | None) -> None:
        """A post, told at once by ``origin``, or for now by nobody."""
        fact = self.life.publish(handle, text, self._next_moment(), after_gap=gap)
        if origin is not None:
            self._tell([fact], origin)

    @rule(posts=st.lists(st.tuples(HANDLES, TEXTS), min_size=2, max_size=5), is_worked=st.booleans())
    def an_evening_goes_on(self, posts: list[tuple[str, str]], is_worked: bool) -> None:
        """Posts every few minutes, each told as it comes."""
        for handle, text in posts:
            self.clock.advance_to(self.clock.now() + timedelta(minutes=9))
            self._tell([self.life.publish(handle, text, self._next_moment())], Origin.LIVE)
            if is_worked:
                self._do(self._work_off())
                self._do(self._send())

    @precondition(lambda self: self.life.posts)
    @rule(data=st.data(), text=TEXTS, is_told=st.booleans())
    def edit(self, data: st.DataObject, text: str, is_told: bool) -> None:
        fact = self.life.edit(self._some_post(data), text, self._next_moment())
        if is_told:
            self._tell([fact], Origin.LIVE)

    @precondition(lambda self: self.life.posts)
    @rule(data=st.data(), is_told=st.booleans())
    def delete(self, data: st.DataObject, is_told: bool) -> None:
        fact = self.life.delete(self._some_post(data), self._next_moment())
        if is_told:
            self._tell([fact], Origin.LIVE)

    @rule(handle=HANDLES, number=st.integers(900, 903), origin=ORIGINS)
    def delete_what_nobody_saw(self, handle: str, number: int, origin: Origin) -> None:
        self._tell([self.life.delete((handle, number), self._next_moment())], origin)

    @precondition(lambda self: self.life.facts)
    @rule(data=st.data(), origin=ORIGINS)
    def tell_anything(self, data: st.DataObject, origin: Origin) -> None:
        """Some of all that ever was, in any order, new or told before, in one commit."""
        self._tell(data.draw(st.lists(st.sampled_from(self.life.facts), min_size=1, max_size=5)), origin)

    @precondition(lambda self: self.life.posts)
    @rule(data=st.data(), origin=st.sampled_from([Origin.RECOVERED, Origin.BACKFILL]))
    def read_history(self, data: st.DataObject, origin: Origin) -> None:
        """A stretch of ids as it stands now: covered, so that the cursor may move over it."""
        handle, number = self._some_post(data)
        first = data.draw(st.integers(max(1, number - 3), number))
        stretch = range(first, number + 1)
        standing = [self._last_fact((handle, each)) for each in stretch if (handle, each) in self.life.posts]
        channel = next(each for each in CHANNELS if each.handle == handle)
        covered = CoveredRange(channel=channel, first_id=first, last_id=number)
        self.life.covered[handle].update(stretch)
        self._tell(standing, origin, covered)

    # What the bot does, and what befalls it

    @rule()
    def work_one_batch(self) -> None:
        self._do(self._worker.run_once())

    @rule(data=st.data())
    def send(self, data: st.DataObject) -> None:
        self._do(self._work_off())
        if data.draw(st.integers(0, 3)) == 0:
            fault = data.draw(st.sampled_from(["before", "after", "flood", "running"]))
            self._fail_once(fault)
        self._do(self._send())

    @rule(step=st.sampled_from([timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=5), timedelta(hours=13)]))
    def time_passes(self, step: timedelta) -> None:
        self.clock.advance_to(self.clock.now() + step)
        self._do(self._clerk.tick(self.clock.now()))

    @rule()
    def restart(self) -> None:
        """All objects are dropped, whatever they had in hand, and the file is opened again."""
        self._do(self.archive.close())
        self._begin()

    @rule(chat_id=st.sampled_from(CHATS), wish=st.sampled_from(WISHES))
    def come_or_go(self, chat_id: int, wish: Preferences) -> None:
        if chat_id in self.active:
            subscriber = self._do(self.archive.subscriber(chat_id))
            assert subscriber is not None
            self._save(chat_id, subscriber.preferences, SubscriberState.LEFT)
            self.active.discard(chat_id)
        else:
            self._subscribe(chat_id, wish)

    # Helpers

    def _subscribe(self, chat_id: int, wish: Preferences) -> None:
        self._save(chat_id, wish, SubscriberState.ACTIVE)
        self.active.add(chat_id)

    def _save(self, chat_id: int, wish: Preferences, state: SubscriberState) -> None:
        subscriber = Subscriber(
            chat_id=chat_id,
            kind=ChatKind.PERSON,
            title="Читатель",
            state=state,
            since=self.clock.now(),
            preferences=wish,
        )
        self._do(self.archive.save_subscriber(subscriber))

    def _next_moment(self) -> datetime:
        """No two things happen in the same second."""
        self.clock.advance_to(self.clock.now() + timedelta(seconds=1))
        return self.clock.now()

    def _some_post(self, data: st.DataObject) -> Key:
        return data.draw(st.sampled_from(list(self.life.posts)[-8:]))

    def _last_fact(self, key: Key) -> Fact:
        return self.life.posts[key][-1]

    def _tell(self, facts: list[Fact], origin: Origin, covered: CoveredRange | None = None) -> None:
        arrivals = [self.life.tell(fact, origin) for fact in facts]
        counts = self._do(self._intake.take(arrivals, covered=covered))
        assert counts.added + counts.unchanged + counts.revised + counts.deleted == len(arrivals)
        self._do(self._check_cursors())

    def _fail_once(self, fault: str) -> None:
        match fault:
            case "before":
                self.messenger.fail_next(MessengerUnavailableError("no connection"))
            case "after":
                self.messenger.lose_next_answer(MessengerUnavailableError("the answer was lost"))
            case "flood":
                self.messenger.fail_next(FloodWaitError(timedelta(seconds=30)))
            case _ if self._still_running < STILL_RUNNING:
                self._still_running += 1
                self.messenger.lose_next_answer(StillRunningError("still running"))

    async def _work_off(self) -> None:
        while await self._worker.run_once():
            pass

    async def _send(self) -> None:
        while await self._pump.run_once():
            pass
        await self._note_what_was_begun()
        await self._check_what_was_told()

    async def _settle(self) -> None:
        """Everything is worked and sent, however long it takes."""
        end = self.clock.now() + timedelta(days=2)
        while True:
            await self._work_off()
            await self._send()
            due = await self._pump.next_due()
            if due is None:
                return
            assert due < end, "a row is never sent"
            self.clock.advance_to(max(due, self.clock.now() + timedelta(seconds=1)))

    async def _note_what_was_begun(self) -> None:
        stories = await self._stories(self.archive)
        for alert in await self.archive.living_alerts(list({story.event_id for story in stories})):
            if alert.is_begun and alert.key not in self._begun:
                inside = [story.posts for story in stories if story.event_id == alert.event_id]
                self._begun[alert.key] = [post for posts in inside for post in posts]

    # What must hold

    async def _check_cursors(self) -> None:
        for channel in CHANNELS:
            found = await self.archive.find_channel(ChannelRef(handle=channel.handle))
            if found is not None:
                assert await self.archive.cursor(found.key) == self.life.cursor(str(channel.handle))

    async def _check_what_was_told(self) -> None:
        """Only who is subscribed is told; a text once begun stays; one alert for an event, of urgent posts alone."""
        texts: dict[tuple[int, int], str] = {}
        for chat_id, text, number in self.messenger.calls:
            assert texts.setdefault((chat_id, number), text) == text, "one random_id, two texts"
        new, self.transcript.told_of = self.transcript.told_of, []
        for told in new:
            row = told.delivery
            assert row.chat_id in self.active or row.kind is DeliveryKind.NOTICE
            if row.kind is DeliveryKind.ALERT and not told.is_edit and told.message_id:
                await self._check_alert(row)
        assert self.transcript.given_up == [] or all("subscriber" in why for _, why in self.transcript.given_up)

    async def _check_alert(self, row: Delivery) -> None:
        event = await self._event_now(int(str(row.facts["event"])))
        before = [await self._event_now(earlier) for earlier in self._alerts[row.chat_id]]
        assert event not in before, "a second alert of one event"
        self._alerts[row.chat_id].append(event)
        assert any(self._rings(post, row) for post in self._begun[row.key]), "nothing in it was news"

    def _rings(self, post: StoryPost, row: Delivery) -> bool:
        """Whether this post could have been what the row was put into the outbox for (RULES 4)."""
        origins = self.life.known[post.channel_name, post.message_id].origins
        return any(origin.is_urgent for origin in origins) and row.created_at - post.date < ALERT_MAX_AGE

    async def _event_now(self, event: int) -> int:
        """The event that has the alerts of this one: itself while a story is left in it, or what it has become."""
        if any(story.posts for story in await self.archive.stories_of_events([event])):
            return event
        first = await self.archive.story(event)
        assert first is not None
        return first.event_id

    async def _check_posts(self) -> None:
        """Each post once, with its last text, all of its versions, and its tombstone."""
        stored = self.life.stored()
        status = await self.archive.status(now=self.clock.now())
        assert status.posts == len(stored)
        for (handle, number), known in stored.items():
            channel = await self.archive.find_channel(ChannelRef(handle=handle))
            assert channel is not None
            post = await self.archive.post(channel.key, number)
            assert post is not None
            assert post.text == known.versions[-1].text
            assert (post.deleted_at is not None) == known.is_deleted
            kept = {revision.text for revision in await self.archive.revisions(post.post_id)}
            assert kept == {version.text for version in known.versions}

    async def _check_stories(self) -> None:
        """The stories are those that a fresh archive makes of the same posts, told as they happened (RULES 10)."""
        fresh = await open_archive(":memory:")
        try:
            await fresh.take_in(self.life.retold(), now=self.clock.now())
            worker = Worker(fresh, self.detector, self.clock)
            while await worker.run_once():
                pass
            assert picture_of(await self._stories(self.archive)) == picture_of(await self._stories(fresh))
        finally:
            await fresh.close()

    async def _stories(self, archive: Archive) -> list[Story]:
        return list(await archive.stories_between(EVENING - YEARS, EVENING + YEARS))

    async def _check_that_the_next_claim_is_told(self) -> None:
        """After all that: a claim of something new reaches everybody, once."""
        noon = (self.clock.now() + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)
        self.clock.advance_to(noon)
        before = {chat_id: len(self._alerts[chat_id]) for chat_id in CHATS}
        text = CLAIMS["ru"][0].format(at=FRESH_PLACE.at["ru"])
        fact = self.life.publish(str(CHANNELS[0].handle), text, noon)
        await self._intake.take([self.life.tell(fact, Origin.LIVE)])
        await self._settle()
        got = {chat_id: len(self._alerts[chat_id]) - before[chat_id] for chat_id in CHATS}
        assert got == {chat_id: int(chat_id in self.active) for chat_id in CHATS}
