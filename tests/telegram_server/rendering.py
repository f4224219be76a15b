"""The world in Telegram's words: users, chats, messages and updates as one account sees them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from telethon.tl import types

from .rooms import Box, Channel, Event, Forward, Group, Person, Private, Room, Stored, What
from .world import World


def peer_of(room: Room, viewer: Person) -> Any:
    """The peer under which ``viewer`` knows a room."""
    if isinstance(room, Channel):
        return types.PeerChannel(room.id)
    if isinstance(room, Group):
        return types.PeerChat(room.id)
    return types.PeerUser(room.other(viewer).id)


def sender_peer(sender: Person | Channel) -> Any:
    """The peer of whoever wrote a message."""
    return types.PeerChannel(sender.id) if isinstance(sender, Channel) else types.PeerUser(sender.id)


class View:
    """What one account sees. All methods give Telethon's TL objects."""

    def __init__(self, world: World, viewer: Person) -> None:
        self.world = world
        self.viewer = viewer

    def user(self, person: Person) -> Any:
        """A person; the account itself is marked and shows its telephone number."""
        own = person is self.viewer
        return types.User(
            id=person.id,
            access_hash=self.world.access_hash(self.viewer, "user", person.id),
            first_name=None if person.deactivated else person.name,
            username=person.username,
            phone=person.phone if own else None,
            is_self=own or None,
            deleted=person.deactivated or None,
            bot=person.bot or None,
            bot_info_version=1 if person.bot else None,
            bot_chat_history=(person.bot and person.sees_all) or None,
            status=None if person.bot else types.UserStatusRecently(),
        )

    def channel(self, channel: Channel) -> Any:
        """A channel, or ChannelForbidden when it has become private."""
        access_hash = self.world.access_hash(self.viewer, "channel", channel.id)
        if channel.private:
            return types.ChannelForbidden(
                id=channel.id,
                access_hash=access_hash,
                title=channel.title,
                megagroup=channel.megagroup or None,
                broadcast=not channel.megagroup or None,
            )
        return types.Channel(
            id=channel.id,
            title=channel.title,
            photo=types.ChatPhotoEmpty(),
            date=channel.created,
            access_hash=access_hash,
            username=channel.username,
            broadcast=not channel.megagroup or None,
            megagroup=channel.megagroup or None,
            noforwards=channel.noforwards or None,
            left=self.viewer.id not in channel.members or None,
            admin_rights=_ADMIN_RIGHTS if self.viewer.id in channel.admins else None,
            participants_count=len(channel.members),
        )

    def group(self, group: Group) -> Any:
        """A basic group; a migrated one names its supergroup."""
        moved = group.migrated_to
        return types.Chat(
            id=group.id,
            title=group.title,
            photo=types.ChatPhotoEmpty(),
            participants_count=len(group.members),
            date=group.created,
            version=1,
            deactivated=moved is not None or None,
            migrated_to=moved
            and types.InputChannel(moved.id, self.world.access_hash(self.viewer, "channel", moved.id)),
        )

    def message(self, message: Stored) -> Any:
        """A message or service message."""
        common = {
            "id": message.ids[self.world.box_for(message.room, self.viewer)],
            "peer_id": peer_of(message.room, self.viewer),
            "date": message.date,
            "out": message.sender is self.viewer or None,
            "silent": message.silent or None,
            "post": _is_post(message) or None,
            "from_id": self._from(message),
            "reply_to": self._reply(message),
        }
        if message.action is not None:
            return types.MessageService(action=message.action, **common)
        return types.Message(
            message=message.text,
            entities=message.entities or None,
            media=self._media(message.media),
            reply_markup=message.markup,
            fwd_from=message.forward and _forward_header(message.forward),
            grouped_id=message.grouped_id,
            views=message.views if _is_post(message) else None,
            forwards=0 if _is_post(message) else None,
            reactions=_reactions(message.reactions) if message.reactions else None,
            edit_date=message.edit_date,
            edit_hide=message.edit_hide or None,
            noforwards=(isinstance(message.room, Channel) and message.room.noforwards) or None,
            **common,
        )

    def people_and_chats(self, messages: Iterable[Stored]) -> dict[str, list[Any]]:
        """The users and chats that these messages speak of."""
        persons: dict[int, Person] = {}
        chats: dict[int, Channel | Group] = {}
        for message in messages:
            mentioned = [message.room, message.sender, message.forward.channel if message.forward else None]
            if isinstance(message.room, Private):
                mentioned += [message.room.first, message.room.second]
            for item in mentioned:
                if isinstance(item, Person):
                    persons[item.id] = item
                elif isinstance(item, Channel | Group):
                    chats[item.id] = item
        return {"users": [self.user(p) for p in persons.values()], "chats": [self.chat(c) for c in chats.values()]}

    def chat(self, chat: Channel | Group) -> Any:
        """A channel or a basic group."""
        return self.channel(chat) if isinstance(chat, Channel) else self.group(chat)

    def update(self, box: Box, event: Event) -> Any:
        """The update that tells of an event."""
        counted = {"pts": event.pts, "pts_count": event.pts_count}
        room = event.messages[0].room
        if event.what is What.DELETE:
            ids = [message.ids[box] for message in event.messages]
            if isinstance(room, Channel):
                return types.UpdateDeleteChannelMessages(channel_id=room.id, messages=ids, **counted)
            return types.UpdateDeleteMessages(messages=ids, **counted)
        kinds = _CHANNEL_UPDATES if isinstance(room, Channel) else _ACCOUNT_UPDATES
        return kinds[event.what](message=self.message(event.messages[0]), **counted)

    def short(self, box: Box, event: Event) -> Any:
        """A new plain message between people in Telegram's short form, which names nobody; None for all others."""
        message = event.messages[0]
        room, sender = message.room, message.sender
        fits = event.what is What.NEW and message.action is message.markup is message.media is message.forward is None
        if not fits or isinstance(room, Channel) or not isinstance(sender, Person) or sender is self.viewer:
            return None
        told = {
            "id": message.ids[box],
            "message": message.text,
            "pts": event.pts,
            "pts_count": event.pts_count,
            "date": message.date,
            "silent": message.silent or None,
            "reply_to": self._reply(message),
            "entities": message.entities or None,
        }
        if isinstance(room, Group):
            return types.UpdateShortChatMessage(from_id=sender.id, chat_id=room.id, **told)
        return types.UpdateShortMessage(user_id=sender.id, **told)

    def updates(self, updates: list[Any], messages: Iterable[Stored], date: datetime) -> Any:
        """Updates together with the users and chats of the messages they tell of."""
        return types.Updates(updates=updates, date=date, seq=0, **self.people_and_chats(messages))

    def _media(self, media: Any) -> Any:
        """Media as told today: with the reference that opens its file now."""
        file = getattr(media, "photo", None) or getattr(media, "document", None)
        if file is not None and file.id in self.world.files:
            file.file_reference = self.world.file_reference
        return media

    def _from(self, message: Stored) -> Any:
        if message.sender is None or _is_post(message) or isinstance(message.room, Private):
            return None
        return sender_peer(message.sender)

    def _reply(self, message: Stored) -> Any:
        if message.reply_to is None:
            return None
        number = message.reply_to.ids.get(self.world.box_for(message.room, self.viewer))
        return types.MessageReplyHeader(reply_to_msg_id=number) if number else None


def _is_post(message: Stored) -> bool:
    return isinstance(message.room, Channel) and not message.room.megagroup


def _forward_header(forward: Forward) -> Any:
    origin = types.PeerChannel(forward.channel.id) if forward.channel else None
    return types.MessageFwdHeader(
        date=forward.date, from_id=origin, channel_post=forward.post, from_name=None if origin else forward.name
    )


def _reactions(count: int) -> Any:
    return types.MessageReactions(results=[types.ReactionCount(reaction=types.ReactionEmoji("👍"), count=count)])


_CHANNEL_UPDATES = {What.NEW: types.UpdateNewChannelMessage, What.EDIT: types.UpdateEditChannelMessage}
_ACCOUNT_UPDATES = {What.NEW: types.UpdateNewMessage, What.EDIT: types.UpdateEditMessage}
_ADMIN_RIGHTS = types.ChatAdminRights(post_messages=True, edit_messages=True, delete_messages=True, other=True)
