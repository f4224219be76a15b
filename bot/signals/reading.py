"""A sentence with what each of its words can mean."""

from dataclasses import dataclass, field

from bot.language.clauses import Sentence, Token, tokens
from bot.language.folding import Folded
from bot.language.grammar import Grammar
from bot.signals.rules import QUOTES, Entry, Rules

PlaceFind = tuple[int, int, tuple[str, ...]]
"""Start and end in the folded text, and the ids that the name can mean."""

_Numbers = dict[int, int]
_NOTHING: _Numbers = {}
_BEFORE_NO_NAME = frozenset(QUOTES + ":")


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """The tokens of a sentence, the entry of each word that has one, and the numbers that each stands for.

    ``places`` are ids by token; ``ends`` the last tokens of names and of groups' entries of several words;
    ``present`` are all that some token stands for.
    """

    folded: Folded
    original: str
    rules: Rules
    sentence: Sentence
    tokens: list[Token]
    entries: list[Entry | None]
    numbers: list[_Numbers]
    places: dict[int, tuple[str, ...]] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    present: set[int] = field(default_factory=set)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where tokens ``first … last`` stand in the folded text."""
        return self.tokens[first].start, self.tokens[last].end

    def is_name(self, index: int) -> bool:
        """Whether a capital letter that no sentence's start explains makes the word a name; countries are none."""
        token = self.tokens[index]
        if index == 0 or not token.text[0].isalpha() or self.rules.country in self.numbers[index]:
            return False
        start, end = self.folded.original_span(token.start, token.end)
        word = self.original[start:end]
        is_capital = word[:1].isupper() and not word.isupper()
        return is_capital and self.tokens[index - 1].text not in _BEFORE_NO_NAME


def read_sentence(
    folded: Folded, original: str, sentence: Sentence, rules: Rules, places: list[PlaceFind]
) -> ReadSentence:
    """Look every word of a sentence up; ``places`` are the gazetteer's finds in it."""
    words = tokens(folded.text, sentence)
    known = rules.entries
    entries = [
        known.get(token.text) or (None if token.text.isalpha() else _entry(token.text, rules)) for token in words
    ]
    numbers = [entry.numbers if entry is not None else _NOTHING for entry in entries]
    read = ReadSentence(folded, original, rules, sentence, words, entries, numbers)
    _add_numerals(read)
    _add_compounds(read)
    _add_places(read, places)
    read.present.update(*read.numbers)
    return read


def _entry(word: str, rules: Rules) -> Entry | None:
    """What a compound or a possessive means is what its part means."""
    if "'" in word:
        return rules.entries.get(word.partition("'")[0])
    if word in _DASHES:
        return rules.entries.get("-")
    if "-" in word:
        return rules.entries.get(word.rpartition("-")[2]) or rules.entries.get(word.replace("-", ""))
    return None


def _stand_for(read: ReadSentence, index: int, number: int, grammar: int, last: int) -> None:
    read.numbers[index] = read.numbers[index] | {number: grammar}
    read.ends[index] = max(read.ends.get(index, 0), last)


def _add_numerals(read: ReadSentence) -> None:
    for index, token in enumerate(read.tokens):
        if token.text[0].isdigit():
            read.numbers[index] = read.numbers[index] | {read.rules.number: int(Grammar.OTHER)}


def _add_compounds(read: ReadSentence) -> None:
    for index, entry in enumerate(read.entries):
        if entry is None or not entry.compounds or index + 1 == len(read.numbers):
            continue
        for second in entry.compounds.keys() & read.numbers[index + 1].keys():
            for compound in entry.compounds[second]:
                last = index + len(compound.rest)
                following = read.numbers[index + 1 : last + 1]
                if len(following) == len(compound.rest) and all(map(_is_in, compound.rest, following)):
                    _stand_for(read, index, compound.group, int(Grammar.OTHER), last)


_DASHES = "–—"
_DIRECTION = ("направл", "напрям")


def _forget_words(read: ReadSentence, first: int, last: int) -> None:
    """The words of a name mean nothing else there: «Часов Яр» has no hours."""
    for index in range(first, last + 1):
        read.numbers[index] = _NOTHING
        read.entries[index] = None


def _is_in(number: int, numbers: _Numbers) -> bool:
    return number in numbers


def _add_places(read: ReadSentence, places: list[PlaceFind]) -> None:
    index = 0
    for start, end, ids in places:
        while index < len(read.tokens) and read.tokens[index].start < start:
            index += 1
        if index < len(read.tokens):
            last = index
            while last + 1 < len(read.tokens) and read.tokens[last + 1].end <= end:
                last += 1
            if last > index and not read.tokens[last].text.startswith(_DIRECTION):
                _forget_words(read, index, last)
            _stand_for(read, index, read.rules.place, int(Grammar.NOUN), last)
            read.places[index] = ids
