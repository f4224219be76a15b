"""The catalogue made ready for reading: every word is a number, every form knows its numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.language.automaton import WordAutomaton
from bot.language.grammar import Grammar
from bot.signals.catalogue import Catalogue, Cue, Term
from bot.signals.lexicon import Lexicon

PLACE, NAME, NUMBER, QUOTE = "@place", "@name", "@number", "@quote"
BATTLEFIELD, COUNTRY = "@battlefield", "@country"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRule:
    """One phrase of a term: its first word is the key that it is filed under."""

    term: Term
    phrase: str
    rest: tuple[int, ...]
    object: frozenset[int]
    near: frozenset[int]
    unless: frozenset[int]
    unless_sentence: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRule:
    """One phrase of a cue."""

    cue: Cue
    phrase: str
    rest: tuple[int, ...]


class Rules:
    """What the matcher needs, computed once.

    ``forms`` gives each folded form the numbers that it stands for, words and groups alike;
    ``compounds`` gives a first word the groups' entries of several words.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        lexicon = Lexicon()
        self.place = lexicon.number(PLACE)
        self.name = lexicon.number(NAME)
        self.number = lexicon.number(NUMBER)
        self.quote = lexicon.number(QUOTE)
        self.country = lexicon.number(COUNTRY)
        self.side_ru, self.side_ua = lexicon.number("@side_ru"), lexicon.number("@side_ua")
        self.enemy, self.ours = lexicon.number("@enemy"), lexicon.number("@ours")
        self.owned = frozenset({lexicon.number("@line"), lexicon.number("@taken_from")})
        self.compounds: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        self.terms: dict[int, list[TermRule]] = {}
        self.cues: dict[int, list[CueRule]] = {}
        self._lexicon = lexicon
        for group, words in catalogue.groups.items():
            self._add_group(lexicon.number(f"@{group}"), words)
        for term in catalogue.terms:
            self._add_term(term)
        for cue in catalogue.cues:
            self._add_cue(cue)
        self.forms = lexicon.forms
        triggers = {form for form, numbers in self.forms.items() if not self.terms.keys().isdisjoint(numbers)}
        self.triggers = WordAutomaton(triggers)
        battlefield = lexicon.number(BATTLEFIELD)
        self.battlefield = WordAutomaton(form for form, numbers in self.forms.items() if battlefield in numbers)

    def _add_group(self, group: int, words: Iterable[tuple[str, str]]) -> None:
        for words_of_entry, language in words:
            first, *rest = (self._lexicon.word(word, language) for word in words_of_entry.split())
            if rest:
                self.compounds.setdefault(first, []).append((tuple(rest), group))
            else:
                self._lexicon.include(first, group)

    def _add_term(self, term: Term) -> None:
        for phrase in term.phrases:
            first, *rest = (self._one(word, term.language) for word in phrase.split())
            rule = TermRule(
                term=term, phrase=phrase.replace("=", ""), rest=tuple(rest),
                object=self._numbers(term.object, term.language), near=self._numbers(term.near, term.language),
                unless=self._numbers(term.unless, term.language),
                unless_sentence=self._numbers(term.unless_sentence, term.language),
            )  # fmt: skip
            self.terms.setdefault(first, []).append(rule)

    def _add_cue(self, cue: Cue) -> None:
        for phrase in cue.phrases:
            first, *rest = (self._one(word, cue.language) for word in phrase.split())
            self.cues.setdefault(first, []).append(CueRule(cue=cue, phrase=phrase, rest=tuple(rest)))

    def _one(self, word: str, language: str) -> int:
        return self._lexicon.number(word) if word.startswith("@") else self._lexicon.word(word, language)

    def _numbers(self, words: Iterable[str], language: str) -> frozenset[int]:
        numbers = set()
        for word in words:
            first, *rest = (self._one(part, language) for part in word.split())
            if rest:
                entry = self._lexicon.number(f"{language}:{word}")
                self.compounds.setdefault(first, []).append((tuple(rest), entry))
                first = entry
            numbers.add(first)
        return frozenset(numbers)


def allowed(grammar: Grammar, wanted: Grammar) -> bool:
    """Whether a form is of a wanted kind; none wanted means any."""
    return not wanted or bool(grammar & wanted)
