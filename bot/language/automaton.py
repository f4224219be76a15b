"""Finding whole words out of a large set in one pass, whatever the size of the set (TELEGRAM 32)."""

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind


class WordAutomaton:
    """A set of folded words; built once, then asked for every text."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(sorted(set(words)))
        self._automaton = AhoCorasick(self.words, matchkind=MatchKind.LeftmostLongest)

    def occurrences(self, folded: str) -> list[tuple[int, int]]:
        """Start and end of every word of the set in a folded text, in order; parts of longer words do not count."""
        length = len(folded)
        return [
            (start, end)
            for _, start, end in self._automaton.find_matches_as_indexes(folded)
            if (start == 0 or not folded[start - 1].isalnum()) and (end == length or not folded[end].isalnum())
        ]
