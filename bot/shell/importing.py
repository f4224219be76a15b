"""``frontwatch import``."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from bot.clocks import SystemClock
from bot.errors import InputError
from bot.exports.json_text import json_line
from bot.feeds.files import Batch, FileFeed, open_feed
from bot.feeds.streams import STANDARD_INPUT
from bot.intake import Intake
from bot.language.kept_forms import user_cache_folder
from bot.model.post import IntakeCounts, Origin
from bot.operations.importing import BATCH_SIZE, ImportReport, take_in_batches
from bot.operations.upkeep import merge_after_import
from bot.ports import UpkeepStore
from bot.reading import ReadingPool
from bot.settings import Settings
from bot.shell.archives import archive_of
from bot.shell.interruption import breakable, breakably_opened, each_breakable
from bot.shell.left_out import LeftOutTally
from bot.shell.printing import say
from bot.shell.statuses import DONE, PARTLY_DONE, WRONG_USE
from bot.signals.detector import load_detector
from bot.terminal import progress_bar
from bot.wording import texts
from bot.worker import Worker

_WORTH_A_POOL_BYTES = 1 << 20
"""Some 1,000 posts, packed 3,000: processes and the dictionaries opened for them take 0.4 s, as reading 2,000."""


async def import_files(settings: Settings, paths: Sequence[Path | Literal["-"]], *, as_json: bool) -> int:
    """Take all files in and print what came of it; 3 when some entries were left out.

    A file that cannot be read at all is told, and the others go in; the status is 2 then.
    """
    began = time.monotonic()
    tally = LeftOutTally()
    counts = IntakeCounts()
    read = unreadable = 0
    async with AsyncExitStack() as stack:
        mill: _Mill | None = None
        for path in paths:
            try:
                with breakably_opened(open_feed(path, origin=Origin.IMPORT, on_left_out=tally)) as feed:
                    # Not before there is something to take in: a slip of the pen must not make an empty archive.
                    if mill is None:
                        mill = await stack.enter_async_context(_mill(settings, is_large=_are_large(paths)))
                    taken, entries = await _import(feed, mill)
                counts, read = counts + taken, read + entries
            except InputError as error:
                say(f"frontwatch: {error}", err=True)
                unreadable += 1
        if mill is not None:
            await merge_after_import(mill.archive, posts=counts.added)
    if unreadable == len(paths):
        return WRONG_USE
    tally.tell_the_rest()
    report = ImportReport(
        counts=counts, read=read + tally.faults, left_out=tally.faults, seconds=time.monotonic() - began
    )
    if as_json:
        click.echo(json_line(report.as_json()))
    else:
        say(report.as_text())
    if unreadable:
        return WRONG_USE
    return PARTLY_DONE if tally.faults else DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mill:
    """What posts from files go through."""

    archive: UpkeepStore
    intake: Intake
    worker: Worker


def _are_large(paths: Sequence[Path | Literal["-"]]) -> bool:
    """Whether there is enough to read to be worth processes; of a pipe nobody knows."""
    sizes = [path.stat().st_size for path in paths if path != STANDARD_INPUT and path.is_file()]
    return len(sizes) < len(paths) or sum(sizes) >= _WORTH_A_POOL_BYTES


@asynccontextmanager
async def _mill(settings: Settings, *, is_large: bool) -> AsyncIterator[_Mill]:
    with breakable():
        detector = load_detector(settings.watch.signals, cache_folder=user_cache_folder(os.environ))
    # What is here by now stays to the end. The pool forks, which must be done before the archive's threads run.
    with _seldom_collected():
        processes = None if is_large else 0
        async with ReadingPool(detector, processes=processes) as pool, archive_of(settings, in_bulk=True) as archive:
            clock = SystemClock()
            intake = Intake(archive, clock, asyncio.Event())
            yield _Mill(archive=archive, intake=intake, worker=Worker(archive, detector, clock, bulk_reader=pool))


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """What is there already is never searched for garbage, and what comes seldom: posts leave none behind.

    Searching took an eighth of the time of an import. Still more seldom (200,000) it is no quicker, and the reading
    process grows by 42 bytes a post for ever.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


async def _import(feed: FileFeed, mill: _Mill) -> tuple[IntakeCounts, int]:
    read = 0
    with progress_bar(Path(feed.name).name, feed.bytes_total) as bar:

        def show(batch: Batch) -> None:
            nonlocal read
            read += len(batch.arrivals)
            bar.advance_to(batch.bytes_read, texts.counted(texts.SHELL_POSTS, read))

        batches = each_breakable(feed.batches(BATCH_SIZE))
        counts = await take_in_batches(batches, mill.intake, mill.worker, on_batch=show)
    return counts, read
