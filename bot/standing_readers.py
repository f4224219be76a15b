"""The operator's own chats (``SUBSCRIBER_CHAT``): told from the first start, without /start."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from bot.errors import DeliveryError
from bot.model.subscriber import Subscriber, SubscriberState
from bot.ports import Clock, SubscriberStore
from bot.telegram.chats import ResolvedChat, resolve_chat
from bot.telegram.client import Client
from bot.telegram.messenger import TelegramMessenger

ASK_AGAIN = timedelta(seconds=10)

_log = logging.getLogger(__name__)


async def enrol(
    names: Sequence[str], bot: Client, messenger: TelegramMessenger, store: SubscriberStore, clock: Clock
) -> list[int]:
    """Make each of these chats a subscriber, and teach the messenger how to reach the ones there are; their ids.

    One that has unsubscribed stays away; one that was given up is tried again. Waits for a Telegram that
    cannot say now. Raises InputError for a name that nobody has, and ArchiveError.
    """
    for subscriber in await store.subscribers():
        messenger.remember(subscriber.chat_id, subscriber.access_hash)
    chat_ids = []
    for name in names:
        chat = await _resolved(name, bot, messenger, clock)
        await _enrol_one(chat, store, clock)
        chat_ids.append(chat.chat_id)
    return chat_ids


async def _resolved(name: str, bot: Client, messenger: TelegramMessenger, clock: Clock) -> ResolvedChat:
    while True:
        try:
            return await resolve_chat(bot, messenger, name)
        except DeliveryError as error:
            _log.warning("SUBSCRIBER_CHAT %s cannot be looked up now (%s); trying again", name, error)
            await clock.sleep(ASK_AGAIN)


async def _enrol_one(chat: ResolvedChat, store: SubscriberStore, clock: Clock) -> None:
    known = await store.subscriber(chat.chat_id)
    if known is not None and known.state in (SubscriberState.ACTIVE, SubscriberState.LEFT):
        return
    await store.save_subscriber(
        Subscriber(
            chat_id=chat.chat_id,
            kind=chat.kind,
            title=chat.title,
            state=SubscriberState.ACTIVE,
            since=clock.now(),
            access_hash=chat.access_hash,
        )
    )
