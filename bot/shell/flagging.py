"""``frontwatch flag``."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import click

from bot.errors import InputError
from bot.feeds.files import DAMAGE, name_of, refuse_foreign
from bot.feeds.json_lines import bounded_lines
from bot.feeds.streams import open_counted, unpacked
from bot.language.kept_forms import user_cache_folder
from bot.operations.flagging import flag_lines
from bot.settings import Settings
from bot.shell.printing import say
from bot.shell.statuses import DONE, PARTLY_DONE
from bot.signals.detector import load_detector


def flag_file(settings: Settings, path: Path | Literal["-"]) -> int:
    """Print one line of flags for each line of the file; 3 when some lines could not be read.

    Raises InputError for a file that cannot be read at all.
    """
    with ExitStack() as stack:
        lines = _Lines(path, stack)
        is_all_good = True
        detector = load_detector(settings.watch.signals, cache_folder=user_cache_folder(os.environ))
        for line in flag_lines(lines, detector):
            click.echo(line.as_json())
            is_all_good = is_all_good and line.is_good
    return DONE if is_all_good and not lines.is_damaged else PARTLY_DONE


class _Lines:
    """The file's lines up to where it is damaged; bytes that are no UTF-8 spoil only their own line."""

    def __init__(self, path: Path | Literal["-"], stack: ExitStack) -> None:
        self.is_damaged = False
        self._name = name_of(path)
        counted, _ = open_counted(path, stack)
        try:
            self._stream = unpacked(counted)
            head = self._stream.peek()
        except DAMAGE as error:
            raise InputError(f"{self._name}: it cannot be read ({error}). Check the file.") from None
        refuse_foreign(head, self._name)

    def __iter__(self) -> Iterator[str | None]:
        number = 0
        try:
            for number, line in bounded_lines(self._stream):  # noqa: B007  (told in the damage)
                yield None if line is None else line.decode("utf-8", "replace")
        except DAMAGE as error:
            if number == 0:
                raise InputError(f"{self._name}: it cannot be read ({error}). Check the file.") from None
            self.is_damaged = True
            told = (
                f"{self._name} after line {number}: the file is damaged or cut short here ({error}), the rest is lost"
            )
            say(told, err=True)
