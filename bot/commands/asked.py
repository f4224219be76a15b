"""What every command is given: who asked what and where, and the means to answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.access import Act, Asker, Rules, Verdict
from bot.commands.query import KnownNames
from bot.commands.under_way import UnderWay
from bot.model.conversation import Answer
from bot.model.message import Message
from bot.model.subscriber import DEFAULT_ZONE, ChatKind
from bot.ports import Archive, Draughtsman
from bot.wording.rich_text import RichText, split


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a command may use. Without a ``draughtsman`` figures are told in words only."""

    archive: Archive
    names: KnownNames
    rules: Rules
    under_way: UnderWay
    draughtsman: Draughtsman | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command, or a button, that may be answered. ``rest`` is what was typed after the command's name.

    ``verdict`` is ALLOWED or, for a subscription, TO_BE_APPROVED. ``chat_title`` and ``access_hash`` are
    known for a typed command only.
    """

    chat_id: int
    chat_kind: ChatKind
    asker: Asker
    verdict: Verdict
    now: datetime
    rest: str = ""
    chat_title: str = ""
    access_hash: int | None = None

    @property
    def user_id(self) -> int | None:
        """Who asked; None for an anonymous administrator."""
        return self.asker.user_id

    @property
    def zone(self) -> ZoneInfo:
        """The zone to tell times in: the chat's own, else the person's, else the default (RULES 17)."""
        subscriber = self.asker.chat or self.asker.own
        return subscriber.preferences.zone if subscriber else DEFAULT_ZONE


Answering = Callable[[Means, Asked], Awaitable[Answer]]
"""A command: answers one question. May raise ArchiveError."""

Paging = Callable[[Means, Asked, tuple[int, ...]], Awaitable[Answer]]
"""A button: answers a press that carried these numbers. May raise ArchiveError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command and what it takes to be allowed to use it."""

    act: Act
    answering: Answering


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button, what it takes to be allowed to press it, and how many numbers it carries."""

    act: Act
    numbers: int
    paging: Paging


def said(text: str) -> Answer:
    """An answer in plain words."""
    return told(RichText().add(text).message())


def told(message: Message) -> Answer:
    """An answer of one text, cut where it is too long for one message."""
    return Answer(messages=split(message))
