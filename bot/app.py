"""The running bot: every part is opened, wired and started here, and stopped in order."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import Any

from bot.channel_watch import ChannelWatch
from bot.clock_lead import ClockLead
from bot.clock_watch import ClockWatch
from bot.clocks import SystemClock
from bot.commands.access import Rules
from bot.commands.desk import Desk
from bot.commands.query import KnownNames
from bot.delivery.answer_pace import AnswerPace
from bot.delivery.pump import Pump
from bot.delivery.rates import Rates
from bot.delivery.renderer import DeliveryRenderer
from bot.delivery.translating import Translations
from bot.digests import DigestClerk
from bot.drawing import DrawingProcess
from bot.errors import FrontwatchError
from bot.heap import share_heaps
from bot.intake import Intake
from bot.interpreter import be_prompt
from bot.language.kept_forms import user_cache_folder
from bot.media.folder import MediaFolder
from bot.media.keeper import MediaKeeper
from bot.model.channel import ChannelRef
from bot.model.conversation import Answer, Incoming, Press
from bot.model.media import MediaMode
from bot.operations.heartbeat import beat
from bot.operations.pulse import Pulse
from bot.operations.upkeep import Caretaker
from bot.outages import Outage, in_its_time, outlasting
from bot.ports import Archive, Clock
from bot.settings import Settings
from bot.signals.detector import Detector, load_detector
from bot.standing_readers import StandingReaders
from bot.telegram.bot_updates import BotUpdates
from bot.telegram.client import Client
from bot.telegram.files import TelegramFiles
from bot.telegram.following import Follower
from bot.telegram.history import History
from bot.telegram.listener import Listener
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.reconciler import Reconciler
from bot.telegram.rereading import Rereader
from bot.telegram.roster import Roster, Wanted
from bot.telegram.server_time import server_time
from bot.telegram.sessions import open_bot, open_reader
from bot.telegram.translator import TelegramTranslator
from bot.timetable import Timetable, running_timetable
from bot.wording import texts
from bot.worker import Worker
from storage.opening import open_archive

DRAIN = timedelta(seconds=2)
FAREWELL = timedelta(seconds=1)
"""A stop takes at most five seconds: two to commit what has come in, one for each of the two connections."""
TRY_AGAIN = timedelta(seconds=5)
TRY_AGAIN_EVERY = timedelta(hours=3)
CATCH_UP = timedelta(minutes=3)
"""After a start no digest comes for so long: it is to tell what was missed. What is found later comes in the next."""

MEDIA_FOLDER = "media"

_log = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Run the bot until this task is cancelled; then stop in order, within five seconds.

    Raises FrontwatchError for what an operator can mend: a dead session, an archive that cannot be written.
    """
    share_heaps()
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        archive = await open_archive(settings.database_url)
        stack.push_async_callback(archive.close)
        cache_folder = user_cache_folder(os.environ)
        detector = await asyncio.to_thread(load_detector, settings.watch.signals, cache_folder=cache_folder)
        be_prompt()
        reader = await open_reader(settings.telegram, settings.data_dir, clock=clock)
        stack.push_async_callback(_say_goodbye, reader)
        bot = await open_bot(settings.telegram, settings.data_dir, clock=clock)
        stack.push_async_callback(_say_goodbye, bot)
        try:
            await Frontwatch(settings, archive, detector, reader, bot, clock).serve()
        except BaseExceptionGroup as group:
            raise _mendable(group) from group


