"""The catalogue made ready for reading: every word is a number, every form knows all that it can begin."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.language.forms import inflected
from bot.language.word_table import WordTable
from bot.signals.catalogue import Catalogue, Cue, Term
from bot.signals.lexicon import FIXED, Inflected, Lexicon

QUOTES = '«»"“”„'


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRule:
    """One phrase of a term; ``rest`` are its words after the first. Names are looked for apart (``takes_names``)."""

    term: Term
    phrase: str
    rest: tuple[int, ...]
    forms: int
    not_forms: int
    object: frozenset[int]
    takes_names: bool
    near: frozenset[int]
    unless: frozenset[int]
    unless_sentence: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRule:
    """One phrase of a cue."""

    cue: Cue
    phrase: str
    rest: tuple[int, ...]
    forms: int
    not_forms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """An entry of several words in a group: ``rest`` are its words after the first."""

    rest: tuple[int, ...]
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """All that one form can mean: words and groups with their grammar, and what it is the first word of.

    ``compounds`` are by the number of their second word.
    """

    numbers: dict[int, int]
    terms: tuple[tuple[TermRule, int], ...] = ()
    cues: tuple[CueRule, ...] = ()
    compounds: Mapping[int, tuple[Compound, ...]] = field(default_factory=dict)


class Rules:
    """What the matcher needs, computed once.

    ``entries`` are by folded form. ``battlefield`` finds the words that make a post's setting.
    """

    def __init__(self, catalogue: Catalogue, *, inflect: Inflected = inflected) -> None:
        self._lexicon = lexicon = Lexicon(inflect)
        self.place, self.number = lexicon.number("@place"), lexicon.number("@number")
        self.country = lexicon.number("@country")
        self.side_ru, self.side_ua = lexicon.number("@side_ru"), lexicon.number("@side_ua")
        self.enemy, self.ours = lexicon.number("@enemy"), lexicon.number("@ours")
        self.owned = frozenset({lexicon.number("@line"), lexicon.number("@taken_from")})
        self.civil_life, self.fighting = lexicon.number("@civil_life"), lexicon.number("@fighting")
        self._name = lexicon.number("@name")
        self.preposition = lexicon.number("@preposition")
        self._terms: dict[int, list[TermRule]] = {}
        self._cues: dict[int, list[CueRule]] = {}
        self._compounds: dict[int, list[Compound]] = {}
        for quote in QUOTES:
            lexicon.include(lexicon.word(FIXED + quote, ""), lexicon.number("@quote"))
        for group, words in catalogue.groups.items():
            self._add_group(lexicon.number(f"@{group}"), words)
        for term in catalogue.terms:
            self._add_term(term)
        for cue in catalogue.cues:
            self._add_cue(cue)
        self.entries = self._entries()
        battlefield = lexicon.number("@battlefield")
        self.battlefield = WordTable(form for form, numbers in lexicon.forms.items() if battlefield in numbers)

    def of_other_forms(self, entry: Entry) -> Iterator[TermRule]:
        """The terms that begin with a word of this entry, but not in this form of it."""
        begun = [rule for rule, _ in entry.terms]
        yield from (rule for number in entry.numbers for rule in self._terms.get(number, ()) if rule not in begun)

    def _entries(self) -> dict[str, Entry]:
        """What each form can mean; forms that mean the same share their entry."""
        made: dict[tuple[tuple[int, int], ...], Entry] = {}
        entries = {}
        for form, numbers in self._lexicon.forms.items():
            meaning = tuple(numbers.items())
            entry = made.get(meaning)
            if entry is None:
                entry = made[meaning] = self._entry(numbers)
            entries[form] = entry
        return entries

    def _entry(self, numbers: dict[int, int]) -> Entry:
        terms = [(rule, form) for number, form in numbers.items() for rule in self._terms.get(number, ())]
        cues = [(rule, form) for number, form in numbers.items() for rule in self._cues.get(number, ())]
        return Entry(
            numbers=numbers,
            terms=tuple(pair for pair in terms if is_allowed(pair[1], pair[0].forms, pair[0].not_forms)),
            cues=tuple(rule for rule, form in cues if is_allowed(form, rule.forms, rule.not_forms)),
            compounds=_by_second_word(entry for number in numbers for entry in self._compounds.get(number, ())),
        )

    def _add_group(self, group: int, words: Iterable[tuple[str, str]]) -> None:
        for entry, language in words:
            first, *rest = self._phrase(entry, language)
            if rest:
                self._compounds.setdefault(first, []).append(Compound(rest=tuple(rest), group=group))
            else:
                self._lexicon.include(first, group)

    def _add_term(self, term: Term) -> None:
        objects = self._numbers(term.object, term.language)
        for phrase in term.phrases:
            first, *rest = self._phrase(phrase, term.language)
            rule = TermRule(
                term=term,
                phrase=phrase.replace(FIXED, ""),
                rest=tuple(rest),
                forms=int(term.forms),
                not_forms=int(term.not_forms),
                object=objects - {self._name},
                takes_names=self._name in objects,
                near=self._numbers(term.near, term.language),
                unless=self._numbers(term.unless, term.language),
                unless_sentence=self._numbers(term.unless_sentence, term.language),
            )
            self._terms.setdefault(first, []).append(rule)

    def _add_cue(self, cue: Cue) -> None:
        for phrase in cue.phrases:
            first, *rest = self._phrase(phrase, cue.language)
            rule = CueRule(cue=cue, phrase=phrase, rest=tuple(rest), forms=int(cue.forms), not_forms=int(cue.not_forms))
            self._cues.setdefault(first, []).append(rule)

    def _phrase(self, phrase: str, language: str) -> list[int]:
        return [
            self._lexicon.number(word) if word.startswith("@") else self._lexicon.word(word, language)
            for word in phrase.split()
        ]

    def _numbers(self, entries: Iterable[str], language: str) -> frozenset[int]:
        numbers = set()
        for entry in entries:
            first, *rest = self._phrase(entry, language)
            if rest:
                group = self._lexicon.number(f"{language}:{entry}")
                self._compounds.setdefault(first, []).append(Compound(rest=tuple(rest), group=group))
                first = group
            numbers.add(first)
        return frozenset(numbers)


def _by_second_word(compounds: Iterable[Compound]) -> dict[int, tuple[Compound, ...]]:
    found: dict[int, tuple[Compound, ...]] = {}
    for compound in compounds:
        found[compound.rest[0]] = (*found.get(compound.rest[0], ()), compound)
    return found


def is_allowed(grammar: int, wanted: int, barred: int) -> bool:
    """Whether a form is of a wanted kind (none wanted means any) and of no barred kind."""
    return (not wanted or bool(grammar & wanted)) and not grammar & barred
