"""Two rows that turned out to be one channel become one (RULES 1), in one transaction.

What was read in the posts and made of them is not judged here: a change that alerts nobody puts each moved post before
the worker, which renews its full-text row and the stories around it.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.errors import InputError
from bot.model.packing import unpack
from bot.model.post import same_text
from bot.model.subscriber import MuteKind
from bot.model.upkeep import ChannelsMerged
from storage.sqlite import coverage, subscribers
from storage.sqlite.rows import ids_json, micros
from storage.sqlite.sql import load_queries
from storage.sqlite.versions import History, Version

_SQL = load_queries("merging")


class TrialEndedError(Exception):
    """Ends a trial: the transaction is rolled back."""

    def __init__(self, merged: ChannelsMerged) -> None:
        self.merged = merged
        super().__init__()


def merge(db: sqlite3.Connection, *, kept: int, given: int, now: datetime) -> ChannelsMerged:
    """See UpkeepStore.merge_channels."""
    pair = {"kept": kept, "given": given}
    giver = _refuse(db, kept, given)
    doubles = db.execute(_SQL["doubles"], pair).fetchall()
    revised = sum(_take_double(db, row["kept_id"], row["given_id"]) for row in doubles)
    moved = [row["post_id"] for row in db.execute(_SQL["to_move"], pair)]
    db.execute(_SQL["move_posts"], pair)
    deleted = [row["post_id"] for row in db.execute(_SQL["late_deletions"], pair)]
    db.execute(_SQL["move_tombstones"], pair)
    db.execute(_SQL["drop_tombstones"], pair)
    again = {*moved, *deleted, *(row["kept_id"] for row in doubles)}
    db.execute(_SQL["work_again"], {"ids": ids_json(sorted(again)), "now": micros(now)})
    for row in db.execute(_SQL["ranges"], pair).fetchall():
        coverage.cover(db, kept, row["first_id"], row["last_id"])
    db.execute(_SQL["give_names"], pair)
    db.execute(_SQL["drop_channel"], pair)
    db.execute(_SQL["become_both"], {**dict(giver), **pair})
    db.execute(_SQL["tally"], pair)
    _hand_over_mutes(db, kept, given)
    return ChannelsMerged(moved=len(moved), doubles=len(doubles), revised=revised)


def merge_on_trial(db: sqlite3.Connection, *, kept: int, given: int, now: datetime) -> None:
    """The same, and then raise TrialEndedError, so that the transaction is rolled back."""
    raise TrialEndedError(merge(db, kept=kept, given=given, now=now))


def _refuse(db: sqlite3.Connection, kept: int, given: int) -> sqlite3.Row:
    """The giver's row. Raises InputError where two rows cannot be one channel."""
    keeper, giver = (db.execute(_SQL["channel"], {"key": key}).fetchone() for key in (kept, given))
    if kept == given:
        raise InputError(f"Both names mean the one channel {keeper['title']}. Name two channels.")
    if None not in (keeper["telegram_id"], giver["telegram_id"]):
        raise InputError(
            f"{keeper['title']} and {giver['title']} have different Telegram ids, so their posts' numbers mean "
            "different posts. Name two rows of one channel, such as an import's and the followed one."
        )
    row: sqlite3.Row = giver
    return row


def _take_double(db: sqlite3.Connection, kept_id: int, given_id: int) -> int:
    """Make two posts of one message one; how many versions the kept one got by it."""
    pair = {"kept_id": kept_id, "given_id": given_id}
    numbers, revised = _take_versions(db, kept_id, given_id)
    db.execute(_SQL["take_facts"], pair)
    db.execute(_SQL["take_forward"], pair)
    db.execute(_SQL["take_changes"], pair)
    db.execute(_SQL["take_matches"], pair)
    db.execute(_SQL["take_heads"], pair)
    db.execute(_SQL["take_translations"], pair)
    _take_places(db, pair, numbers)
    read = db.execute(_SQL["indexed"], pair).fetchone()
    if read is not None:
        words = unpack(read["words"], read["first_text"])
        db.execute(_SQL["unindex"], {"given_id": given_id, "words": words, "tags": read["tags"]})
    db.execute(_SQL["drop_reading"], pair)
    db.execute(_SQL["drop_post"], pair)
    return revised


