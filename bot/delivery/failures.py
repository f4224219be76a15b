"""What the outbox does when a message could not be sent: wait, go elsewhere, or give up (TELEGRAM 19–23)."""

import logging
from datetime import datetime, timedelta
from typing import Protocol

from bot.delivery.rates import Rates
from bot.delivery.witness import Witness
from bot.errors import (
    ArchiveError,
    ChatGoneError,
    ChatMigratedError,
    DeliveryError,
    FloodWaitError,
    MessageRejectedError,
    StillRunningError,
)
from bot.model.delivery import Delivery
from bot.ports import Clock, OutboxStore, SubscriberStore

_log = logging.getLogger(__name__)

STILL_RUNNING_PATIENCE = timedelta(minutes=5)
"""How long a row may keep answering "duplicate, still running" before it is parked (RULES 15)."""

_STILL_RUNNING_AT_LEAST = 5
"""Such answers before it is parked, however long ago the first was: time in which nobody asked is no patience."""

_SHORTEST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=1)
_MOST_DOUBLINGS = 6


class DeliveryStore(OutboxStore, SubscriberStore, Protocol):
    """What delivering needs of the archive."""


class Failures:
    """Records failed rows, and how often each failed in a row without an answer."""

    def __init__(self, archive: DeliveryStore, clock: Clock, rates: Rates, witness: Witness) -> None:
        self._archive = archive
        self._clock = clock
        self._rates = rates
        self._witness = witness
        self._unanswered: dict[str, int] = {}
        self._still_running: dict[str, int] = {}

    async def record(self, row: Delivery, error: DeliveryError) -> None:
        """Put the row back with a time, move it to another chat, or park it, as ``error`` says."""
        match error:
            case FloodWaitError():
                await self._wait_out(row, error.retry_after)
            case StillRunningError():
                await self._wait_for_first_call(row)
            case ChatGoneError() if row.begun_in is not None:
                await self._follow_chat(row, row.begun_in, row.chat_id)
            case ChatGoneError():
                await self._give_up_chat(row, str(error))
            case ChatMigratedError():
                await self._follow_chat(row, row.begun_in or row.chat_id, error.new_chat_id)
            case MessageRejectedError():
                await self.park(row, str(error))
            case _:
                await self._pause(row)

    async def park(self, row: Delivery, reason: str) -> None:
        """Give up on the row."""
        self.forget(row)
        await self._archive.park(row.key, reason=reason, now=self._clock.now())
        self._witness.parked(row, reason)

    async def put_back(self, row: Delivery, *, until: datetime) -> None:
        """Let the row wait; how long its first call has been running already is not forgotten over it."""
        await self._archive.postpone(row.key, until=until, still_running_since=row.still_running_since)

    async def give_back(self, row: Delivery) -> None:
        """Let the row be leased again at once: its work was broken off."""
        try:
            await self.put_back(row, until=self._clock.now())
        except ArchiveError:
            _log.warning("Delivery %s could not be given back; it waits for the end of its lease.", row.key)

    def forget(self, row: Delivery) -> None:
        """The row got an answer: the next failure begins with a short pause again."""
        self._unanswered.pop(row.key, None)
        self._still_running.pop(row.key, None)

    async def _wait_out(self, row: Delivery, retry_after: timedelta) -> None:
        self._rates.hold(row.chat_id, self._clock.elapsed() + retry_after)
        await self.put_back(row, until=self._clock.now() + retry_after)

    async def _wait_for_first_call(self, row: Delivery) -> None:
        """Wait about as long again as it has lasted so far, within bounds."""
        now = self._clock.now()
        since = row.still_running_since or now
        answers = self._still_running[row.key] = self._still_running.get(row.key, 0) + 1
        if now - since >= STILL_RUNNING_PATIENCE and answers >= _STILL_RUNNING_AT_LEAST:
            await self.park(row, f"Telegram still works on the first send after {now - since}.")
            return
        pause = min(max(now - since, _SHORTEST_PAUSE), _LONGEST_PAUSE)
        await self._archive.postpone(row.key, until=now + pause, still_running_since=since)

    async def _give_up_chat(self, row: Delivery, reason: str) -> None:
        await self.park(row, reason)
        await self._archive.park_subscriber(row.chat_id, reason=reason, now=self._clock.now())
        _log.info("Chat %s takes no messages and is parked: %s", row.chat_id, reason)

    async def _follow_chat(self, row: Delivery, chat_id: int, new_chat_id: int) -> None:
        if new_chat_id == chat_id:
            await self.park(row, "Telegram says that the chat moved, and names no new place.")
            return
        await self._archive.migrate_subscriber(chat_id, new_chat_id, refused=row.key)
        await self._archive.postpone(row.key, until=self._clock.now())
        _log.info("Chat %s is now the supergroup %s.", chat_id, new_chat_id)

    async def _pause(self, row: Delivery) -> None:
        count = self._unanswered.get(row.key, 0)
        self._unanswered[row.key] = count + 1
        pause = min(_SHORTEST_PAUSE * 2 ** min(count, _MOST_DOUBLINGS), _LONGEST_PAUSE)
        await self.put_back(row, until=self._clock.now() + pause)
