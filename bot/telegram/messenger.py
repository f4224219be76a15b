"""Sending as the bot: raw requests that carry our own random id, so that a retry is never a second message."""

import logging
import mimetypes
from dataclasses import replace
from typing import Any

from telethon import errors, utils
from telethon.tl import functions, types

from bot.errors import (
    ChatGoneError,
    ChatMigratedError,
    DeliveryError,
    FloodWaitError,
    MessageRejectedError,
    MessengerUnavailableError,
)
from bot.model.message import Attachment, AttachmentKind, Message
from bot.telegram.client import Client
from bot.telegram.markup import telegram_buttons, telegram_entities
from bot.telegram.trouble import delivery_error, error_code
from bot.wording import texts

_log = logging.getLogger(__name__)

_LOST_REPLY_CODES = frozenset(
    {
        *("MSG_ID_INVALID", "MESSAGE_ID_INVALID", "REPLY_MESSAGE_ID_INVALID", "REPLY_TO_INVALID"),
        *("TOPIC_DELETED", "TOPIC_CLOSED"),
    }
)
"""The answered message is gone, or the topic in which it lay; the chat itself may well take messages."""
_NO_FILES_CODES = frozenset(
    {"CHAT_SEND_MEDIA_FORBIDDEN", "CHAT_SEND_PHOTOS_FORBIDDEN", "CHAT_SEND_DOCS_FORBIDDEN"}
)  # https://core.telegram.org/api/rights: a group may allow texts and forbid files

_PART_KILOBYTES = 512
"""The largest part that Telegram takes (https://core.telegram.org/api/files): the fewest calls for a file."""


