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
    problems = [_problem(path) for path in _kept(settings) if is_readable_by_others(path)]
    if problems:
        raise SettingsError(problems)


def is_readable_by_others(path: Path) -> bool:
    """Whether the mode of the file, and of the folder that it is in, let others read it."""
    return bool(_others(path) and _others(path.parent))


def _others(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode) & _OTHERS
    except OSError:  # not there, or not ours to look at: whoever opens it will say so
        return 0


def _kept(settings: Settings) -> Iterator[Path]:
    if settings.data_dir.is_dir():
        yield from sorted(settings.data_dir.glob("*.session*"))
    database = settings.database_url.removeprefix(_SQLITE)
    yield from (Path(f"{database}{ending}") for ending in _BESIDE_THE_DATABASE)


def _problem(path: Path) -> Problem:
    return Problem(
        where=str(path),
        what=f"others on this machine can read it ({stat.S_IMODE(path.stat().st_mode):04o})",
        remedy=f"Run: chmod 700 {path.parent}; chmod 600 {path}. Or set READABLE_BY_OTHERS=allow.",
    )
