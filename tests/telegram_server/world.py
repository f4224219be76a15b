"""The world behind the server: who is there, what was written where. Knows nothing of Telethon or of sockets."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from .rooms import Box, Channel, Event, Group, Person, Private, Room, Stored, What, sees

FIRST_PERSON_ID = 5_000_000_001
FIRST_CHANNEL_ID = 1_500_000_001
FIRST_GROUP_ID = 400_000_001


def utc_now() -> datetime:
    """The present second, as Telegram's dates have it."""
    return datetime.now(UTC).replace(microsecond=0)


class World:
    """Everything the server remembers, and the only place that changes it.

    Every change of a box is told to ``on_event``.
    """

    def __init__(self, now: Callable[[], datetime], on_event: Callable[[Box, Event], None]) -> None:
        self.now = now
        self._on_event = on_event
        self.persons: dict[int, Person] = {}
        self.channels: dict[int, Channel] = {}
        self.groups: dict[int, Group] = {}
        self.sent_once: dict[tuple[int, int, int], Stored] = {}
        """Messages by (sender, room, random_id): Telegram's own idempotency (TELEGRAM 20)."""
        self._privates: dict[frozenset[int], Private] = {}
        self.files: dict[int, bytes] = {}
        self.file_reference = b"1"
        """What a request for a file must carry: older ones have expired."""
        self._files = 0

    # Who and where

    def add_person(self, name: str, **more: Any) -> Person:
        """A new person; ``more`` are fields of Person."""
        person = Person(name=name, id=more.pop("id", FIRST_PERSON_ID + len(self.persons)), **more)
        self.persons[person.id] = person
        return person

    def add_channel(self, title: str, **more: Any) -> Channel:
        """A new channel; ``more`` are fields of Channel."""
        number = more.pop("id", FIRST_CHANNEL_ID + len(self.channels))
        channel = Channel(title=title, id=number, created=more.pop("created", self.now()), **more)
        self.channels[channel.id] = channel
        return channel

    def add_group(self, title: str, members: Iterable[Person], **more: Any) -> Group:
        """A new basic group of these persons."""
        number = more.pop("id", FIRST_GROUP_ID + len(self.groups))
        group = Group(title=title, id=number, created=self.now(), members={m.id: m for m in members}, **more)
        self.groups[group.id] = group
        return group

    def private(self, one: Person, other: Person) -> Private:
        """The private chat of these two."""
        return self._privates.setdefault(frozenset((one.id, other.id)), Private(one, other))

    def by_username(self, username: str) -> Person | Channel | None:
        """Whoever has this @name, whatever its case."""
        wanted = username.removeprefix("@").casefold()
        candidates: list[Person | Channel] = [*self.channels.values(), *self.persons.values()]
        for candidate in candidates:
            if candidate.username is not None and candidate.username.casefold() == wanted:
                return candidate
        return None

    def access_hash(self, viewer: Person, kind: str, number: int) -> int:
        """The hash by which ``viewer`` reaches a user or channel: another one for each account, as on Telegram."""
        digest = hashlib.sha256(f"{viewer.id}/{kind}/{number}".encode()).digest()
        return int.from_bytes(digest[:8], "little") >> 1 or 1

    def put_file(self, data: bytes) -> int:
        """Lay a file down to be fetched; its id."""
        number = self.next_file_id()
        self.files[number] = data
        return number

    def next_file_id(self) -> int:
        """The id of another photo or document."""
        self._files += 1
        return self._files

    # What is written

    def boxes(self, message: Stored) -> list[Box]:
        """The boxes in which a message is numbered; a bot's own has nothing that the bot does not see."""
        room = message.room
        if isinstance(room, Channel):
            return [room.box]
        if isinstance(room, Group):
            return [member.box for member in room.members.values() if sees(member, message)]
        return [room.first.box] if room.first is room.second else [room.first.box, room.second.box]

    def box_for(self, room: Room, viewer: Person) -> Box:
        """The box in which ``viewer`` knows the messages of this room."""
        return room.box if isinstance(room, Channel) else viewer.box

    def history(self, room: Room, viewer: Person) -> Iterator[tuple[int, Stored]]:
        """The messages of a room as ``viewer`` numbers them, newest first."""
        numbered = reversed(self.box_for(room, viewer).messages.items())  # stored with rising ids
        return ((number, message) for number, message in numbered if message.room is room)

    def put(self, message: Stored, *, wanted_id: int | None = None) -> Stored:
        """Store a new message in all boxes of its room."""
        for box in self.boxes(message):
            number = box.take_id(wanted_id)
            message.ids[box] = number
            box.messages[number] = message
        self._tell(What.NEW, [message])
        return message

    def change(self, message: Stored, *, hidden: bool = False, date: datetime | None = None, **fields: Any) -> None:
        """Edit a message: ``fields`` are fields of Stored; ``hidden`` is an edit that clients do not show."""
        if "text" in fields:
            message.versions.append(message.text)
        for name, value in fields.items():
            setattr(message, name, value)
        message.edit_date = date or self.now()
        message.edit_hide = hidden
        self._tell(What.EDIT, [message])

    def delete(self, messages: Iterable[Stored]) -> None:
        """Delete messages of one room, for everybody."""
        gone = [message for message in messages if not message.deleted]
        for message in gone:
            message.deleted = True
            for box, number in message.ids.items():
                box.deleted[number] = box.messages.pop(number)
        if gone:
            self._tell(What.DELETE, gone)

    def _tell(self, what: What, messages: list[Stored]) -> None:
        for box in dict.fromkeys(box for message in messages for box in message.ids):
            known = [message for message in messages if box in message.ids]
            self._on_event(box, box.record(what, known, self.now()))
