"""What people do with the bot: write to it, press its buttons; and what it has sent to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telethon.tl import types

from .rendering import View, peer_of
from .rooms import Box, Channel, Chat, Group, Person, Private, Room, Stored, Upload
from .updates import Pusher
from .world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message of the bot as it stands now."""

    id: int
    text: str
    date: datetime
    entities: tuple[Any, ...]
    random_id: int | None
    reply_to: int | None
    silent: bool
    buttons: tuple[tuple[tuple[str, bytes | str | None], ...], ...]
    """Rows of (label, data or address)."""
    file: Upload | None
    edits: tuple[str, ...]
    """The texts before each edit, oldest first."""
    deleted: bool


@dataclass(slots=True, kw_only=True, eq=False)
class Press:
    """A pressed button, and the bot's answer to it."""

    query_id: int
    answered: bool = False
    answer: str | None = None
    alert: bool = False


class Talking:
    """The people's side of the server's API. A chat is a Channel, a Group, or a Person (the private chat)."""

    world: World
    pusher: Pusher
    bot: Person
    presses: dict[int, Press]

    def add_person(self, name: str, *, username: str | None = None, started: bool = False, **more: Any) -> Person:
        """Somebody; ``started``: has written to the bot before, so that it may write to them."""
        person = self.world.add_person(name, username=username, **more)
        if started:
            person.started.add(self.bot.id)
        return person

    def add_group(self, title: str, *members: Person) -> Group:
        """A basic group of the bot and these persons."""
        return self.world.add_group(title, [self.bot, *members])

    def migrate(self, group: Group) -> Channel:
        """Turn a basic group into a supergroup, which has another id (TELEGRAM 23)."""
        new = self.world.add_channel(group.title, megagroup=True)
        new.members.update(group.members)
        group.migrated_to = new
        leaving = types.MessageActionChatMigrateTo(channel_id=new.id)
        self.world.put(Stored(room=group, sender=None, date=self.world.now(), action=leaving))
        arriving = types.MessageActionChannelMigrateFrom(title=group.title, chat_id=group.id)
        self.world.put(Stored(room=new, sender=None, date=self.world.now(), action=arriving))
        return new

    def say(
        self, person: Person, text: str, *, chat: Chat | None = None, reply_to: int | None = None, hidden: bool = False
    ) -> int:
        """``person`` writes, to the bot in private unless ``chat`` is given; the message's id for the bot.

        The id is 0 in a basic group if the bot, in privacy mode, is told nothing of the message.
        ``hidden``: an anonymous administrator of a supergroup, who writes as the group itself (RULES 14).
        """
        room = self.room(chat if chat is not None else person, person)
        box = self.world.box_for(room, self.bot)
        if isinstance(room, Private):
            person.started.add(self.bot.id)
        message = Stored(
            room=room,
            sender=room if hidden and isinstance(room, Channel) else person,
            date=self.world.now(),
            text=text,
            entities=_command(text),
            reply_to=box.messages[reply_to] if reply_to else None,
        )
        self.world.put(message)
        return message.ids.get(box, 0)

    def press(self, person: Person, message_id: int, data: bytes, *, chat: Chat | None = None) -> Press:
        """``person`` presses a button under the bot's message; the answer comes into the Press."""
        room = self.room(chat if chat is not None else person, person)
        press = Press(query_id=len(self.presses) + 1)
        self.presses[press.query_id] = press
        told = types.UpdateBotCallbackQuery(
            query_id=press.query_id,
            user_id=person.id,
            peer=peer_of(room, self.bot),
            msg_id=message_id,
            chat_instance=1,
            data=data,
        )
        view = View(self.world, self.bot)
        chats = [] if isinstance(chat, Person | None) else [view.chat(chat)]
        updates = types.Updates(updates=[told], users=[view.user(person)], chats=chats, date=self.world.now(), seq=0)
        self.pusher.push(self.bot, updates)
        return press

    def sent(self, chat: Chat) -> list[Sent]:
        """What the bot has sent to a chat, oldest first; deleted ones too."""
        room = self.room(chat, chat if isinstance(chat, Person) else self.bot)
        box = self.world.box_for(room, self.bot)
        everything = sorted({**box.messages, **box.deleted}.items())
        return [_sent(box, number, m) for number, m in everything if m.room is room and m.sender is self.bot]

    def room(self, chat: Chat, person: Person) -> Room:
        """The room of a chat; a person stands for the private chat with the bot."""
        return self.world.private(person, self.bot) if isinstance(chat, Person) else chat


def _command(text: str) -> list[Any]:
    if not text.startswith("/"):
        return []
    return [types.MessageEntityBotCommand(offset=0, length=len(text.split(maxsplit=1)[0]))]


def _sent(box: Box, number: int, message: Stored) -> Sent:
    rows = getattr(message.markup, "rows", ())
    return Sent(
        id=number,
        text=message.text,
        date=message.date,
        entities=tuple(message.entities),
        random_id=message.random_id,
        reply_to=message.reply_to.ids.get(box) if message.reply_to else None,
        silent=message.silent,
        buttons=tuple(tuple((b.text, _target(b)) for b in row.buttons) for row in rows),
        file=message.upload,
        edits=tuple(message.versions),
        deleted=message.deleted,
    )


def _target(button: Any) -> bytes | str | None:
    data: bytes | str | None = getattr(button.type, "data", None) or getattr(button.type, "url", None)
    return data
