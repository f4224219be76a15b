"""A sentence with what each of its words can stand for."""

from dataclasses import dataclass, field

from bot.language.clauses import Sentence, Token, tokens
from bot.language.folding import Folded
from bot.language.grammar import Grammar
from bot.signals.rules import Rules

Numbers = dict[int, Grammar]
_NOTHING: Numbers = {}
_QUOTES = frozenset('«»"“”„')


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """The tokens of a sentence, and the numbers of each (see Rules.forms).

    ``places`` are ids by token; ``ends`` the last tokens of names and groups' entries of several words.
    """

    sentence: Sentence
    tokens: list[Token]
    numbers: list[Numbers]
    places: dict[int, tuple[str, ...]] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where tokens ``first … last`` stand in the folded text."""
        return self.tokens[first].start, self.tokens[last].end

    def has(self, wanted: frozenset[int], first: int, last: int) -> int | None:
        """The token in ``first … last`` nearest to either end that stands for one of ``wanted``; None for none."""
        for index in range(max(0, first), min(len(self.tokens), last + 1)):
            if not wanted.isdisjoint(self.numbers[index]):
                return index
        return None


def read_sentence(
    folded: Folded, original: str, sentence: Sentence, rules: Rules, places: list[tuple[int, int, tuple[str, ...]]]
) -> ReadSentence:
    """Look every word of a sentence up; ``places`` are the gazetteer's finds in it."""
    words = tokens(folded.text, sentence)
    numbers = [_numbers(token.text, rules) for token in words]
    read = ReadSentence(sentence, words, numbers)
    _add_compounds(read, rules)
    _add_names(read, folded, original, rules)
    _add_places(read, rules, places)
    return read


def _numbers(word: str, rules: Rules) -> Numbers:
    found = rules.forms.get(word)
    if found is not None:
        return found
    if word[0].isdigit():
        return {rules.number: Grammar.OTHER}
    if word in _QUOTES:
        return {rules.quote: Grammar.OTHER}
    if "'" in word:
        return rules.forms.get(word.partition("'")[0], _NOTHING)
    if "-" in word:
        return rules.forms.get(word.rpartition("-")[2]) or rules.forms.get(word.replace("-", "")) or _NOTHING
    return _NOTHING


def _add_compounds(read: ReadSentence, rules: Rules) -> None:
    for index, numbers in enumerate(read.numbers):
        for first in numbers.keys() & rules.compounds.keys():
            for rest, group in rules.compounds[first]:
                following = read.numbers[index + 1 : index + 1 + len(rest)]
                if len(following) == len(rest) and all(map(_stands_for, rest, following)):
                    read.numbers[index] = read.numbers[index] | {group: Grammar.OTHER}
                    read.ends[index] = max(read.ends.get(index, 0), index + len(rest))


def _stands_for(number: int, numbers: Numbers) -> bool:
    return number in numbers


def _add_names(read: ReadSentence, folded: Folded, original: str, rules: Rules) -> None:
    """Words with a capital letter that no sentence's start explains are names; a line of capitals has none."""
    for index, token in enumerate(read.tokens):
        if index == 0 or not token.text[0].isalpha() or rules.country in read.numbers[index]:
            continue
        start, end = folded.original_span(token.start, token.end)
        word = original[start:end]
        if word[:1].isupper() and (not word.isupper() or len(word) == 1) and read.tokens[index - 1].text not in '«"“:':
            read.numbers[index] = read.numbers[index] | {rules.name: Grammar.NOUN}


def _add_places(read: ReadSentence, rules: Rules, places: list[tuple[int, int, tuple[str, ...]]]) -> None:
    index = 0
    for start, end, ids in places:
        while index < len(read.tokens) and read.tokens[index].start < start:
            index += 1
        if index < len(read.tokens):
            read.numbers[index] = read.numbers[index] | {rules.place: Grammar.NOUN}
            read.places[index] = ids
            last = index
            while last + 1 < len(read.tokens) and read.tokens[last + 1].end <= end:
                last += 1
            read.ends[index] = max(read.ends.get(index, 0), last)
