"""The words of the packs, expanded once to all their forms, with a number for each word."""

from collections.abc import Mapping

from bot.language.forms import inflected
from bot.language.grammar import Grammar
from bot.language.tokens import index_words

FIXED = "="
"""Before a word of a pack: this very form and no other."""


class Lexicon:
    """Numbers words and groups of words, and knows which numbers a form stands for, and as what Grammar.

    Grammar is kept as a bare integer here and wherever posts are read: its arithmetic is ten times as fast.
    """

    def __init__(self) -> None:
        self.forms: dict[str, dict[int, int]] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._forms_of: dict[int, dict[str, int]] = {}

    def word(self, word: str, language: str) -> int:
        """The number of a word, adding its forms if it is new; ``=`` before it keeps it as it stands."""
        key = (word, language)
        if key not in self._numbers:
            number = self._numbers[key] = len(self._numbers)
            self._forms_of[number] = {form: int(grammar) for form, grammar in _forms(word, language).items()}
            for form, grammar in self._forms_of[number].items():
                self.forms.setdefault(form, {})[number] = grammar
        return self._numbers[key]

    def number(self, name: str) -> int:
        """A number for something that is no word of its own: a group, a phrase, a kind of token."""
        return self._numbers.setdefault((name, ""), len(self._numbers))

    def include(self, word: int, group: int) -> None:
        """Let every form of ``word`` stand for ``group`` too."""
        for form, grammar in self._forms_of[word].items():
            self.forms[form][group] = self.forms[form].get(group, 0) | grammar


def _forms(word: str, language: str) -> Mapping[str, Grammar]:
    if word.startswith(FIXED):
        return {_folded(word[1:]) or word[1:]: Grammar.OTHER}
    folded = _folded(word)
    first, hyphen, last = folded.rpartition("-")
    if hyphen:
        return {f"{first}-{form}": grammar for form, grammar in inflected(last, language).items()}
    return inflected(folded, language)


def _folded(word: str) -> str:
    return "-".join(index_words(part) for part in word.split("-"))
