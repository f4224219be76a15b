"""Searches in an archive of a million posts (five with ``BENCH_LARGE``), at rest and while it is written.

They go through the real archive, understood by the real query language, five posts a page as ``/search`` asks; how
many posts answer is counted by itself, up to 10,000. Beside them stands ``LIKE`` over the same posts, newest first
with the same limit.
"""

import asyncio
import math
import os
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from benchmarks.archives import NAME, Built, build
from benchmarks.generating import Generator
from benchmarks.measuring import figure, ratio, table_of
from benchmarks.posts import Post
from benchmarks.questions import Questions
from bot.clocks import SystemClock
from bot.commands.finding import COUNTED_UP_TO
from bot.commands.query import KnownNames
from bot.commands.searching import HITS_A_PAGE
from bot.commands.understanding import understand
from bot.configuration.values import SignalSettings
from bot.feeds.json_lines import parse_line
from bot.intake import Intake
from bot.interpreter import be_prompt
from bot.model.post import Origin
from bot.model.query import Query
from bot.ports import Archive
from bot.signals.detector import Detector, load_detector
from bot.signals.places import load_gazetteer
from bot.worker import Worker
from storage.opening import open_archive

_USUAL, _LARGE = 1_000_000, 5_000_000
_WRITTEN_A_SECOND: Final = 200
_LIKE: Final = "SELECT post_id FROM posts WHERE text LIKE '%' || ? || '%' ORDER BY post_id DESC LIMIT ?"
_LIKED_RARE, _LIKED_COMMON = 20, 20
_TOTALS: Final = "totals of all these"
_OF_NO_POST: Final = "небывальщина-небылица"
_HEAD: Final = ("ms", "first p50", "p95", "p99", "again p50", "p95", "p99", "written p50", "p95", "p99", "p95 ×")


@dataclass(frozen=True, slots=True)
class _Times:
    """Milliseconds of each question of a kind."""

    of: Sequence[float]

    def at(self, share: float) -> float:
        """So large a share of the questions took no longer."""
        return sorted(self.of)[max(0, math.ceil(len(self.of) * share) - 1)]

    @property
    def cells(self) -> list[str]:
        """The three that are shown."""
        return [f"{self.at(share):.1f}" for share in (0.5, 0.95, 0.99)]


def tables(posts: Sequence[Post]) -> str:
    """The archive's making, the searches, and ``LIKE``.

    ``BENCH_ARCHIVE`` names a folder where the archive is kept and, when it is there, found again; each run writes
    some thousand posts into it. ``BENCH_POSTS`` asks for another number of posts.
    """
    size = int(os.environ.get("BENCH_POSTS") or (_LARGE if os.environ.get("BENCH_LARGE") else _USUAL))
    generator = Generator(posts)
    kept = os.environ.get("BENCH_ARCHIVE")
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(kept) if kept else Path(passing)
        built = build(generator, size, folder)
        return "\n".join([_making(built), asyncio.run(_searches(folder / NAME, generator))])


def _making(built: Built | None) -> str:
    if built is None:
        return "The archive was there already; nobody kept what its import took.\n"
    rows = [
        ["frontwatch import", figure(built.rate), f"{built.most_mb:.0f}" if built.most_mb else "?", "1.00"],
        ["a bare FTS5 index of the same texts", figure(built.bare_rate), "", ratio(built.bare_rate, built.rate)],
    ]
    title = f"Importing {built.posts:,} posts in {built.seconds:,.0f} s, which take {built.file_mb:,.0f} MB"
    return table_of(title, ["", "posts/s", "MB at most", "× import"], rows)


async def _searches(path: Path, generator: Generator) -> str:
    detector = load_detector()
    be_prompt()  # as the running bot is, once it has its detector
    archive = await open_archive(str(path))
    try:
        reports = await archive.channel_reports(now=datetime.now(UTC))
        asked = Questions(generator, max(filter(None, (report.last_post_at for report in reports))))
        queries = {
            kind: [await _understood(archive, text) for text in texts] for kind, texts in asked.by_kind().items()
        }
        total = sum(report.posts for report in reports)
    finally:
        await archive.close()
    # A new connection has nothing in its own memory: each question is asked of it for the first time, then again.
    archive = await open_archive(str(path))
    try:
        first = await _round(archive, queries)
        again = await _round(archive, queries)
        async with _written(archive, detector, generator) as written:
            meanwhile = await _round(archive, queries)
    finally:
        await archive.close()
    rows = [
        [kind, *first[kind].cells, *again[kind].cells, *meanwhile[kind].cells, _longer(meanwhile[kind], again[kind])]
        for kind in first
    ]
    rows += _liked(path, asked)
    title = f"Searching {total:,} posts: asked first, again, and while {written():.0f} posts a second are written"
    return table_of(title, _HEAD, rows)


