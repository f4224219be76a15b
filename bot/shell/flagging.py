"""``frontwatch flag``."""

import gzip
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Literal

import click

from bot.errors import InputError
from bot.operations.flagging import flag_lines
from bot.settings import Settings
from bot.shell.statuses import DONE, PARTLY_DONE
from bot.signals.detector import load_detector

_GZIP = b"\x1f\x8b"


def flag_file(settings: Settings, path: Path | Literal["-"]) -> int:
    """Print one line of flags for each line of the file; 3 when some lines could not be read.

    Raises InputError for a file that cannot be read at all.
    """
    is_all_good = True
    with ExitStack() as stack:
        for line in flag_lines(_lines(path, stack), load_detector(settings.watch.signals)):
            click.echo(line.as_json())
            is_all_good = is_all_good and line.is_good
    return DONE if is_all_good else PARTLY_DONE


def _lines(path: Path | Literal["-"], stack: ExitStack) -> Iterator[str]:
    """The file's lines; bytes that are no UTF-8 are shown as such, so that only their own line suffers."""
    try:
        stream: IO[bytes] = sys.stdin.buffer if path == "-" else stack.enter_context(path.open("rb"))
        head = stream.peek(2)[:2] if hasattr(stream, "peek") else b""
        if head == _GZIP:
            stream = stack.enter_context(gzip.open(stream))
        for line in stream:
            yield line.decode("utf-8", "replace")
    except (OSError, EOFError) as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}. Check its name and rights.") from None
