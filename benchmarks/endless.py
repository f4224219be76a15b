"""One text of half a megabyte: what it costs for each character, next to ordinary posts."""

import statistics
import time
from collections.abc import Sequence

from benchmarks.measuring import ratio, table_of
from benchmarks.posts import Post
from bot.signals.detector import Detector, load_detector

_LENGTH = 560_000
_PIECES = {
    "a mention in each of its sentences": "прорыв обороны под Соледаром.\n",
    "nothing but mentions, no sentence's end": "прорыв обороны ",
    "nothing but names": "Бахмут ",
    "nothing but brackets": "(",
    "nothing but hashtags": "#прорыв ",
    "a stress mark on every letter": "о\u0301",
    "a sign of no width after every letter": "п\u200b",
}


def table(posts: Sequence[Post], *, rounds: int) -> str:
    """Seconds for each text, and how many times the cost of ordinary posts a character of it takes."""
    detector = load_detector()
    ordinary = sum(_seconds(detector, post.text) for post in posts) / sum(len(post.text) for post in posts)
    news = " ".join(post.text for post in posts)[:_LENGTH]
    rows = [["the posts, run into one", *_row(detector, news, ordinary, rounds)]]
    rows += [
        [name, *_row(detector, piece * (_LENGTH // len(piece)), ordinary, rounds)] for name, piece in _PIECES.items()
    ]
    return table_of(f"One text of {_LENGTH:,} characters", ["", "seconds", "× ordinary, a character"], rows)


def _row(detector: Detector, text: str, ordinary: float, rounds: int) -> list[str]:
    taken = statistics.median(_seconds(detector, text) for _ in range(min(rounds, 3)))
    return [f"{taken:.2f}", ratio(taken / len(text), ordinary)]


def _seconds(detector: Detector, text: str) -> float:
    started = time.process_time()
    detector.read(text)
    return time.process_time() - started
