"""From Telegram's objects to the words of the field; pure, and deaf to anything it does not know."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from telethon import utils
from telethon.tl import types

from bot.model.channel import ChannelRef, post_url
from bot.model.message import Entity, EntityKind
from bot.model.post import ForwardOrigin, Origin, SeenDeletion, SeenPost
from bot.telegram.media import media_facts, snake_case

_ENTITY_KINDS = {
    types.MessageEntityBold: EntityKind.BOLD,
    types.MessageEntityItalic: EntityKind.ITALIC,
    types.MessageEntityUnderline: EntityKind.UNDERLINE,
    types.MessageEntityStrike: EntityKind.STRIKE,
    types.MessageEntitySpoiler: EntityKind.SPOILER,
    types.MessageEntityCode: EntityKind.CODE,
    types.MessageEntityPre: EntityKind.PRE,
    types.MessageEntityBlockquote: EntityKind.BLOCKQUOTE,
    types.MessageEntityTextUrl: EntityKind.LINK,
    types.MessageEntityUrl: EntityKind.URL,
    types.MessageEntityMention: EntityKind.MENTION,
    types.MessageEntityMentionName: EntityKind.MENTION,
    types.MessageEntityHashtag: EntityKind.HASHTAG,
}

Known = Mapping[int, Any]
"""Users and chats that came along with a message, by marked id."""


def known_peers(*groups: Iterable[Any]) -> dict[int, Any]:
    """The users and chats of an answer by marked id; empty and forbidden ones are told apart later."""
    return {utils.get_peer_id(peer): peer for group in groups for peer in group}


def channel_ref(chat: Any) -> ChannelRef:
    """How a Telegram channel names itself now."""
    return ChannelRef(telegram_id=chat.id, handle=handle_of(chat), title=chat.title or None)


def handle_of(chat: Any) -> str | None:
    """A channel's public name without @; one with several shows the first active one."""
    if getattr(chat, "username", None):
        return str(chat.username)
    active = (name.username for name in getattr(chat, "usernames", None) or () if name.active)
    return next(active, None)


def seen_post(
    message: Any,
    channel: ChannelRef,
    origin: Origin,
    *,
    is_edit: bool = False,
    known: Known | None = None,
) -> SeenPost | None:
    """A post of ``channel``, or None for an empty message, which stands for a deleted one.

    Telegram sets ``edit_date`` for reactions and buttons too and then hides it: such a post was never edited.
    """
    if isinstance(message, types.MessageEmpty) or message.date is None:
        return None
    service = isinstance(message, types.MessageService)
    return SeenPost(
        channel=channel,
        message_id=message.id,
        date=message.date,
        text=message.message or "",
        origin=origin,
        edited_at=None if message.edit_hide else message.edit_date,
        is_edit=is_edit,
        entities=_entities(message.entities),
        media=media_facts(message.media),
        forwarded_from=_forward_origin(message.fwd_from, known or {}),
        reply_to=_reply_to(message.reply_to),
        grouped_id=message.grouped_id,
        views=message.views,
        url=post_url(channel, message.id),
        service=_service_name(message.action) if service else None,
    )


def seen_deletions(
    message_ids: Iterable[int], channel: ChannelRef, origin: Origin, *, told_at: datetime
) -> tuple[SeenDeletion, ...]:
    """The deletions that one update tells."""
    return tuple(
        SeenDeletion(channel=channel, message_id=message_id, deleted_at=told_at, origin=origin)
        for message_id in message_ids
    )


def _entities(entities: Iterable[Any] | None) -> tuple[Entity, ...]:
    return tuple(
        Entity(
            kind=_ENTITY_KINDS.get(type(entity), EntityKind.OTHER),
            offset=entity.offset,
            length=entity.length,
            url=entity.url if isinstance(entity, types.MessageEntityTextUrl) else None,
        )
        for entity in entities or ()
    )


def _forward_origin(header: Any, known: Known) -> ForwardOrigin | None:
    """Where a forward came from: a channel, a person by name, or somebody who hides."""
    if header is None:
        return None
    source = known.get(utils.get_peer_id(header.from_id)) if header.from_id else None
    if isinstance(header.from_id, types.PeerChannel):
        channel = ChannelRef(
            telegram_id=header.from_id.channel_id,
            handle=handle_of(source) if source else None,
            title=getattr(source, "title", None) or None,
        )
        return ForwardOrigin(channel=channel, message_id=header.channel_post)
    name = header.from_name or (utils.get_display_name(source) if source else None)
    return ForwardOrigin(channel=ChannelRef(title=name) if name else None)


def _reply_to(header: Any) -> int | None:
    """The answered post of the same channel; replies to stories and to other chats are none."""
    if not isinstance(header, types.MessageReplyHeader) or header.reply_to_peer_id is not None:
        return None
    message_id: int | None = header.reply_to_msg_id
    return message_id


def _service_name(action: Any) -> str:
    """``MessageActionPinMessage`` as ``pin_message``."""
    return snake_case(type(action).__name__.removeprefix("MessageAction"))
