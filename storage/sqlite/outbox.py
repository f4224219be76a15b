"""The outbox: rows wanted, leased, frozen, confirmed (RULES 15)."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model.delivery import Delivery, DeliveryKind, DeliveryState, LivingAlert, NewDelivery, Priority
from bot.model.message import Message
from storage.sqlite.codec import facts_of, messages_json, messages_of
from storage.sqlite.rows import clean, compact_json, ids_json, instant, maybe_instant, maybe_micros, micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("outbox")

_MANY = 500
"""More due rows than are put in order for each lease."""


def enqueue(db: sqlite3.Connection, deliveries: Sequence[NewDelivery]) -> int:
    """Add rows with new keys; see OutboxStore.enqueue."""
    return sum(_add(db, delivery) for delivery in deliveries)


def want(db: sqlite3.Connection, deliveries: Sequence[NewDelivery]) -> None:
    """Add rows, or raise the wanted version of those that exist; see WorkStore.commit_work.

    A row not sent yet keeps its own ``not_before``; the newer one holds back only the edit. Of two edits
    wished for, the earlier time counts, because both come as one.
    """
    for delivery in deliveries:
        if delivery.kind is DeliveryKind.REPLY:
            _want_reply(db, delivery)
        elif not _add(db, delivery):
            _raise(db, delivery)


def lease(
    db: sqlite3.Connection,
    *,
    now: datetime,
    limit: int,
    lease_for: timedelta,
    max_per_chat: int,
    resting: Collection[int] = (),
) -> Sequence[Delivery]:
    """Take due rows; see OutboxStore.lease."""
    taken: list[int] = []
    turns: Counter[int] = Counter()
    for row in _due(db, now, resting):
        if len(taken) >= limit:
            break
        if turns[row["chat_id"]] < max_per_chat:
            turns[row["chat_id"]] += 1
            taken.append(row["delivery_id"])
    until = micros(now + lease_for)
    db.executemany(_SQL["take"], [{"id": number, "until": until} for number in taken])
    rows = {row["delivery_id"]: row for row in db.execute(_SQL["rows"], {"ids": ids_json(taken)})}
    return tuple(_delivery(db, rows[number]) for number in taken)


def _due(db: sqlite3.Connection, now: datetime, resting: Collection[int]) -> Iterable[sqlite3.Row]:
    """The due rows in their order, however many others wait beside them, for their time or their turn.

    Many are met in their order until there are enough; few are found by their time, and put in order.
    """
    asked = {"now": micros(now), "many": _MANY}
    found: int = db.execute(_SQL["count_due"], asked).fetchone()["rows"]
    in_order = _SQL["due_by_turn"] if found == _MANY else _SQL["due_by_time"]
    return db.execute(in_order, {"now": asked["now"], "resting": ids_json(resting)})


def freeze(db: sqlite3.Connection, key: str, parts: Sequence[Message], *, version: int) -> bool:
    """Keep the rendered parts of a version; the first that were kept stand. See OutboxStore.freeze."""
    db.execute(_SQL["add_parts"], {"key": key, "version": version, "parts": messages_json(parts)})
    return db.execute(_SQL["holds_parts"], {"key": key, "version": version}).fetchone() is not None


def confirm_part(db: sqlite3.Connection, key: str, *, message_id: int) -> None:
    """Record the message that the next part became."""
    db.execute(_SQL["confirm_part"], {"key": key, "message_id": message_id})


def confirm(db: sqlite3.Connection, key: str, *, version: int, now: datetime) -> None:
    """Record that a version is out; from then on the row only wants edits, at their priority (RULES 16)."""
    facts = {"key": key, "version": version, "now": micros(now), "edit_priority": Priority.EDIT.value}
    db.execute(_SQL["confirm"], facts)
    db.execute(_SQL["drop_older_parts"], {"key": key, "version": version})


def postpone(db: sqlite3.Connection, key: str, *, until: datetime, still_running_since: datetime | None) -> None:
    """Give the row back, not to be leased before ``until``."""
    times = {"until": micros(until), "still_running": maybe_micros(still_running_since)}
    db.execute(_SQL["postpone"], {"key": key, **times})


def release_leases(db: sqlite3.Connection) -> int:
    """Give back what a pump that died had leased; returns how many rows."""
    return db.execute(_SQL["release"]).rowcount


def put_off(db: sqlite3.Connection, *, now: datetime) -> Mapping[int, datetime]:
    """Until when chats have rows that were put off."""
    return {row["chat_id"]: instant(row["until_us"]) for row in db.execute(_SQL["put_off"], {"now": micros(now)})}


def park(db: sqlite3.Connection, key: str, *, reason: str, now: datetime) -> None:
    """Give up on a row, and on the replies that wait for it to be sent."""
    facts = {"key": key, "reason": clean(reason), "now": micros(now)}
    db.execute(_SQL["park"], facts)
    db.execute(_SQL["park_unanswerable"], facts)


def next_due(db: sqlite3.Connection, *, now: datetime, resting: Collection[int] = ()) -> datetime | None:
    """When the earliest waiting row becomes due: ``now`` when it is due already."""
    row = db.execute(_SQL["next_due"], {"resting": ids_json(resting)}).fetchone()
    return None if row is None else max(instant(row["due_us"]), now)


def living_alerts(db: sqlite3.Connection, event_ids: Sequence[int]) -> Sequence[LivingAlert]:
    """The alerts of these events in all chats; see WorkStore.living_alerts."""
    return tuple(
        LivingAlert(
            key=row["delivery_key"],
            event_id=row["event_id"],
            chat_id=row["chat_id"],
            state=DeliveryState(row["state"]),
            version=row["version"],
            is_begun=bool(row["begun"]),
            told_at=maybe_instant(row["sent_us"]),
            replies=row["replies"],
            facts=facts_of(row["facts"]),
        )
        for row in db.execute(_SQL["living_alerts"], {"event_ids": ids_json(event_ids)})
    )


def withdraw(db: sqlite3.Connection, key: str, *, version: int) -> None:
    """Delete a row that was not begun and has nothing to tell in this version."""
    db.execute(_SQL["withdraw"], {"key": key, "version": version})


def alerts_told(db: sqlite3.Connection, chat_id: int, *, since: datetime) -> int:
    """How many alerts the chat was sent after ``since``."""
    rows: int = db.execute(_SQL["alerts_told"], {"chat_id": chat_id, "since_us": micros(since)}).fetchone()["rows"]
    return rows


def alerts_counted(db: sqlite3.Connection, chat_id: int, *, since: datetime, until: datetime) -> int:
    """How many alerts were counted instead of sent in the span, and stand so."""
    span = {"chat_id": chat_id, "since_us": micros(since), "until_us": micros(until)}
    rows: int = db.execute(_SQL["alerts_counted"], span).fetchone()["rows"]
    return rows


def pass_over(db: sqlite3.Connection, key: str, notice: NewDelivery, *, now: datetime) -> None:
    """Count an alert instead of sending it, and let the notice tell of it."""
    if db.execute(_SQL["pass_over"], {"key": key, "now": micros(now)}).rowcount:
        _add(db, notice)


def park_chat(db: sqlite3.Connection, chat_id: int, *, reason: str, now: datetime) -> None:
    """Park all that waits for a chat."""
    db.execute(_SQL["park_chat"], {"chat_id": chat_id, "reason": clean(reason), "now": micros(now)})


def park_subscription(db: sqlite3.Connection, chat_id: int) -> None:
    """Park what waits for a chat that unsubscribed; a notice (such as the farewell itself) still goes out."""
    db.execute(_SQL["park_subscription"], {"chat_id": chat_id})


def move_chat(db: sqlite3.Connection, chat_id: int, new_chat_id: int, *, refused: str) -> None:
    """Go on under a new chat id; see SubscriberStore.migrate_subscriber.

    What was sent stays in the old chat, so it is neither edited nor answered.
    """
    pair = {"chat_id": chat_id, "new_chat_id": new_chat_id}
    db.execute(_SQL["free_answers"], pair)
    db.execute(_SQL["settle_edits"], pair)
    db.execute(_SQL["move_words"], pair)
    db.execute(_SQL["move_chat"], pair)
    db.execute(_SQL["not_begun_elsewhere"], {"key": refused})


def drop_unsent(db: sqlite3.Connection, keys: Iterable[str]) -> None:
    """Delete rows that wait and that nobody has begun to send."""
    db.executemany(_SQL["drop_unsent"], [{"key": key} for key in keys])


def forget_chat(db: sqlite3.Connection, chat_id: int) -> None:
    """Delete all rows of a chat."""
    db.execute(_SQL["forget_chat"], {"chat_id": chat_id})


def count(db: sqlite3.Connection, state: DeliveryState) -> int:
    """How many rows are in a state."""
    rows: int = db.execute(_SQL["count"], {"state": state.value}).fetchone()["rows"]
    return rows


def count_owed(db: sqlite3.Connection) -> int:
    """How many parked rows a subscriber misses: one that is active, or that the operator's settings name."""
    rows: int = db.execute(_SQL["count_owed"]).fetchone()["rows"]
    return rows


