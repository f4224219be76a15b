"""What an operator can mend, said plainly; everything else passes through as the bug that it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import ArchiveBusyError, ArchiveError, ArchiveUnavailableError, ArchiveUnfitError

_BUSY = "Another process is writing to the archive {where}. Wait for it to finish, or stop it, and try again."
_REMEDIES = {
    sqlite3.SQLITE_CORRUPT_VTAB: (
        "The full-text index of the archive {where} is damaged. Make it anew with `frontwatch reindex --all`."
    ),
    sqlite3.SQLITE_FULL: "There is no space left for the archive {where}. Free some space on that disk.",
    sqlite3.SQLITE_INTERRUPT: "A question to the archive {where} took too long; it was broken off. Ask for less.",
    sqlite3.SQLITE_READONLY: "The archive {where} is read-only. Make the file and its folder writable.",
    sqlite3.SQLITE_IOERR: "The disk failed at the archive {where}. Check the disk and the system's log.",
    sqlite3.SQLITE_CANTOPEN: "The archive {where} cannot be opened. Check that its folder exists and may be written.",
    sqlite3.SQLITE_PERM: "The archive {where} may not be opened. Check the file's owner and mode.",
    sqlite3.SQLITE_AUTH: "The archive {where} may not be opened. Check the file's owner and mode.",
}
_UNFIT = {
    sqlite3.SQLITE_CORRUPT: ("The archive {where} is damaged", "Restore it from a backup."),
    sqlite3.SQLITE_NOTADB: ("{where} is not a Frontwatch archive", "Check DATABASE_URL."),
}
_MENDED_MEANWHILE = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
    }
)
"""What an operator can mend beside a running bot, after which the same write succeeds."""
_PRIMARY = 0xFF
"""An extended result code holds the primary one in its lowest byte (sqlite.org/rescode.html)."""


@contextmanager
def told_plainly(where: str) -> Iterator[None]:
    """Raise ArchiveUnavailableError or ArchiveError for what SQLite says of locks, disks and files."""
    try:
        yield
    except sqlite3.Error as error:
        extended = getattr(error, "sqlite_errorcode", 0)
        code = extended if extended in _REMEDIES else extended & _PRIMARY
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise ArchiveBusyError(_BUSY.format(where=where)) from error
        if code in _REMEDIES:
            kind = ArchiveUnavailableError if code & _PRIMARY in _MENDED_MEANWHILE else ArchiveError
            raise kind(_REMEDIES[code].format(where=where)) from error
        if code in _UNFIT:
            what, remedy = _UNFIT[code]
            raise ArchiveUnfitError(what.format(where=where), remedy) from error
        raise
