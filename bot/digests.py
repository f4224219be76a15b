"""Digests come due: a row in the outbox for each subscriber's slot (RULES 18)."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.alerts.slots import Slot, due_slot, next_slot_at
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.subscriber import Subscriber, SubscriberState
from bot.ports import OutboxStore, SubscriberStore

LONGEST_SPAN = timedelta(days=7)
"""A digest after a long silence reaches back no further."""


class DigestStore(SubscriberStore, OutboxStore, Protocol):
    """What the clerk needs of the archive."""


class DigestClerk:
    """Puts digests into the outbox when their time has come; safe to call at any time, and again."""

    def __init__(self, archive: DigestStore) -> None:
        self._archive = archive

    async def tick(self, now: datetime) -> int:
        """Enqueue every digest that is due at ``now``; returns how many. Raises ArchiveError."""
        rows = [row for subscriber in await self._active() if (row := await self._due(subscriber, now))]
        return await self._archive.enqueue(rows) if rows else 0

    async def next_tick(self, now: datetime) -> datetime | None:
        """When the next slot of any active subscriber comes; None when nobody wants digests."""
        slots = [next_slot_at(subscriber.preferences, now) for subscriber in await self._active()]
        return min((slot for slot in slots if slot), default=None)

    async def _active(self) -> list[Subscriber]:
        subscribers = await self._archive.subscribers()
        return [subscriber for subscriber in subscribers if subscriber.state is SubscriberState.ACTIVE]

    async def _due(self, subscriber: Subscriber, now: datetime) -> NewDelivery | None:
        last_slot = await self._archive.last_digest_slot(subscriber.chat_id)
        slot = due_slot(subscriber.preferences, last_slot, now, subscriber.since)
        if slot is None:
            return None
        told_until = await self._archive.digest_until(subscriber.chat_id) or subscriber.since
        return _row(subscriber.chat_id, slot, since=max(told_until, now - LONGEST_SPAN), now=now)


def _row(chat_id: int, slot: Slot, *, since: datetime, now: datetime) -> NewDelivery:
    """The digest's row; its key makes a slot come once a local day, whatever else happens (RULES 15)."""
    local_date, _, wall = slot.name.partition("T")
    return NewDelivery(
        key=f"digest:{chat_id}:{local_date}:{wall}",
        chat_id=chat_id,
        kind=DeliveryKind.DIGEST,
        priority=Priority.DIGEST,
        created_at=now,
        silent=True,
        facts={"slot": slot.name, "since": since.isoformat(), "until": now.isoformat()},
    )
