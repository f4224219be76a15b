"""Digests come due: a row in the outbox for each subscriber's slot (RULES 18)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.alerts.digest_news import digest_news
from bot.alerts.slots import Slot, due_slot, next_slot_at
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.digest import DigestSpan, DigestStanding
from bot.model.subscriber import Subscriber, SubscriberState
from bot.ports import DigestStore, ReadingRoom, SubscriberStore

QUIET_AFTER = timedelta(hours=36)
"""When nothing at all was posted for so long, no story goes on (RULES 8), and digests of nothing end."""


class DigestArchive(SubscriberStore, DigestStore, ReadingRoom, Protocol):
    """What digests need of the archive."""


class DigestClerk:
    """Puts digests into the outbox when their time has come; safe to call at any time, and again."""

    def __init__(self, archive: DigestArchive, *, may_tell: Callable[[], bool] = lambda: True) -> None:
        """``may_tell`` keeps the digests back that were missed until what was missed beside them is read."""
        self._archive = archive
        self._may_tell = may_tell

    async def tick(self, now: datetime) -> int:
        """Enqueue every digest that is due at ``now``; returns how many. Raises ArchiveError."""
        if not self._may_tell():
            return 0
        return sum([await self._put_due(subscriber, now) for subscriber in await self._active()])

    async def next_tick(self, now: datetime) -> datetime | None:
        """When the next slot of any active subscriber comes; None when nobody wants digests.

        Slots that will pass in silence because nothing is posted any more are left out, be it for years.
        """
        slots = []
        for subscriber in await self._active():
            slot = next_slot_at(subscriber.preferences, now)
            if slot is not None and not await self._will_be_quiet(subscriber.chat_id, slot):
                slots.append(slot)
        return min(slots, default=None)

    async def _will_be_quiet(self, chat_id: int, slot: datetime) -> bool:
        """A replay asks before every post: what was posted is only looked up where it matters."""
        standing = await self._archive.digest_standing(chat_id)
        if standing.told is None or not standing.told.was_empty:
            return False
        known, heard_at = await self._archive.known_up_to(), await self._archive.last_heard()
        return _is_all_quiet(standing, known, heard_at, slot)

    async def _active(self) -> list[Subscriber]:
        subscribers = await self._archive.subscribers()
        return [subscriber for subscriber in subscribers if subscriber.state is SubscriberState.ACTIVE]

    async def _put_due(self, subscriber: Subscriber, now: datetime) -> bool:
        """Whether a digest was enqueued. One that is under way decides where the next begins, which waits for it."""
        standing = await self._archive.digest_standing(subscriber.chat_id)
        slot = due_slot(subscriber.preferences, standing.last_slot, now, subscriber.since)
        if slot is None or standing.is_under_way:
            return False
        span = await span_since_told(self._archive, subscriber, standing, now)
        material = await self._archive.digest_material(span, chat_id=subscriber.chat_id)
        is_empty = digest_news(material, subscriber.preferences).is_empty
        is_passed = is_empty and (
            not subscriber.preferences.digest_of_nothing
            or _is_all_quiet(standing, span.up_to, await self._archive.last_heard(), now)
        )
        row = _row(subscriber.chat_id, slot, span, now=now, is_empty=is_empty)
        return await self._archive.put_digest(row, is_passed=is_passed) and not is_passed


async def span_since_told(
    archive: DigestStore, subscriber: Subscriber, standing: DigestStanding, now: datetime
) -> DigestSpan:
    """All that became known since the chat was last told by a digest, or has subscribed. Raises ArchiveError."""
    told = standing.told
    since, after = subscriber.since, None
    if told is not None and told.until >= subscriber.since:
        since, after = told.until, told.up_to
    if after is None:
        after = await archive.known_up_to(before=since)
    up_to = max(after, await archive.known_up_to())
    return DigestSpan(since=since, until=now, after=after, up_to=up_to)


def _is_all_quiet(standing: DigestStanding, known: int, heard_at: datetime | None, now: datetime) -> bool:
    """Whether the chat was told that there is nothing to tell, and nobody has posted anything since, nor for long.

    As long as somebody posts, "nothing to tell" is worth saying; afterwards it has been said.
    """
    told = standing.told
    has_been_said = told is not None and told.was_empty and told.up_to == known
    return has_been_said and (heard_at is None or now - heard_at > QUIET_AFTER)


def _row(chat_id: int, slot: Slot, span: DigestSpan, *, now: datetime, is_empty: bool) -> NewDelivery:
    """The digest's row; its key makes a slot come once a local day, whatever else happens (RULES 15)."""
    local_date, _, wall = slot.name.partition("T")
    return NewDelivery(
        key=f"digest:{chat_id}:{local_date}:{wall}",
        chat_id=chat_id,
        kind=DeliveryKind.DIGEST,
        priority=Priority.DIGEST,
        created_at=now,
        silent=True,
        about=f"digest {local_date} {wall} to {chat_id}",
        facts={
            "slot": slot.name,
            "since": span.since.isoformat(),
            "until": span.until.isoformat(),
            "after": span.after,
            "up_to": span.up_to,
            "empty": is_empty,
        },
    )
