"""Finding words and names out of a large set in a text, at a cost that does not grow with the set (TELEGRAM 32)."""

from collections.abc import Iterable, Set

from bot.language.tokens import words_of


class WordTable:
    """A set of folded words, and of names of several words; built once, then asked for every text.

    Each word of a text is looked up in a table of what it begins. With two hundred thousand forms that is
    twice as fast as an Aho-Corasick automaton over them, in half its memory: texts come as words anyway.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Each of ``words`` begins with a letter or digit."""
        begun_by: dict[str, tuple[str, ...]] = {}
        for word in sorted(set(words), key=len, reverse=True):
            first = words_of(word)[0]
            begun_by[first] = (*begun_by.get(first, ()), word)
        self._begun_by = begun_by

    @property
    def whole_words(self) -> Set[str]:
        """The words that stand for themselves."""
        return {first for first, begun in self._begun_by.items() if first in begun}

    @property
    def first_words(self) -> Set[str]:
        """The words that only begin a name of several words."""
        return self._begun_by.keys() - self.whole_words

    @property
    def second_words(self) -> Set[str]:
        """The words that stand second in a name of several words, whatever it begins with."""
        names = (words_of(name) for begun in self._begun_by.values() for name in begun)
        return {words[1] for words in names if len(words) > 1}

    def may_occur(self, folded: str) -> bool:
        """Whether a word of the set may stand in the text: a quick look at each word that never misses one."""
        return not self._begun_by.keys().isdisjoint(words_of(folded))

    def occurrences(self, folded: str) -> list[tuple[int, int]]:
        """Start and end of every word of the set in a folded text, in order, the longest where several begin.

        Parts of longer words do not count, and neither does what stands in a name that was found.
        """
        found: list[tuple[int, int]] = []
        if not self.may_occur(folded):
            return found
        end = done = 0
        for word in words_of(folded):
            begun = self._begun_by.get(word)
            if begun is None:
                continue
            start = folded.find(word, end)
            while not _is_whole(folded, start, start + len(word)):
                start = folded.find(word, start + 1)
            end = start + len(word)
            if start >= done:
                for entry in begun:
                    if entry == word or _stands_at(entry, folded, start):
                        done = start + len(entry)
                        found.append((start, done))
                        break
        return found


def _stands_at(entry: str, folded: str, start: int) -> bool:
    return folded.startswith(entry, start) and _is_whole(folded, start, start + len(entry))


def _is_whole(folded: str, start: int, end: int) -> bool:
    return not (folded[start - 1 : start].isalnum() or folded[end : end + 1].isalnum())
