"""A server, its channels and their readers, and a bot that dies and comes back."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.telegram_server.chances import Chances
from tests.telegram_server.faults import ANY
from tests.telegram_server.server import TelegramServer
from tests.torture.lives import Lives, Nursery
from tests.torture.publishing import Plan, Publisher

LONGEST_HOLD = timedelta(minutes=16)
"""No edit of an alert is held back longer (RULES 16)."""


class Scene:
    """An async context manager; ``torment`` does the plan, ``calm`` ends the faults and lets the bot live."""

    def __init__(self, nursery: Nursery, folder: Path, plan: Plan) -> None:
        self.plan = plan
        self.chance = random.Random(plan.seed)  # noqa: S311  # a plan, no secret
        self.telegram = TelegramServer()
        self.done: Counter[str] = Counter()
        self.bot = Lives(nursery, self.telegram, folder)
        self.publisher = Publisher(self.telegram, plan, self.chance, self.done, self.bot.archive_file)
        self.readers = self.publisher.readers
        self.channels = self.publisher.channels
        self._folder = folder
        self._stack = AsyncExitStack()
        self.befell: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        await self._stack.enter_async_context(self.telegram)
        self._stack.push_async_callback(self.bot.close)
        self.bot.clock_file.write_text("0", encoding="ascii")
        (self._folder / "watch.toml").write_text(self.publisher.watch_file(), encoding="utf-8")
        self.bot.archive_file.parent.mkdir(exist_ok=True)
        await self.readers.subscribe(self.bot.archive_file, digests=self.plan.digests)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()
        assert self.telegram.failures == []

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

    async def follow_all(self) -> None:
        """Publish what is left of what follows claims, as it may come."""

        def are_followed() -> bool:
            self.publisher.follow_up()
            return self.publisher.are_all_followed

        await self.until(are_followed)

    async def wait_out_holds(self) -> None:
        """A life later than any edit is held back."""
        self.bot.kill()
        await self.bot.ended()
        self.bot.clock_file.write_text(str(LONGEST_HOLD.total_seconds()), encoding="ascii")
        await self.begin()

    async def until(self, condition: Callable[[], bool], *, within: float = 120) -> None:
        """Wait for what processes or their files tell, which ring no bell."""
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110  (the other side is a process)
                await asyncio.sleep(0.05)

    async def _publish(self) -> None:
        while not self.publisher.is_done:
            await self.until(self._is_due)
            burst = self.chance.randint(1, 12)
            self.publisher.follow_up()
            for _ in range(burst):
                self.publisher.publish_one()
            await asyncio.sleep(self.chance.uniform(0, 2) * burst / self.plan.posts_a_second)

    def _is_due(self) -> bool:
        """Whether the posts do not run ahead of the kills."""
        return self.done["posts"] * self.plan.kills <= (self.done["kills"] + 2) * self.plan.posts

    async def _die(self) -> None:
        """One SIGKILL, at a moment of one of these kinds."""
        moments = ("its start", "any moment", "any moment", "a commit", "before a call", "after a call")
        moment = "a group's last call" if self.readers.is_to_move else self.chance.choice(moments)
        faults = self.telegram.faults
        killed = self.bot.killed.is_set
        if moment in ("before a call", "after a call"):
            faults.on_call = self._at_call(moment.split()[0])
        if moment == "a group's last call":
            faults.on_call = self._at_word_to_nomads
        if moment != "its start":
            await self.until(lambda: killed() or self.bot.is_ready)
        if moment == "a commit":
            for _ in range(20):
                self.publisher.publish_one()
        await self._wait(killed, self.chance.uniform(0, 0.08) if moment == "a commit" else self.chance.uniform(0, 3))
        self.done[f"killed at {moment}" if killed() or "call" not in moment else "killed before any such call"] += 1
        faults.on_call = None
        self.bot.kill()
        if self.readers.is_to_move:
            self.readers.move()
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

    def _at_word_to_nomads(self, stage: str, name: str) -> None:
        """Kills before it can be known that the group has had its message, which then moves."""
        if (stage, name) == ("after", "messages.sendMessage") and self.readers.have_nomads_just_heard():
            self.bot.kill()

    async def _wait(self, condition: Callable[[], bool], longest: float) -> None:
        end = time.monotonic() + longest
        while not condition() and (left := end - time.monotonic()) > 0:  # noqa: ASYNC110  (the other side is a process)
            await asyncio.sleep(min(0.02, left))
