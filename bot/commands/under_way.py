"""Which files are being made for whom: one at a time for a person, and a few in all."""

import os
import tempfile
from pathlib import Path
from typing import BinaryIO, Final

MOST_AT_ONCE: Final = 4
"""Files at once, for all persons: so much room do they take at most, in a container's memory."""


class UnderWay:
    """The files that were begun for people. One is under way until it is gone: whoever sends a file removes it."""

    def __init__(self) -> None:
        self._files: dict[int, Path] = {}

    def has(self, person: int) -> bool:
        """Whether a file of this person's is still being made or sent."""
        self._forget_the_gone()
        return person in self._files

    @property
    def is_full(self) -> bool:
        """Whether as many files are under way as may be."""
        self._forget_the_gone()
        return len(self._files) >= MOST_AT_ONCE

    def begin(self, person: int, *, suffix: str) -> tuple[Path, BinaryIO]:
        """A new file that only we can read, open to be written; for one who has no other. May raise OSError."""
        handle, name = tempfile.mkstemp(prefix="frontwatch-", suffix=suffix)
        self._files[person] = Path(name)
        return self._files[person], os.fdopen(handle, "wb")

    def end(self, person: int) -> None:
        """Remove a file that nobody will send."""
        self._files.pop(person).unlink(missing_ok=True)

    def _forget_the_gone(self) -> None:
        self._files = {person: path for person, path in self._files.items() if path.exists()}
