"""Deliveries: rows of the outbox, one wanted message each (RULES 15)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

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
    row is first leased. ``facts`` are what the renderer needs beside the story, as JSON values.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A leased row. ``message_ids`` are the parts already sent.

    ``version`` is the one to be sent now, and ``parts`` its text once frozen: a first send that was begun
    is finished in its frozen version, also when a newer one is wanted meanwhile. ``confirmed_version`` is
    0 before the first send; a row whose ``version`` is higher wants an edit.
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
    story_id: int | None = None
    reply_to_message_id: int | None = None
    parts: tuple[Message, ...] | None = None
    message_ids: tuple[int, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    still_running_since: datetime | None = None


def random_id(key: str, part: int) -> int:
    """Telegram's idempotency key for one part of a row: a signed 64-bit number (TELEGRAM 20).

    Derived from the row's key alone, so that a second try after a crash is the same message.
    """
    digest = hashlib.sha256(f"{key}#{part}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True) or 1
