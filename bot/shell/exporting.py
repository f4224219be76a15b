"""``frontwatch export``."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.clocks import SystemClock
from bot.commands.query import KnownNames
from bot.commands.understanding import understand
from bot.errors import InputError
from bot.exports.files import Format, format_called, open_file, stretches
from bot.model.subscriber import DEFAULT_ZONE
from bot.settings import Settings
from bot.shell.archives import standing_archive_of
from bot.shell.interruption import breakable
from bot.shell.printing import in_one_line, say
from bot.shell.statuses import DONE, WRONG_USE
from bot.shell.whole_files import whole_file
from bot.signals.loading import gazetteer_of
from bot.wording import texts

_NAMES = {Format.CSV: "CSV", Format.JSON_LINES: "JSON lines", Format.PARQUET: "Parquet"}


async def export(settings: Settings, text: str, *, file_format: str | None, out: Path | None) -> int:
    """Write every post that answers into ``out``, or to standard output; the sentences go to standard error."""
    typed = os.fsencode(text).decode("utf-8", "replace")  # UTF-8 also where the locale says otherwise
    wanted = _format(file_format, out)
    async with standing_archive_of(settings) as archive:
        signals = settings.watch.signals
        names = KnownNames(gazetteer=gazetteer_of(signals), signals=signals.known)
        now = SystemClock().now()
        understood = await understand(typed, archive=archive, now=now, zone=DEFAULT_ZONE, names=names)
        if understood.query is None:
            say(f"frontwatch: {in_one_line(*understood.remarks)}", err=True)
            return WRONG_USE
        passed_over = (texts.EXPORT_NEWEST_FIRST,) if understood.query.by_relevance else ()
        for remark in (*understood.remarks, *passed_over):
            say(f"frontwatch: {remark}", err=True)
        with _opened(out) as stream:
            file = open_file(stream, wanted)
            async for hits in stretches(archive, understood.query):
                with breakable():
                    file.add(hits)
            with breakable():
                file.finish()
    _tell(file.posts, wanted, out)
    if understood.if_nothing and not file.posts:
        say(f"frontwatch: {understood.if_nothing}", err=True)
    return DONE


def _format(named: str | None, out: Path | None) -> Format:
    """The format that was asked for, else the one that the file's name ends in, else CSV."""
    ending = out.suffix.removeprefix(".") if out else ""
    wanted = format_called(named or ending) or Format.CSV
    if wanted is Format.PARQUET and out is None and sys.stdout.isatty():
        raise InputError("Parquet is nothing for a terminal: name a file with --out posts.parquet.")
    return wanted


@contextmanager
def _opened(out: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that stands there only when it is whole."""
    if out is None:
        yield sys.stdout.buffer
        return
    with whole_file(out) as stream:
        yield stream


def _tell(posts: int, written: Format, out: Path | None) -> None:
    if not posts and out is not None:
        holds = "is empty" if written is Format.JSON_LINES else "holds only the head of the table"
        say(f"No post answers that; {out} {holds}.", err=True)
    elif not posts:
        say("No post answers that.", err=True)
    elif out is not None:
        is_named_so = format_called(out.suffix.removeprefix(".")) is written
        kind = "" if is_named_so else f", as {_NAMES[written]}"
        say(f"{texts.counted(texts.SHELL_POSTS, posts)} in {out}{kind}", err=True)
