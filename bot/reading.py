"""Posts read for the worker: here and now in small bites, or by several processes when there are thousands."""

import asyncio
import logging
import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

from bot.configuration.values import SignalSettings
from bot.language.tokens import index_words
from bot.model.channel import ChannelClass
from bot.model.flag import Reading
from bot.signals.detector import Detector, load_detector

_BREATH = 10
"""Posts that are read before the event loop gets a turn: a few milliseconds."""
_PORTION = 100
_WORTH_A_POOL = 300

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """What has to be known of a post to read it; ``versions`` are all its texts, for the index."""

    text: str
    versions: tuple[str, ...]
    date: datetime
    channel_class: ChannelClass | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WasRead:
    """What was read in a post and the words it is found by; ``error`` is set when it could not be read."""

    reading: Reading = field(default_factory=Reading)
    words: str = ""
    error: str | None = None


class Reader(Protocol):
    """Reads posts without holding up the event loop."""

    async def read(self, posts: Sequence[Unread]) -> list[WasRead]:
        """What was read in each of the posts, in their order."""
        ...


def read_post(detector: Detector, post: Unread) -> WasRead:
    """Read one post; one that makes the detector fail comes back with the error, so that the next go on."""
    try:
        words = " ".join(index_words(text) for text in post.versions)
        return WasRead(reading=detector.read(post.text, date=post.date, channel_class=post.channel_class), words=words)
    except Exception as fault:  # whatever it is, it is the fault of this post alone
        return WasRead(error=f"{type(fault).__name__}: {fault}")


class BiteReader:
    """Reads in this process, a few posts at a time."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector

    async def read(self, posts: Sequence[Unread]) -> list[WasRead]:
        """See Reader."""
        found = []
        for number, post in enumerate(posts, start=1):
            found.append(read_post(self._detector, post))
            if number % _BREATH == 0:
                await asyncio.sleep(0)
        return found


class ReadingPool:
    """Reads many posts in processes of their own, each with its own detector; few are read here.

    The processes are started by the first batch that is worth it, and ended by leaving the context.
    """

    def __init__(self, detector: Detector, settings: SignalSettings | None, *, processes: int | None = None) -> None:
        self._here = BiteReader(detector)
        self._settings = settings
        self._processes = processes or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._pool is not None:
            await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)
            self._pool = None

    async def read(self, posts: Sequence[Unread]) -> list[WasRead]:
        """See Reader."""
        if len(posts) < _WORTH_A_POOL or self._processes == 1:
            return await self._here.read(posts)
        portions = [posts[start : start + _PORTION] for start in range(0, len(posts), _PORTION)]
        try:
            loop, pool = asyncio.get_running_loop(), self._started()
            found = await asyncio.gather(*(loop.run_in_executor(pool, _read_portion, part) for part in portions))
        except BrokenProcessPool:
            _log.warning("the reading processes died; posts are read in one process from here on")
            self._processes = 1
            return await self._here.read(posts)
        return [each for portion in found for each in portion]

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: a fork would copy the archive's threads in whatever state they are.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=context, initializer=_prepare, initargs=(self._settings,)
            )
        return self._pool


_detectors: list[Detector] = []
"""A reading process's own detector, made when the process starts."""


def _prepare(settings: SignalSettings | None) -> None:
    # Ctrl-C reaches every process of the terminal; only the first one decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _detectors.append(load_detector(settings))


def _read_portion(posts: Sequence[Unread]) -> list[WasRead]:
    return [read_post(_detectors[0], post) for post in posts]
