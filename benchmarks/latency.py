"""From a post's publishing to its alert at the server: real Telethon, real processes, the little Telegram server.

The server runs here, the bot in a process of its own, as an operator runs it. Beside it stands the least that
can be done in Telethon: a post heard and sent on, with nothing kept and nothing decided.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from telethon.tl import functions

from benchmarks import echo
from benchmarks.loading import memory
from benchmarks.measuring import table_of
from benchmarks.posts import SEED
from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from storage.opening import open_archive
from tests.acceptance.bot_process import ADMIN, BotProcess
from tests.load.posts import claim, endless, mark, places, retold, words
from tests.telegram_server.dispatch import Call
from tests.telegram_server.rooms import Channel, Person
from tests.telegram_server.server import TelegramServer

CHANNELS = 200
WORDS = 1000
PER_SECOND = 50
BETWEEN_CLAIMS = timedelta(seconds=3.1)
BURST = 2000
BURST_LASTS = timedelta(seconds=2)
SETTLING = timedelta(seconds=5)
_PATIENCE = timedelta(seconds=30)
_PERCENTILES = (50, 95, 99)


class TimedServer(TelegramServer):
    """Notes when each message of the bot came in."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[tuple[float, str]] = []

    async def answer(self, call: Call, request: Any) -> Any:
        """As the server's."""
        if isinstance(request, functions.messages.SendMessageRequest):
            self.came.append((time.perf_counter(), request.message))
        return await super().answer(call, request)

    def came_at(self, number: int) -> float | None:
        """When the alert of the claim with this number came in."""
        return next((at for at, text in self.came if mark(number) in text), None)


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds from each claim to its alert, the same within bursts, and by how many megabytes these grew us."""

    steady: tuple[float, ...]
    burst: float
    copied: float
    grown: float


class Street:
    """Channels in which people post, and somebody who is told."""

    def __init__(self, server: TimedServer) -> None:
        self.server = server
        self.reader: Person = server.add_person("Olena", username="olena_reads", started=True, id=ADMIN)
        self.channels: list[Channel] = []
        for number in range(CHANNELS):
            channel = server.add_channel(f"Notes {number}", username=f"notes_{number}")
            server.admit(channel, server.reader)
            self.channels.append(channel)
        self._texts = endless(SEED)
        self._chance = random.Random(SEED)  # noqa: S311 — nothing secret is drawn
        self._places = places()
        self._claims: dict[int, float] = {}

    def post(self) -> None:
        """Somebody posts what is no news."""
        self.server.publish(self._chance.choice(self.channels), next(self._texts))

    def retell(self) -> None:
        """Somebody tells once more, in nearly the same words, what very many tell this night."""
        self.server.publish(self._chance.choice(self.channels), retold(self._chance))

    def cry(self) -> int:
        """Somebody claims a breakthrough where none was claimed before; the claim's number."""
        number = len(self._claims)
        self._claims[number] = time.perf_counter()
        self.server.publish(self._chance.choice(self.channels), claim(self._places[number], number))
        return number

    async def told(self, number: int) -> float:
        """The milliseconds that it took until the claim was told."""
        await self.server.until(lambda: self.server.came_at(number) is not None, within=_PATIENCE)
        came = self.server.came_at(number)
        assert came is not None  # noqa: S101 — just waited for
        return (came - self._claims[number]) * 1000

    async def steady(self, lasting: timedelta) -> tuple[float, ...]:
        """Posts at an even pace with a claim among them now and then; how long each claim took."""
        numbers: list[int] = []
        began = time.perf_counter()
        for turn in range(int(lasting.total_seconds() * PER_SECOND)):
            await _until(began + turn / PER_SECOND)
            if turn >= (len(numbers) + 0.5) * BETWEEN_CLAIMS.total_seconds() * PER_SECOND:
                numbers.append(self.cry())
            else:
                self.post()
        return tuple([await self.told(number) for number in numbers])

    async def burst(self, post: Callable[[], None]) -> float:
        """Very many posts at once with a claim in their midst; how long it took."""
        number = 0
        began = time.perf_counter()
        for turn in range(BURST):
            if turn % 20 == 0:
                await _until(began + turn / BURST * BURST_LASTS.total_seconds())
            if turn == BURST // 2:
                number = self.cry()
            else:
                post()
        return await self.told(number)


