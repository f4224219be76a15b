"""Words of a folded text: for the full-text index, and for everything that reads clauses."""

import re

from bot.language.dictionaries import APOSTROPHE
from bot.language.folding import fold

WORD = re.compile(f"[^\\W_]+(?:[{APOSTROPHE}][^\\W_]+)*")
"""A word of a folded text: letters and digits; a Ukrainian apostrophe belongs to its word, a hyphen does not."""


def index_words(text: str) -> str:
    """The folded words of ``text`` in their order, joined by single blanks: both sides of a search use it."""
    return " ".join(WORD.findall(fold(text).text))
