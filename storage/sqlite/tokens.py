"""Typed forms as tokens of the full-text index, which holds whatever stands between two blanks (pure)."""

import re
from collections.abc import Iterable

from bot.model.query import Words

_NO_TOKEN = re.compile(r"[\x00-\x20\x7f]+")
"""What the index's tokenizer parts tokens at; a form that holds nothing else is no word."""

Run = tuple[frozenset[str], ...]
"""Tokens that must follow one another, each in any of its forms."""


def run_of(words: Words) -> Run:
    """The tokens of each position."""
    return tuple(map(tokens_of, words.positions))


def tokens_of(forms: Iterable[str]) -> frozenset[str]:
    """The forms as the index may hold them, without what no token and no bound text can hold."""
    return frozenset(filter(None, map(_token, forms)))


def _token(form: str) -> str:
    return _NO_TOKEN.sub("", form.encode("utf-8", "ignore").decode())