Listening = Callable[[Street], AbstractAsyncContextManager[int]]
"""A program that listens to a street; the number of its process."""


def table(*, lasting: timedelta) -> str:
    """The milliseconds of bare Telethon and of the bot, in one run."""
    return asyncio.run(_table(lasting))


async def _table(lasting: timedelta) -> str:
    floor = await _measured(_echo, lasting / 3)
    ours = await _measured(_frontwatch, lasting)
    rows = [_row("a post heard and sent on, nothing kept", floor), _row("frontwatch run", ours)]
    title = (
        f"From a post to its alert on loopback, ms: {PER_SECOND} posts/s over {CHANNELS} channels, {WORDS:,} words; "
        f"and in {BURST:,} posts within {BURST_LASTS.total_seconds():.0f} s, of everyday news or of one claim retold"
    )
    head = [
        "",
        "alerts",
        *[f"p{percent}" for percent in _PERCENTILES],
        "in the burst",
        "in one of copies",
        "memory after, MB more",
    ]
    return table_of(title, head, rows)


def _row(name: str, figures: Figures) -> list[str]:
    ordered = sorted(figures.steady)
    shown = [f"{ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]:.0f}" for percent in _PERCENTILES]
    return [
        name,
        str(len(ordered)),
        *shown,
        *(f"{each:.0f}" for each in (figures.burst, figures.copied, figures.grown)),
    ]


async def _measured(listening: Listening, lasting: timedelta) -> Figures:
    async with TimedServer() as server:
        street = Street(server)
        async with listening(street) as pid:
            for _ in range(int(SETTLING.total_seconds() * PER_SECOND)):
                street.post()
                await asyncio.sleep(1 / PER_SECOND)
            steady = await street.steady(lasting)
            await asyncio.sleep(BETWEEN_CLAIMS.total_seconds())
            before = memory(pid)
            burst = await street.burst(street.post)
            await asyncio.sleep(SETTLING.total_seconds())
            copied = await street.burst(street.retell)
            after = memory(pid)
        grown = after - before if before is not None and after is not None else float("nan")
        return Figures(steady, burst, copied, grown)


@asynccontextmanager
async def _echo(street: Street) -> AsyncIterator[int]:
    server = street.server
    chat = {"TELEGRAM_BOT_SESSION": server.bot_session, "SUBSCRIBER_CHAT": str(ADMIN)}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.echo", env={**server.environment(), **chat}, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert child.stdout is not None  # noqa: S101 — asked for above
        async for line in child.stdout:
            if echo.READY in line.decode():
                break
        yield child.pid
    finally:
        child.kill()
        await child.wait()


@asynccontextmanager
async def _frontwatch(street: Street) -> AsyncIterator[int]:
    with tempfile.TemporaryDirectory(prefix="frontwatch-bench-") as name:
        folder = Path(name)
        await _subscribe(folder)
        process = BotProcess(street.server, folder, SUBSCRIBER_CHAT=str(ADMIN))
        _write_watch_file(folder, street.channels)
        await process.start()
        try:
            yield process.pid
        finally:
            await process.stop()


async def _subscribe(folder: Path) -> None:
    """Somebody who wants to be told of everything: more than the usual twenty alerts an hour."""
    (folder / "data").mkdir(mode=0o700)
    archive = await open_archive(str(folder / "data" / "frontwatch.db"))
    try:
        await archive.save_subscriber(
            Subscriber(
                chat_id=ADMIN,
                kind=ChatKind.PERSON,
                title="Olena",
                state=SubscriberState.ACTIVE,
                since=datetime.now(UTC),
                preferences=Preferences(alerts_an_hour=1000),
            )
        )
    finally:
        await archive.close()


def _write_watch_file(folder: Path, channels: Sequence[Channel]) -> None:
    watched = words(WORDS, random.Random(SEED))  # noqa: S311 — nothing secret is drawn
    lines = (
        *(f'[[channels]]\nname = "{channel.username}"\nclass = "milblogger_ru"\n' for channel in channels),
        *(f'[[words]]\nword = "{word}"\n' for word in watched),
    )
    (folder / "watch.toml").write_text("\n".join(lines), encoding="utf-8")


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))
