"""Telegram Desktop's ``result.json``: one chat, or the whole account's export.

It is read as a stream of JSON events, so that an export of gigabytes needs the memory of one message.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

import ijson
from ijson.common import ObjectBuilder

from bot.errors import InputError
from bot.feeds.desktop_message import parse_message
from bot.feeds.entries import BadEntry, LeftOut, OnLeftOut, clean
from bot.feeds.streams import EndlessNumberError, WithoutEndlessNumbers
from bot.model.channel import ChannelRef
from bot.model.post import Origin, SeenPost

CHANNEL_TYPES = frozenset({"public_channel", "private_channel", "public_supergroup", "private_supergroup"})
_ONE_CHAT = ""
_CHATS_OF_ACCOUNT = ("chats.list.item", "left_chats.list.item")
_HEADER = ("name", "type", "id")


def read_desktop_export(stream: BinaryIO, *, file: str, origin: Origin, on_left_out: OnLeftOut) -> Iterator[SeenPost]:
    """Yield the posts of every channel and supergroup in the file's order, and tell what was left out.

    Other chats of a whole account are passed over and counted. Raises InputError when nothing in the
    file can be used: it is damaged from the start, or is one chat that is no channel.
    """
    reader = _ExportReader(file=file, origin=origin, on_left_out=on_left_out)
    try:
        for prefix, event, value in ijson.parse(WithoutEndlessNumbers(stream)):
            yield from reader.take(prefix, event, value)
    except (ijson.JSONError, EndlessNumberError, UnicodeDecodeError):  # half a surrogate pair passes for UTF-8 in yajl
        reader.tell_damage()
    reader.finish()


@dataclass(slots=True)
class _Chat:
    """The chat that is being read; ``waiting`` holds messages that came before its header was complete."""

    prefix: str
    header: dict[str, object] = field(default_factory=dict)
    has_messages: bool = False
    waiting: list[Mapping[str, object]] = field(default_factory=list)

    def path(self, key: str) -> str:
        return f"{self.prefix}.{key}" if self.prefix else key

    @property
    def is_known(self) -> bool:
        return all(key in self.header for key in _HEADER)

    @property
    def is_channel(self) -> bool:
        return self.header.get("type", "public_channel" if self.prefix == _ONE_CHAT else None) in CHANNEL_TYPES

    def channel(self) -> ChannelRef:
        """Raises BadEntry for a chat that cannot be told from others."""
        number, name = self.header.get("id"), self.header.get("name")
        telegram_id = number if type(number) is int and 0 < number < 2**63 else None
        title = clean(name).strip() if isinstance(name, str) else ""
        if telegram_id is None and not title:
            raise BadEntry("its chat has neither id nor name")
        return ChannelRef(telegram_id=telegram_id, title=title or None)


class _ExportReader:
    """Takes the events of the JSON stream one by one and gives posts as they become complete."""

    def __init__(self, *, file: str, origin: Origin, on_left_out: OnLeftOut) -> None:
        self._file = file
        self._origin = origin
        self._on_left_out = on_left_out
        self._chat: _Chat | None = None
        self._message: ObjectBuilder | None = None
        self._message_path = ""
        self._channels = 0
        self._other_chats = 0
        self._messages = 0

    def take(self, prefix: str, event: str, value: object) -> Iterator[SeenPost]:
        """Take one event; yields the posts that became complete with it."""
        if self._message is not None:
            self._message.event(event, value)
            if event == "end_map" and prefix == self._message_path:
                message, self._message = self._message.value, None
                yield from self._take_message(message)
        elif event == "start_map" and (prefix in _CHATS_OF_ACCOUNT or prefix == _ONE_CHAT):
            self._chat = _Chat(prefix=prefix)
        elif self._chat is not None:
            yield from self._take_of_chat(self._chat, prefix, event, value)

    def _take_of_chat(self, chat: _Chat, prefix: str, event: str, value: object) -> Iterator[SeenPost]:
        if event == "end_map" and prefix == chat.prefix:
            self._chat = None
            yield from self._end_chat(chat)
        elif prefix == chat.path("messages"):
            chat.has_messages = True
        elif prefix == chat.path("messages.item"):
            if event == "start_map" and (chat.is_channel or not chat.is_known):
                self._message, self._message_path = ObjectBuilder(), prefix
                self._message.event(event, value)
        elif event in ("string", "number", "null"):
            key = prefix.rpartition(".")[2]
            if key in _HEADER and prefix == chat.path(key):
                chat.header[key] = value

    def _take_message(self, message: Mapping[str, object]) -> Iterator[SeenPost]:
        chat = self._chat
        if chat is None:
            return
        if not chat.is_known:
            chat.waiting.append(message)
        else:
            yield from self._parse(message, chat)

    def _parse(self, message: Mapping[str, object], chat: _Chat) -> Iterator[SeenPost]:
        self._messages += 1
        try:
            yield parse_message(message, chat.channel(), origin=self._origin)
        except BadEntry as bad:
            self._tell(f"message {message.get('id', '?')}", str(bad))

    def _end_chat(self, chat: _Chat) -> Iterator[SeenPost]:
        if not chat.has_messages:
            return
        if not chat.is_channel:
            if chat.prefix == _ONE_CHAT:
                raise InputError(
                    f"{self._file}: it is the export of a {chat.header.get('type')}, not of a channel. "
                    "Open the channel in Telegram Desktop and export its history as JSON."
                )
            self._other_chats += 1
            return
        self._channels += 1
        for message in chat.waiting:
            yield from self._parse(message, chat)

    def tell_damage(self) -> None:
        """The JSON ends early or is none from here on. Raises InputError when nothing was read before."""
        if self._messages == 0:
            raise InputError(f"{self._file}: it is damaged: no message could be read. Export it again.") from None
        self._tell(f"after message {self._messages}", "the file is damaged or cut short here, the rest is lost")

    def finish(self) -> None:
        """Tell what was passed over. Raises InputError for a file without chats."""
        if self._other_chats:
            reason = f"{self._other_chats} chats that are no channels were passed over"
            self._on_left_out(LeftOut(file=self._file, place="(whole account)", reason=reason, is_fault=False))
        if not (self._channels or self._other_chats or self._messages):
            raise InputError(
                f"{self._file}: it holds no chat. Export a channel's history from Telegram Desktop as JSON."
            )

    def _tell(self, place: str, reason: str) -> None:
        self._on_left_out(LeftOut(file=self._file, place=place, reason=reason))