def _add(db: sqlite3.Connection, delivery: NewDelivery) -> bool:
    if db.execute(_SQL["add"], {**_columns(delivery), "nonce": _nonce(db, delivery)}).rowcount == 0:
        return False
    if delivery.parts is not None:
        freeze(db, delivery.key, delivery.parts, version=delivery.version)
    if delivery.reply_to_key is not None:
        db.execute(_SQL["park_late_answers"], {"key": delivery.key})
    return True


def _nonce(db: sqlite3.Connection, delivery: NewDelivery) -> int | None:
    """What tells Telegram the row from all others; None for a number drawn by chance."""
    return next(
        (each for each in delivery.nonces() if not db.execute(_SQL["has_nonce"], {"nonce": each}).fetchone()), None
    )


def _raise(db: sqlite3.Connection, delivery: NewDelivery) -> None:
    """Wish for a newer version of a row; the same version only brings newer facts."""
    columns = _columns(delivery)
    if not db.execute(_SQL["want_newer"], columns).rowcount:
        db.execute(_SQL["renew_facts"], {name: columns[name] for name in ("key", "version", "facts")})
        return
    db.execute(_SQL["drop_overtaken_edit"], {"key": delivery.key, "version": delivery.version})
    if delivery.parts is not None:
        freeze(db, delivery.key, delivery.parts, version=delivery.version)


