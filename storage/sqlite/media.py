"""Files of media: which are wanted, which are kept, and under which hash."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.model.media import FileState, KeptFile, MediaItem, MediaNews, WantedFile
from storage.sqlite.rows import ids_json, micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("media")
_ALERTS_GO_FIRST = timedelta(hours=1)
"""An alert that could not be sent for longer, say to a chat that is closed for hours, holds up no file."""


def news(db: sqlite3.Connection, *, most: int) -> MediaNews:
    """See MediaStore.media_news."""
    cursor = db.execute(_SQL["cursor"]).fetchone()
    if cursor["seen"] is None:
        return MediaNews(up_to=cursor["worked"], changes=1, items=())
    asked = {"seen": cursor["seen"], "worked": cursor["worked"], "most": most}
    rows = db.execute(_SQL["news"], asked).fetchall()
    items: dict[int, MediaItem] = {}
    for row in rows:
        for item in _items(db, row):
            items[item.media_id] = item
    up_to = rows[-1]["position"] if rows else cursor["seen"]
    return MediaNews(up_to=up_to, changes=len(rows), items=tuple(items.values()))


def _items(db: sqlite3.Connection, post: sqlite3.Row) -> Sequence[MediaItem]:
    """The media of a post and of its album, of which one member has the caption that raises the flag."""
    members = [post["post_id"]]
    if post["grouped_id"] is not None:
        asked = {key: post[key] for key in ("channel_key", "grouped_id", "post_id")}
        members = [row["post_id"] for row in db.execute(_SQL["album"], asked)]
    wanted = {"ids": ids_json(members)}
    is_flagged = db.execute(_SQL["flagged"], wanted).fetchone() is not None
    return [MediaItem(**dict(row), is_flagged=is_flagged) for row in db.execute(_SQL["facts"], wanted)]


def want(db: sqlite3.Connection, items: Sequence[MediaItem], *, up_to: int, now: datetime) -> None:
    """See MediaStore.want_files."""
    rows = (
        {"media_id": item.media_id, "post_id": item.post_id, "flagged": item.is_flagged, "now_us": micros(now)}
        for item in items
    )
    db.executemany(_SQL["want"], rows)
    db.execute(_SQL["move_cursor"], {"position": up_to})


def next_file(db: sqlite3.Connection, *, now: datetime) -> WantedFile | None:
    """See MediaStore.next_file."""
    due = {"now_us": micros(now), "since_us": micros(now - _ALERTS_GO_FIRST)}
    if db.execute(_SQL["alert_is_due"], due).fetchone() is not None:
        return None
    row = db.execute(_SQL["next"], {"now_us": micros(now)}).fetchone()
    return None if row is None else WantedFile(**dict(row))


def keep(db: sqlite3.Connection, media_id: int, kept: KeptFile) -> None:
    """See MediaStore.file_kept."""
    db.execute(_SQL["keep"], {"media_id": media_id, "sha256": kept.sha256, "size_bytes": kept.size_bytes})


def give_up(db: sqlite3.Connection, media_id: int, state: FileState) -> None:
    """See MediaStore.file_given_up."""
    db.execute(_SQL["give_up"], {"media_id": media_id, "state": state.value})


def put_off(db: sqlite3.Connection, media_id: int, *, until: datetime) -> None:
    """See MediaStore.file_put_off."""
    db.execute(_SQL["put_off"], {"media_id": media_id, "until_us": micros(until)})
