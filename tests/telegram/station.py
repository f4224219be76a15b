"""The listening half of the house, wired as ``run`` wires it, so that it can be started, stopped and started again."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clocks import SystemClock
from bot.intake import Intake
from bot.model.channel import ChannelRef, ChannelReport
from bot.model.post import Change
from bot.model.work import Lane
from bot.ports import Archive, Clock
from bot.settings import Secret, TelegramSettings
from bot.telegram.client import Client
from bot.telegram.following import Follower
from bot.telegram.history import History
from bot.telegram.listener import Listener
from bot.telegram.reconciler import Reconciler
from bot.telegram.rereading import Rereader
from bot.telegram.roster import Roster, Wanted
from bot.telegram.sessions import open_reader
from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer

BACKFILL = timedelta(days=3)
PATIENCE_SECONDS = 10
ALL = 100_000


def settings_for(server: TelegramServer) -> TelegramSettings:
    """Settings with both session strings of the server."""
    return TelegramSettings(
        api_id=1,
        api_hash=Secret("0123456789abcdef"),
        bot_token=Secret(server.bot_token),
        session=Secret(server.user_session),
        bot_session=Secret(server.bot_session),
    )


class HurriedClock:
    """Real time, but for sleeping: that takes no time, and moves the clock on by as much."""

    def __init__(self) -> None:
        self.slept = timedelta(0)

    def now(self) -> datetime:
        """The present instant and all that was slept."""
        return datetime.now(UTC) + self.slept

    def elapsed(self) -> timedelta:
        """The same, evenly."""
        return timedelta(seconds=time.monotonic()) + self.slept

    async def sleep(self, duration: timedelta) -> None:
        """Let others run."""
        self.slept += max(duration, timedelta(0))
        await asyncio.sleep(0)


class Station:
    """Listener, follower and reconciler over one archive; ``start`` and ``stop`` as often as a test likes."""

    client: Client
    roster: Roster
    wanted: Wanted
    follower: Follower
    reconciler: Reconciler
    rereader: Rereader

    def __init__(self, server: TelegramServer, archive: Archive, settings: TelegramSettings, data_dir: Path) -> None:
        self.server = server
        self.archive = archive
        self.settings = settings
        self.data_dir = data_dir
        self.clock: Clock = SystemClock()
        self._bell = asyncio.Event()
        self._tasks: list[asyncio.Task[object]] = []
        self._is_running = False

    async def start(self, *channels: Channel | ChannelRef, catch_up: bool = True) -> None:
        """Connect, follow the channels and, unless told otherwise, read what is missing."""
        self.client = await open_reader(self.settings, self.data_dir, clock=self.clock, tries=1)
        self._is_running = True
        intake = Intake(self.archive, self.clock, self._bell)
        self.roster = Roster()
        self.wanted = Wanted(self.roster)
        history = History(self.client, self.clock)
        self.reconciler = Reconciler(
            history, self.roster, self.wanted, self.archive, intake, self.clock, backfill=BACKFILL
        )
        self.rereader = Rereader(history, self.roster, self.wanted, self.archive, intake, self.clock)
        self.follower = Follower(self.client, self.roster, self.wanted, self.archive, self.clock)
        Listener(self.client, self.roster, self.wanted, intake, self.clock).start()
        self._tasks = [
            asyncio.create_task(intake.run(), name="intake"),
            asyncio.create_task(self.client.stay_connected(SystemClock()), name="connection"),
        ]
        await self.follower.follow([_ref(channel) for channel in channels])
        if catch_up:
            await self.catch_up()

    async def catch_up(self) -> int:
        """One round of the reconciler over all channels; the posts that it added."""
        self.wanted.add()
        return await self.reconciler.next_round()

    def reconcile_from_now_on(self) -> None:
        """Let the reconciler work off what is wanted in the background, as ``run`` does."""
        self._tasks.append(asyncio.create_task(self._reconcile(), name="reconciler"))

    async def connection_ends(self) -> None:
        """Wait for the connection's end by itself, and raise what ended it."""
        (connection,) = [task for task in self._tasks if task.get_name() == "connection"]
        self._tasks.remove(connection)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await connection

    async def stop(self) -> None:
        """Stop at once; what has been committed stays."""
        if not self._is_running:
            return
        self._is_running = False
        for task in self._tasks:
            task.cancel()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task
        await self.client.close()

    async def changes(self, at_least: int = 0) -> Sequence[Change]:
        """The change log in order of commit, once it is ``at_least`` that long."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                self._bell.clear()
                found = [change for lane in Lane for change in await self.archive.pending(lane, limit=ALL)]
                if len(found) >= at_least:
                    return sorted(found, key=lambda change: change.position)
                await self._bell.wait()

    async def report(self, channel: Channel) -> ChannelReport:
        """What ``status`` tells of a channel."""
        reports = await self.archive.channel_reports(now=self.clock.now())
        return next(found for found in reports if found.channel.telegram_id == channel.id)

    async def cursor(self, channel: Channel) -> int | None:
        """Where the archive's own reading of a channel stands."""
        return (await self.report(channel)).cursor

    async def _reconcile(self) -> None:
        while True:
            await self.reconciler.next_round()


def _ref(channel: Channel | ChannelRef) -> ChannelRef:
    if isinstance(channel, ChannelRef):
        return channel
    return ChannelRef(handle=channel.username) if channel.username else ChannelRef(telegram_id=channel.id)