def _want_reply(db: sqlite3.Connection, delivery: NewDelivery) -> None:
    """Add a reply in place of those to the same message that nobody has begun to send.

    What they were to tell comes first in its ``news``. To a message that was not begun itself there is no
    reply: its own text will tell everything.
    """
    if db.execute(_SQL["is_begun"], {"key": delivery.reply_to_key}).fetchone() is None:
        return
    waiting = db.execute(_SQL["unbegun_replies"], {"reply_to_key": delivery.reply_to_key}).fetchall()
    news = [item for row in waiting for item in _news(facts_of(row["facts"]))]
    db.executemany(_SQL["drop_row"], [{"id": row["delivery_id"]} for row in waiting])
    _add(db, replace(delivery, facts={**delivery.facts, "news": [*news, *_news(delivery.facts)]}))


def _news(facts: Mapping[str, object]) -> list[object]:
    news = facts.get("news")
    return list(news) if isinstance(news, list | tuple) else []


def _columns(delivery: NewDelivery) -> dict[str, object]:
    told = delivery.facts if delivery.kind is DeliveryKind.DIGEST else {}
    until = told.get("until")
    return {
        "key": delivery.key,
        "chat_id": delivery.chat_id,
        "kind": delivery.kind.value,
        "priority": delivery.priority.value,
        "created_us": micros(delivery.created_at),
        "version": delivery.version,
        "story_id": delivery.story_id,
        "silent": delivery.silent,
        "reply_to_key": delivery.reply_to_key,
        "facts": compact_json(dict(delivery.facts)),
        "not_before_us": maybe_micros(delivery.not_before) or 0,
        "weight": delivery.weight,
        "let_go": delivery.let_go,
        "digest_slot": told.get("slot"),
        "digest_until_us": micros(_moment(until)) if isinstance(until, str) else None,
        "digest_up_to": told.get("up_to"),
        "digest_empty": told.get("empty"),
    }


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _delivery(db: sqlite3.Connection, row: sqlite3.Row) -> Delivery:
    version, frozen = _what_to_send(db, row)
    answered: list[int] = json.loads(row["answered_ids"] or "[]")
    return Delivery(
        key=row["delivery_key"],
        chat_id=row["chat_id"],
        kind=DeliveryKind(row["kind"]),
        priority=Priority(row["priority"]),
        state=DeliveryState(row["state"]),
        created_at=instant(row["created_us"]),
        version=version,
        confirmed_version=row["confirmed_version"],
        attempts=row["attempts"],
        silent=bool(row["silent"]),
        weight=row["weight"],
        story_id=row["story_id"],
        reply_to_message_id=answered[0] if answered else None,
        parts=frozen.get(version),
        standing=frozen.get(row["confirmed_version"]),
        message_ids=tuple(json.loads(row["message_ids"])),
        facts=facts_of(row["facts"]),
        still_running_since=maybe_instant(row["still_running_us"]),
        nonce=row["nonce"],
        begun_in=row["begun_in"],
    )


def _what_to_send(db: sqlite3.Connection, row: sqlite3.Row) -> tuple[int, Mapping[int, tuple[Message, ...]]]:
    """The version to send next, and the parts of all versions that are frozen.

    A first send that was begun is finished as it was frozen, because its random ids stand for that text;
    what changed meanwhile comes as an edit. An edit is made of the newest version.
    """
    rows = db.execute(_SQL["parts"], {"id": row["delivery_id"]})
    frozen = {part["version"]: messages_of(part["parts"]) for part in rows}
    wanted: int = row["version"]
    return (min(frozen, default=wanted) if row["confirmed_version"] == 0 else wanted), frozen
