"""Subscribers: chats, their wishes, and what of the outbox goes with them."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from storage.sqlite import outbox, questions, watching
from storage.sqlite.codec import preferences_json, preferences_of
from storage.sqlite.rows import clean, instant, micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("subscribers")


def one(db: sqlite3.Connection, chat_id: int) -> Subscriber | None:
    """One subscriber, whatever its state."""
    row = db.execute(_SQL["one"], {"chat_id": chat_id}).fetchone()
    return _subscriber(row) if row else None


def every(db: sqlite3.Connection) -> Sequence[Subscriber]:
    """All of them by chat id."""
    return tuple(map(_subscriber, db.execute(_SQL["all"])))


def save(db: sqlite3.Connection, subscriber: Subscriber) -> None:
    """Add or replace a subscriber; for one that left, what still waits to alert it is parked."""
    row = {
        "chat_id": subscriber.chat_id,
        "kind": subscriber.kind.value,
        "title": clean(subscriber.title),
        "state": subscriber.state.value,
        "since_us": micros(subscriber.since),
        "subscribed_by": subscriber.subscribed_by,
        "access_hash": subscriber.access_hash,
        "parked_reason": clean(subscriber.parked_reason),
        "preferences": preferences_json(subscriber.preferences),
    }
    db.execute(_SQL["save"], row)
    if subscriber.state is SubscriberState.LEFT:
        outbox.park_subscription(db, subscriber.chat_id)


def park(db: sqlite3.Connection, chat_id: int, *, reason: str, now: datetime) -> None:
    """Stop telling a chat; its waiting rows are parked with it."""
    db.execute(_SQL["park"], {"chat_id": chat_id, "reason": clean(reason), "now": micros(now)})
    outbox.park_chat(db, chat_id, reason=reason, now=now)


def migrate(db: sqlite3.Connection, chat_id: int, new_chat_id: int, *, refused: str) -> None:
    """A group became a supergroup: go on under its new id."""
    db.execute(_SQL["move"], {"chat_id": chat_id, "new_chat_id": new_chat_id})
    outbox.move_chat(db, chat_id, new_chat_id, refused=refused)
    watching.move_chat(db, chat_id, new_chat_id)


def forget_person(db: sqlite3.Connection, user_id: int) -> None:
    """Delete a person's private chat (its id is theirs), its words, what they asked, and their name elsewhere."""
    db.execute(_SQL["forget"], {"chat_id": user_id})
    db.execute(_SQL["forget_who_subscribed"], {"user_id": user_id})
    questions.forget_person(db, user_id)
    watching.forget_person(db, user_id)
    outbox.forget_chat(db, user_id)


def _subscriber(row: sqlite3.Row) -> Subscriber:
    return Subscriber(
        chat_id=row["chat_id"],
        kind=ChatKind(row["kind"]),
        title=row["title"],
        state=SubscriberState(row["state"]),
        since=instant(row["since_us"]),
        subscribed_by=row["subscribed_by"],
        access_hash=row["access_hash"],
        parked_reason=row["parked_reason"],
        preferences=preferences_of(row["preferences"]),
    )
