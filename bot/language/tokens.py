"""Words of a folded text: for the full-text index, and for everything that reads clauses."""

import re
from functools import lru_cache

from bot.language.classes import ranges_of
from bot.language.dictionaries import APOSTROPHE
from bot.language.folding import KEPT_TEXTS, LONGEST_KEPT, fold

WORD = re.compile(f"[^\\W_]+(?:[{APOSTROPHE}][^\\W_]+)*")
"""A word of a folded text: letters and digits; a Ukrainian apostrophe belongs to its word, a hyphen does not."""


_PLAIN_WORD = re.compile("[" + ranges_of(r"[^\W_]") + "]+")
_BEYOND = re.compile("[^\x00-\uffff\U0001f1e6-\U0001faff]")
"""What may be a letter beyond those; pictures, which are frequent, are none."""


def words_of(folded: str) -> tuple[str, ...]:
    """The words of a folded text in their order: what ``WORD`` finds, faster."""
    return _words_of_post(folded) if len(folded) <= LONGEST_KEPT else _words(folded)


def _words(folded: str) -> tuple[str, ...]:
    return tuple((WORD if _BEYOND.search(folded) else _PLAIN_WORD).findall(folded))


_words_of_post = lru_cache(maxsize=KEPT_TEXTS)(_words)


def index_words(text: str) -> str:
    """The folded words of ``text`` in their order, joined by single blanks: both sides of a search use it."""
    return " ".join(words_of(fold(text).text))
