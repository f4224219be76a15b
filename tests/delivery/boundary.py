"""The outer boundary of the pump for its tests: a messenger that fails as it is told to, and a plain renderer."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.clocks import VirtualClock
from bot.delivery.transcript import TranscriptMessenger
from bot.errors import ChatMigratedError
from bot.model.delivery import Delivery
from bot.model.message import Message
from bot.model.subscriber import Subscriber
from bot.ports import Clock


class NapClock(VirtualClock):
    """A virtual clock whose ``napping`` tells that somebody has gone to sleep on it."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.napping = asyncio.Event()

    async def sleep(self, duration: timedelta) -> None:
        """Sleep, and say so."""
        self.napping.set()
        await super().sleep(duration)


class SetClock(NapClock):
    """One whose time of day can be set, which moves no sleeper."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._off = timedelta(0)

    def now(self) -> datetime:
        """The time of day, as far as the clock is right."""
        return super().now() + self._off

    def set(self, by: timedelta) -> None:
        """Set the time of day forth or back."""
        self._off += by

    def let_pass(self, **span: float) -> None:
        """Let time pass."""
        self.advance_to(self.now() - self._off + timedelta(**span))


class FaultyMessenger(TranscriptMessenger):
    """Raises what ``fail_next`` was given, before or after the server acted, then works as ever.

    ``calls`` are all sends tried, as (chat, text, random id), ``edits_tried`` counts edits; ``on_call`` is called
    at each, and ``hold`` makes a chat's sends wait for ``release``.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.calls: list[tuple[int, str, int]] = []
        self._before: list[BaseException] = []
        self._for_text: dict[str, BaseException] = {}
        self._after: list[BaseException] = []
        self._held: dict[int, asyncio.Event] = {}
        self._moved: dict[int, int] = {}
        self._changed = asyncio.Event()
        self.on_call: Callable[[], None] = lambda: None
        self.edits_tried = 0
        self.under_way = 0
        self.most_under_way = 0

    def fail_next(self, *errors: BaseException) -> None:
        """Raise these, one per call, before anything is done."""
        self._before.extend(errors)

    def fail_for(self, text: str, error: BaseException) -> None:
        """Raise ``error`` at every send of this text, until told another."""
        self._for_text[text] = error

    def answer_again(self, text: str) -> None:
        """Raise nothing more for this text."""
        del self._for_text[text]

    def lose_next_answer(self, error: BaseException) -> None:
        """Do the next call, then raise ``error`` instead of answering."""
        self._after.append(error)

    def move(self, chat_id: int, new_chat_id: int) -> None:
        """Let a group become a supergroup: what it has had is had, and nothing new is taken."""
        self._moved[chat_id] = new_chat_id

    def hold(self, chat_id: int) -> None:
        """Let sends to this chat hang."""
        self._held[chat_id] = asyncio.Event()

    def release(self, chat_id: int) -> None:
        """Let them go on."""
        self._held.pop(chat_id).set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Return once ``condition``, which looks at this messenger, holds. Raises TimeoutError after a while."""
        async with asyncio.timeout(20):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def send(
        self, chat_id: int, message: Message, *, random_id: int, silent: bool = False, reply_to: int | None = None
    ) -> int:
        """Send, or fail as told."""
        self.calls.append((chat_id, message.text, random_id))
        self.on_call()
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        self._changed.set()
        try:
            if chat_id in self._held:
                await self._held[chat_id].wait()
            if message.text in self._for_text:
                raise self._for_text[message.text]
            self._fail(self._before)
            if chat_id in self._moved and (chat_id, random_id) not in self._by_random_id:
                raise ChatMigratedError(self._moved[chat_id])
            message_id = await super().send(chat_id, message, random_id=random_id, silent=silent, reply_to=reply_to)
            self._fail(self._after)
            return message_id
        finally:
            self.under_way -= 1
            self._changed.set()

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Edit, or fail as told."""
        self.edits_tried += 1
        self._fail(self._before)
        await super().edit(chat_id, message_id, message)
        self._changed.set()
        self._fail(self._after)

    @staticmethod
    def _fail(errors: list[BaseException]) -> None:
        if errors:
            raise errors.pop(0)


class TextRenderer:
    """Renders each row as its key and version, unless told otherwise; ``rendered`` are the keys, in order."""

    def __init__(self) -> None:
        self._errors: dict[str, Exception] = {}
        self._silent: set[str] = set()
        self.rendered: list[str] = []

    def fail_on(self, key: str, error: Exception) -> None:
        """Raise ``error`` for this row."""
        self._errors[key] = error

    def silence(self, key: str) -> None:
        """Render this row as no message at all."""
        self._silent.add(key)

    async def render(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        """The row's one message, the same for every subscriber."""
        del subscriber
        self.rendered.append(delivery.key)
        if delivery.key in self._errors:
            raise self._errors[delivery.key]
        if delivery.key in self._silent:
            return []
        return [Message(text=f"{delivery.key} v{delivery.version}")]
