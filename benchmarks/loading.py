"""What a start costs: the detector and 10,000 watched words, each in a process of its own."""

import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.measuring import table_of
from benchmarks.posts import Post, drawn_lemmas
from bot.language.dictionaries import analyzer
from bot.language.kept_forms import KeptForms
from bot.signals.detector import load_detector
from bot.signals.own_words import OwnWords

_WORDS = 10_000
_Args = TypeVar("_Args")
_Cost = tuple[float, float | None]
"""Seconds, and megabytes added; None where the system does not tell them."""


def table(posts: Sequence[Post]) -> str:
    """Seconds and memory of each start."""
    lemmas = drawn_lemmas(posts, _WORDS)
    with tempfile.TemporaryDirectory() as folder:
        costs = {
            "detector, forms made": _apart(_detector, Path(folder)),
            "detector, forms kept on disk": _apart(_detector, Path(folder)),
            f"{_WORDS:,} words, forms made": _apart(_words, (lemmas, Path(folder))),
            f"{_WORDS:,} words, forms kept on disk": _apart(_words, (lemmas, Path(folder))),
        }
    rows = [
        [name, f"{seconds:.2f}", f"{memory:.0f}" if memory is not None else "?"]
        for name, (seconds, memory) in costs.items()
    ]
    return table_of("Starting", ["", "seconds", "MB added"], rows)


def _apart(work: Callable[[_Args], _Cost], args: _Args) -> _Cost:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (args,))


def _detector(folder: Path) -> _Cost:
    return _cost(lambda: load_detector(cache_folder=folder))


def _words(args: tuple[list[str], Path]) -> _Cost:
    lemmas, folder = args
    for language in ("ru", "uk"):
        analyzer(language)  # a running program has opened the dictionaries for its packs

    def make() -> OwnWords:
        forms = KeptForms(folder)
        words = OwnWords(lemmas, forms=forms)
        forms.keep()
        return words

    return _cost(make)


def _cost(work: Callable[[], object]) -> _Cost:
    before, started = memory(), time.process_time()
    kept = work()
    seconds, after = time.process_time() - started, memory()
    del kept  # it had to live until the memory was read
    return seconds, after - before if after is not None and before is not None else None


def memory(process: int | str = "self") -> float | None:
    """A process's memory now, this one's unless another's number is given, in megabytes."""
    told = Path(f"/proc/{process}/statm")
    if not told.exists():
        return None
    pages = int(told.read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / (1 << 20)
