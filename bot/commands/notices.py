"""Notices to other chats than the one that asked: rows of the outbox, so that each is sent once and not lost."""

from datetime import datetime

from bot.commands.access import Verdict
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.subscriber import Subscriber
from bot.wording import texts
from bot.wording.excerpt import short_name
from bot.wording.rich_text import RichText, split


def waiting_notices(subscriber: Subscriber, *, admins: frozenset[int], now: datetime) -> list[NewDelivery]:
    """Tell every administrator that a chat waits to be let in; at most once a day for each chat."""
    text = texts.NOTICE_WAITING.format(name=short_name(subscriber.title), chat_id=subscriber.chat_id)
    key = f"notice:waiting:{subscriber.chat_id}:{now:%Y-%m-%d}"
    return [_notice(f"{key}:{admin}", admin, text, now) for admin in sorted(admins)]


def approved_notice(subscriber: Subscriber, *, now: datetime) -> NewDelivery:
    """Tell a chat that it has been let in."""
    key = f"notice:approved:{subscriber.chat_id}:{now.timestamp():.0f}"
    return _notice(key, subscriber.chat_id, texts.NOTICE_APPROVED, now)


def refusal_notice(text: str, *, verdict: Verdict, chat_id: int, user_id: int, now: datetime) -> NewDelivery:
    """Tell a person in private why they were refused in a group: once for each reason and group (RULES 14)."""
    return _notice(f"notice:{verdict.name.lower()}:{chat_id}:{user_id}", user_id, text, now)


def _notice(key: str, chat_id: int, text: str, now: datetime) -> NewDelivery:
    return NewDelivery(
        key=key,
        chat_id=chat_id,
        kind=DeliveryKind.NOTICE,
        priority=Priority.NOTICE,
        created_at=now,
        parts=split(RichText().add(text).message()),
    )
