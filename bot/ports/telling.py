"""What is told, and to whom: the outbox, subscribers, digests."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.model.delivery import Delivery, NewDelivery
from bot.model.digest import DigestStanding
from bot.model.message import Message
from bot.model.subscriber import Subscriber


class OutboxStore(Protocol):
    """Rows to be sent."""

    async def enqueue(self, deliveries: Sequence[NewDelivery]) -> int:
        """Add rows; ones whose key exists already are left as they are. Returns how many were added."""
        ...

    async def lease(
        self,
        *,
        now: datetime,
        limit: int,
        lease_for: timedelta,
        max_per_chat: int = 1,
        resting: Collection[int] = (),
    ) -> Sequence[Delivery]:
        """Take rows that are due, by priority then age, so that no other pump takes them until the lease ends.

        At most ``max_per_chat`` rows a chat, so that each chat has a fair turn, and none for chats that are
        ``resting``; a reply is due only when the row that it answers has been sent.
        """
        ...

    async def freeze(self, key: str, parts: Sequence[Message], *, version: int) -> bool:
        """Keep the rendered parts before the first of them is sent; they never change for this version.

        False when they are not kept, because the row is gone, or because its first send is wanted in a newer
        version by now: then they must not be sent, but be rendered anew.
        """
        ...

    async def withdraw(self, key: str, *, version: int) -> None:
        """Delete a row that was not begun, unless a newer version than ``version`` is wanted by now."""
        ...

    async def alerts_told(self, chat_id: int, *, since: datetime) -> int:
        """How many alerts of stories the chat was sent after ``since``."""
        ...

    async def pass_over(self, key: str, notice: NewDelivery, *, now: datetime) -> None:
        """Count an alert that was not begun instead of sending it, and put the notice of it into the outbox.

        Both in one commit; a notice whose key exists stays as it is.
        """
        ...

    async def confirm_part(self, key: str, *, message_id: int) -> None:
        """Record that the next part was sent as ``message_id``."""
        ...

    async def confirm(self, key: str, *, version: int, now: datetime) -> None:
        """Record that ``version`` has been sent or edited in full."""
        ...

    async def postpone(self, key: str, *, until: datetime, still_running_since: datetime | None = None) -> None:
        """Give the row back, not to be leased before ``until``."""
        ...

    async def park(self, key: str, *, reason: str, now: datetime) -> None:
        """Give up on the row, with the reason; told in ``status``."""
        ...

    async def release_leases(self) -> int:
        """Give back what a pump that died had leased, and return how many rows.

        For the start of the only pump, so that nothing waits for the leases of the dead to end.
        """
        ...

    async def put_off(self, *, now: datetime) -> Mapping[int, datetime]:
        """The chats that have rows which were put off to a time after ``now``, and the latest time of each."""
        ...

    async def next_due(self, *, now: datetime, resting: Collection[int] = ()) -> datetime | None:
        """When the earliest waiting row becomes due; None when nothing waits, but for chats that are ``resting``."""
        ...


class SubscriberStore(Protocol):
    """Who is told."""

    async def subscriber(self, chat_id: int) -> Subscriber | None:
        """One subscriber, whatever its state."""
        ...

    async def subscribers(self) -> Sequence[Subscriber]:
        """All of them, whatever their state, by chat id."""
        ...

    async def save_subscriber(self, subscriber: Subscriber) -> None:
        """Add or replace a subscriber."""
        ...

    async def park_subscriber(self, chat_id: int, *, reason: str, now: datetime) -> None:
        """Stop telling a chat that takes no messages; its waiting rows are parked with it."""
        ...

    async def migrate_subscriber(self, chat_id: int, new_chat_id: int, *, refused: str) -> None:
        """A group became a supergroup: subscriber and waiting rows go on under the new id, and so does what comes.

        A row that was begun may have been sent in the old chat: that is asked for there first, but for the row
        ``refused``, of which the old chat has just said that it was not.
        """
        ...

    async def forget_person(self, user_id: int) -> None:
        """Delete all that is kept about a person and their private chat (RULES 21)."""
        ...


class DigestStore(Protocol):
    """What chats have been told by digests (RULES 18)."""

    async def digest_standing(self, chat_id: int) -> DigestStanding:
        """Where the chat's digests stand; a digest that was parked, or waits, has told nothing yet."""
        ...

    async def put_digest(self, delivery: NewDelivery, *, is_passed: bool = False) -> bool:
        """Add a digest's row in place of one that waits and that nobody has begun; False if it was not added.

        It is not while another is under way, or when its key exists. ``is_passed`` is for a slot that
        passes in silence: it counts as told, and nothing is sent.
        """
        ...

    async def known_up_to(self, *, before: datetime | None = None) -> int:
        """The position of the urgent lane up to which all is worked; with ``before``, the last one stored before then.

        0 before the first.
        """
        ...

    async def last_heard(self) -> datetime | None:
        """When the newest change of the urgent lane was stored; None when there is none."""
        ...
