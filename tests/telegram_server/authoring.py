"""What a test does in channels: publish, edit, delete, forward, leave holes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from telethon.tl import types

from .rooms import Channel, Forward, Person, Stored
from .updates import Pusher
from .world import World

_PHOTO_BYTES = 40_000


class Authoring:
    """The channels' side of the server's API. Published while no client is connected, a post is simply stored."""

    world: World
    pusher: Pusher

    def add_channel(self, title: str, *, username: str | None = None, fresh: bool = False, **more: Any) -> Channel:
        """A channel; ``more`` are fields of Channel (id, megagroup, noforwards, created…).

        As on Telegram its message 1 is the service message of its creation, unless ``fresh``.
        """
        channel = self.world.add_channel(title, username=username, **more)
        if not fresh:
            self.service(channel, types.MessageActionChannelCreate(title), date=channel.created)
        return channel

    def admit(self, channel: Channel, *persons: Person, admin: bool = False) -> None:
        """Make these persons members of a channel, or its administrators, without a word to anybody."""
        for person in persons:
            channel.members[person.id] = person
            if admin:
                channel.admins.add(person.id)

    def publish(
        self,
        channel: Channel,
        text: str,
        *,
        date: datetime | None = None,
        message_id: int | None = None,
        entities: Sequence[Any] = (),
        media: str | Any = None,
        grouped_id: int | None = None,
        forward: Forward | None = None,
        reply_to: int | None = None,
        views: int = 0,
        silent: bool = False,
    ) -> int:
        """A new post; its id.

        ``date`` is now by default, ``message_id`` the next one (a higher one leaves a hole), ``media`` "photo",
        "video" or a TL object.
        """
        message = Stored(
            room=channel,
            sender=None,
            date=date or self.world.now(),
            text=text,
            entities=list(entities),
            media=self._media(media),
            grouped_id=grouped_id,
            forward=forward,
            reply_to=channel.box.messages[reply_to] if reply_to else None,
            views=views,
            silent=silent,
        )
        return self.world.put(message, wanted_id=message_id).ids[channel.box]

    def photo(self, data: bytes) -> Any:
        """A photo whose file can be fetched."""
        size = types.PhotoSize(type="x", w=800, h=600, size=len(data))
        return types.MessageMediaPhoto(photo=types.Photo(sizes=[size], **self._file(data)))

    def document(self, data: bytes, *, name: str, told_bytes: int | None = None) -> Any:
        """A document whose file can be fetched; ``told_bytes`` is the size it pretends to have."""
        told = len(data) if told_bytes is None else told_bytes
        named = types.DocumentAttributeFilename(name)
        document = types.Document(mime_type="application/pdf", size=told, attributes=[named], **self._file(data))
        return types.MessageMediaDocument(document=document)

    def expire_file_references(self) -> None:
        """Only who reads a message anew from now on gets its file."""
        self.world.file_reference += b"1"

    def publish_album(self, channel: Channel, texts: Sequence[str], *, date: datetime | None = None) -> list[int]:
        """Several photos that are one post for people; one text for each, mostly empty ones."""
        grouped_id = 1 << 40 | channel.box.last_id
        return [self.publish(channel, text, date=date, media="photo", grouped_id=grouped_id) for text in texts]

    def forward(self, channel: Channel, origin: Channel, post: int, *, date: datetime | None = None) -> int:
        """Publish another channel's post as a forward."""
        original = origin.box.messages[post]
        header = Forward(date=original.date, channel=origin, post=post)
        return self.publish(channel, original.text, date=date, entities=original.entities, forward=header)

    def service(self, channel: Channel, action: Any = None, *, date: datetime | None = None) -> int:
        """A service message (a pinned message, if ``action`` is not another TL action); its id."""
        told = action or types.MessageActionPinMessage()
        message = Stored(room=channel, sender=None, date=date or self.world.now(), action=told)
        return self.world.put(message).ids[channel.box]

    def edit(
        self, channel: Channel, post: int, text: str, *, date: datetime | None = None, entities: Sequence[Any] = ()
    ) -> None:
        """Another text for a post."""
        self.world.change(channel.box.messages[post], text=text, entities=list(entities), date=date)

    def react(self, channel: Channel, post: int, *, reactions: int = 1, views: int = 100) -> None:
        """More reactions and views: told as an edit, though the text is the same (TELEGRAM 8)."""
        message = channel.box.messages[post]
        self.world.change(message, hidden=True, reactions=message.reactions + reactions, views=message.views + views)

    def delete(self, channel: Channel, *posts: int) -> None:
        """Delete posts."""
        self.world.delete(channel.box.messages[post] for post in posts)

    def skip(self, channel: Channel, count: int = 1) -> None:
        """Use up ids for nothing: a hole."""
        channel.box.last_id += count

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """What happens within is stored and counted, and told to nobody (TELEGRAM 4)."""
        self.pusher.quiet = True
        try:
            yield
        finally:
            self.pusher.quiet = False

    def _file(self, data: bytes) -> dict[str, Any]:
        number = self.world.put_file(data)
        reference = self.world.file_reference
        return {
            "id": number,
            "access_hash": number,
            "file_reference": reference,
            "date": self.world.now(),
            "dc_id": 2,
        }

    def _media(self, media: str | Any) -> Any:
        if not isinstance(media, str):
            return media
        number = self.world.next_file_id()
        common = {"id": number, "access_hash": number, "file_reference": b"", "date": self.world.now(), "dc_id": 2}
        if media == "photo":
            size = types.PhotoSize(type="x", w=800, h=600, size=_PHOTO_BYTES)
            return types.MessageMediaPhoto(photo=types.Photo(sizes=[size], **common))
        if media == "video":
            shape = types.DocumentAttributeVideo(duration=12.0, w=640, h=360)
            film = types.Document(mime_type="video/mp4", size=_PHOTO_BYTES * 20, attributes=[shape], **common)
            return types.MessageMediaDocument(document=film, video=True)
        raise ValueError(f"no media of the kind {media!r}")
