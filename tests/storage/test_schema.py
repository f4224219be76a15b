"""The schema: migrations lead to it, every statement fits it, and other files are left alone."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.errors import ArchiveError, ArchiveVersionError
from storage.opening import open_archive
from storage.sqlite.schema import APPLICATION_ID, current_schema, migrations
from storage.sqlite.sql import HERE, load_queries, statements
from tests.storage.samples import NOW, find, phrase, read_all, seen

QUERY_FILES = sorted(path.stem for path in (HERE / "queries").glob("*.sql"))


def structure(db: sqlite3.Connection) -> dict[str, str]:
    """Every table, index and view with the statement that made it, and the settings of the full-text index."""
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    made = {name: _without_layout(re.sub(r"--[^\n]*", "", sql)) for name, sql in rows}
    return made | {f"setting {key}": str(value) for key, value in db.execute("SELECT k, v FROM post_index_config")}


def _without_layout(sql: str) -> str:
    """A statement whose blanks tell nothing: a column that was added stands before the closing bracket at once."""
    return re.sub(r" ?([(),]) ?", r"\1", " ".join(sql.split()))


def structure_of_file(url: str) -> dict[str, str]:
    """The structure of an archive that nobody has open."""
    with closing(sqlite3.connect(url)) as db:
        return structure(db)


@contextmanager
def made_by(*scripts: str) -> Iterator[sqlite3.Connection]:
    """A database that these scripts have made."""
    with closing(sqlite3.connect(":memory:")) as db:
        for script in scripts:
            for statement in statements(script):
                db.execute(statement)
        yield db


def test_the_migrations_lead_to_the_current_schema() -> None:
    with made_by(*migrations().values()) as migrated, made_by(current_schema()) as new:
        assert structure(migrated) == structure(new)


def test_migrations_are_numbered_without_a_gap() -> None:
    assert list(migrations()) == list(range(1, len(migrations()) + 1))


@pytest.mark.parametrize("name", QUERY_FILES)
def test_every_statement_fits_the_schema(name: str) -> None:
    with made_by(current_schema()) as db:
        db.create_function("holds", 2, lambda *_: True)
        db.create_function("casefold", 1, str.casefold)
        for statement in load_queries(name).values():
            parameters = dict.fromkeys(re.findall(r":(\w+)", statement)) or [None] * statement.count("?")
            db.execute(f"EXPLAIN {statement}", parameters)


def test_every_statement_is_used_and_every_used_one_is_there() -> None:
    used: dict[str, set[str]] = {name: set() for name in QUERY_FILES}
    for module in HERE.glob("*.py"):
        source = module.read_text(encoding="utf-8")
        for name in re.findall(r'load_queries\("(\w+)"\)', source):
            used[name] |= set(re.findall(r'_SQL\["(\w+)"\]', source))
    assert {name: set(load_queries(name)) for name in QUERY_FILES} == used


@pytest.mark.parametrize(
    "hot",
    [
        ("intake", "known_posts"),
        ("intake", "known_revisions"),
        ("intake", "last_of_seconds"),
        ("changelog", "pending"),
        ("indexing", "posts_to_read"),
        ("stories", "between"),
        ("stories", "posts_by_ids"),
        ("outbox", "count_due"),
        ("outbox", "due_by_turn"),
        ("outbox", "due_by_time"),
        ("outbox", "alerts_told"),
        ("reading", "posts"),
        ("digests", "last_slot"),
        ("digests", "last_told"),
        ("digests", "waiting"),
        ("digests", "known_before"),
        ("digests", "last_heard"),
        ("digests", "keep_news"),
        ("digests", "news"),
        ("digests", "changed_posts"),
        ("digests", "recovered"),
        ("digests", "words"),
        ("digests", "alarms"),
        ("digests", "first_post"),
        ("digests", "days_heard"),
    ],
    ids="/".join,
)
def test_what_is_asked_often_reads_no_table_from_end_to_end(hot: tuple[str, str]) -> None:
    file, name = hot
    statement = load_queries(file)[name]
    parameters = dict.fromkeys(re.findall(r":(\w+)", statement), 1)
    with made_by(current_schema()) as db:
        plan = db.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
    tables = (
        "posts|revisions|changes|flags|readings|media|stories|story_posts|story_news|outbox|tombstones|p|r|c|f|t|s|o|n"
    )
    scanned = [detail for *_, detail in plan if re.match(rf"SCAN ({tables})\b", detail)]
    assert scanned == []


async def test_an_archive_of_the_first_schema_is_brought_up_to_date(url: str) -> None:
    with sqlite3.connect(url) as db:
        for statement in statements(migrations()[1]):
            db.execute(statement)
        db.execute("INSERT INTO channels (title, posts) VALUES ('from before', 7)")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
    db.close()
    archive = await open_archive(url)
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    await read_all(archive)
    assert await find(archive, phrase("прорыв")) == [1]
    assert (await archive.status(now=NOW)).posts == 8
    await archive.close()
    with made_by(current_schema()) as new:
        assert structure_of_file(url) == structure(new)
    await (await open_archive(url, read_only=True)).close()


@pytest.mark.parametrize("read_only", [False, True])
async def test_an_archive_of_a_newer_program_is_left_alone(url: str, read_only: bool) -> None:
    await (await open_archive(url)).close()
    with sqlite3.connect(url) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(ArchiveVersionError, match="999"):
        await open_archive(url, read_only=read_only)


async def test_an_older_archive_is_not_migrated_by_a_reader(url: str) -> None:
    await (await open_archive(url)).close()
    with sqlite3.connect(url) as db:
        db.execute("PRAGMA user_version = 1")
    db.close()
    with pytest.raises(ArchiveError, match="older Frontwatch"):
        await open_archive(url, read_only=True)


async def test_another_program_s_database_is_left_alone(url: str) -> None:
    with sqlite3.connect(url) as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()
    with pytest.raises(ArchiveError, match="another program"):
        await open_archive(url)
    with sqlite3.connect(url) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]
    db.close()


async def test_a_migration_that_fails_changes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await (await open_archive(url)).close()
    before = structure_of_file(url)
    broken = {**migrations(), 999: "CREATE TABLE half_done (x);\nCREATE TABLE posts (x);\n"}
    monkeypatch.setattr("storage.sqlite.schema.migrations", lambda: broken)
    with pytest.raises(sqlite3.OperationalError):
        await open_archive(url)
    assert structure_of_file(url) == before


def test_queries_may_not_share_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "twice.sql").write_text("-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;\n")
    monkeypatch.setattr("storage.sqlite.sql.HERE", tmp_path)
    with pytest.raises(ValueError, match="twice"):
        load_queries("twice")
