"""Words of a folded text: for the full-text index, and for everything that reads clauses."""

import re
from functools import lru_cache

from bot.language.dictionaries import APOSTROPHE
from bot.language.folding import fold

WORD = re.compile(f"[^\\W_]+(?:[{APOSTROPHE}][^\\W_]+)*")
"""A word of a folded text: letters and digits; a Ukrainian apostrophe belongs to its word, a hyphen does not."""


_SIGN = re.compile("[^\\w ]+")
_KEPT_TEXTS = 16


@lru_cache(maxsize=_KEPT_TEXTS)
def words_of(folded: str) -> tuple[str, ...]:
    """The words of a folded text in their order: what ``WORD`` finds, but several times as fast."""
    return tuple(_SIGN.sub(" ", folded).replace("_", " ").split())


def index_words(text: str) -> str:
    """The folded words of ``text`` in their order, joined by single blanks: both sides of a search use it."""
    return " ".join(words_of(fold(text).text))
