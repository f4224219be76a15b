"""Connections: each unit of work runs as one function in its connection's thread (TELEGRAM 29)."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import aiosqlite

from storage.sqlite.faults import told_plainly

P = ParamSpec("P")
T = TypeVar("T")

_CACHE_OF_A_WRITER_KIB = 8 * 1024
"""Full on the first evening of 5,000 posts a day, where 16 MB took six. In an archive of 500,000 posts commits of 3 and
of 200 posts cost the same with either."""
_CACHE_OF_A_READER_KIB = 4 * 1024
"""Each commit of the writer's empties it, so that it serves little more than one question, and in the same archive no
kind of question costs more than with 16 MB, asked first or again; with 2 MB some runs cost a tenth more."""
_CACHE_OF_AN_IMPORT_KIB = 64 * 1024
"""A large batch changes pages all over the index; what it finds in memory need not be read and written twice."""

_CHECKPOINT_PAGES = 4_000
"""16 MB of WAL between checkpoints: an import writes a page of the index several times before it is copied."""

_LARGEST_WAL_BYTES = 64 << 20
"""A WAL that a long transaction blew up is cut back to this once it has been copied."""


_STEPS_BETWEEN_LOOKS = 200_000
"""Steps of SQLite's machine, about a millisecond, between two looks at how long a question has taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an archive lies. ``path`` None is one that lives in memory, and only as long as its connection.

    ``in_bulk`` is for who writes hundreds of thousands of posts.
    """

    path: Path | None
    read_only: bool
    patience: timedelta
    in_bulk: bool = False

    @property
    def name(self) -> str:
        """How messages call it."""
        return str(self.path) if self.path else ":memory:"

    def connect(self, *, query_only: bool) -> sqlite3.Connection:
        """A new connection, set up for transactions that we begin and end ourselves."""
        mode = "ro" if self.read_only else "rw"
        db = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}" if self.path else ":memory:",
            uri=self.path is not None,
            timeout=self.patience.total_seconds(),
            isolation_level=None,
            check_same_thread=False,  # closed in its thread, and finalised wherever the collector runs
        )
        try:
            self._set_up(db, query_only=query_only)
        except BaseException:
            db.close()
            raise
        return db

    def _set_up(self, db: sqlite3.Connection, *, query_only: bool) -> None:
        db.row_factory = sqlite3.Row
        if not self.read_only:
            db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")  # NORMAL loses commits at power loss (TELEGRAM 30)
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(f"PRAGMA cache_size = -{self._cache_kib(query_only=query_only)}")
        db.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        db.execute(f"PRAGMA journal_size_limit = {_LARGEST_WAL_BYTES}")
        db.execute("PRAGMA temp_store = MEMORY")
        # Rows that go are blanked where that costs no writing. Debian's SQLite would else write every page of the index
        # once more that a merge sets free, with zeros.
        db.execute("PRAGMA secure_delete = FAST")
        if query_only:
            db.execute("PRAGMA query_only = ON")

    def _cache_kib(self, *, query_only: bool) -> int:
        """How much of the archive a connection may keep at hand."""
        if query_only or self.read_only:
            return _CACHE_OF_A_READER_KIB
        return _CACHE_OF_AN_IMPORT_KIB if self.in_bulk else _CACHE_OF_A_WRITER_KIB


class _Line(aiosqlite.Connection):
    """aiosqlite's connection and thread, with a door for whole functions instead of single statements."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        # A program that fails before it closes the archive must end, not wait for this thread for ever;
        # for the file that is no worse than a crash.
        self._thread.daemon = True

    async def call(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``function`` in the connection's thread. It runs to its end even if the caller is cancelled."""
        result: T = await self._execute(function, self._conn)  # type: ignore[no-untyped-call]
        return result

    async def ended(self) -> None:
        """Return when the thread has ended: the last thing that it does is to tell the event loop."""
        await asyncio.to_thread(self._thread.join)


class Database:
    """One connection and its thread: units are queued and run one after the other."""

    def __init__(self, line: _Line, where: str, longest_read: timedelta | None) -> None:
        self._line = line
        self._where = where
        self._longest_read = longest_read

    @classmethod
    async def open(cls, place: Place, *, query_only: bool = False, longest_read: timedelta | None = None) -> "Database":
        """Connect; a read that computes for longer than ``longest_read`` is broken off with an ArchiveError.

        Raises ArchiveError when the file cannot be opened.
        """
        line = _Line(partial(place.connect, query_only=query_only))
        try:
            with told_plainly(place.name):
                await line
        except BaseException:
            await line.ended()
            raise
        return cls(line, place.name, longest_read)

    async def write(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``function`` as one transaction: all of it or, when it raises, nothing.

        A read that turns into a write would fail at once when another process writes; hence IMMEDIATE.
        """
        return await self._unit("BEGIN IMMEDIATE", partial(_filled, function, args, kwargs))

    async def read(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``function`` on one snapshot of the archive."""
        unit = partial(_filled, function, args, kwargs)
        if self._longest_read is not None:
            unit = partial(_bounded, unit, self._longest_read.total_seconds())
        return await self._unit("BEGIN DEFERRED", unit)

    async def aside(
        self, function: Callable[Concatenate[sqlite3.Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``function`` outside a transaction, for what SQLite does not do within one."""
        with told_plainly(self._where):
            return await self._line.call(partial(_filled, function, args, kwargs))

    async def _unit(self, begin: str, function: Callable[[sqlite3.Connection], T]) -> T:
        with told_plainly(self._where):
            return await self._line.call(partial(_transaction, begin, function))

    async def close(self) -> None:
        """Finish what is queued and close."""
        with told_plainly(self._where):
            await self._line.close()


def _filled(
    function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object], db: sqlite3.Connection
) -> T:
    return function(db, *args, **kwargs)


def _bounded(function: Callable[[sqlite3.Connection], T], most_seconds: float, db: sqlite3.Connection) -> T:
    """Let SQLite break off what computes for too long; time in which the process stood still does not count."""
    end = time.thread_time() + most_seconds
    db.set_progress_handler(lambda: time.thread_time() > end, _STEPS_BETWEEN_LOOKS)
    try:
        return function(db)
    finally:
        db.set_progress_handler(None, 0)


def _transaction(begin: str, function: Callable[[sqlite3.Connection], T], db: sqlite3.Connection) -> T:
    db.execute(begin)
    try:
        result = function(db)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # SQLite itself rolls back when the disk is full or fails
            db.execute("ROLLBACK")
        raise
    return result
