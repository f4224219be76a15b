"""``python -m tests.load.week``: days of running in virtual time over the real parts, and what they leave behind.

Intake, worker, pump, digests and upkeep are those of the bot over an archive in a file; only Telegram is not there.
Printed for each day: memory, tasks, file handles, the write-ahead log, and the rows of the tables.
"""

import asyncio
import gc
import math
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.loading import memory
from bot.clocks import VirtualClock
from bot.delivery.pump import Pump
from bot.delivery.renderer import DeliveryRenderer
from bot.delivery.translating import Translations
from bot.digests import DigestClerk
from bot.heap import share_heaps
from bot.intake import Intake
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.message import Message
from bot.model.post import Arrival, Origin, SeenDeletion, SeenPost
from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from bot.model.watch import NewWatchWord
from bot.operations.upkeep import Caretaker
from bot.ports import Archive
from bot.signals.detector import load_detector
from bot.signals.own_words import key_of
from bot.timetable import NIGHT_HOUR_UTC, UPKEEP_EVERY
from bot.worker import Worker
from storage.opening import open_archive
from tests.load.posts import claim, everyday, places

MONDAY = datetime(2023, 5, 8, tzinfo=UTC)
DAY = timedelta(days=1)
_SEED = 20230508
_CLAIMED, _COPIED, _EDITED, _DELETED = 0.01, 0.03, 0.02, 0.005
"""Shares of the arrivals: of 40 alarms one event made 5 told it first; the others are everyday posts."""
_COPIED_WITHIN = 40
_WATCHED = ("генератор", "библиотека", "паром")
TABLES = ("posts", "changes", "stories", "flags", "outbox", "outbox_parts", "word_matches", "translations")
"""Of these posts and what is read in them grow with the posts; the others by what was told, for 90 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """What there is at the end of a day; ``megabytes`` of memory, ``wal`` megabytes of write-ahead log."""

    day: int
    posts: int
    sent: int
    megabytes: float
    objects: int
    """What Python itself keeps alive: it grows for as many days as stories are kept at hand."""
    tasks: int
    handles: int
    wal: float
    rows: dict[str, int]
    waiting: int


class Sink:
    """A messenger that answers as Telegram does and keeps nothing but a count."""

    def __init__(self) -> None:
        self.sent = 0

    async def send(
        self, chat_id: int, message: Message, *, random_id: int, silent: bool = False, reply_to: int | None = None
    ) -> int:
        """Count a message."""
        self.sent += 1
        return self.sent

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Count an edit."""
        self.sent += 1


class Interpreter:
    """A translator at once."""

    async def translate(self, text: str, language: str) -> str:
        """The text, with its language before it."""
        return f"<{language}> {text}"


