"""Bytes of a file or of standard input: counted for progress, looked at before they are read, unpacked."""

import codecs
import gzip
import io
import re
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Literal, cast

from bot.errors import InputError

STANDARD_INPUT: Literal["-"] = "-"
HEAD_BYTES = 64 * 1024
_GZIP = b"\x1f\x8b"
_MOST_DIGITS = 4300
"""What Python makes a number of (sys.get_int_max_str_digits), and more than a post has letters."""
_ENDLESS = re.compile(rb"[0-9]{%d}" % _MOST_DIGITS)
_DIGITS = b"0123456789"


class EndlessNumberError(ValueError):
    """The content holds a number that nobody can mean."""


class WithoutEndlessNumbers:
    """What ijson reads from: a number of thousands of digits would make its C part end the whole process."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._run = 0

    def read(self, size: int = -1) -> bytes:
        """As the source's. Raises EndlessNumberError before such a number is handed on as a whole."""
        chunk = self._source.read(size)
        leading = len(chunk) - len(chunk.lstrip(_DIGITS))
        if self._run + leading >= _MOST_DIGITS or _ENDLESS.search(chunk):
            raise EndlessNumberError("a number has no end")
        trailing = len(chunk) - len(chunk.rstrip(_DIGITS))
        self._run = self._run + trailing if trailing == len(chunk) else trailing
        return chunk


class CountedBytes(io.RawIOBase):
    """A readable stream that knows how much was read from it."""

    def __init__(self, source: BinaryIO) -> None:
        super().__init__()
        self._source = cast(io.BufferedReader, source)
        self.count = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object, /) -> int:
        """Read what is there without waiting for more, as RawIOBase has it.

        Of a gzip file that was cut short this gives all that can be unpacked before it tells the damage.
        """
        length = self._source.readinto1(buffer)  # type: ignore[arg-type]  # WriteableBuffer has no name to import
        self.count += length
        return length


def open_counted(path: Path | Literal["-"], stack: ExitStack) -> tuple[CountedBytes, int | None]:
    """The stream and its size in bytes, None for standard input. Raises InputError when it cannot be opened."""
    if isinstance(path, str):
        if sys.stdin is None:
            raise InputError("There is no standard input. Give a file.")
        return CountedBytes(sys.stdin.buffer), None
    try:
        file = stack.enter_context(path.open("rb"))
        return CountedBytes(file), path.stat().st_size
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file. Check its name.") from None
    except IsADirectoryError:
        raise InputError(f"{path}: it is a folder. Give the file in it, such as result.json.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: it cannot be read ({error}). Check the file.") from None


def unpacked(raw: io.RawIOBase) -> io.BufferedReader:
    """The stream's content: gzip is recognised by its first bytes, and a byte order mark is passed over."""
    stream: io.BufferedReader = io.BufferedReader(raw, HEAD_BYTES)
    if stream.peek(2)[:2] == _GZIP:
        content = gzip.GzipFile(fileobj=stream, mode="rb")
        stream = io.BufferedReader(CountedBytes(cast(BinaryIO, content)), HEAD_BYTES)
    if stream.peek(3)[:3] == codecs.BOM_UTF8:
        stream.read(3)
    return stream
