"""Watched words: 10 to 10,000 of them, next to a plain alternation and to ``term in text.casefold()``."""

import re
from collections.abc import Callable, Sequence

from benchmarks.measuring import figure, rates, ratio, table_of
from benchmarks.posts import Post, drawn_lemmas
from bot.language.byte_words import words_for_index
from bot.signals.detector import load_detector
from bot.signals.own_words import OwnWords

_COUNTS = (10, 100, 1_000, 10_000)
_COMPARISONS = 2_000_000
"""Terms times posts that a plain way is measured on: it is too slow for more."""

_OURS, _WHOLE, _RE, _IN = "all forms", "whole flag and all forms", "plain re", "term in text"


def table(posts: Sequence[Post], measured: Sequence[Post], *, rounds: int) -> str:
    """Posts a second by the number of words; lemmas drawn from all posts, searched for in the measured ones."""
    lemmas = drawn_lemmas(posts, max(_COUNTS))
    rows = []
    for count in _COUNTS:
        fast, slow = _ours(lemmas[:count]), _plain(lemmas[:count])
        ours = rates(fast, measured, rounds=rounds)
        plain = rates(slow, measured[: max(20, _COMPARISONS // count)], rounds=min(rounds, 3))
        rates_of_all = {**ours, **plain}
        row = [figure(rates_of_all[name]) for name in (_OURS, _WHOLE, _RE, _IN)]
        rows.append([f"{count:,}", *row, ratio(ours[_OURS], plain[_RE]), ratio(ours[_OURS], plain[_IN])])
    head = ["words", f"{_OURS}, posts/s", f"{_WHOLE}, posts/s", _RE, _IN, f"× {_RE}", f"× {_IN}"]
    return table_of("Watched words, drawn by a fixed seed (the plain ways find one form of each)", head, rows)


def _ours(lemmas: Sequence[str]) -> dict[str, Callable[[Post], object]]:
    words, detector = OwnWords(lemmas), load_detector()
    return {
        _OURS: lambda post: words.numbers(post.text),
        _WHOLE: lambda post: (
            words_for_index(post.text),
            detector.read(post.text, date=post.date),
            words.numbers(post.text),
        ),
    }


def _plain(lemmas: Sequence[str]) -> dict[str, Callable[[Post], object]]:
    alternation = re.compile(r"\b(?:" + "|".join(map(re.escape, lemmas)) + r")\b")

    def look(post: Post) -> list[str]:
        text = post.text.casefold()
        return [lemma for lemma in lemmas if lemma in text]

    return {_RE: lambda post: alternation.findall(post.text.casefold()), _IN: look}
