"""A server, its channels and their publisher, a few readers, and a bot that dies and comes back."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from storage.opening import open_archive
from tests.load.posts import claim, everyday, places
from tests.telegram_server.chances import Chances
from tests.telegram_server.faults import ANY
from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer
from tests.torture.lives import Lives, Nursery

CHANNELS = 6
READERS = 4
CLASSES = ("milblogger_ru", "milblogger_ua", "media")
_YOUNG = 300
"""Edits and deletions befall one of so many newest posts of a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is to happen: at least so many kills and posts, ``claims`` of them at distinct places.

    ``posts_a_second`` come at most; they never run far ahead of the kills, however slow the machine is.
    """

    seed: int
    kills: int
    posts: int
    claims: int
    posts_a_second: float


class Scene:
    """An async context manager; ``torment`` does the plan, ``calm`` ends the faults and lets the bot live."""

    def __init__(self, nursery: Nursery, folder: Path, plan: Plan) -> None:
        self.plan = plan
        self.chance = random.Random(plan.seed)  # noqa: S311  # a plan, no secret
        self.telegram = TelegramServer()
        self.done: Counter[str] = Counter()
        self.claimed: list[int] = []
        """Numbers of the claims that were published; each owes one alert to each reader."""
        self.readers = [self.telegram.add_person(f"Reader {n}", started=True) for n in range(READERS)]
        self.channels = [self.telegram.add_channel(f"Voice {n}", username=f"voice_{n}") for n in range(CHANNELS)]
        self._own: dict[Channel, list[int]] = {channel: [] for channel in self.channels}
        self._places = self.chance.sample(places(), plan.claims)
        self._nursery = nursery
        self._folder = folder
        self._stack = AsyncExitStack()
        self.bot: Lives
        self.befell: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        await self._stack.enter_async_context(self.telegram)
        self.bot = Lives(self._nursery, self.telegram, self._folder)
        self._stack.push_async_callback(self.bot.close)
        tables = (
            f'[[channels]]\nname = "{each.username}"\nclass = "{CLASSES[n % len(CLASSES)]}"\n'
            for n, each in enumerate(self.channels)
        )
        (self._folder / "watch.toml").write_text("\n".join(tables), encoding="utf-8")
        await self._subscribe()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()
        assert self.telegram.failures == []

    async def _subscribe(self) -> None:
        """Readers whom no cap spares anything."""
        self.bot.archive_file.parent.mkdir(exist_ok=True)
        archive = await open_archive(str(self.bot.archive_file))
        for reader in self.readers:
            await archive.save_subscriber(
                Subscriber(
                    chat_id=reader.id,
                    kind=ChatKind.PERSON,
                    title=reader.name,
                    state=SubscriberState.ACTIVE,
                    since=datetime.now(UTC),
                    subscribed_by=reader.id,
                    access_hash=self.telegram.world.access_hash(self.telegram.bot, "user", reader.id),
                    preferences=Preferences(alerts_an_hour=100_000, digest_times=(), translate_to=None),
                )
            )
        await archive.close()

    # What the channels do

    def publish_one(self) -> None:
        """The next post, mostly with something else that befalls an older one."""
        channel = self.chance.choice(self.channels)
        every = max(1, self.plan.posts // self.plan.claims)
        number = len(self.claimed)
        if number < self.plan.claims and self.done["posts"] >= number * every:
            self.telegram.publish(channel, claim(self._places[number], number))
            self.claimed.append(number)
        else:
            self._own[channel].append(self.telegram.publish(channel, everyday(self.chance)))
        self.done["posts"] += 1
        if self.chance.random() < 0.1:
            self.edit_one()
        if self.chance.random() < 0.03:
            self.delete_one()
        if self.chance.random() < 0.01:
            self.telegram.skip(channel)

    def edit_one(self) -> tuple[Channel, int] | None:
        """Another text for a young post that claims nothing."""
        found = self._young()
        if found is not None:
            channel, post = found
            self.telegram.edit(channel, post, everyday(self.chance))
            self.done["edits"] += 1
        return found

    def delete_one(self) -> tuple[Channel, int] | None:
        """A young post that claims nothing is gone."""
        found = self._young()
        if found is not None:
            channel, post = found
            self.telegram.delete(channel, post)
            self._own[channel].remove(post)
            self.done["deletions"] += 1
        return found

    def _young(self) -> tuple[Channel, int] | None:
        channel = self.chance.choice(self.channels)
        young = self._own[channel][-_YOUNG:]
        return (channel, self.chance.choice(young)) if young else None

    # What befalls the bot

    async def torment(self, chances: Chances) -> None:
        """Let it follow all channels, then do the plan."""
        await self.begin()
        members = [channel.members for channel in self.channels]
        await self.until(lambda: all(self.telegram.reader.id in each for each in members))
        self.befell = chances.befell
        self.telegram.faults.leave_to_chance(chances)
        publishing = asyncio.create_task(self._publish())
        try:
            while self.done["kills"] < self.plan.kills or not publishing.done():
                await self._die()
                await self.bot.begin()
            await publishing
        finally:
            publishing.cancel()
        await self._die()

    async def begin(self) -> None:
        """A life of which the start is waited for."""
        await self.bot.begin()
        await self.until(lambda: self.bot.is_ready)

    async def calm(self) -> None:
        """No faults any more, and a life that lasts."""
        self.telegram.faults.clear()
        await self.begin()

    async def until(self, condition: Callable[[], bool], *, within: float = 120) -> None:
        """Wait for what processes or their files tell, which ring no bell."""
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110  (the other side is a process)
                await asyncio.sleep(0.05)

    async def _publish(self) -> None:
        while self.done["posts"] < self.plan.posts:
            await self.until(self._is_due)
            burst = self.chance.randint(1, 12)
            for _ in range(burst):
                self.publish_one()
            await asyncio.sleep(self.chance.uniform(0, 2) * burst / self.plan.posts_a_second)

    def _is_due(self) -> bool:
        """Whether the posts do not run ahead of the kills."""
        return self.done["posts"] * self.plan.kills <= (self.done["kills"] + 2) * self.plan.posts

    async def _die(self) -> None:
        """One SIGKILL, at a moment of one of these kinds."""
        moment = self.chance.choice(
            ("its start", "any moment", "any moment", "a commit", "before a call", "after a call")
        )
        faults = self.telegram.faults
        killed = self.bot.killed.is_set
        if moment in ("before a call", "after a call"):
            faults.on_call = self._at_call(moment.split()[0])
        if moment != "its start":
            await self.until(lambda: killed() or self.bot.is_ready)
        if moment == "a commit":
            for _ in range(20):
                self.publish_one()
        await self._wait(killed, self.chance.uniform(0, 0.08) if moment == "a commit" else self.chance.uniform(0, 3))
        self.done[f"killed at {moment}" if killed() or "call" not in moment else "killed before any such call"] += 1
        faults.on_call = None
        self.bot.kill()
        status = await self.bot.ended()
        assert status == -9, f"it ended by itself with {status}:\n{self.bot.log[-3000:]}"
        self.done["kills"] += 1

    def _at_call(self, stage: str) -> Callable[[str, str], None]:
        """Kills at one of the next messages, or at one of the next calls of any kind, of which a start makes many."""
        method = self.chance.choice(("messages.sendMessage", ANY))
        left = iter(range(self.chance.randint(1, 2 if method != ANY else 15), 0, -1))

        def count(told: str, name: str) -> None:
            if told == stage and method in (name, ANY) and next(left, 0) == 1:
                self.bot.kill()

        return count

    async def _wait(self, condition: Callable[[], bool], longest: float) -> None:
        end = time.monotonic() + longest
        while not condition() and (left := end - time.monotonic()) > 0:  # noqa: ASYNC110  (the other side is a process)
            await asyncio.sleep(min(0.02, left))
