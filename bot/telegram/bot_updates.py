"""What people write to the bot and press under its messages, and their answers on the way back."""

import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from telethon import errors, events, utils
from telethon.tl import functions, types

from bot.errors import DeliveryError, FloodWaitError
from bot.model.conversation import LONGEST_ANSWER_WAIT, Answer, Incoming, Press
from bot.model.delivery import random_id
from bot.model.message import Attachment, Message
from bot.model.subscriber import ChatKind
from bot.ports import Clock
from bot.telegram.chats import chat_kind
from bot.telegram.client import Client
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.showing_work import showing_work
from bot.telegram.trouble import error_code
from bot.telegram.work_queue import WorkQueue

_log = logging.getLogger(__name__)

_TOAST_LENGTH = 200
_PRESSES_REMEMBERED = 1000
_ADDRESSED = re.compile(r"/\w+@(?P<bot>\w+)(?!\S)")
_ANONYMOUS = frozenset({1087968824, 136817688, 777000})
"""Telegram's own accounts that stand for anonymous administrators, for channels, and for automatic forwards."""


class BotUpdates:
    """Hands what reaches the bot to ``answer`` and ``press``, and sends back what they return.

    A person's id is the only thing that may be trusted about them; everything else is hostile input.
    """

    def __init__(
        self,
        client: Client,
        messenger: TelegramMessenger,
        clock: Clock,
        *,
        answer: Callable[[Incoming], Awaitable[Answer]],
        press: Callable[[Press], Awaitable[Answer]],
        turn: Callable[[int], Awaitable[bool]],
    ) -> None:
        """``turn`` waits until a chat may get a message or an edit; False is "too late for this one"."""
        self._client = client
        self._messenger = messenger
        self._clock = clock
        self._answer = answer
        self._press = press
        self._turn = turn
        self._queue = WorkQueue()
        self._presses: deque[int] = deque(maxlen=_PRESSES_REMEMBERED)
        """The last ones by number: an update may come twice (TELEGRAM 1), and a switch pressed twice is back again."""

    def start(self) -> None:
        """Take messages and presses from now on."""
        self._client.add_event_handler(self._on_message, events.NewMessage(incoming=True))
        self._client.add_event_handler(self._on_press, events.Raw(types.UpdateBotCallbackQuery))

    def stop(self) -> None:
        """Take no more; answers under way are finished, those that wait are not begun."""
        self._queue.clear()
        self._client.remove_event_handler(self._on_message)
        self._client.remove_event_handler(self._on_press)

    async def announce(self, commands: Sequence[tuple[str, str]]) -> None:
        """Show these (command, description) in the clients' menus; a server that refuses is no obstacle."""
        menu = [types.BotCommand(command, description) for command, description in commands]
        try:
            await self._client(functions.bots.SetBotCommandsRequest(types.BotCommandScopeDefault(), "", menu))
        except errors.RPCError as error:
            _log.warning("The bot's menu of commands could not be set (%s)", error_code(error))
        except OSError as error:
            _log.warning("The bot's menu of commands could not be set (%s)", type(error).__name__)

    async def _on_message(self, event: Any) -> None:
        incoming = incoming_from(event.message, event.chat, bot_name=getattr(self._client.me, "username", None))
        if incoming is None:
            return
        self._queue.put(incoming.user_id or incoming.chat_id, partial(self._answer_message, incoming))

    async def _answer_message(self, incoming: Incoming) -> None:
        self._messenger.remember(incoming.chat_id, incoming.chat_access_hash)
        try:
            async with showing_work(self._client, self._messenger.input_peer(incoming.chat_id), self._clock):
                answer = await self._answer(incoming)
            # In a group the answer hangs under its question; in private there is nobody to confuse.
            reply_to = incoming.message_id if incoming.chat_kind is ChatKind.GROUP else None
            key = f"answer:{incoming.chat_id}:{incoming.message_id}"
            await self._send(incoming.chat_id, answer, key=key, reply_to=reply_to)
        except DeliveryError as error:
            _log.warning("An answer in chat %d was not sent: %s", incoming.chat_id, error)
        except Exception:
            _log.exception("A message in chat %d could not be answered", incoming.chat_id)

    async def _on_press(self, update: Any) -> None:
        if update.query_id in self._presses:
            return
        if self._queue.put(update.user_id, partial(self._answer_press, update)):
            self._presses.append(update.query_id)

    async def _answer_press(self, update: Any) -> None:
        chat_id = utils.get_peer_id(update.peer)
        toast: str | None = None
        try:
            press = Press(chat_id=chat_id, user_id=update.user_id, message_id=update.msg_id, data=update.data or b"")
            answer = await self._press(press)
            toast = answer.toast
            if answer.edit is not None and await self._turn(chat_id):
                await self._messenger.edit(chat_id, update.msg_id, answer.edit)
            await self._send(chat_id, answer, key=f"press:{update.query_id}", reply_to=None)
        except DeliveryError as error:
            _log.warning("The answer to a button in chat %d was not sent: %s", chat_id, error)
        except Exception:
            _log.exception("A button in chat %d could not be answered", chat_id)
        finally:
            await self._release_button(update.query_id, toast)

    async def _send(self, chat_id: int, answer: Answer, *, key: str, reply_to: int | None) -> None:
        """Send an answer's parts; the same question met again gives the same messages, not new ones."""
        parts: list[Message | Attachment] = [*answer.messages, *answer.attachments]
        try:
            for number, part in enumerate(parts):
                if not await self._turn(chat_id):
                    _log.info("An answer in chat %d would come too late and is left out", chat_id)
                    return
                await self._send_part(chat_id, part, random_id=random_id(key, number), reply_to=reply_to)
        finally:
            _remove_temporary(answer.attachments)

    async def _send_part(self, chat_id: int, part: Message | Attachment, **how: Any) -> None:
        send: Callable[..., Awaitable[int]] = self._messenger.send
        if isinstance(part, Attachment):
            send = self._messenger.send_file
        try:
            await send(chat_id, part, **how)
        except FloodWaitError as error:
            if error.retry_after > LONGEST_ANSWER_WAIT:
                raise
            await self._clock.sleep(error.retry_after)
            await send(chat_id, part, **how)

    async def _release_button(self, query_id: int, toast: str | None) -> None:
        """End the button's spinning, whatever became of the press."""
        message = toast[:_TOAST_LENGTH] if toast else None
        try:
            await self._client(functions.messages.SetBotCallbackAnswerRequest(query_id, cache_time=0, message=message))
        except (errors.RPCError, OSError) as error:
            _log.info("A pressed button could not be released (%s)", type(error).__name__)