class Writers:
    """The channels' posts, edits and deletions, with a rhythm of day and night."""

    def __init__(self, channels: int, posts_a_day: int) -> None:
        self._chance = random.Random(_SEED)  # noqa: S311 — nothing secret is drawn
        classes = (ChannelClass.MILBLOGGER_RU, ChannelClass.MILBLOGGER_UA, ChannelClass.AGGREGATOR, ChannelClass.MEDIA)
        self.channels = [
            ChannelRef(telegram_id=number + 1, handle=f"notes_{number}", channel_class=classes[number % len(classes)])
            for number in range(channels)
        ]
        self._last_ids = [0] * channels
        self._a_day = posts_a_day
        self._places = places()
        self._claims = 0
        self._lately: list[SeenPost] = []
        self._alarms: list[str] = []

    def between(self, now: datetime, until: datetime) -> Iterator[Arrival]:
        """What comes in this time."""
        rhythm = 1 - 0.8 * math.cos((now.hour + now.minute / 60 - 1) / 24 * 2 * math.pi)
        expected = self._a_day * ((until - now) / DAY) * rhythm
        count = int(expected) + (self._chance.random() < expected % 1)
        for second in sorted(self._chance.randrange(int((until - now).total_seconds())) for _ in range(count)):
            yield self._arrival(now + timedelta(seconds=second))

    def _arrival(self, at: datetime) -> Arrival:
        drawn = self._chance.random()
        if self._lately and drawn < _DELETED:
            gone = self._chance.choice(self._lately)
            return SeenDeletion(channel=gone.channel, message_id=gone.message_id, deleted_at=at, origin=Origin.LIVE)
        if self._lately and drawn < _DELETED + _EDITED:
            return self._edit(self._chance.choice(self._lately), at)
        return self._post(at)

    def _edit(self, post: SeenPost, at: datetime) -> SeenPost:
        return SeenPost(
            channel=post.channel,
            message_id=post.message_id,
            date=post.date,
            text=f"{post.text} Уточнение от {at:%H:%M}.",
            origin=Origin.LIVE,
            edited_at=at,
            is_edit=True,
        )

    def _post(self, at: datetime) -> SeenPost:
        number = self._chance.randrange(len(self.channels))
        self._last_ids[number] += 1
        post = SeenPost(
            channel=self.channels[number],
            message_id=self._last_ids[number],
            date=at,
            text=self._text(),
            origin=Origin.LIVE,
        )
        self._lately = [*self._lately[-50:], post]
        return post

    def _text(self) -> str:
        drawn = self._chance.random()
        if drawn < _CLAIMED:
            self._claims += 1
            text = claim(self._chance.choice(self._places), self._claims)
            self._alarms = [*self._alarms[-_COPIED_WITHIN:], text]
            return text
        if drawn < _CLAIMED + _COPIED and self._alarms:
            return f"‼️ {self._alarms[-1 - int(self._chance.expovariate(0.5)) % len(self._alarms)]}"
        return everyday(self._chance)


class House:
    """The bot without Telegram, on a virtual clock."""

    def __init__(self, archive: Archive, path: Path, *, channels: int, posts_a_day: int, step: timedelta) -> None:
        """What comes within a ``step`` is worked together at its end."""
        self._archive = archive
        self._path = path
        self._step = step
        self._clock = VirtualClock(MONDAY)
        self._writers = Writers(channels, posts_a_day)
        detector = load_detector()
        self._intake = Intake(archive, self._clock, asyncio.Event())
        self._worker = Worker(archive, detector, self._clock)
        self._sink = Sink()
        self._translations = Translations(archive, Interpreter(), self._clock)
        renderer = DeliveryRenderer(archive, detector.gazetteer, self._clock, translations=self._translations)
        self._pump = Pump(archive, self._sink, renderer, self._clock)
        self._clerk = DigestClerk(archive)
        self._caretaker = Caretaker(archive, _Hasty(self._clock))
        self._posts = 0

    async def live(self, days: int, told: Callable[[Evening], None]) -> list[Evening]:
        """Run for so many days; each evening is told as it comes."""
        loops = [
            asyncio.create_task(self._intake.run(), name="intake"),
            asyncio.create_task(self._translations.run(), name="translations"),
        ]
        await self._move_in()
        evenings: list[Evening] = []
        try:
            while len(evenings) < days:
                await self._day()
                evenings.append(await self._evening())
                told(evenings[-1])
        finally:
            for loop in loops:
                loop.cancel()
                with suppress(asyncio.CancelledError):
                    await loop
        return evenings

    async def _move_in(self) -> None:
        people = [(number, ChatKind.PERSON) for number in range(1, 11)] + [(-100, ChatKind.GROUP)]
        for chat_id, kind in people:
            reader = Subscriber(
                chat_id=chat_id, kind=kind, title=f"Chat {chat_id}", state=SubscriberState.ACTIVE, since=MONDAY
            )
            await self._archive.save_subscriber(reader)
        words = [
            NewWatchWord(chat_id=1, text=word, key=key_of(word), added_at=MONDAY, is_standing=True) for word in _WATCHED
        ]
        await self._archive.set_standing_words(words)
        await self._archive.follow(self._writers.channels, now=MONDAY)

    async def _day(self) -> None:
        end = self._clock.now() + DAY
        while (now := self._clock.now()) < end:
            for arrival in self._writers.between(now, now + self._step):
                self._posts += isinstance(arrival, SeenPost) and not arrival.is_edit
                await self._intake.put(arrival)
            await self._intake.drain()
            await self._by_the_clock(now)
            while await self._worker.run_once():
                pass
            await self._tell(now + self._step)

    async def _by_the_clock(self, now: datetime) -> None:
        await self._clerk.tick(now)
        if (now - MONDAY) % UPKEEP_EVERY < self._step:
            await self._caretaker.often()
        night = now.replace(hour=NIGHT_HOUR_UTC, minute=20)
        if night <= now < night + self._step:
            await self._caretaker.nightly(whole=now.isoweekday() == 7)

    async def _tell(self, until: datetime) -> None:
        """Send what comes due before ``until``, each at its time."""
        while True:
            while await self._pump.run_once():
                pass
            due = await self._pump.next_due()
            if due is None or due >= until:
                break
            self._clock.advance_to(due)
        self._clock.advance_to(until)

    async def _evening(self) -> Evening:
        gc.collect()
        rows = await asyncio.to_thread(self._rows)
        status = await self._archive.status(now=self._clock.now())
        wal = self._path.with_name(f"{self._path.name}-wal")
        return Evening(
            day=(self._clock.now() - MONDAY) // DAY,
            posts=self._posts,
            sent=self._sink.sent,
            megabytes=memory() or math.nan,
            objects=len(gc.get_objects()),
            tasks=len(asyncio.all_tasks()),
            handles=_open_handles(),
            wal=wal.stat().st_size / (1 << 20),
            rows=rows,
            waiting=status.outbox_waiting,
        )

    def _rows(self) -> dict[str, int]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as db:
            return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}  # noqa: S608