def _longer(one: _Times, other: _Times) -> str:
    return f"{one.at(0.95) / other.at(0.95):.1f}"


async def _understood(archive: Archive, text: str) -> Query:
    names = KnownNames(gazetteer=load_gazetteer(), signals=SignalSettings().known)
    understood = await understand(text, archive=archive, now=datetime.now(UTC), zone=ZoneInfo("UTC"), names=names)
    if understood.query is None or understood.remarks:
        raise RuntimeError(f"{text!r} was not understood: {understood.remarks}")
    return understood.query


async def _round(archive: Archive, queries: Mapping[str, Sequence[Query]]) -> dict[str, _Times]:
    """Each question's first page, by kind, and the totals of all of them."""
    pages = {kind: await _timed(partial(archive.search, limit=HITS_A_PAGE), each) for kind, each in queries.items()}
    totals = await _timed(partial(archive.count_hits, most=COUNTED_UP_TO), [*chain.from_iterable(queries.values())])
    return {**pages, _TOTALS: totals}


async def _timed(ask: Callable[[Query], Awaitable[object]], queries: Sequence[Query]) -> _Times:
    times = []
    for query in queries:
        began = time.perf_counter()
        await ask(query)
        times.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0)
    return _Times(times)


def _liked(path: Path, asked: Questions) -> list[list[str]]:
    """The same by LIKE: a common word is soon met, for one that no post has all of them are read."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:

        def milliseconds(word: str) -> float:
            began = time.perf_counter()
            db.execute(_LIKE, (word, HITS_A_PAGE)).fetchall()
            return (time.perf_counter() - began) * 1000

        words = {"LIKE, common word": asked.common[:_LIKED_COMMON], "LIKE, rare word": asked.rare[:_LIKED_RARE]}
        words["LIKE, word of no post"] = [_OF_NO_POST]
        return [
            [kind, *_Times([milliseconds(word) for word in each]).cells, *[""] * (len(_HEAD) - 4)]
            for kind, each in words.items()
        ]


@asynccontextmanager
async def _written(archive: Archive, detector: Detector, generator: Generator) -> AsyncIterator["_Rate"]:
    """Two hundred posts a second come live and are read, for as long as the block lasts; yields how many it were."""
    clock, bell = SystemClock(), asyncio.Event()
    intake = Intake(archive, clock, bell)
    worker = Worker(archive, detector, clock)
    rate = _Rate()
    tasks = [
        asyncio.create_task(intake.run(), name="intake"),
        asyncio.create_task(worker.run(bell), name="worker"),
        asyncio.create_task(_come(intake, generator, rate), name="posts"),
    ]
    try:
        await asyncio.sleep(2)  # the first posts are read before anything is measured
        yield rate
    finally:
        rate.stop()
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


class _Rate:
    """How many posts a second came."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._seconds: float | None = None
        self.posts = 0

    def stop(self) -> None:
        self._seconds = time.monotonic() - self._began

    def __call__(self) -> float:
        return self.posts / (self._seconds or time.monotonic() - self._began)


async def _come(intake: Intake, generator: Generator, rate: _Rate) -> None:
    """Put posts as they fall due; one that must wait for the archive makes the next ones late, not fewer."""
    began, now = time.monotonic(), datetime.now(UTC)
    ids = count(int(now.timestamp() * 1000))
    posts = generator.posts(seed=int(now.timestamp()))
    for number, post in enumerate(posts):
        due = began + number / _WRITTEN_A_SECOND
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        live = replace(post, message_id=next(ids), date=datetime.now(UTC))
        await intake.put(parse_line(live.as_line().encode(), origin=Origin.LIVE))
        rate.posts += 1
