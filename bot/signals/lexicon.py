"""The words of the packs, expanded once to all their forms, with a number for each word."""

import re
from collections.abc import Callable, Mapping

from bot.language.forms import inflected
from bot.language.grammar import Grammar
from bot.language.tokens import index_words

FIXED = "="
"""Before a word of a pack: this very form and no other."""

Inflected = Callable[[str, str], Mapping[str, int]]
"""The forms of a word in a language, with the Grammar of each: ``inflected``, or what remembers its answers."""

_PLAIN_WORD = re.compile("[а-яіїєґ]+|[a-z]+")
"""What folding leaves as it is."""


class Lexicon:
    """Numbers words and groups of words, and knows which numbers a form stands for, and as what Grammar.

    Grammar is kept as a bare integer here and wherever posts are read: its arithmetic is ten times as fast.
    """

    def __init__(self, inflect: Inflected = inflected) -> None:
        self.forms: dict[str, dict[int, int]] = {}
        self._inflect = inflect
        self._numbers: dict[tuple[str, str], int] = {}
        self._forms_of: dict[int, dict[str, int]] = {}

    def word(self, word: str, language: str) -> int:
        """The number of a word, adding its forms if it is new; ``=`` before it keeps it as it stands."""
        key = (word, language)
        if key not in self._numbers:
            number = self._numbers[key] = len(self._numbers)
            forms = self._forms_of[number] = self._inflected(word, language)
            for form, grammar in forms.items():
                self.forms.setdefault(form, {})[number] = grammar
        return self._numbers[key]

    def number(self, name: str) -> int:
        """A number for something that is no word of its own: a group, a phrase, a kind of token."""
        return self._numbers.setdefault((name, ""), len(self._numbers))

    def include(self, word: int, group: int) -> None:
        """Let every form of ``word`` stand for ``group`` too."""
        for form, grammar in self._forms_of[word].items():
            self.forms[form][group] = self.forms[form].get(group, 0) | grammar

    def _inflected(self, word: str, language: str) -> dict[str, int]:
        if word.startswith(FIXED):
            return {_folded(word[1:]) or word[1:]: int(Grammar.OTHER)}
        first, hyphen, last = _folded(word).rpartition("-")
        return {f"{first}{hyphen}{form}": int(grammar) for form, grammar in self._inflect(last, language).items()}


def _folded(word: str) -> str:
    if _PLAIN_WORD.fullmatch(word):
        return word
    return "-".join(index_words(part) for part in word.split("-"))