class Frontwatch:
    """All parts of the whole way, wired to each other."""

    def __init__(
        self, settings: Settings, archive: Archive, detector: Detector, reader: Client, bot: Client, clock: Clock
    ) -> None:
        self._settings = settings
        self._archive = archive
        self._reader = reader
        self._bot = bot
        self._clock = clock
        self._work_bell = asyncio.Event()
        self._outbox_bell = asyncio.Event()
        roster = Roster()
        self._wanted = Wanted(roster)
        self._intake = Intake(archive, clock, self._work_bell)
        self._listener = Listener(reader, roster, self._wanted, self._intake, clock)
        self._follower = Follower(reader, roster, self._wanted, archive, clock)
        history = History(reader, clock)
        self._reconciler = Reconciler(
            history, roster, self._wanted, archive, self._intake, clock, backfill=settings.backfill
        )
        self._channel_watch = ChannelWatch(archive, admins=settings.admins, is_read=self._reconciler.is_read)
        self._rereader = Rereader(history, roster, self._wanted, archive, self._intake, clock)
        self._media_keeper = MediaKeeper(
            archive,
            TelegramFiles(reader, history, roster),
            MediaFolder(settings.data_dir / MEDIA_FOLDER),
            clock,
            mode=settings.media,
            max_bytes=settings.media_max_bytes,
        )
        self._lead = ClockLead(clock)
        self._worker = Worker(
            archive,
            detector,
            clock,
            alert_max_age=settings.alert_max_age,
            outbox_bell=self._outbox_bell,
            cache_folder=user_cache_folder(os.environ),
            lead=self._lead,
        )
        self._messenger = TelegramMessenger(bot)
        self._translations = Translations(
            archive, TelegramTranslator(reader), clock, an_hour=settings.translations_an_hour
        )
        renderer = DeliveryRenderer(
            archive, detector.gazetteer, clock, translations=self._translations, lead=self._lead
        )
        self._standing_readers = StandingReaders(settings, bot, self._messenger, archive, clock)
        rates = Rates()
        self._pump = Pump(archive, self._messenger, renderer, clock, rates=rates)
        caught_up_at = clock.elapsed() + CATCH_UP
        self._clerk = DigestClerk(archive, may_tell=lambda: clock.elapsed() >= caught_up_at)
        self._clock_watch = ClockWatch(clock, on_step=self._clock_was_set)
        self._timetable: Timetable | None = None
        self._drawing = DrawingProcess()
        self._desk = Desk(
            archive,
            names=KnownNames(gazetteer=detector.gazetteer, signals=detector.signals),
            rules=Rules(access=settings.access, admins=settings.admins),
            clock=clock,
            username=getattr(bot.me, "username", None) or "",
            draughtsman=self._drawing,
        )
        pace = AnswerPace(rates, clock)
        self._bot_updates = BotUpdates(
            bot, self._messenger, clock, answer=self._answer, press=self._press, turn=pace.turn
        )

    async def serve(self) -> None:
        """Do everything until cancelled; then put away what has come in.

        Raises an ExceptionGroup when one of the loops cannot go on.
        """
        await self._archive.clock_was_set(now=self._clock.now())
        async with asyncio.TaskGroup() as group:
            for name, loop in self._first_loops().items():
                group.create_task(loop, name=name)
            # Who is to be told should be known before the first story is decided.
            await self._standing_readers.begin()
            told = await server_time(self._reader, self._clock)
            if told is not None:
                self._lead.believe(told)
            for name, loop in self._other_loops().items():
                group.create_task(loop, name=name)
            self._listener.start()
            self._bot_updates.start()
            caretaker = Caretaker(self._archive, self._clock)
            with running_timetable(
                every_minute=self._timed("clerk of digests", self._tick),
                every_few_minutes=self._timed("watch over channels", self._want_all),
                upkeep=self._timed("caretaker", caretaker.often),
                nightly=self._timed("caretaker of the night", caretaker.nightly),
                weekly=self._timed("caretaker of the week", partial(caretaker.nightly, whole=True)),
            ) as self._timetable:
                _log.info("Frontwatch is running: %d channels to follow", len(self._settings.watch.channels))
                try:
                    await asyncio.get_running_loop().create_future()
                finally:
                    await self._put_away()
            raise asyncio.CancelledError

    def _first_loops(self) -> dict[str, Coroutine[Any, Any, None]]:
        return {
            "reader connection": self._reader.stay_connected(self._clock),
            "bot connection": self._bot.stay_connected(self._clock),
            "intake": self._intake.run(),
            "clock watch": self._clock_watch.run(),
        }

    def _other_loops(self) -> dict[str, Coroutine[Any, Any, None]]:
        pulse = Pulse(self._archive, self._clock, resting=self._pump.resting)
        loops = {
            "enrolling": self._standing_readers.run(),
            "worker": self._worker.run(self._work_bell),
            "pump": self._pump.run(self._outbox_bell),
            "translations": self._translations.run(),
            "following": self._follow(),
            "reconciling": self._again_and_again("catching up", self._reconciler.next_round),
            "reading again": self._outlasting("reading again", self._rereader.run),
            "menu": self._bot_updates.announce(tuple(texts.HELP_COMMANDS.items())),
            "heartbeat": beat(self._settings.data_dir, self._clock, pulse.is_well),
        }
        if self._settings.media is not MediaMode.NONE:
            loops["media"] = self._outlasting("keeping of files", self._media_keeper.run)
        return loops

    async def _outlasting(self, who: str, loop: Callable[[], Awaitable[None]]) -> None:
        """Begin a loop again that could not use the archive: what it missed is still wanted."""
        await outlasting(Outage(self._clock, who), loop)

    def _timed(self, who: str, call: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        return partial(in_its_time, Outage(self._clock, who), call)

    async def _again_and_again(self, who: str, step: Callable[[], Awaitable[object]]) -> None:
        outage = Outage(self._clock, who)
        while True:
            await outlasting(outage, step)

    async def _follow(self) -> None:
        """All channels at the start, then now and then those that are lost, or only polled."""
        await self._patiently(self._follower.follow)
        while True:
            await self._clock.sleep(TRY_AGAIN_EVERY)
            await self._patiently(self._follower.try_again)

    async def _patiently(self, follow: Callable[[Sequence[ChannelRef]], Awaitable[None]]) -> None:
        outage = Outage(self._clock, "following")
        while True:
            try:
                return await outlasting(outage, partial(follow, self._settings.watch.channels))
            except OSError as error:
                _log.warning("Following was interrupted (%s); it goes on in a moment", type(error).__name__)
            await self._clock.sleep(TRY_AGAIN)

    async def _clock_was_set(self, by: timedelta) -> None:
        """What waits for a time of day does not wait longer than it was meant to."""
        if self._timetable is not None:
            self._timetable.replan()
        set_right = partial(self._archive.clock_was_set, now=self._clock.now(), by=by)
        await outlasting(Outage(self._clock, "clock watch"), set_right)
        self._outbox_bell.set()

    async def _tick(self) -> None:
        """On the minute: digests that are due."""
        if await self._clerk.tick(self._clock.now()):
            self._outbox_bell.set()

    async def _want_all(self) -> None:
        """Every few minutes: what was pushed late or not at all is found (TELEGRAM 4); changes of state are told."""
        self._wanted.add()
        if await self._channel_watch.tick(self._clock.now()):
            self._outbox_bell.set()

    async def _answer(self, incoming: Incoming) -> Answer:
        answer = await self._desk.answer(incoming)
        self._outbox_bell.set()  # the desk may have put a notice for somebody else into the outbox
        return answer

    async def _press(self, press: Press) -> Answer:
        answer = await self._desk.press(press)
        self._outbox_bell.set()
        return answer

    async def _put_away(self) -> None:
        """Take nothing more, and commit what has come in."""
        self._listener.stop()
        self._bot_updates.stop()
        self._drawing.close()
        try:
            async with asyncio.timeout(DRAIN.total_seconds()):
                await self._intake.drain()
        except TimeoutError:
            waiting = self._intake.totals.waiting
            _log.warning("%d posts were not committed in time; their history is read at the next start", waiting)


async def _say_goodbye(client: Client) -> None:
    try:
        async with asyncio.timeout(FAREWELL.total_seconds()):
            await client.close()
    except TimeoutError:
        _log.info("A connection did not close in time and is cut.")


def _mendable(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first error in the group that an operator can mend; else the group itself, which is a bug."""
    for error in group.exceptions:
        found = _mendable(error) if isinstance(error, BaseExceptionGroup) else error
        if isinstance(found, FrontwatchError):
            return found
    return group
