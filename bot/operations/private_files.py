"""What must be nobody else's to read: session files, each of which is a whole account, and the archive."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.errors import Problem, SettingsError
from bot.settings import Settings

_OTHERS = 0o077
_BESIDE_THE_DATABASE = ("", "-wal", "-shm", "-journal")
_SQLITE = "sqlite:///"


def refuse_readable(settings: Settings) -> None:
    """Raise SettingsError with each session or database file that others can read, unless the operator allows it.

    A file in a folder that is closed to others is out of their reach, whatever its own mode. Where a system knows
    no modes, nothing is refused.
    """
    if os.name != "posix" or settings.readable_by_others:
        return
    problems = [_problem(path, settings.data_dir) for path in _kept(settings) if is_readable_by_others(path)]
    if problems:
        raise SettingsError(problems)


def is_readable_by_others(path: Path) -> bool:
    """Whether the mode of the file, and of the folder that it is in, let others read it."""
    return bool(_others(path) and _others(path.parent))


def is_shared(folder: Path) -> bool:
    """Whether everybody may write there, as in /tmp: a folder that is not ours to close."""
    try:
        return bool(folder.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return False


def _others(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode) & _OTHERS
    except OSError:  # not there, or not ours to look at: whoever opens it will say so
        return 0


def _kept(settings: Settings) -> Iterator[Path]:
    if settings.data_dir.is_dir():
        yield from sorted(settings.data_dir.glob("*.session*"))
    database = settings.database_url.removeprefix(_SQLITE)
    beside = (Path(f"{database}{ending}") for ending in _BESIDE_THE_DATABASE)
    yield from (path for path in beside if not path.is_dir())  # a folder is no archive, and not ours to close


def _problem(path: Path, data_dir: Path) -> Problem:
    closing = f"chmod 700 {data_dir}; " if path.parent == data_dir and not is_shared(data_dir) else ""
    return Problem(
        where=str(path),
        what=f"others on this machine can read it ({stat.S_IMODE(path.stat().st_mode):04o})",
        remedy=f"Run: {closing}chmod 600 {path}. Or set READABLE_BY_OTHERS=allow.",
    )
