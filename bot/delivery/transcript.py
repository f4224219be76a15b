"""A messenger that keeps what was sent, for replays and whoever wants to look at it as data."""

from dataclasses import dataclass
from datetime import datetime

from bot.errors import MessageRejectedError
from bot.model.message import Message, utf16_length
from bot.ports import Clock
from bot.wording.rich_text import ENTITY_LIMIT, TEXT_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message as a chat got it, or an edit of one."""

    at: datetime
    chat_id: int
    message_id: int
    message: Message
    is_edit: bool = False
    silent: bool = False
    reply_to: int | None = None


class TranscriptMessenger:
    """Keeps messages instead of sending them, and holds them to Telegram's limits.

    Message ids are 1, 2, 3… over all chats. ``sent`` is in order of sending.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_random_id: dict[tuple[int, int], int] = {}
        self._latest: dict[tuple[int, int], Message] = {}
        self.sent: list[Sent] = []

    async def send(
        self,
        chat_id: int,
        message: Message,
        *,
        random_id: int,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """Keep one message and return its id; a repeated ``random_id`` returns the first message's id.

        Raises MessageRejectedError for a text that Telegram would refuse.
        """
        known = self._by_random_id.get((chat_id, random_id))
        if known is not None:
            return known
        _check(message)
        message_id = len(self._by_random_id) + 1
        self._by_random_id[chat_id, random_id] = message_id
        self._keep(
            Sent(
                at=self._clock.now(),
                chat_id=chat_id,
                message_id=message_id,
                message=message,
                silent=silent,
                reply_to=reply_to,
            )
        )
        return message_id

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Keep an edit; one that changes nothing is no failure, and no edit.

        Raises MessageRejectedError for an unknown message, or a text that Telegram would refuse.
        """
        present = self._latest.get((chat_id, message_id))
        if present is None:
            raise MessageRejectedError(f"There is no message {message_id} in chat {chat_id}.")
        _check(message)
        if message != present:
            now = self._clock.now()
            self._keep(Sent(at=now, chat_id=chat_id, message_id=message_id, message=message, is_edit=True))

    def _keep(self, sent: Sent) -> None:
        self._latest[sent.chat_id, sent.message_id] = sent.message
        self.sent.append(sent)


def _check(message: Message) -> None:
    if not message.text.strip():
        raise MessageRejectedError("The message has no text.")
    if utf16_length(message.text) > TEXT_LIMIT:
        raise MessageRejectedError(f"The message is longer than {TEXT_LIMIT} UTF-16 units.")
    if len(message.entities) > ENTITY_LIMIT:
        raise MessageRejectedError(f"The message has more than {ENTITY_LIMIT} entities.")
