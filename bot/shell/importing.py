"""``frontwatch import``."""

import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from bot.clocks import SystemClock
from bot.feeds.files import Batch, FileFeed, open_feed
from bot.intake import Intake
from bot.model.post import IntakeCounts, Origin
from bot.operations.importing import BATCH_SIZE, ImportReport, take_in_batches
from bot.settings import Settings
from bot.shell.archives import archive_of
from bot.shell.left_out import LeftOutTally
from bot.shell.statuses import DONE, PARTLY_DONE
from bot.signals.detector import load_detector
from bot.terminal import progress_bar
from bot.worker import Worker


async def import_files(settings: Settings, paths: Sequence[Path | Literal["-"]], *, as_json: bool) -> int:
    """Take all files in and print what came of it; 3 when some entries were left out.

    Raises InputError for a file that cannot be used at all; the files before it stay imported.
    """
    began = time.monotonic()
    tally = LeftOutTally()
    counts = IntakeCounts()
    read = 0
    async with archive_of(settings) as archive:
        clock = SystemClock()
        intake = Intake(archive, clock, asyncio.Event())
        worker = Worker(archive, load_detector(settings.watch.signals), clock)
        for path in paths:
            with open_feed(path, origin=Origin.IMPORT, on_left_out=tally) as feed:
                taken, entries = await _import(feed, intake, worker)
            counts, read = counts + taken, read + entries
    tally.tell_the_rest()
    report = ImportReport(
        counts=counts, read=read + tally.faults, left_out=tally.faults, seconds=time.monotonic() - began
    )
    click.echo(json.dumps(report.as_json()) if as_json else report.as_text())
    return PARTLY_DONE if tally.faults else DONE


async def _import(feed: FileFeed, intake: Intake, worker: Worker) -> tuple[IntakeCounts, int]:
    read = 0
    with progress_bar(Path(feed.name).name, feed.bytes_total) as bar:

        def show(batch: Batch) -> None:
            nonlocal read
            read += len(batch.arrivals)
            bar.advance_to(batch.bytes_read, f"{read:,} posts")

        counts = await take_in_batches(feed.batches(BATCH_SIZE), intake, worker, on_batch=show)
    return counts, read
