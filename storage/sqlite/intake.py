"""The first commit: posts, revisions and tombstones with their rows in the change log."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.errors import ArchiveError
from bot.model.channel import ChannelRef
from bot.model.post import Arrival, CoveredRange, IntakeCounts, SeenDeletion, SeenPost
from storage.sqlite import coverage, identity
from storage.sqlite.batch import Batch, Pair
from storage.sqlite.drafts import forward_row, media_rows, post_row, revision_row
from storage.sqlite.rows import end_post_id, first_post_id, ids_json, micros
from storage.sqlite.sql import load_queries
from storage.sqlite.versions import History, Version

_SQL = load_queries("intake")


def take_in(
    db: sqlite3.Connection, arrivals: Sequence[Arrival], *, now: datetime, covered: CoveredRange | None
) -> IntakeCounts:
    """Store a batch with one look-up and one insert per table, not per post; see IntakeStore.take_in."""
    refs = dict.fromkeys(arrival.channel for arrival in arrivals)
    keys = {ref: identity.resolve(db, ref) for ref in refs}
    batch = _judge(db, arrivals, keys, now_us=micros(now))
    _give_ids(db, batch)
    _store(db, batch, micros(now))
    if covered is not None:
        key = identity.resolve(db, covered.channel)
        coverage.cover(db, key, covered.first_id, covered.last_id)
    return batch.counts()


def _judge(db: sqlite3.Connection, arrivals: Sequence[Arrival], keys: dict[ChannelRef, int], *, now_us: int) -> Batch:
    """Decide of each arrival what it is. Posts are met before their edits and deletions, whatever the order."""
    groups: defaultdict[Pair, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        groups[keys[arrival.channel], arrival.message_id].append(arrival)
    deletions = [pair for pair, group in groups.items() if any(isinstance(one, SeenDeletion) for one in group)]
    batch = Batch(histories=_histories(db, groups), deleted=_deleted(db, deletions))
    for pair, group in groups.items():
        for arrival in sorted(group, key=_as_it_went) if len(group) > 1 else group:
            if isinstance(arrival, SeenPost):
                batch.see(pair, arrival, now_us=now_us)
            else:
                batch.delete(pair, arrival)
    return batch


def _as_it_went(arrival: Arrival) -> tuple[int, datetime]:
    """Posts by date, edits by time, deletions."""
    if isinstance(arrival, SeenDeletion):
        return 2, arrival.deleted_at
    return int(arrival.is_edit), arrival.edited_at or arrival.date


def _histories(db: sqlite3.Connection, pairs: Iterable[Pair]) -> dict[Pair, History]:
    histories: dict[Pair, History] = {}
    by_id: dict[int, History] = {}
    for row in db.execute(_SQL["known_posts"], {"pairs": ids_json(pairs)}):
        history = History(post_id=row["post_id"], versions=[_stored_version(row)])
        histories[row["channel_key"], row["message_id"]] = by_id[row["post_id"]] = history
    for row in db.execute(_SQL["known_revisions"], {"ids": ids_json(by_id)}):
        by_id[row["post_id"]].versions.append(_stored_version(row))
    return histories


def _stored_version(row: sqlite3.Row) -> Version:
    return Version(
        number=row["number"],
        content_hash=row["content_hash"],
        edited_us=row["edited_us"],
        vouched_us=row["vouched_us"],
        stored_vouched_us=row["vouched_us"],
        is_stored=True,
    )


def _deleted(db: sqlite3.Connection, pairs: Sequence[Pair]) -> set[Pair]:
    if not pairs:
        return set()
    rows = db.execute(_SQL["known_tombstones"], {"pairs": ids_json(pairs)})
    return {(row["channel_key"], row["message_id"]) for row in rows}


def _give_ids(db: sqlite3.Connection, batch: Batch) -> None:
    """Number the new posts by date (RULES 3), after those that their seconds hold already."""
    batch.added.sort(key=lambda draft: (draft.posted_us, draft.pair))
    firsts = list(dict.fromkeys(first_post_id(draft.posted_us) for draft in batch.added))
    rows = db.execute(_SQL["last_of_seconds"], {"firsts": ids_json(firsts)})
    following = {row["first_id"]: row["first_id"] if row["last_id"] is None else row["last_id"] + 1 for row in rows}
    for draft in batch.added:
        first = first_post_id(draft.posted_us)
        draft.history.post_id = following[first]
        if draft.history.post_id >= end_post_id(draft.posted_us):
            raise ArchiveError(f"More than a million posts are dated {draft.seen.date.isoformat()}. Check the file.")
        following[first] += 1


def _store(db: sqlite3.Connection, batch: Batch, now_us: int) -> None:
    _store_versions(db, batch, now_us)
    tombstones = [(*pair, micros(told.deleted_at), now_us, told.origin.value) for pair, told in batch.deletions.items()]
    db.executemany(_SQL["add_tombstone"], tombstones)
    changes = [
        (history.post_id, kind.value, origin.value, origin.is_urgent, now_us) for history, kind, origin in batch.changes
    ]
    db.executemany(_SQL["add_change"], changes)
    db.executemany(_SQL["tally"], batch.tallies())
    newest = [{"key": key, "last_us": last_us, "now": now_us} for key, last_us in batch.newest().items()]
    db.executemany(_SQL["tally_last"], newest)


def _store_versions(db: sqlite3.Connection, batch: Batch, now_us: int) -> None:
    versions = batch.added + batch.revised
    db.executemany(_SQL["add_post"], [post_row(draft, now_us) for draft in batch.added])
    db.executemany(_SQL["add_revision"], [revision_row(draft, now_us) for draft in batch.revised])
    db.executemany(_SQL["add_media"], [row for draft in versions if draft.seen.media for row in media_rows(draft)])
    forwards = [forward_row(draft) for draft in batch.added if draft.seen.forwarded_from]
    db.executemany(_SQL["add_forward"], forwards)
    moved = {draft.history.post_id: draft.history.current.number for draft in batch.revised if not draft.history.is_new}
    db.executemany(_SQL["set_current"], [(number, post_id) for post_id, number in moved.items()])
    vouched = [(version.vouched_us, post_id, version.number) for post_id, version in batch.vouched()]
    db.executemany(_SQL["vouch_for_first"], [(us, post_id) for us, post_id, number in vouched if number == 0])
    db.executemany(_SQL["vouch_for_revision"], [row for row in vouched if row[2] > 0])
