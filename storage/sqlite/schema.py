"""Bringing an archive's schema up to date: the current one for a new file, numbered migrations for an older."""

import re
import sqlite3
from collections.abc import Mapping, Sequence

from bot.errors import ArchiveError, ArchiveUnfitError, ArchiveVersionError
from storage.sqlite.sql import HERE, statements

APPLICATION_ID = 0x46574152
"""``FWAR``: marks a file as ours, so that no other program's database is ever written to."""


def migrations() -> Mapping[int, str]:
    """The scripts of ``migrations/`` by number, in order; each leads from the number before it."""
    files = sorted((HERE / "migrations").glob("[0-9]*.sql"))
    return {int(file.name.partition("_")[0]): file.read_text(encoding="utf-8") for file in files}


def current_schema() -> str:
    """The script that makes a new archive."""
    return (HERE / "schema.sql").read_text(encoding="utf-8")


def index_schema() -> Sequence[str]:
    """The statements of the current schema that make the full-text index."""
    begin = re.compile(r"^(CREATE VIRTUAL TABLE|INSERT INTO) post_index\b", re.MULTILINE)
    return [statement for statement in statements(current_schema()) if begin.search(statement)]


def ensure_current(db: sqlite3.Connection, where: str) -> None:
    """Make the schema, or migrate it, inside the transaction that is open.

    Raises ArchiveVersionError for an archive of a newer program, ArchiveError for another program's file.
    """
    steps = migrations()
    version = _version(db, where, newest=max(steps))
    if version == 0:
        _run(db, current_schema())
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    else:
        for number, script in steps.items():
            if number > version:
                _run(db, script)
    if version < max(steps):
        db.execute(f"PRAGMA user_version = {max(steps)}")


def check_current(db: sqlite3.Connection, where: str) -> None:
    """Raise ArchiveError unless the archive can be read as it is, without migrating it."""
    newest = max(migrations())
    if _version(db, where, newest=newest) != newest:
        raise ArchiveError(
            f"The archive {where} was made by an older Frontwatch. Open it once with `frontwatch run` or `import`."
        )


def ensure_ours(db: sqlite3.Connection, where: str) -> int:
    """The schema's number of an archive of ours, of this program or an older one. Raises ArchiveError for all else."""
    version = _version(db, where, newest=max(migrations()))
    if version == 0:
        raise ArchiveUnfitError(f"{where} holds no archive", "Name a file that Frontwatch has made.")
    return version


def _version(db: sqlite3.Connection, where: str, *, newest: int) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    mark: int = db.execute("PRAGMA application_id").fetchone()[0]
    tables: int = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and mark != APPLICATION_ID:
        raise ArchiveUnfitError(f"{where} is a database of another program", "Check DATABASE_URL.")
    if version > newest:
        raise ArchiveVersionError(
            f"The archive {where} has schema {version}, this program knows {newest}. Update Frontwatch."
        )
    return version if tables else 0


def _run(db: sqlite3.Connection, script: str) -> None:
    for statement in statements(script):
        db.execute(statement)
