"""Where a session is kept: a file that is a whole account, or a string from the settings (TELEGRAM 14)."""

import logging
import os
from pathlib import Path
from typing import Any

from telethon.sessions import MemorySession, SQLiteSession, StringSession

_log = logging.getLogger(__name__)

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_OTHERS = 0o077


class StringKeptSession(SQLiteSession):  # type: ignore[misc]  # Telethon ships no types
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
    """
    if string is None:
        return SQLiteSession(str(private_file(data_dir / f"{name}.session")))
    key = StringSession(string).auth_key
    known_by = f"{key.key_id:016x}" if key else "new"
    return StringKeptSession(private_file(data_dir / f"{name}-{known_by}.session"), string)


def private_folder(folder: Path) -> Path:
    """Make the folder, readable by its owner only, and return it."""
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    _tighten(folder, _FOLDER_MODE)
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