def incoming_from(message: Any, chat: Any | None, *, bot_name: str | None) -> Incoming | None:
    """A message that asks the bot something, or None.

    Channel posts, service messages, messages without text, commands to another bot, and in groups
    everything that is no command are none.
    """
    if message.post or message.action is not None or not message.message:
        return None
    chat_id = utils.get_peer_id(message.peer_id)
    in_private = isinstance(message.peer_id, types.PeerUser)
    text = message.message
    if _is_for_another(text, bot_name) or not (in_private or text.startswith("/")):
        return None
    return Incoming(
        chat_id=chat_id,
        chat_kind=_kind(message.peer_id, chat),
        chat_title=utils.get_display_name(chat) if chat is not None else "",
        user_id=chat_id if in_private else _person(message.from_id),
        message_id=message.id,
        text=text,
        at=message.date,
        chat_access_hash=getattr(chat, "access_hash", None),
    )


def _kind(peer: Any, chat: Any | None) -> ChatKind:
    if chat is not None:
        return chat_kind(chat)
    return ChatKind.PERSON if isinstance(peer, types.PeerUser) else ChatKind.GROUP


def _person(sender: Any) -> int | None:
    """Who wrote; None for those who write as a group or a channel (RULES 14)."""
    user_id: int | None = getattr(sender, "user_id", None)
    return None if user_id in _ANONYMOUS else user_id


def _is_for_another(text: str, bot_name: str | None) -> bool:
    addressed = _ADDRESSED.match(text)
    return addressed is not None and bot_name is not None and addressed["bot"].casefold() != bot_name.casefold()


def _remove_temporary(attachments: Sequence[Attachment]) -> None:
    for attachment in attachments:
        if attachment.temporary and isinstance(attachment.content, Path):
            attachment.content.unlink(missing_ok=True)
