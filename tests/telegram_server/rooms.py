"""Who and where: persons, channels, basic groups, private chats, and the boxes that number their messages.

A *box* is what Telegram numbers on its own: every channel has one, and every account has one for its private
chats and basic groups. Within a box, message ids rise, and so does ``pts``, the count of its events.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class What(StrEnum):
    """The kinds of event in a box."""

    NEW = "new"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Event:
    """One numbered event of a box; ``pts`` is the box's count after it."""

    what: What
    messages: "tuple[Stored, ...]"
    pts: int
    pts_count: int
    date: datetime


@dataclass(slots=True, eq=False)
class Box:
    """Messages by id, deleted ids, and the numbered events of a channel or an account."""

    pts: int = 1
    last_id: int = 0
    messages: "dict[int, Stored]" = field(default_factory=dict)
    deleted: "dict[int, Stored]" = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def take_id(self, wanted: int | None = None) -> int:
        """The next free id, or ``wanted``, which must be above all others (holes are left below it)."""
        number = self.last_id + 1 if wanted is None else wanted
        if number <= self.last_id:
            raise ValueError(f"message id {number} is not above {self.last_id}")
        self.last_id = number
        return number

    def record(self, what: What, messages: "Iterable[Stored]", date: datetime) -> Event:
        """Count an event of these messages."""
        members = tuple(messages)
        count = len(members) if what is What.DELETE else 1
        self.pts += count
        event = Event(what=what, messages=members, pts=self.pts, pts_count=count, date=date)
        self.events.append(event)
        return event

    def since(self, pts: int) -> list[Event]:
        """The events after ``pts``, oldest first."""
        return [event for event in self.events if event.pts > pts]


@dataclass(slots=True, eq=False, kw_only=True)
class Person:
    """An account, a bot, or somebody who only writes to the bot."""

    id: int
    name: str
    username: str | None = None
    phone: str | None = None
    password: str | None = None
    """The second one, which is asked for after a code or a scan."""
    bot: bool = False
    deactivated: bool = False
    sees_all: bool = False
    """A bot whose privacy mode is off; others see in groups only commands, mentions and replies (TELEGRAM 25)."""
    too_long: bool = False
    """An account whose next differences are "too long" and deliver nothing (TELEGRAM 3)."""
    box: Box = field(default_factory=Box)
    started: set[int] = field(default_factory=set)
    """Ids of the bots that this person has written to: only then may they write back (TELEGRAM 25)."""
    blocked: set[int] = field(default_factory=set)
    """Ids of the bots that this person has blocked."""


@dataclass(slots=True, eq=False, kw_only=True)
class Channel:
    """A broadcast channel, or with ``megagroup`` a supergroup."""

    id: int
    title: str
    username: str | None = None
    megagroup: bool = False
    noforwards: bool = False
    created: datetime
    members: dict[int, Person] = field(default_factory=dict)
    admins: set[int] = field(default_factory=set)
    private: bool = False
    """Nobody may read it any more: CHANNEL_PRIVATE."""
    write_forbidden: bool = False
    too_long: bool = False
    """Its next differences are "too long" and deliver nothing (TELEGRAM 3)."""
    box: Box = field(default_factory=Box)


@dataclass(slots=True, eq=False, kw_only=True)
class Group:
    """A basic group; its messages are numbered in each member's own box."""

    id: int
    title: str
    created: datetime
    members: dict[int, Person] = field(default_factory=dict)
    write_forbidden: bool = False
    migrated_to: Channel | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Private:
    """The private chat of two persons."""

    first: Person
    second: Person

    def other(self, one: Person) -> Person:
        """Whom ``one`` is talking with."""
        return self.second if one is self.first else self.first


Room = Channel | Group | Private
Chat = Channel | Group | Person
"""A chat as a test names it: a person stands for the private chat with the bot."""


@dataclass(frozen=True, slots=True)
class Forward:
    """Where a forwarded message comes from: a channel's post, or only a name that its owner hides behind."""

    date: datetime
    channel: Channel | None = None
    post: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that a client has sent."""

    name: str
    data: bytes


@dataclass(slots=True, eq=False, kw_only=True)
class Stored:
    """A message, once for all its readers; ``ids`` tells its id in each box."""

    room: Room
    sender: Person | Channel | None
    date: datetime
    text: str = ""
    entities: list[Any] = field(default_factory=list)
    media: Any = None
    upload: Upload | None = None
    forward: Forward | None = None
    reply_to: "Stored | None" = None
    grouped_id: int | None = None
    views: int = 0
    reactions: int = 0
    silent: bool = False
    markup: Any = None
    action: Any = None
    edit_date: datetime | None = None
    edit_hide: bool = False
    random_id: int | None = None
    versions: list[str] = field(default_factory=list)
    """The texts before each edit, oldest first."""
    deleted: bool = False
    ids: dict[Box, int] = field(default_factory=dict)


def sees(person: Person, message: Stored) -> bool:
    """Whether this account is told of a message: a bot in privacy mode sees little of a group (TELEGRAM 25)."""
    room = message.room
    if not person.bot or person.sees_all or isinstance(room, Private) or message.sender is person:
        return True
    if isinstance(room, Channel) and (not room.megagroup or person.id in room.admins):
        return True
    named = f"@{person.username}".casefold() in message.text.casefold()
    answered = message.reply_to is not None and message.reply_to.sender is person
    return message.action is not None or message.text.startswith("/") or named or answered
