"""``frontwatch flag``."""

import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import click

from bot.errors import InputError
from bot.feeds.streams import open_counted, unpacked
from bot.operations.flagging import flag_lines
from bot.settings import Settings
from bot.shell.statuses import DONE, PARTLY_DONE
from bot.signals.detector import load_detector


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
    counted, _ = open_counted(path, stack)
    try:
        for line in unpacked(counted):
            yield line.decode("utf-8", "replace")
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: it cannot be read ({error}). Check the file.") from None
