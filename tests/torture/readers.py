"""Who reads: persons, and where all kinds are wanted also groups, one of which moves, and a person who has enough.

Besides, one person gets digests, in each of a few minutes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telethon import utils
from telethon.tl import types

from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from storage.opening import open_archive
from tests.telegram_server.rooms import Channel, Chat, Group, Person
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.talking import Sent

PERSONS = 4
GROUPS = 3
SLOTS = 4

PREFERENCES = Preferences(alerts_an_hour=100_000, digest_times=(), translate_to=None)
"""Those of readers whom no cap spares anything."""


@dataclass(slots=True, eq=False)
class Reader:
    """A subscriber; ``chats`` are where it is told, the present one last."""

    chats: list[Chat]
    has_left: bool = False

    @property
    def chat(self) -> Chat:
        """Where it is told now."""
        return self.chats[-1]


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the bot, and where it stands."""

    chat: Chat
    message: Sent

    @property
    def text(self) -> str:
        """As it reads now."""
        return self.message.text


class Readers:
    """All of them; with ``all_kinds`` the last person blocks the bot some time, and the last group moves."""

    def __init__(self, telegram: TelegramServer, *, all_kinds: bool) -> None:
        self._telegram = telegram
        persons = [telegram.add_person(f"Reader {n}", started=True) for n in range(PERSONS)]
        chats: list[Chat] = [*persons]
        if all_kinds:
            supergroup = telegram.add_channel("Supergroup", megagroup=True)
            telegram.admit(supergroup, telegram.bot)
            chats += [supergroup, telegram.add_group("Group", *persons), telegram.add_group("Nomads", *persons)]
        self.all = [Reader([chat]) for chat in chats]
        self.last_slot: str | None = None
        """The name of the last digest, if there are any."""
        self.digested = telegram.add_person("Reader of digests", started=True)
        self.blocker = self.all[PERSONS - 1]
        self.nomads = self.all[-1]
        self.is_to_move = False
        """Whether it is time for them to move."""

    def __iter__(self) -> Iterator[Reader]:
        """Those who read on."""
        return (reader for reader in self.all if not reader.has_left)

    async def subscribe(self, archive_file: Path, *, digests: bool) -> None:
        """Make all of them subscribers of an archive; with ``digests`` also who gets these, from now on."""
        archive = await open_archive(str(archive_file))
        for reader in self.all:
            await archive.save_subscriber(self._subscriber(reader.chat))
        if digests:
            now = datetime.now(PREFERENCES.zone).replace(second=0, microsecond=0, tzinfo=None)
            slots = [now + timedelta(minutes=n) for n in range(1, SLOTS + 1)]
            self.last_slot = slots[-1].isoformat(timespec="minutes")
            times = tuple(slot.time() for slot in slots)
            wishes = replace(PREFERENCES, digest_times=times, signals=frozenset({"withdrawal"}))
            await archive.save_subscriber(replace(self._subscriber(self.digested), preferences=wishes))
        await archive.close()

    def block(self) -> None:
        """One has enough."""
        assert isinstance(self.blocker.chat, Person)
        self.blocker.chat.blocked.add(self._telegram.bot.id)
        self.blocker.has_left = True

    def move(self) -> None:
        """One group becomes a supergroup."""
        assert isinstance(self.nomads.chat, Group)
        self.is_to_move = False
        self.nomads.chats.append(self._telegram.migrate(self.nomads.chat))

    def have_nomads_just_heard(self) -> bool:
        """Whether the newest message of all is one to the group that moves."""
        newest = next(reversed(self._telegram.world.sent_once.values()), None)
        return newest is not None and newest.room is self.nomads.chat

    def heard(self, reader: Reader) -> list[Heard]:
        """What a reader was told, wherever it was, oldest first."""
        return [Heard(chat, message) for chat in reader.chats for message in self._telegram.sent(chat)]

    def _subscriber(self, chat: Chat) -> Subscriber:
        kind = "user" if isinstance(chat, Person) else "channel"
        number = (
            None if isinstance(chat, Group) else self._telegram.world.access_hash(self._telegram.bot, kind, chat.id)
        )
        return Subscriber(
            chat_id=chat_id_of(chat),
            kind=ChatKind.PERSON if isinstance(chat, Person) else ChatKind.GROUP,
            title=chat.name if isinstance(chat, Person) else chat.title,
            state=SubscriberState.ACTIVE,
            since=datetime.now(UTC),
            subscribed_by=self._telegram.reader.id,
            access_hash=number,
            preferences=PREFERENCES,
        )


def chat_id_of(chat: Chat) -> int:
    """The marked id by which the archive knows a chat."""
    if isinstance(chat, Person):
        return chat.id
    peer = types.PeerChannel(chat.id) if isinstance(chat, Channel) else types.PeerChat(chat.id)
    return int(utils.get_peer_id(peer))
