"""Copies of a whole archive: made while it is written to, and put back in its place."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot.errors import ArchiveBusyError, ArchiveError, ArchiveUnfitError
from storage.opening import path_of
from storage.sqlite.connection import Place
from storage.sqlite.faults import told_plainly
from storage.sqlite.schema import ensure_ours

OnProgress = Callable[[int, int], None]
"""Told how many bytes are copied, and of how many."""

_PAGES_A_STEP = 2_000
_NAME_A_BACKUP = "Name a file that `frontwatch backup` has made."
_SIDE_FILES = ("-wal", "-shm", "-journal")


def back_up(url: str, target: Path, *, on_progress: OnProgress) -> int:
    """Copy the archive at ``url``, as it is at this moment, into a new file of mode 0600; its size in bytes.

    The archive may be written to meanwhile. The copy is checked before it gets its name. Raises ArchiveError when
    ``target`` exists, or when either cannot be used.
    """
    source = _file(url)
    if target.exists():
        raise ArchiveError(f"{target} exists, and a backup overwrites nothing. Name another file.")
    with _copied(source, target, on_progress) as copy:
        if target.exists():
            raise ArchiveError(f"{target} was made by somebody else meanwhile. Name another file.")
        copy.rename(target)
    return target.stat().st_size


def restore(url: str, backup: Path, *, now: datetime, on_progress: OnProgress) -> Path | None:
    """Put a backup in the place of the archive at ``url``; where the old one is kept, None if there was none.

    Raises ArchiveBusyError while any process has the archive open, ArchiveError when the backup is none.
    """
    path = path_of(url)
    if path is None:
        raise ArchiveError("An archive in memory cannot be restored. Give a path in DATABASE_URL.")
    _require_readable(backup)
    if path.exists() and backup.samefile(path):
        raise ArchiveError(f"{backup} is the archive itself. {_NAME_A_BACKUP}")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with _copied(backup, path, on_progress) as copy:
            kept = _put_aside(path, now) if path.exists() else None
            copy.rename(path)
    except ArchiveUnfitError as error:
        raise ArchiveError(f"{error.what}. Name another file that `frontwatch backup` has made.") from error
    return kept


def require_alone(url: str) -> None:
    """Raise ArchiveBusyError while any other process has the archive open, be it idle.

    SQLite leaves the write-ahead log only for the last connection there is (sqlite.org/wal.html).
    """
    path = _file(url)
    place = Place(path=path, read_only=False, patience=timedelta(0))
    try:
        with told_plainly(place.name), closing(place.connect(query_only=False)) as db:
            db.execute("PRAGMA journal_mode = DELETE").fetchone()
    except ArchiveBusyError as error:
        raise ArchiveBusyError(
            f"Another process has the archive {path} open. Stop `frontwatch run`, and try again."
        ) from error


def integrity_problem(url: str) -> str | None:
    """What a quick look at the whole file finds damaged, in SQLite's words; None when it is well."""
    place = Place(path=_file(url), read_only=True, patience=timedelta(seconds=10))
    with told_plainly(place.name), closing(place.connect(query_only=True)) as db:
        found: str = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    return None if found == "ok" else found


def _file(url: str) -> Path:
    path = path_of(url)
    if path is None or not path.is_file():
        raise ArchiveError(f"There is no archive at {url}. Check DATABASE_URL.")
    return path


def _require_readable(backup: Path) -> None:
    if backup.is_dir():
        raise ArchiveError(f"{backup} is a folder. {_NAME_A_BACKUP}")
    if not backup.is_file():
        raise ArchiveError(f"There is no file {backup}. {_NAME_A_BACKUP}")
    try:
        backup.open("rb").close()
    except OSError as error:
        raise ArchiveError(f"{backup} cannot be read: {error.strerror}. Check its owner and mode.") from error


@contextmanager
def _copied(source: Path, target: Path, on_progress: OnProgress) -> Iterator[Path]:
    """A checked copy beside ``target``; whatever is still there at the end of the ``with`` block is removed."""
    copy = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode=0o600))
        try:
            _copy(source, copy, on_progress)
            yield copy
        finally:
            for each in (copy, *(copy.with_name(copy.name + end) for end in _SIDE_FILES)):
                each.unlink(missing_ok=True)
    except OSError as error:
        raise ArchiveError(f"{target} cannot be written: {error.strerror}. Check its folder and the disk.") from error


def _copy(source: Path, copy: Path, on_progress: OnProgress) -> None:
    place = Place(path=source, read_only=True, patience=timedelta(seconds=10))
    written = Place(path=copy, read_only=False, patience=timedelta(0))
    with told_plainly(place.name), closing(place.connect(query_only=True)) as db:
        # One snapshot for all steps: without it, each commit of somebody else would make the copy begin anew.
        db.execute("BEGIN")
        version = ensure_ours(db, place.name)
        page_bytes: int = db.execute("PRAGMA page_size").fetchone()[0]

        def tell(_status: int, left: int, total: int) -> None:
            on_progress((total - left) * page_bytes, total * page_bytes)

        with closing(written.connect(query_only=False)) as new:
            new.execute("PRAGMA journal_mode = DELETE").fetchone()
            db.backup(new, pages=_PAGES_A_STEP, progress=tell)
            new.execute("PRAGMA journal_mode = DELETE").fetchone()  # the copy's first page says WAL again
            _check(new, version, place.name)


def _check(copy: sqlite3.Connection, version: int, source: str) -> None:
    found: str = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise ArchiveUnfitError(f"{source} is damaged ({found}), and so would be its copy", "Keep an older backup.")
    if ensure_ours(copy, source) != version:
        raise ArchiveError(f"The copy of {source} has another schema than {source}. Try again.")


def _put_aside(path: Path, now: datetime) -> Path:
    """Rename the archive, with what lies beside it, once nobody has it open."""
    try:
        require_alone(str(path))
    except ArchiveBusyError:
        raise
    except ArchiveError:
        pass  # what is damaged is put aside as it is
    kept = path.with_name(f"{path.name}.before-{now:%Y%m%dT%H%M%SZ}")
    if kept.exists():
        raise ArchiveError(f"{kept} exists already. Move it away, and try again.")
    for end in ("", *_SIDE_FILES):
        beside = path.with_name(path.name + end)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + end))
    return kept
