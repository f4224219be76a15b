"""The words of the packs, expanded once to all their forms, with a number for each word."""

from bot.language.forms import inflected
from bot.language.grammar import Grammar
from bot.language.tokens import index_words

FIXED = "="
"""Before a word of a pack: this very form and no other."""


class Lexicon:
    """Numbers words and groups of words, and knows which numbers a form stands for."""

    def __init__(self) -> None:
        self.forms: dict[str, dict[int, Grammar]] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._forms_of: dict[int, list[dict[int, Grammar]]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def word(self, word: str, language: str) -> int:
        """The number of a word, adding its forms if it is new; ``=`` before it keeps it as it stands."""
        key = (word, language)
        if key not in self._numbers:
            number = self._numbers[key] = len(self._numbers)
            self._add(number, _forms(word, language))
        return self._numbers[key]

    def number(self, name: str) -> int:
        """A number for something that is no word of its own: a group, a phrase, a kind of token."""
        return self._numbers.setdefault((name, ""), len(self._numbers))

    def include(self, word: int, group: int) -> None:
        """Let every form of ``word`` stand for ``group`` too."""
        for numbers in self._forms_of[word]:
            numbers[group] = numbers[word]

    def _add(self, number: int, forms: dict[str, Grammar]) -> None:
        for form, grammar in forms.items():
            numbers = self.forms.setdefault(form, {})
            numbers[number] = grammar
            self._forms_of.setdefault(number, []).append(numbers)


def _forms(word: str, language: str) -> dict[str, Grammar]:
    if word.startswith(FIXED):
        return {_folded(word[1:]) or word[1:]: Grammar.OTHER}
    folded = _folded(word)
    first, hyphen, last = folded.rpartition("-")
    if hyphen:
        return {f"{first}-{form}": grammar for form, grammar in inflected(last, language).items()}
    return inflected(folded, language)


def _folded(word: str) -> str:
    return "-".join(index_words(part) for part in word.split("-"))
