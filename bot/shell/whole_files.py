"""Files that commands write: there when they are whole, and not before."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from bot.errors import InputError


@contextmanager
def whole_file(out: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of ``out`` at the end; of what a link leads to, if it is one.

    A device or pipe is written to as it is: nothing may take its place. Raises InputError for a folder, or where there
    is none for the file, and OSError.
    """
    if out.exists() and not out.is_file() and not out.is_dir():
        with out.open("wb") as stream:  # by the name that was given: what /dev/stdout leads to may have none
            yield stream
        return
    out = out.resolve()
    require_place(out)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with _opened(unfinished, out) as stream:
            yield stream
        unfinished.replace(out)
    finally:
        with suppress(OSError):  # not made at all, or in a folder that has become closed to us: the first error is told
            unfinished.unlink()


def _opened(unfinished: Path, out: Path) -> BinaryIO:
    try:
        return unfinished.open("xb")
    except OSError as error:
        raise InputError(
            f"{out} cannot be written: {error.strerror}. Check its folder, or name another file."
        ) from error


def require_place(out: Path) -> None:
    """Raise InputError for a folder, or where there is none for the file: a slip of the pen must not make one."""
    if out.is_dir():
        raise InputError(f"{out} is a folder: name a file in it.")
    if not out.parent.is_dir():
        raise InputError(f"There is no folder {out.parent}: make it, or name another.")
