"""Near-duplicates in a window of 20,000 posts, next to plain ways of comparing a post with each of them."""

import difflib
import multiprocessing
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from benchmarks.loading import memory
from benchmarks.measuring import figure, ratio, table_of
from benchmarks.posts import Post
from bot.stories.duplicates import NearTexts, VersionKey
from bot.stories.fingerprints import fingerprint, runs_of

WINDOW = 20_000
_NOW = datetime(2023, 5, 11, tzinfo=UTC)
_LEAST = 0.4
_DIFFED, _COMPARED = 300, 10
"""So many of the window's texts each of the plain ways is given; the rest is reckoned."""


def table(posts: Sequence[Post]) -> str:
    """Posts a second with a full window, and the memory that the window takes."""
    texts = [post.text for post in sorted(posts, key=lambda post: post.date)]
    window, new = texts[:WINDOW], texts[WINDOW:]
    ours = len(new) / _seconds(_steady(window, new))
    plain = {
        "every text's runs of words, as sets": _COMPARED / _seconds(_compared(window, new[:_COMPARED])),
        "every text by difflib": 1 / (_seconds(_diffed(window[:_DIFFED], new[0])) * len(window) / _DIFFED),
    }
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        added = pool.apply(_added, (texts,))
    rows = [
        ["fingerprints alone", figure(len(new) / _seconds(lambda: [_fingerprint(text) for text in new])), ""],
        ["NearTexts, the oldest out and a new one in", figure(ours), ""],
        *([name, f"{rate:.3g}", ratio(ours, rate)] for name, rate in plain.items()),
    ]
    shown = f"{added:.0f} MB" if added is not None else "unknown"
    title = f"Near-duplicates in a window of {len(window):,} posts, which takes {shown}"
    return table_of(title, ["", "posts/s", "NearTexts is × as fast"], rows)


_fingerprint = fingerprint.__wrapped__


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _filled(window: Sequence[str]) -> NearTexts:
    near = NearTexts()
    for number, text in enumerate(window):
        _add(near, number, text)
    return near


def _add(near: NearTexts, number: int, text: str) -> None:
    """Put a text in and find all that it repeats, of which none come later."""
    for _ in near.add(_key(number), text).before():
        pass


def _key(number: int) -> VersionKey:
    return VersionKey(_NOW, "channel", number, number, 0)


def _steady(window: Sequence[str], new: Sequence[str]) -> Callable[[], None]:
    near = _filled(window)

    def work() -> None:
        for at, text in enumerate(new):
            near.remove(_key(at))
            _add(near, len(window) + at, text)

    return work


def _compared(window: Sequence[str], new: Sequence[str]) -> Callable[[], int]:
    kept = [frozenset(runs_of(fingerprint(text))) for text in window]

    def work() -> int:
        found = 0
        for text in new:
            own = frozenset(runs_of(fingerprint(text)))
            found += sum(len(own & runs) >= _LEAST * len(own | runs) for runs in kept)
        return found

    return work


def _diffed(window: Sequence[str], text: str) -> Callable[[], int]:
    def work() -> int:
        matcher = difflib.SequenceMatcher(autojunk=False)
        matcher.set_seq2(text.split())
        found = 0
        for other in window:
            matcher.set_seq1(other.split())
            found += matcher.ratio() >= _LEAST
        return found

    return work


def _added(texts: Sequence[str]) -> float | None:
    """The megabytes of a full window; what is opened and kept once for all texts is met before."""
    _filled(texts[WINDOW:])
    for text in texts:
        fingerprint(text)
    before = memory()
    near = _filled(texts[:WINDOW])
    after = memory()
    del near  # it had to live until the memory was read
    return after - before if after is not None and before is not None else None
