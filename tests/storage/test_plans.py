"""Statistics, taken each night, turn no statement away from its plan over the tables that grow with the posts."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pytest

from storage.sqlite import upkeep
from storage.sqlite.schema import current_schema
from storage.sqlite.sql import HERE, load_queries, statements

POSTS = 20_000
_GROWING = re.compile(
    r"\b(posts|posts_now|changes|flags|readings|revisions|media|forwards|tombstones|story_posts|story_news)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Of how many posts one is flagged, was edited or deleted; how many stories and changes there are."""

    channels: int = 50
    flagged: int = 20
    edited: int = 50
    stories: int = 200
    changes: int = 2_000


SHAPES = {
    "usual": Shape(),
    "few stories": Shape(flagged=2_000, stories=3),
    "no story": Shape(flagged=2 * POSTS, stories=1),
    "nothing but alarms": Shape(flagged=1, stories=12_000, changes=POSTS),
    "one channel": Shape(channels=1),
    "every post edited": Shape(edited=1),
    "nothing was pruned": Shape(changes=POSTS),
}

_FILL = """
INSERT INTO channels (channel_key, title, followed) SELECT value, value, 1 FROM generate_series(1, :channels);
INSERT INTO posts (post_id, channel_key, message_id, posted_us, origin, seen_us, content_hash, text)
    SELECT value * 1048576, 1 + value % :channels, value, value, 'live', value, x'00', ''
    FROM generate_series(1, :posts);
INSERT INTO readings SELECT post_id, 0, '[]', NULL, '', x'00' FROM posts;
INSERT INTO flags SELECT post_id, 0, 'breakthrough', 'claimed', '[]', '[]' FROM posts WHERE message_id % :flagged = 0;
INSERT INTO revisions SELECT post_id, 1, 1, 1, 1, 'live', x'00', NULL, '' FROM posts WHERE message_id % :edited = 0;
INSERT INTO tombstones SELECT channel_key, message_id, 1, 1, 'live' FROM posts WHERE message_id % :edited = 0;
INSERT INTO media (post_id, revision, position, kind) SELECT post_id, 0, 0, '' FROM posts WHERE message_id % 2 = 0;
INSERT INTO forwards (post_id, message_id) SELECT post_id, message_id FROM posts WHERE message_id % 2 = 0;
INSERT INTO changes (post_id, kind, origin, urgent, seen_us)
    SELECT post_id, 'post', 'live', 1, 1 FROM posts ORDER BY post_id DESC LIMIT :changes;
INSERT INTO stories (
    story_id, event_id, signal, state, severity, reasons, founded_us, last_claim_us, version, transition
) SELECT value, value, 'breakthrough', 'claimed', 1, '[]', value, value, 1, 0 FROM generate_series(1, :stories);
INSERT INTO story_posts
    SELECT 1 + post_id / 1048576 % :stories, post_id, 0, 'live', 'claim', 'claimed', 0, 1, '', NULL, NULL, 0, '[]',
        NULL, 0, 0
    FROM flags;
INSERT INTO story_news SELECT story_id, post_id, 'claim', 1, 1 FROM story_posts;
"""
_SERIES = "(WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT :{}) SELECT value FROM n)"


@contextmanager
def archive() -> Iterator[sqlite3.Connection]:
    """An empty archive."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.row_factory = sqlite3.Row
        db.create_function("holds", 2, lambda *_: True)
        db.create_function("casefold", 1, str.casefold)
        for statement in statements(current_schema()):
            db.execute(statement)
        yield db


def fill(db: sqlite3.Connection, shape: Shape) -> None:
    """Rows without meaning, as many as the shape tells."""
    for statement in statements(re.sub(r"generate_series\(1, :(\w+)\)", lambda m: _SERIES.format(m[1]), _FILL)):
        numbers = {"posts": POSTS} | {name: getattr(shape, name) for name in Shape.__slots__}
        db.execute(statement, numbers)


def plans(db: sqlite3.Connection) -> Mapping[str, list[str]]:
    """How each statement that names a growing table would be worked off."""
    found = {}
    for file in sorted((HERE / "queries").glob("*.sql")):
        for name, statement in load_queries(file.stem).items():
            if _GROWING.search(statement):
                parameters = dict.fromkeys(re.findall(r":(\w+)", statement), 1) or [None] * statement.count("?")
                steps = db.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
                found[f"{file.stem}/{name}"] = [step["detail"] for step in steps]
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_statistics_turn_no_plan(shape: str) -> None:
    with archive() as without, archive() as db:
        fill(db, SHAPES[shape])
        assert plans(db) == plans(without), "what is there tells the planner nothing before it is counted"
        upkeep.analyze(db)
        assert db.execute("SELECT count(*) AS tables FROM sqlite_stat1 WHERE tbl = 'posts'").fetchone()["tables"]
        assert plans(db) == plans(without)


def test_a_small_archive_gets_no_statistics_for_it_may_grow() -> None:
    with archive() as db:
        upkeep.analyze(db)
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchall()


def test_the_statistics_of_a_small_archive_would_have_every_post_read() -> None:
    with archive() as db:
        db.execute("INSERT INTO channels (title) VALUES ('')")
        db.execute(
            "INSERT INTO posts (channel_key, message_id, posted_us, origin, seen_us, content_hash, text)"
            " VALUES (1, 1, 1, 'live', 1, x'00', '')"
        )
        db.execute("ANALYZE posts")
        assert "SCAN posts" in {step for plan in plans(db).values() for step in plan}
