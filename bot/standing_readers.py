"""The operator's own chats (``SUBSCRIBER_CHAT``): told from the first start, without /start."""

import logging
from datetime import timedelta
from typing import Protocol

from bot.errors import DeliveryError, FloodWaitError
from bot.model.subscriber import Subscriber, SubscriberState
from bot.operations.standing_words import standing_words
from bot.outages import Outage, outlasting
from bot.ports import Clock, SubscriberStore, WatchStore
from bot.settings import Settings
from bot.telegram.chats import ResolvedChat, resolve_chat
from bot.telegram.client import Client
from bot.telegram.messenger import TelegramMessenger

ASK_AGAIN = timedelta(seconds=10)

_log = logging.getLogger(__name__)


class ReaderStore(SubscriberStore, WatchStore, Protocol):
    """What enrolling needs of the archive."""


class StandingReaders:
    """Makes each of these chats a subscriber that watches the operator's words.

    One that has unsubscribed stays away; one that was given up is tried again.
    """

    def __init__(
        self, settings: Settings, bot: Client, messenger: TelegramMessenger, store: ReaderStore, clock: Clock
    ) -> None:
        self._settings = settings
        self._bot = bot
        self._messenger = messenger
        self._store = store
        self._clock = clock
        self._due = dict.fromkeys(settings.subscriber_chats, clock.elapsed())
        """When each name that is not enrolled yet may be asked for."""
        self._enrolled: list[int] = []

    async def begin(self) -> None:
        """Enrol all that can be looked up now, and teach the messenger how to reach the chats that there are.

        Raises InputError for a name that nobody has, and ArchiveError.
        """
        for subscriber in await self._store.subscribers():
            self._messenger.remember(subscriber.chat_id, subscriber.access_hash)
        await self._enrol_due()
        await self._set_words()

    async def run(self) -> None:
        """Enrol the others as soon as Telegram allows; returns when nobody is missing. Raises as ``begin`` does.

        They are told what comes from then on, as who subscribes is.
        """
        outage = Outage(self._clock, "enrolment")
        while self._due:
            await self._clock.sleep(min(self._due.values()) - self._clock.elapsed())
            await outlasting(outage, self._enrol_due)
            await outlasting(outage, self._set_words)

    async def _enrol_due(self) -> None:
        for name in [name for name, at in self._due.items() if at <= self._clock.elapsed()]:
            try:
                chat = await resolve_chat(self._bot, self._messenger, name)
            except DeliveryError as error:
                wait = error.retry_after if isinstance(error, FloodWaitError) else ASK_AGAIN
                _log.warning("SUBSCRIBER_CHAT %s cannot be looked up now: %s Next try in %s.", name, error, wait)
                self._due[name] = self._clock.elapsed() + wait
                continue
            await _enrol_one(chat, self._store, self._clock)
            self._enrolled.append(chat.chat_id)
            del self._due[name]

    async def _set_words(self) -> None:
        """As long as somebody is missing, nobody's words are taken away: it is not known whose they are."""
        chats = dict.fromkeys(self._enrolled)
        if self._due:
            for subscriber in await self._store.subscribers():
                if any(word.is_standing for word in await self._store.watch_words(subscriber.chat_id)):
                    chats[subscriber.chat_id] = None
        await self._store.set_standing_words(standing_words(self._settings, chats, now=self._clock.now()))


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
