"""Own watch words, and the posts that were told or counted for them (RULES 19)."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.model.post import Origin
from bot.model.watch import NewWatchWord, WatchWord, WordAlert, WordHistory, WordMatch, word_alert_key
from storage.sqlite import outbox
from storage.sqlite.rows import clean, ids_json, instant, micros, original_text
from storage.sqlite.sql import load_queries

_SQL = load_queries("watching")
_KEPT_FOR = timedelta(days=3)
"""How long matches are of use: an alert counts for minutes, and copies come within a day or two."""


def add(db: sqlite3.Connection, word: NewWatchWord, *, most: int) -> WatchWord | None:
    """Watch a word; see WatchStore.watch."""
    db.execute(_SQL["add"], {**_columns(word), "most": most})
    row = db.execute(_SQL["one"], {"chat_id": word.chat_id, "key": clean(word.key)}).fetchone()
    return _word(row) if row else None


def remove(db: sqlite3.Connection, word_id: int) -> None:
    """Watch a word no more, and forget what was told of it; an alert of it alone that waits is dropped."""
    alone = db.execute(_SQL["heads_alone"], {"word_id": word_id})
    outbox.drop_unsent(db, [word_alert_key(row["chat_id"], row["head_id"]) for row in alone])
    db.execute(_SQL["remove"], {"word_id": word_id})


def of_chat(db: sqlite3.Connection, chat_id: int) -> Sequence[WatchWord]:
    """A chat's words in the order in which they were added."""
    return tuple(map(_word, db.execute(_SQL["of_chat"], {"chat_id": chat_id})))


def set_standing(db: sqlite3.Connection, words: Sequence[NewWatchWord]) -> None:
    """Make exactly these the operator's words; see WatchStore.set_standing_words."""
    wanted = {(word.chat_id, clean(word.key)) for word in words}
    gone = [row["word_id"] for row in db.execute(_SQL["standing"]) if (row["chat_id"], row["key"]) not in wanted]
    for word_id in gone:
        remove(db, word_id)
    db.executemany(_SQL["add"], [{**_columns(word), "most": 0} for word in words])


def keys(db: sqlite3.Connection) -> Sequence[str]:
    """Every watched word once, by its key."""
    return tuple(row["key"] for row in db.execute(_SQL["keys"]))


def mark(db: sqlite3.Connection) -> tuple[int, int]:
    """Changes whenever ``keys`` may have changed."""
    row = db.execute(_SQL["mark"]).fetchone()
    return row["last_id"], row["words"]


def watchers(db: sqlite3.Connection, wanted: Iterable[str]) -> Sequence[WatchWord]:
    """The words of all chats that have one of these keys."""
    return tuple(map(_word, db.execute(_SQL["by_keys"], {"keys": ids_json(wanted)})))


def history(
    db: sqlite3.Connection, word_ids: Sequence[int], post_ids: Sequence[int], *, since: datetime
) -> WordHistory:
    """What was told of these words lately; see WatchStore.word_history."""
    asked = {"words": ids_json(word_ids), "posts": ids_json(post_ids), "since_us": micros(since)}
    matched = frozenset((row["word_id"], row["post_id"]) for row in db.execute(_SQL["matched"], asked))
    heads: defaultdict[tuple[int, int], list[sqlite3.Row]] = defaultdict(list)
    for row in db.execute(_SQL["heads"], asked):
        heads[row["chat_id"], row["head_id"]].append(row)
    told = {"heads": ids_json({head_id for _, head_id in heads})}
    posts = {row["post_id"]: row for row in db.execute(_SQL["posts"], told)}
    counts = {(row["chat_id"], row["head_id"]): row for row in db.execute(_SQL["counted"], told)}
    alerts = tuple(_alert(rows, posts, counts.get(pair)) for pair, rows in heads.items())
    return WordHistory(alerts=alerts, matched=matched)


def keep_matches(db: sqlite3.Connection, matches: Sequence[WordMatch], *, now: datetime) -> None:
    """Record matches, but for words that are watched no more; the oldest are forgotten."""
    if not matches:
        return
    db.execute(_SQL["forget_matches"], {"before_us": micros(now - _KEPT_FOR)})
    rows = [
        {
            "word_id": match.word_id,
            "post_id": match.post_id,
            "head_id": match.head_id,
            "copy": match.is_copy,
            "at_us": micros(match.at),
            "open_until_us": micros(match.open_until),
        }
        for match in matches
    ]
    db.executemany(_SQL["add_match"], rows)


def move_chat(db: sqlite3.Connection, chat_id: int, new_chat_id: int) -> None:
    """A group became a supergroup: its words go with it."""
    db.execute(_SQL["move"], {"chat_id": chat_id, "new_chat_id": new_chat_id})


def forget_person(db: sqlite3.Connection, user_id: int) -> None:
    """Delete the words of a person's private chat, and their name on words of groups."""
    db.execute(_SQL["forget_chat"], {"chat_id": user_id})
    db.execute(_SQL["forget_who_added"], {"user_id": user_id})


def _columns(word: NewWatchWord) -> dict[str, object]:
    return {
        "chat_id": word.chat_id,
        "key": clean(word.key),
        "text": clean(word.text),
        "standing": word.is_standing,
        "added_by": word.added_by,
        "added_us": micros(word.added_at),
    }


def _word(row: sqlite3.Row) -> WatchWord:
    return WatchWord(
        word_id=row["word_id"],
        chat_id=row["chat_id"],
        text=row["text"],
        key=row["key"],
        added_at=instant(row["added_us"]),
        added_by=row["added_by"],
        is_standing=bool(row["standing"]),
    )


def _alert(rows: Sequence[sqlite3.Row], posts: Mapping[int, sqlite3.Row], counts: sqlite3.Row | None) -> WordAlert:
    """One alert from its words, its head and its counts."""
    first = rows[0]
    head = posts[first["head_id"]]
    return WordAlert(
        chat_id=first["chat_id"],
        head_id=first["head_id"],
        channel_key=head["channel_key"],
        message_id=head["message_id"],
        text=original_text(head["text"]),
        origin=Origin(head["origin"]),
        word_ids=tuple(row["word_id"] for row in rows),
        words=tuple(row["word"] for row in rows),
        told_at=instant(first["at_us"]),
        open_until=instant(first["open_until_us"]),
        others=counts["others"] if counts else 0,
        copies=counts["copies"] if counts else 0,
    )
