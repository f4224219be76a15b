"""Posts read for the worker: here and now in small bites, or by several processes when there are thousands."""

import asyncio
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from typing import NamedTuple, Protocol, Self

from bot.language.byte_words import words_for_index
from bot.language.dictionaries import LANGUAGES, analyzer
from bot.model.channel import ChannelClass
from bot.model.flag import Flag
from bot.model.packing import pack
from bot.signals.detector import Detector

_BREATH = 10
"""Posts that are read before the event loop gets a turn: a few milliseconds."""
_PORTION = 100
_WORTH_A_POOL = 300
_MOST_PROCESSES = 2
"""One core is left to this process, which has more to do with a post than a reader: it cannot feed three of them."""

_log = logging.getLogger(__name__)


class Unread(NamedTuple):
    """What has to be known of a post to read it; ``versions`` are all its texts, for the index.

    Plain tuples go from process to process in half the time.
    """

    text: str
    versions: tuple[str, ...]
    date: datetime
    channel_class: ChannelClass | None


class WasRead(NamedTuple):
    """What was read in a post and the words it is found by; ``error`` is set when it could not be read.

    ``packed`` are the words beside the text, where that is the post's only version.
    """

    words: str = ""
    flags: tuple[Flag, ...] = ()
    places: tuple[str, ...] = ()
    error: str | None = None
    packed: bytes | None = None


class Reader(Protocol):
    """Reads posts without holding up the event loop."""

    async def read(self, posts: Sequence[Unread]) -> list[WasRead]:
        """What was read in each of the posts, in their order."""
        ...


def read_post(detector: Detector, post: Unread) -> WasRead:
    """Read one post; one that makes the detector fail comes back with the error, so that the next go on."""
    try:
        words = " ".join(words_for_index(text) for text in post.versions)
        reading = detector.read(post.text, date=post.date, channel_class=post.channel_class)
        return WasRead(words, reading.flags, reading.places)
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
    """Reads many posts in processes of their own; few are read here.

    The processes are forked on entering, so that each has the detector at once and shares its memory. A
    fork while threads run would copy their locks as they are: enter it before the archive is opened.
    Where that is not so, or nothing can be forked, everything is read here.
    """

    def __init__(self, detector: Detector, *, processes: int | None = None) -> None:
        self._detector = detector
        self._here = BiteReader(detector)
        spare = min((os.cpu_count() or 1) - 1, _MOST_PROCESSES)
        self._processes = spare if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None

    async def __aenter__(self) -> Self:
        can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
        if can_fork and self._processes > 0:
            _open_dictionaries()
            self._pool = ProcessPoolExecutor(
                self._processes,
                mp_context=multiprocessing.get_context("fork"),
                initializer=_prepare,
                initargs=(self._detector,),
            )
            await asyncio.wrap_future(self._pool.submit(os.getpid))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    async def read(self, posts: Sequence[Unread]) -> list[WasRead]:
        """See Reader."""
        if len(posts) < _WORTH_A_POOL or self._pool is None:
            return await self._here.read(posts)
        portions = [posts[start : start + _PORTION] for start in range(0, len(posts), _PORTION)]
        try:
            futures = [asyncio.wrap_future(self._pool.submit(_read_portion, portion)) for portion in portions]
            found = await asyncio.gather(*futures)
        except BrokenProcessPool:
            _log.warning("a reading process died; posts are read in one process from here on")
            await self.__aexit__()
            return await self._here.read(posts)
        return [each for portion in found for each in portion]


_detectors: list[Detector] = []
"""A reading process's detector."""


def _open_dictionaries() -> None:
    """Opened here the dictionaries are shared; else each process would have 40 MB of its own sooner or later."""
    for language in LANGUAGES:
        analyzer(language)


def _prepare(detector: Detector) -> None:
    """Make a forked process a reader: deaf to Ctrl-C, which is its parent's to obey, and no longer lived than that."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _detectors.append(detector)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_portion(posts: Sequence[Unread]) -> list[WasRead]:
    return [_packed(read_post(_detectors[0], post), post) for post in posts]


def _packed(found: WasRead, post: Unread) -> WasRead:
    """The same with the words packed, which the archive's process would have to do else."""
    if found.error is not None or post.versions != (post.text,):
        return found
    try:
        return found._replace(packed=pack(found.words, post.text))
    except UnicodeEncodeError:
        return found
