"""Albums: several messages that people see as one post (RULES 5), of which mostly one has a text."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from storage.sqlite.rows import ids_json
from storage.sqlite.sql import load_queries

_SQL = load_queries("albums")


def members(db: sqlite3.Connection, ids: Iterable[int]) -> dict[int, bool]:
    """All stored members of the albums of these posts, and whether another member stands for each in a search.

    It does for one without a text, if any other has one or came before it: so an album without any is found by its
    first. None that was deleted stands for one that was not. It follows from what is stored alone, whatever the order
    in which the members came.
    """
    albums: defaultdict[tuple[int, int], list[sqlite3.Row]] = defaultdict(list)
    for row in db.execute(_SQL["members"], {"ids": ids_json(ids)}):
        albums[row["channel_key"], row["grouped_id"]].append(row)
    return {row["post_id"]: _is_stood_for(row, album) for album in albums.values() for row in album}


def _is_stood_for(member: sqlite3.Row, album: Iterable[sqlite3.Row]) -> bool:
    return not member["has_text"] and any(
        (other["has_text"] or other["message_id"] < member["message_id"])
        and other["is_deleted"] <= member["is_deleted"]
        for other in album
    )
