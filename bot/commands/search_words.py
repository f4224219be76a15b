"""Typed words as the full-text index has them: folded, and each with the forms that may stand in its place (pure)."""

from typing import Final

from bot.language.forms import forms_of
from bot.language.tokens import index_words
from bot.model.query import Words

LONGEST_WORD: Final = 64
"""Longer ones are no words of a language; the index may hold them, but their forms are not guessed."""

LONGEST_PHRASE: Final = 16


def these_forms(typed: str) -> Words | None:
    """A phrase to be found as it was typed, but for folding; None when it holds no word."""
    words = index_words(typed).split()[:LONGEST_PHRASE]
    return Words(positions=tuple(frozenset({word}) for word in words)) if words else None


def all_forms(typed: str) -> Words | None:
    """A word, or several in a row, to be found in all inflected forms; None when it holds no word."""
    words = index_words(typed).split()[:LONGEST_PHRASE]
    return Words(positions=tuple(_forms(word) for word in words)) if words else None


def _forms(word: str) -> frozenset[str]:
    return forms_of(word) | {word} if len(word) <= LONGEST_WORD else frozenset({word})
