"""Typed words as the full-text index has them: folded, and each with the forms that may stand in its place (pure)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.language.forms import forms_of
from bot.language.tokens import index_words
from bot.model.query import Words

LONGEST_WORD: Final = 64
"""Longer ones are no words of a language; the index may hold them, but their forms are not guessed."""

LONGEST_PHRASE: Final = 16
SHORTEST_BEGINNING: Final = 3


def these_forms(typed: str) -> Words | None:
    """A phrase to be found as it was typed, but for folding; None when it holds no word."""
    words = index_words(typed).split()[:LONGEST_PHRASE]
    return Words(positions=tuple(frozenset({word}) for word in words)) if words else None


def all_forms(typed: str) -> Words | None:
    """A word, or several in a row, to be found in all inflected forms; None when it holds no word."""
    words = index_words(typed).split()[:LONGEST_PHRASE]
    return Words(positions=tuple(_forms(word) for word in words)) if words else None


def beginning(typed: str) -> Words | None:
    """Every word that begins as ``typed`` does, before its asterisk.

    None when that is no single word of at least SHORTEST_BEGINNING letters: others begin half of the archive's words.
    """
    words = index_words(typed.rstrip("*")).split()
    if len(words) != 1 or not SHORTEST_BEGINNING <= len(words[0]) <= LONGEST_WORD:
        return None
    return Words(positions=(frozenset(),), beginnings=frozenset(words))


def either(runs: Sequence[Words]) -> Words:
    """Any of these words and phrases; all single words become one with the forms of all."""
    singles = [run for run in runs if len(run.positions) == 1]
    phrases = [run for run in runs if len(run.positions) != 1]
    if singles:
        one = Words(
            positions=(frozenset().union(*(run.positions[0] for run in singles)),),
            beginnings=frozenset().union(*(run.beginnings for run in singles)),
        )
        return replace(one, alternatives=tuple(phrases))
    return replace(phrases[0], alternatives=tuple(phrases[1:]))


def _forms(word: str) -> frozenset[str]:
    return forms_of(word) | {word} if len(word) <= LONGEST_WORD else frozenset({word})
