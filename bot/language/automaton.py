"""Finding whole words out of a large set in one pass, whatever the size of the set (TELEGRAM 32)."""

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind

from bot.language.tokens import words_of


class WordAutomaton:
    """A set of folded words; built once, then asked for every text."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(sorted(set(words)))
        self._automaton = AhoCorasick(self.words, matchkind=MatchKind.LeftmostLongest)
        parts = [words_of(word) for word in self.words]
        self._first_parts = frozenset(part[0] for part in parts if part)
        self._has_signs = not all(parts)

    def may_occur(self, folded: str) -> bool:
        """Whether a word of the set may stand in the text: a quick look at each word that never misses one."""
        return self._has_signs or not self._first_parts.isdisjoint(words_of(folded))

    def occurrences(self, folded: str) -> list[tuple[int, int]]:
        """Start and end of every word of the set in a folded text, in order; parts of longer words do not count."""
        if not self.may_occur(folded):
            return []
        length = len(folded)
        return [
            (start, end)
            for _, start, end in self._automaton.find_matches_as_indexes(folded)
            if (start == 0 or not folded[start - 1].isalnum()) and (end == length or not folded[end].isalnum())
        ]
