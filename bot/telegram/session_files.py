"""Where a session is kept: a file that is a whole account, or a string from the settings (TELEGRAM 14)."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from telethon.sessions import MemorySession, SQLiteSession, StringSession

from bot.errors import SessionError

_log = logging.getLogger(__name__)

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_OTHERS = 0o077


class FileSession(SQLiteSession):  # type: ignore[misc]  # Telethon ships no types
    """Telethon's session file; a disk that takes no writes costs what was to be remembered, not the running bot.

    Channels are found again, and what was missed is read from the archive's own cursors. Only a key that is not
    in the file yet is worth an error: without it nobody is signed in.
    """

    def __init__(self, path: str) -> None:
        self._conn: Any = None
        self._kept: object = None
        super().__init__(path)
        self._fault: type[Exception] = self._cursor().connection.OperationalError
        self._kept = self._account()

    def process_entities(self, tlo: Any) -> None:
        """Remember whom an answer names."""
        with self._as_far_as_the_disk_allows():
            super().process_entities(tlo)

    def set_update_state(self, entity_id: int, state: Any) -> None:
        """Remember where the updates stand."""
        with self._as_far_as_the_disk_allows():
            super().set_update_state(entity_id, state)

    def save(self) -> None:
        """Commit what is remembered. Raises SQLite's OperationalError where a new key is not kept."""
        with self._as_far_as_the_disk_allows():
            super().save()
            self._kept = self._account()

    def close(self) -> None:
        """Commit and close; what cannot be committed is let go. Raises as ``save`` does."""
        try:
            with self._as_far_as_the_disk_allows():
                super().close()
        finally:
            if self._conn is not None:
                self._conn.close()
                self._conn = None

    def _update_session_table(self) -> None:
        if self._account() != self._kept:
            super()._update_session_table()

    def _account(self) -> object:
        return self._dc_id, self._server_address, self._port, self._auth_key, self._takeout_id

    @contextmanager
    def _as_far_as_the_disk_allows(self) -> Iterator[None]:
        try:
            yield
        except self._fault as error:
            if self._account() != self._kept:
                raise
            _log.warning("The session file %s cannot be written: %s", self.filename, error)


class StringKeptSession(FileSession):
    """A session whose key comes from a session string and never touches the disk.

    The file beside it keeps only what would be dear to ask for again: the access hashes of channels
    (TELEGRAM 12) and where the updates stand.
    """

    def __init__(self, path: Path, string: str) -> None:
        given = StringSession(string)
        super().__init__(str(path))
        MemorySession.set_dc(self, given.dc_id, given.server_address, given.port)
        self._auth_key = given.auth_key

    def set_dc(self, dc_id: int, server_address: str, port: int) -> None:
        """Talk to another data centre with the same key."""
        MemorySession.set_dc(self, dc_id, server_address, port)

    def _update_session_table(self) -> None:
        """The key is not ours to keep."""


def open_session(data_dir: Path, name: str, string: str | None) -> Any:
    """A Telethon session called ``name`` in ``data_dir``, from ``string`` where it is given.

    What a session string's account knows is kept apart by the key, since access hashes differ by account.
    Raises SessionError for a string or a file that holds no session.
    """
    path = data_dir / f"{name}.session"
    if string is not None:
        path = data_dir / f"{name}-{_key_id(string)}.session"
    try:
        private_file(path)
        return FileSession(str(path)) if string is None else StringKeptSession(path, string)
    except Exception as error:  # whatever SQLite or Telethon make of a file that is none of theirs
        raise SessionError(
            f"The session file {path} cannot be read ({type(error).__name__}). Delete it, and sign in anew."
        ) from error


def _key_id(string: str) -> str:
    """The public name of the key in a session string; ``new`` where nobody has signed in yet."""
    try:
        key = StringSession(string).auth_key
    except Exception as error:  # base64, struct and Telethon each have their own
        raise SessionError("A session string holds no session. Copy it again in full.") from error
    return f"{key.key_id:016x}" if key else "new"


def private_folder(folder: Path) -> Path:
    """Make the folder, readable by its owner only, and return it. Raises SessionError where that is not allowed."""
    try:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        _tighten(folder, _FOLDER_MODE)
    except OSError as error:
        raise SessionError(f"The data folder {folder} cannot be made ({error.strerror}). Set DATA_DIR.") from error
    return folder


def private_file(path: Path) -> Path:
    """Make the file before anything is written to it, readable by its owner only, and return its path."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, _FILE_MODE))
    _tighten(path, _FILE_MODE)
    return path


def _tighten(path: Path, mode: int) -> None:
    if path.stat().st_mode & _OTHERS == 0:
        return
    try:
        path.chmod(mode)
    except PermissionError:
        _log.warning("%s can be read by others and is not ours to change: set its mode to %o", path, mode)
