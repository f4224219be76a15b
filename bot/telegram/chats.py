"""Finding the chats of SUBSCRIBER_CHAT, by id or @name, as the bot sees them."""

import logging
from dataclasses import dataclass
from typing import Any

from telethon import errors, utils
from telethon.tl import functions, types

from bot.errors import InputError
from bot.model.subscriber import ChatKind
from bot.telegram.client import Client
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.trouble import delivery_error, error_code

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedChat:
    """A chat that the bot can name in a request; ``chat_id`` is the marked id."""

    chat_id: int
    kind: ChatKind
    title: str
    access_hash: int | None


async def resolve_chat(client: Client, messenger: TelegramMessenger, name: str) -> ResolvedChat:
    """Find the chat that ``name`` means: a marked id as Telegram clients show it, or an @name.

    An id is believed even when the server will not tell its title: the first send will show.
    Raises InputError for a name that nobody has, a DeliveryError where the server cannot say now.
    """
    try:
        chat_id = int(name)
    except ValueError:
        chat = await _by_username(client, name)
    else:
        peer = messenger.input_peer(chat_id)
        told = await _by_peer(client, peer)
        if told is None:
            return ResolvedChat(chat_id=chat_id, kind=_kind_of_id(chat_id), title=name, access_hash=None)
        chat = told
    found = ResolvedChat(
        chat_id=utils.get_peer_id(chat),
        kind=chat_kind(chat),
        title=utils.get_display_name(chat) or name,
        access_hash=getattr(chat, "access_hash", None),
    )
    messenger.remember(found.chat_id, found.access_hash)
    return found


def chat_kind(chat: Any) -> ChatKind:
    """Whether a Telegram user or chat is a person, a group, or a channel."""
    if isinstance(chat, types.User):
        return ChatKind.PERSON
    if isinstance(chat, types.Channel | types.ChannelForbidden) and not chat.megagroup:
        return ChatKind.CHANNEL
    return ChatKind.GROUP


def _kind_of_id(chat_id: int) -> ChatKind:
    """By the id alone a supergroup looks like a channel; the stricter rate of a group is the safe guess."""
    return ChatKind.PERSON if chat_id > 0 else ChatKind.GROUP


async def _by_username(client: Client, name: str) -> Any:
    try:
        answer = await client(functions.contacts.ResolveUsernameRequest(name.removeprefix("@")))
    except (errors.UsernameNotOccupiedError, errors.UsernameInvalidError):
        answer = None
    except Exception as error:
        raise delivery_error(error) or error from error
    for chat in (*answer.users, *answer.chats) if answer else ():
        if utils.get_peer_id(chat) == utils.get_peer_id(answer.peer):
            return chat
    raise InputError(f"SUBSCRIBER_CHAT: nobody on Telegram is called {name}. Correct the name, or write the id.")


async def _by_peer(client: Client, peer: Any) -> Any | None:
    """The user or chat behind an id, or None where the server does not tell it."""
    try:
        if isinstance(peer, types.InputPeerUser):
            found = await client(functions.users.GetUsersRequest([types.InputUser(peer.user_id, peer.access_hash)]))
        elif isinstance(peer, types.InputPeerChat):
            found = (await client(functions.messages.GetChatsRequest([peer.chat_id]))).chats
        else:
            channel = types.InputChannel(peer.channel_id, peer.access_hash)
            found = (await client(functions.channels.GetChannelsRequest([channel]))).chats
    except errors.RPCError as error:
        _log.info("The name of a chat is not to be had (%s)", error_code(error))
        return None
    except OSError as error:
        raise delivery_error(error) or error from error
    empty = (types.UserEmpty, types.ChatEmpty)
    return next((chat for chat in found if not isinstance(chat, empty)), None)
