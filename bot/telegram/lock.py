"""One process per session: a session used from two places dies for good (TELEGRAM 13 and 24)."""

import contextlib
import os
import sys
from pathlib import Path

from bot.errors import SessionError


class SessionLock:
    """An exclusive lock on a session, held from construction to ``release``.

    The system lets go of it when the process dies, however it dies: no stale file locks the next start out.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock. Raises SessionError when another process holds it, or the folder takes no file."""
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise SessionError(f"{path} cannot be written ({error.strerror}). Set DATA_DIR.") from error
        try:
            _lock(self._handle)
        except OSError:
            holder = os.read(self._handle, 32).decode("ascii", "replace").strip()
            os.close(self._handle)
            who = f"process {holder}" if holder.isdigit() else "another process"
            raise SessionError(
                f"The Telegram session {path.with_suffix('')} is in use by {who}. "
                "Stop that one first: two at once would make Telegram close the session for good."
            ) from None
        os.ftruncate(self._handle, 0)
        os.write(self._handle, str(os.getpid()).encode())

    def release(self) -> None:
        """Let another process have the session; a second call does nothing."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            with contextlib.suppress(OSError):
                os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        """Lock one byte far behind the text, which stays readable."""
        os.lseek(handle, 1 << 20, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
