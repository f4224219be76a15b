"""Deliveries: rows of the outbox, one wanted message each (RULES 15)."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from itertools import count

from bot.model.message import Message


class DeliveryKind(StrEnum):
    """What the message is to its reader."""

    ALERT = "alert"
    REPLY = "reply"
    DIGEST = "digest"
    NOTICE = "notice"
    WORD = "word"
    """An alert of a post that holds a word that the chat watches (RULES 19)."""


class DeliveryState(StrEnum):
    """Where a row stands."""

    WAITING = "waiting"
    SENT = "sent"
    PARKED = "parked"
    PASSED = "passed"
    """A digest's slot that passed with nothing to say: it counts as told, and no message was sent."""
    COUNTED = "counted"
    """Not sent, only counted: the chat had had its alerts of that hour. Newer news makes it wait again."""


class Priority(IntEnum):
    """Who goes first when the rate is short (RULES 16); lower is sooner."""

    ALERT = 0
    REPLY = 1
    NOTICE = 2
    DIGEST = 3
    EDIT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A row to be put into the outbox; one that has the ``key`` of an existing row raises its ``version``.

    ``parts`` is set where the text is known now (notices); alerts and digests are rendered when the
    row is first leased. ``facts`` are what the renderer needs beside the story, as JSON values. Of rows with
    one priority the ones of more ``weight`` go first. ``let_go`` ends the holding of a first send. ``about`` says what
    the message tells, and whom, in words that another archive, or this one after it lost its last commits, would say
    again.
    """

    key: str
    chat_id: int
    kind: DeliveryKind
    priority: Priority
    created_at: datetime
    version: int = 1
    story_id: int | None = None
    silent: bool = False
    not_before: datetime | None = None
    reply_to_key: str | None = None
    parts: tuple[Message, ...] | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    weight: int = 0
    let_go: bool = False
    about: str | None = None

    def nonces(self) -> Iterator[int]:
        """The numbers that tell what the row is about, without end; none for one that draws its own.

        The first is its own unless an earlier row was about the same, as where an event's stories part; then the
        second is, and so on: also an archive that lost both rows gives them these numbers again.
        """
        if self.about is None:
            return
        yield _number_of(self.about)
        for again in count(1):
            yield _number_of(f"{self.about}, again {again}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingAlert:
    """The row of an event's alert in a chat, as the worker needs it to keep the alert alive (RULES 9, 15).

    ``told_at`` is when the alert was first sent; ``is_begun`` is true from the moment at which its first text was
    frozen, so that what is new has to be told by an edit or a reply. ``replies`` counts those to it that were sent
    or begun.
    """

    key: str
    event_id: int
    chat_id: int
    state: DeliveryState
    version: int
    is_begun: bool
    told_at: datetime | None
    replies: int
    facts: Mapping[str, object]


def alert_key(event_id: int, chat_id: int) -> str:
    """The outbox key of an event's one living alert in a chat (RULES 9, 15)."""
    return f"alert:{event_id}:{chat_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A leased row. ``message_ids`` are the parts already sent.

    ``version`` is the one to be sent now, and ``parts`` its text once frozen: a first send that was begun
    is finished in its frozen version, also when a newer one is wanted meanwhile. ``confirmed_version`` is
    0 before the first send; a row whose ``version`` is higher wants an edit of ``standing``, the text that the
    chat sees. ``nonce`` is the row's own number, or what it is about; 0 in rows of an older program. ``begun_in`` is
    the chat that has become ``chat_id`` since the row was begun: it may have been sent there.
    """

    key: str
    chat_id: int
    kind: DeliveryKind
    priority: Priority
    state: DeliveryState
    created_at: datetime
    version: int
    confirmed_version: int
    attempts: int
    silent: bool
    weight: int = 0
    story_id: int | None = None
    reply_to_message_id: int | None = None
    parts: tuple[Message, ...] | None = None
    message_ids: tuple[int, ...] = ()
    standing: tuple[Message, ...] | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    still_running_since: datetime | None = None
    nonce: int = 0
    begun_in: int | None = None


def random_id(key: str, part: int, *, nonce: int = 0) -> int:
    """Telegram's idempotency key for one part of a row: a signed 64-bit number (TELEGRAM 20).

    Derived from what the row has kept since it was made, so that a second try after a crash is the same message. Of the
    ``nonce`` rather than the key, because keys hold numbers of the archive's own: a new archive, or one put back from
    a backup, gives them again, and Telegram would take the news for a message that it has had (RULES 15).
    """
    return _number_of(f"{nonce or key}#{part}")


def _number_of(text: str) -> int:
    """A number other than 0, of 64 bits with a sign."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True) or 1
