"""Who a channel is: matched by Telegram id, then handle, then exact title (RULES 1).

A weaker name never joins what a stronger one holds apart: a title is no match for a channel of another
id or handle, and one that several channels bear is a match only for a channel known by nothing else. Two
rows that turn out to be one channel can be merged later; one that swallowed another's posts cannot be
taken apart.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from bot.model.channel import Channel, ChannelClass, ChannelRef, FollowState
from storage.sqlite.rows import channel_of, clean, compact_json, fitting, ids_json, micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("identity")


def find(db: sqlite3.Connection, ref: ChannelRef) -> Channel | None:
    """The channel that a feed or a person means by ``ref``, or None."""
    for kind, value in _names(ref):
        rows = db.execute(_SQL["by_name"], {"kind": kind, "value": value}).fetchall()
        found = [channel for channel in map(channel_of, rows) if not _contradicts(channel, ref, matched_by=kind)]
        if len(found) > 1:
            found = [channel for channel in found if channel.telegram_id is None and channel.handle is None]
        if len(found) == 1:
            return found[0]
    return None


def meant(db: sqlite3.Connection, ref: ChannelRef) -> Channel | None:
    """The channel that a person means; see ReadingRoom.channel_meant."""
    name = ref.title or ref.handle or ""
    bare = name.removeprefix("@").strip()
    found = find(db, ref)
    if found is None and bare and bare != name:
        found = find(db, ChannelRef.parse(bare))
    return _titled_alike(db, ref, bare) if found is None and bare else found


def _titled_alike(db: sqlite3.Connection, ref: ChannelRef, title: str) -> Channel | None:
    """The only channel that bears this title in some capitals or others."""
    db.create_function("casefold", 1, str.casefold, deterministic=True)  # SQLite's own knows Latin letters only
    rows = db.execute(_SQL["titled_alike"], {"value": clean(title.casefold())})
    alike = [channel for channel in map(channel_of, rows) if not _contradicts(channel, ref, matched_by="title")]
    return alike[0] if len(alike) == 1 else None


def resolve(db: sqlite3.Connection, ref: ChannelRef, *, classify: bool = False) -> int:
    """The key of the channel meant by ``ref``, which is made when nothing matches.

    A later-known id, handle or title enriches the row. ``classify`` lets the class be replaced also where
    the operator's list has set it; otherwise the class of a followed channel stands (RULES 22).
    """
    channel = find(db, ref)
    if channel is None:
        return _make(db, ref)
    _enrich(db, channel, ref, classify=classify or not channel.followed)
    return channel.key


def channels_by_key(db: sqlite3.Connection, keys: Iterable[int]) -> Mapping[int, Channel]:
    """These channels by their keys."""
    rows = db.execute(_SQL["by_keys"], {"keys": ids_json(set(keys))})
    return {row["channel_key"]: channel_of(row) for row in rows}


def of_classes(db: sqlite3.Connection, classes: Sequence[ChannelClass]) -> Sequence[Channel]:
    """The channels of any of these classes."""
    return tuple(map(channel_of, db.execute(_SQL["by_classes"], {"classes": compact_json(list(classes))})))


def follow(db: sqlite3.Connection, refs: Sequence[ChannelRef], *, now: datetime) -> tuple[Channel, ...]:
    """Follow exactly these channels; see FollowStore.follow."""
    keys = [resolve(db, ref, classify=True) for ref in refs]
    db.execute(_SQL["unfollow_others"], {"keys": ids_json(keys)})
    db.execute(_SQL["follow"], {"keys": ids_json(keys), "now": micros(now)})
    channels = channels_by_key(db, keys)
    return tuple(channels[key] for key in keys)


def identify(db: sqlite3.Connection, key: int, ref: ChannelRef) -> Channel:
    """Record what Telegram tells of channel ``key``; see FollowStore.identify.

    When the id belongs to another row already (an import came first), that row goes on: it takes over
    the following, and the names too if ``key`` holds no posts; else ``key``'s posts wait for a merge.
    """
    owner = find(db, ChannelRef(telegram_id=ref.telegram_id)) if ref.telegram_id is not None else None
    if owner is not None and owner.key != key:
        _hand_over(db, giver=key, taker=owner.key)
        key = owner.key
    _enrich(db, _by_key(db, key), ref, classify=True)
    return _by_key(db, key)


def set_follow_state(db: sqlite3.Connection, key: int, state: FollowState, *, note: str | None, now: datetime) -> None:
    """See FollowStore.set_follow_state."""
    facts = {"key": key, "state": state.value, "note": clean(note), "now": micros(now)}
    db.execute(_SQL["set_follow_state"], facts)


def _names(ref: ChannelRef) -> Iterator[tuple[str, str]]:
    """The names in ``ref``, the strongest first.

    A bare handle is tried as a title too: a file's "Rybar" may be either, and its shape cannot tell.
    """
    if ref.telegram_id is not None:
        yield "id", str(ref.telegram_id)
    if ref.handle:
        yield "handle", ref.handle.casefold()
    title = clean(ref.title) or (ref.handle if ref.telegram_id is None else None)
    if title:
        yield "title", title


def _contradicts(channel: Channel, ref: ChannelRef, *, matched_by: str) -> bool:
    if matched_by == "id":
        return False
    if None not in (channel.telegram_id, ref.telegram_id) and channel.telegram_id != ref.telegram_id:
        return True
    if matched_by == "handle" or channel.handle is None or not ref.handle:
        return False
    return channel.handle.casefold() != ref.handle.casefold()


def _by_key(db: sqlite3.Connection, key: int) -> Channel:
    return channel_of(db.execute(_SQL["by_key"], {"key": key}).fetchone())


def _make(db: sqlite3.Connection, ref: ChannelRef) -> int:
    facts = {
        "telegram_id": fitting(ref.telegram_id),
        "handle": ref.handle or None,
        "title": clean(ref.title) or ref.handle or str(ref.telegram_id),
        "class": ref.channel_class,
    }
    db.execute(_SQL["release_handle"], {"key": -1, "value": (ref.handle or "").casefold()})
    key: int = db.execute(_SQL["add"], facts).fetchone()["channel_key"]
    _keep_names(db, key, ref)
    return key


def _enrich(db: sqlite3.Connection, channel: Channel, ref: ChannelRef, *, classify: bool) -> None:
    told = {
        "telegram_id": channel.telegram_id if channel.telegram_id is not None else fitting(ref.telegram_id),
        "handle": ref.handle or channel.handle,
        "title": clean(ref.title) or channel.title,
        "class": (ref.channel_class if classify else None) or channel.channel_class,
    }
    known = {
        "telegram_id": channel.telegram_id,
        "handle": channel.handle,
        "title": channel.title,
        "class": channel.channel_class,
    }
    if told == known:
        return
    if ref.handle:
        db.execute(_SQL["release_handle"], {"key": channel.key, "value": ref.handle.casefold()})
    db.execute(_SQL["update"], {**told, "key": channel.key})
    _keep_names(db, channel.key, ref)


def _keep_names(db: sqlite3.Connection, key: int, ref: ChannelRef) -> None:
    for kind, value in _names(ref):
        if kind != "title":
            db.execute(_SQL["release_name"], {"kind": kind, "value": value, "key": key})
        db.execute(_SQL["add_name"], {"kind": kind, "value": value, "key": key})


def _hand_over(db: sqlite3.Connection, *, giver: int, taker: int) -> None:
    pair = {"giver": giver, "taker": taker}
    db.execute(_SQL["hand_over"], pair)
    if db.execute(_SQL["is_empty"], {"key": giver}).fetchone()["is_empty"]:
        db.execute(_SQL["give_names"], pair)
        db.execute(_SQL["remove"], {"key": giver})
    else:
        db.execute(_SQL["stop_following"], {"key": giver})
