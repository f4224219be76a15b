"""Own watch words: any word or phrase in all its inflected forms, found in one pass however many there are.

A word's *key* is its one spelling: folded words with single blanks between, or a regular expression between
slashes as it was typed. The words of a phrase stand in their order, with at most a few other words between.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Final, NamedTuple

from bot.errors import WordRefusedError
from bot.language.byte_words import words_for_index
from bot.language.folding import fold
from bot.language.forms import forms_of
from bot.language.tokens import WORD, index_words
from bot.model.watch import WordFault
from bot.signals.own_patterns import OwnPattern

LONGEST_WORD: Final = 64
MOST_WORDS: Final = 8
"""Words of one phrase."""

MOST_BETWEEN: Final = 2
"""Other words that may stand between two words of a phrase."""

_SLASH: Final = "/"
_Rest = tuple[frozenset[str], ...]

FormsOf = Callable[[str], Collection[str]]
"""All forms of a folded word: ``forms_of``, or something that remembers what it said."""


class OwnMatch(NamedTuple):
    """Where a word stands in a folded text; ``number`` is its place in the list that OwnWords was made of."""

    number: int
    start: int
    end: int


def key_of(typed: str) -> str:
    """The key of a typed word, phrase or ``/regular expression/``.

    Raises WordRefusedError when it holds no word, is too long, or RE2 cannot take it.
    """
    typed = typed.strip()
    if is_pattern(typed):
        OwnPattern(_expression(typed))
        return typed
    words = index_words(typed).split()
    if not words:
        raise WordRefusedError(WordFault.NO_WORD)
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise WordRefusedError(WordFault.TOO_LONG)
    return " ".join(words)


def is_pattern(text: str) -> bool:
    """Whether a typed text or a key is a regular expression."""
    return len(text) > len(_SLASH * 2) and text.startswith(_SLASH) and text.endswith(_SLASH)


def positions_of(key: str) -> tuple[frozenset[str], ...]:
    """The forms that may stand at each place of a word or phrase; empty for a regular expression."""
    return () if is_pattern(key) else tuple(forms_of(word) | {word} for word in key.split())


def spans_of(key: str, text: str) -> list[tuple[int, int]]:
    """Start and end, in code points of the text as given, of every place where one word stands."""
    folded = fold(text)
    return [folded.original_span(match.start, match.end) for match in _alone(key).find(folded.text)]


class OwnWords:
    """All watched words at once; built when the list changes, then asked for every post.

    A post's words are looked up in one table of all forms, so that the cost does not grow with the words.
    """

    def __init__(self, keys: Sequence[str], *, forms: FormsOf = forms_of) -> None:
        """``keys`` are what ``key_of`` returned; an expression that RE2 takes no more is passed over."""
        self.keys = tuple(keys)
        self._words: dict[str, tuple[int, ...]] = {}
        self._phrases: dict[str, tuple[tuple[int, _Rest], ...]] = {}
        self._patterns: list[tuple[int, OwnPattern]] = []
        for number, key in enumerate(self.keys):
            if is_pattern(key):
                self._add_pattern(number, key)
            else:
                # A word beside odd signs may fold otherwise than alone: it stays one of its own forms.
                self._add_phrase(number, [{word, *forms(word)} for word in key.split()])

    def numbers(self, text: str) -> set[int]:
        """Which of the words stand in a text: the quick way, where it does not matter at which place.

        The text is folded only for phrases and expressions, where one may stand.
        """
        words = words_for_index(text).split()
        found = set(chain.from_iterable(filter(None, map(self._words.get, words))))
        if self._phrases and not self._phrases.keys().isdisjoint(words):
            found.update(match.number for match in self._by_phrases(fold(text).text))
        if self._patterns:
            folded = fold(text).text
            found.update(number for number, pattern in self._patterns if pattern.is_in(folded))
        return found

    def find(self, folded: str) -> list[OwnMatch]:
        """Every place where a word stands in a folded text, in order."""
        found = [
            OwnMatch(number, word.start(), word.end())
            for word in WORD.finditer(folded)
            for number in self._words.get(word[0], ())
        ]
        found += self._by_phrases(folded)
        found += self._by_patterns(folded)
        return sorted(found, key=lambda match: (match.start, match.end))

    def _add_pattern(self, number: int, key: str) -> None:
        try:
            self._patterns.append((number, OwnPattern(_expression(key))))
        except WordRefusedError:
            return

    def _add_phrase(self, number: int, positions: Sequence[Collection[str]]) -> None:
        first, *others = positions
        rest = tuple(frozenset(forms) for forms in others)
        for form in first:
            if rest:
                self._phrases[form] = (*self._phrases.get(form, ()), (number, rest))
            else:
                self._words[form] = (*self._words.get(form, ()), number)

    def _by_phrases(self, folded: str) -> Iterator[OwnMatch]:
        if not self._phrases:
            return
        for word in WORD.finditer(folded):
            for number, rest in self._phrases.get(word[0], ()):
                end = _phrase_end(folded, word.end(), rest)
                if end is not None:
                    yield OwnMatch(number, word.start(), end)

    def _by_patterns(self, folded: str) -> Iterator[OwnMatch]:
        for number, pattern in self._patterns:
            for start, end in pattern.spans(folded):
                yield OwnMatch(number, start, end)


def _phrase_end(folded: str, end: int, rest: _Rest) -> int | None:
    """Where a phrase ends whose first word ends at ``end``; None when the others do not follow."""
    for forms in rest:
        near = islice(WORD.finditer(folded, end), MOST_BETWEEN + 1)
        following = next((word for word in near if word[0] in forms), None)
        if following is None:
            return None
        end = following.end()
    return end


def _expression(key: str) -> str:
    return key.removeprefix(_SLASH).removesuffix(_SLASH)


@lru_cache(maxsize=256)
def _alone(key: str) -> OwnWords:
    return OwnWords([key])
