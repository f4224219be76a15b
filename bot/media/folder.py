"""The folder of files: each under the SHA-256 of its content and nothing else, so that no post names a path."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.errors import MediaTooLargeError
from bot.model.media import KeptFile

LEAST_FREE_BYTES = 1 << 30
"""The archive itself needs room: files stop coming while the disk has less than this."""

_INCOMING = "incoming"


class MediaFolder:
    """``ab/abcdef…`` for what is kept, ``incoming/`` for what is on its way. Methods raise OSError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> None:
        """Make the folder, closed to others, and delete what a process that was killed left half done."""
        for folder in (self._path, self._path / _INCOMING):
            _make_private(folder)
        for left in (self._path / _INCOMING).iterdir():
            left.unlink()

    def has_room(self, max_bytes: int) -> bool:
        """Whether a file of that size would leave enough of the disk free."""
        return shutil.disk_usage(self._path).free >= max_bytes + LEAST_FREE_BYTES

    def receive(self, *, max_bytes: int) -> "Incoming":
        """Begin a file; use it as a context manager, after which it is kept or gone."""
        return Incoming(self._path, max_bytes)


class Incoming:
    """A file on its way: parts are added, and at the end it is kept."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._digest = hashlib.sha256()
        self._size = 0
        number, name = tempfile.mkstemp(dir=folder / _INCOMING)  # 0600
        self._file = os.fdopen(number, "wb")
        self._path = Path(name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def add(self, part: bytes) -> None:
        """Write the next part. Raises MediaTooLargeError, whatever size was told before."""
        self._size += len(part)
        if self._size > self._max_bytes:
            raise MediaTooLargeError(f"The file is larger than {self._max_bytes} bytes.")
        self._digest.update(part)
        self._file.write(part)

    def keep(self) -> KeptFile:
        """Put the whole file where its content belongs, safe from a power cut; the same content is there once."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        name = self._digest.hexdigest()
        shelf = self._folder / name[:2]
        _make_private(shelf)
        self._path.replace(shelf / name)
        _sync(shelf)
        _sync(self._folder)
        return KeptFile(sha256=name, size_bytes=self._size)


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _sync(folder: Path) -> None:
    """Make the names in a folder last; a system that opens no folders cannot."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