class TelegramMessenger:
    """The Messenger of ``bot.ports`` over the bot's session (TELEGRAM 19 to 23)."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._hashes: dict[int, int] = {}

    def remember(self, chat_id: int, access_hash: int | None) -> None:
        """Keep the access hash of a person or channel; without one a bot may say 0."""
        if access_hash:
            self._hashes[chat_id] = access_hash

    async def send(
        self,
        chat_id: int,
        message: Message,
        *,
        random_id: int,
        silent: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """Send one message and return its id; a repeated ``random_id`` returns the first message's id.

        Where the answered message is gone, the news goes out without it. Raises DeliveryError.
        """
        request = functions.messages.SendMessageRequest(
            peer=self.input_peer(chat_id),
            message=message.text,
            random_id=random_id,
            no_webpage=True,
            silent=silent or None,
            reply_to=types.InputReplyToMessage(reply_to) if reply_to else None,
            entities=telegram_entities(message) or None,
            reply_markup=telegram_buttons(message),
        )
        try:
            answer = await self._send_reply_or_plain(request)
        except Exception as error:
            raise await self._told(chat_id, error) from error
        return _sent_id(answer, random_id)

    async def send_file(
        self, chat_id: int, attachment: Attachment, *, random_id: int, reply_to: int | None = None
    ) -> int:
        """Upload a file part by part and send it; its message's id. A repeated ``random_id`` is the first message.

        Where the file itself is refused, be it because the chat allows none, the caption goes out as a text that
        says so. Raises DeliveryError.
        """
        try:
            request = functions.messages.SendMediaRequest(
                peer=self.input_peer(chat_id),
                media=await self._uploaded(attachment),
                message=attachment.caption.text,
                random_id=random_id,
                reply_to=types.InputReplyToMessage(reply_to) if reply_to else None,
                entities=telegram_entities(attachment.caption) or None,
                reply_markup=telegram_buttons(attachment.caption),
            )
            answer = await self._send_reply_or_plain(request)
        except Exception as error:
            told = await self._told(chat_id, error)
            if isinstance(told, MessageRejectedError) or _forbids_files(error):
                text = "\n\n".join(filter(None, (attachment.caption.text, texts.FILE_REFUSED)))
                in_words = replace(attachment.caption, text=text)
                return await self.send(chat_id, in_words, random_id=random_id, reply_to=reply_to)
            raise told from error
        return _sent_id(answer, random_id)

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Replace a sent message's text and buttons; "not modified" is no failure. Raises DeliveryError."""
        request = functions.messages.EditMessageRequest(
            peer=self.input_peer(chat_id),
            id=message_id,
            message=message.text,
            no_webpage=True,
            entities=telegram_entities(message) or None,
            reply_markup=telegram_buttons(message),
        )
        try:
            await self._client(request)
        except errors.MessageNotModifiedError:
            return
        except Exception as error:
            raise await self._told(chat_id, error) from error

    def input_peer(self, chat_id: int) -> Any:
        """How a request names the chat with this marked id; asks nobody."""
        number, kind = utils.resolve_id(chat_id)
        if kind is types.PeerChat:
            return types.InputPeerChat(number)
        access_hash = self._hashes.get(chat_id) or self._known_hash(kind(number))
        if kind is types.PeerChannel:
            return types.InputPeerChannel(number, access_hash)
        return types.InputPeerUser(number, access_hash)

    async def _uploaded(self, attachment: Attachment) -> Any:
        """The media of a file that has been handed to Telegram; no more than a part of a path's file is held."""
        file = await self._client.upload_file(
            attachment.content, part_size_kb=_PART_KILOBYTES, file_name=attachment.name
        )
        if attachment.kind is AttachmentKind.PHOTO:
            return types.InputMediaUploadedPhoto(file)
        kind = mimetypes.guess_type(attachment.name)[0] or "application/octet-stream"
        named = types.DocumentAttributeFilename(attachment.name)
        return types.InputMediaUploadedDocument(file, mime_type=kind, attributes=[named], force_file=True)

    def _known_hash(self, peer: Any) -> int:
        try:
            return int(self._client.session.get_input_entity(peer).access_hash)
        except ValueError:
            return 0

    async def _send_reply_or_plain(self, request: Any) -> Any:
        try:
            return await self._client(request)
        except errors.BadRequestError as error:
            if request.reply_to is None or error_code(error) not in _LOST_REPLY_CODES:
                raise
        request.reply_to = None
        return await self._client(request)

    async def _told(self, chat_id: int, error: Exception) -> Exception:
        """The DeliveryError that the outbox understands; a bug of ours stays what it is."""
        told = delivery_error(error)
        if not isinstance(told, ChatGoneError):
            return told or error
        try:
            new_chat_id = await self._migrated_to(chat_id)
        except DeliveryError as passing:
            return passing
        return told if new_chat_id is None else ChatMigratedError(new_chat_id)

    async def _migrated_to(self, chat_id: int) -> int | None:
        """The supergroup that a basic group has become; its own errors do not tell it. Raises DeliveryError.

        None where it has become none, or the server refuses for good to tell.
        """
        number, kind = utils.resolve_id(chat_id)
        if kind is not types.PeerChat:
            return None
        try:
            answer = await self._client(functions.messages.GetChatsRequest([number]))
        except (errors.RPCError, OSError) as error:
            passing = delivery_error(error)
            if isinstance(passing, FloodWaitError | MessengerUnavailableError):
                raise passing from error  # what is not known yet is no reason to give a chat up for good
            _log.info("What became of the group %d is not to be had (%s)", chat_id, type(error).__name__)
            return None
        for chat in answer.chats:
            moved = getattr(chat, "migrated_to", None)
            if moved is not None:
                new_chat_id: int = utils.get_peer_id(types.PeerChannel(moved.channel_id))
                self.remember(new_chat_id, moved.access_hash)
                return new_chat_id
        return None


def _forbids_files(error: Exception) -> bool:
    return isinstance(error, errors.RPCError) and error_code(error) in _NO_FILES_CODES


def _sent_id(answer: Any, random_id: int) -> int:
    """The id of the message that a send made, or had made the first time."""
    if isinstance(answer, types.UpdateShortSentMessage):
        return int(answer.id)
    updates = getattr(answer, "updates", None) or [getattr(answer, "update", None)]
    for update in updates:
        if isinstance(update, types.UpdateMessageID) and update.random_id == random_id:
            return int(update.id)
    for update in updates:
        if isinstance(update, types.UpdateNewMessage | types.UpdateNewChannelMessage):
            return int(update.message.id)
    raise MessengerUnavailableError(f"Telegram answered a send with {type(answer).__name__}, which names no message.")