def _take_places(db: sqlite3.Connection, pair: Mapping[str, int], numbers: Mapping[int, int]) -> None:
    """Let the kept post stand in the given one's stories, but in one of each signal only.

    A story that has no post left then is part of the other.
    """
    for row in db.execute(_SQL["places_in_stories"], pair).fetchall():
        place = {**pair, "story_id": row["story_id"], "other_id": row["other_id"]}
        if row["other_id"] is None:
            db.execute(_SQL["take_place"], {**place, "number": numbers.get(row["revision"], 0)})
            db.execute(_SQL["take_news"], place)
        else:
            db.execute(_SQL["leave_story"], place)
            db.execute(_SQL["merge_if_empty"], place)
    db.execute(_SQL["take_copies"], pair)


def _take_versions(db: sqlite3.Connection, kept_id: int, given_id: int) -> tuple[dict[int, int], int]:
    """Tell the given post's versions to the kept one as the intake would; which number each has there, and the new."""
    history = History(post_id=kept_id, versions=_versions(db, kept_id))
    numbers: dict[int, int] = {}
    for version in _versions(db, given_id):
        content = version.content_hash
        if not history.holds(content, version.edited_us):
            added = history.add(content, version.edited_us, vouched_us=version.vouched_us)
        elif version.vouched_us != version.edited_us and not history.holds(content, version.vouched_us):
            added = history.add(content, version.vouched_us, vouched_us=version.vouched_us)
        else:
            numbers[version.number] = _like(history, content)
            continue
        numbers[version.number] = added.number
        facts = {"kept_id": kept_id, "given_id": given_id, "number": added.number, "given_number": version.number}
        times = {"edited_us": added.edited_us, "vouched_us": added.vouched_us}
        db.execute(_SQL["take_version"], {**facts, **times})
        db.execute(_SQL["take_media"], facts)
    _vouch(db, history)
    return numbers, sum(not version.is_stored for version in history.versions)


def _like(history: History, content_hash: bytes) -> int:
    """The number of the newest version with this content, else with its text."""
    same = [version.number for version in history.versions if version.content_hash == content_hash]
    alike = [version.number for version in history.versions if same_text(version.content_hash, content_hash)]
    return max(same or alike, default=history.current.number)


def _vouch(db: sqlite3.Connection, history: History) -> None:
    for version in history.versions:
        facts = {"kept_id": history.post_id, "number": version.number, "vouched_us": version.vouched_us}
        if version.number == 0:
            db.execute(_SQL["vouch_for_first"], facts)
        else:
            db.execute(_SQL["vouch_for_revision"], facts)
    db.execute(_SQL["set_current"], {"kept_id": history.post_id, "number": history.current.number})


def _versions(db: sqlite3.Connection, post_id: int) -> list[Version]:
    return [
        Version(
            number=row["number"],
            content_hash=row["content_hash"],
            edited_us=row["edited_us"],
            vouched_us=row["vouched_us"],
            is_stored=True,
        )
        for row in db.execute(_SQL["versions"], {"post_id": post_id})
    ]


def _hand_over_mutes(db: sqlite3.Connection, kept: int, given: int) -> None:
    """Who muted the given channel mutes the kept one."""
    for subscriber in subscribers.every(db):
        mutes = tuple(
            replace(mute, target=str(kept)) if (mute.kind, mute.target) == (MuteKind.CHANNEL, str(given)) else mute
            for mute in subscriber.preferences.mutes
        )
        if mutes != subscriber.preferences.mutes:
            kept_mutes = tuple(dict.fromkeys(mutes))
            subscribers.save(db, replace(subscriber, preferences=replace(subscriber.preferences, mutes=kept_mutes)))
