"""The world outside the archive: time, chats, translations, pictures."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.model.message import Message
from bot.model.trend import Chart


class Clock(Protocol):
    """Where ``now`` comes from; replay and tests have virtual ones."""

    def now(self) -> datetime:
        """The present instant, UTC-aware."""
        ...

    def elapsed(self) -> timedelta:
        """How long this clock has run: it goes on evenly, whoever sets ``now`` forth or back."""
        ...

    async def sleep(self, duration: timedelta) -> None:
        """Return when ``duration`` has passed on this clock."""
        ...


class Messenger(Protocol):
    """Sends messages to chats: Telegram's bot, or the console."""

    async def send(
        self,
        chat_id: int,
        message: Message,
        *,
        random_id: int,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """Send one message and return its id; a repeated ``random_id`` returns the first message's id.

        Raises the DeliveryError that says what the outbox must do.
        """
        ...

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Replace a sent message's text and buttons; "not modified" is no failure. Raises DeliveryError."""
        ...


class Translator(Protocol):
    """Translates texts: the listening account's own Telegram."""

    async def translate(self, text: str, language: str) -> str:
        """``text`` in ``language`` (two letters, ISO 639-1), of whatever language it is.

        Raises TranslationPausedError when nothing can be translated for a while, and TranslationError when
        this text cannot be.
        """
        ...


class Draughtsman(Protocol):
    """Draws pictures."""

    async def draw(self, chart: Chart) -> bytes:
        """The chart as a PNG. Raises DrawingError when there will be none."""
        ...