def _open_handles() -> int:
    """How many files this process has open; 0 where the system does not tell."""
    told = Path("/proc/self/fd")
    return len(list(told.iterdir())) if told.is_dir() else 0


class _Hasty:
    """The clock of whoever pauses between units: nobody else waits in virtual time."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """The present instant."""
        return self._clock.now()

    def elapsed(self) -> timedelta:
        """How long it has run."""
        return self._clock.elapsed()

    async def sleep(self, duration: timedelta) -> None:
        """Let others have their turn."""
        await asyncio.sleep(0)


async def lived(
    path: Path,
    *,
    days: int,
    channels: int,
    posts_a_day: int,
    step: timedelta = timedelta(minutes=1),
    told: Callable[[Evening], None] = lambda _: None,
) -> list[Evening]:
    """The evenings of so many days; each is told as it comes."""
    share_heaps()  # as the running bot does
    archive = await open_archive(str(path))
    try:
        house = House(archive, path, channels=channels, posts_a_day=posts_a_day, step=step)
        return await house.live(days, told)
    finally:
        await archive.close()


def line(evening: Evening) -> str:
    """An evening as a line of the report."""
    rows = "  ".join(f"{name} {count:,}" for name, count in evening.rows.items())
    return (
        f"day {evening.day}: {evening.posts:,} posts, {evening.sent:,} messages; {evening.megabytes:.0f} MB, "
        f"{evening.objects:,} objects, "
        f"{evening.tasks} tasks, {evening.handles} handles, WAL {evening.wal:.1f} MB, {evening.waiting} waiting; {rows}"
    )


def main() -> None:
    """Live a week, or as many days as the command line says, with 300 channels, and print what each day leaves."""
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    posts_a_day = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    memory_disk = Path("/dev/shm")  # noqa: S108 — where there is one, a week need not wait for a disk
    place = memory_disk if memory_disk.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="frontwatch-week-", dir=place) as folder:
        path = Path(folder) / "frontwatch.db"

        def tell(evening: Evening) -> None:
            print(line(evening), flush=True)  # noqa: T201 — a program that prints

        asyncio.run(lived(path, days=days, channels=300, posts_a_day=posts_a_day, told=tell))


if __name__ == "__main__":
    main()
