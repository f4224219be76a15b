"""What a person typed or pressed in a chat, and what they are answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.model.message import Attachment, Message
from bot.model.subscriber import ChatKind

LONGEST_ANSWER_WAIT: Final = timedelta(seconds=30)
"""An answer that would come later than this is not sent: whoever asked has gone, or asked again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message to the bot. ``user_id`` is None for an anonymous group administrator or a channel (RULES 14)."""

    chat_id: int
    chat_kind: ChatKind
    chat_title: str
    user_id: int | None
    message_id: int
    text: str
    at: datetime
    chat_access_hash: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """An inline button that was pressed on message ``message_id``; ``data`` is hostile like any input."""

    chat_id: int
    user_id: int
    message_id: int
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back: new messages and files to the chat, or, for a press, a new content for the pressed message.

    The ``attachments`` follow the ``messages``. ``toast`` is the short line shown over the chat when a button was
    pressed.
    """

    messages: tuple[Message, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    edit: Message | None = None
    toast: str | None = None
