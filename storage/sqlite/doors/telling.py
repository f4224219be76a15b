"""The outbox, subscribers and digests."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.delivery import Delivery, NewDelivery
from bot.model.digest import DigestStanding
from bot.model.message import Message
from bot.model.subscriber import Subscriber
from storage.sqlite import digests, outbox, subscribers
from storage.sqlite.doors.connections import Connections


class Telling(Connections):
    """OutboxStore, SubscriberStore and DigestStore."""

    async def enqueue(self, deliveries: Sequence[NewDelivery]) -> int:
        """See OutboxStore."""
        return await self._writer.write(outbox.enqueue, deliveries)

    async def lease(
        self,
        *,
        now: datetime,
        limit: int,
        lease_for: timedelta,
        max_per_chat: int = 1,
        resting: Collection[int] = (),
    ) -> Sequence[Delivery]:
        """See OutboxStore."""
        return await self._writer.write(
            outbox.lease, now=now, limit=limit, lease_for=lease_for, max_per_chat=max_per_chat, resting=resting
        )

    async def freeze(self, key: str, parts: Sequence[Message], *, version: int) -> bool:
        """See OutboxStore."""
        return await self._writer.write(outbox.freeze, key, parts, version=version)

    async def confirm_part(self, key: str, *, message_id: int) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.confirm_part, key, message_id=message_id)

    async def confirm(self, key: str, *, version: int, now: datetime) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.confirm, key, version=version, now=now)

    async def postpone(self, key: str, *, until: datetime, still_running_since: datetime | None = None) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.postpone, key, until=until, still_running_since=still_running_since)

    async def park(self, key: str, *, reason: str, now: datetime) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.park, key, reason=reason, now=now)

    async def withdraw(self, key: str, *, version: int) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.withdraw, key, version=version)

    async def alerts_told(self, chat_id: int, *, since: datetime) -> int:
        """See OutboxStore."""
        return await self._reader.read(outbox.alerts_told, chat_id, since=since)

    async def pass_over(self, key: str, notice: NewDelivery, *, now: datetime) -> None:
        """See OutboxStore."""
        await self._writer.write(outbox.pass_over, key, notice, now=now)

    async def release_leases(self) -> int:
        """See OutboxStore."""
        return await self._writer.write(outbox.release_leases)

    async def put_off(self, *, now: datetime) -> Mapping[int, datetime]:
        """See OutboxStore."""
        return await self._reader.read(outbox.put_off, now=now)

    async def next_due(self, *, now: datetime, resting: Collection[int] = ()) -> datetime | None:
        """See OutboxStore."""
        return await self._reader.read(outbox.next_due, now=now, resting=resting)

    async def subscriber(self, chat_id: int) -> Subscriber | None:
        """See SubscriberStore."""
        return await self._reader.read(subscribers.one, chat_id)

    async def subscribers(self) -> Sequence[Subscriber]:
        """See SubscriberStore."""
        return await self._reader.read(subscribers.every)

    async def save_subscriber(self, subscriber: Subscriber) -> None:
        """See SubscriberStore."""
        await self._writer.write(subscribers.save, subscriber)

    async def park_subscriber(self, chat_id: int, *, reason: str, now: datetime) -> None:
        """See SubscriberStore."""
        await self._writer.write(subscribers.park, chat_id, reason=reason, now=now)

    async def migrate_subscriber(self, chat_id: int, new_chat_id: int, *, refused: str) -> None:
        """See SubscriberStore."""
        await self._writer.write(subscribers.migrate, chat_id, new_chat_id, refused=refused)

    async def forget_person(self, user_id: int) -> None:
        """See SubscriberStore."""
        await self._writer.write(subscribers.forget_person, user_id)

    async def digest_standing(self, chat_id: int) -> DigestStanding:
        """See DigestStore."""
        return await self._reader.read(digests.standing, chat_id)

    async def put_digest(self, delivery: NewDelivery, *, is_passed: bool = False) -> bool:
        """See DigestStore."""
        return await self._writer.write(digests.put, delivery, is_passed=is_passed)

    async def known_up_to(self, *, before: datetime | None = None) -> int:
        """See DigestStore."""
        return await self._reader.read(digests.known_up_to, before=before)

    async def last_heard(self) -> datetime | None:
        """See DigestStore."""
        return await self._reader.read(digests.last_heard)
