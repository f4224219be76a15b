"""Finding the terms in a sentence."""

from dataclasses import dataclass
from enum import StrEnum

from bot.language.grammar import Grammar
from bot.signals.reading import ReadSentence
from bot.signals.rules import TermRule

_NOUN, _OTHER = int(Grammar.NOUN), int(Grammar.OTHER)
_SPAN_GAP = 4
"""An object further off than this is a condition of its term, and no part of the mention's text."""
_OF_DEEDS = frozenset({"breakthrough", "encirclement", "withdrawal", "capture"})
"""Signals whose verbs are everybody's; an offensive is talked of by politicians and brokers too."""


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a sentence: tokens ``first`` to ``last``, its first word at ``head``, and what form that has."""

    rule: TermRule
    first: int
    last: int
    head: int
    grammar: int


class Exclusion(StrEnum):
    """Why a term whose words stand in a sentence was left out."""

    SETTING = "the post does not speak of a battlefield"
    FORM = "the word stands in another form than the term asks for"
    OBJECT = "what it would be done to is not named near it"
    NEAR = "a word that the term asks for is not in the sentence"
    UNLESS = "a word beside it gives it another sense"
    UNLESS_SENTENCE = "a word in the sentence gives it another sense"
    CIVIL_LIFE = "a word of the sentence is of civil life, and none names who fights"
    LONGER = "a longer or earlier term covers it"
    DISABLED = "the signal is switched off"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A term that was left out: its words from token ``head`` to ``last``."""

    rule: TermRule
    head: int
    last: int
    exclusion: Exclusion


def find_terms(read: ReadSentence, *, in_setting: bool, left_out: list[LeftOut] | None = None) -> list[Match]:
    """The terms of a sentence, in order; ``in_setting`` tells whether its post speaks of a battlefield.

    Terms whose words stand there and which do not count are put into ``left_out``, if that is given.
    """
    found: list[Match] = []
    for index, entry in enumerate(read.entries):
        for rule, grammar in entry.terms if entry is not None else ():
            last = phrase_end(read, index, rule.rest, rule.term.gap) if rule.rest else index
            if last is None:
                continue
            match: Match | Exclusion = Exclusion.SETTING
            if in_setting or not rule.term.setting:
                match = _match(read, rule, index, last, _grammar_of_phrase(read, rule, last, grammar))
            if isinstance(match, Match):
                found.append(match)
            elif left_out is not None:
                left_out.append(LeftOut(rule, index, last, match))
    deeds = [each for each in found if each.rule.term.signal in _OF_DEEDS and each.rule.term.stance is None]
    if deeds and _civil_word(read) is not None:
        found = [each for each in found if each not in deeds]
        if left_out is not None:
            left_out += [LeftOut(each.rule, each.first, each.last, Exclusion.CIVIL_LIFE) for each in deeds]
    kept = _longest(found)
    if left_out is not None:
        left_out += [LeftOut(each.rule, each.first, each.last, Exclusion.LONGER) for each in found if each not in kept]
    return kept


def barring(read: ReadSentence, left_out: LeftOut) -> int | None:
    """The token that barred a term; None where something was missing instead."""
    if left_out.exclusion is Exclusion.UNLESS:
        return _barred_by(read, left_out.rule, left_out.head, left_out.last)
    if left_out.exclusion is Exclusion.UNLESS_SENTENCE:
        numbers = enumerate(read.numbers)
        return next((at for at, each in numbers if not left_out.rule.unless_sentence.isdisjoint(each)), None)
    if left_out.exclusion is Exclusion.CIVIL_LIFE:
        return _civil_word(read)
    return None


def _civil_word(read: ReadSentence) -> int | None:
    """The first token that is of police, courts, sport, weather and the like; None where somebody fights."""
    civil_life, fighting = read.rules.civil_life, read.rules.fighting
    if any(fighting in numbers for numbers in read.numbers):
        return None
    return next((at for at, numbers in enumerate(read.numbers) if civil_life in numbers), None)


def phrase_end(read: ReadSentence, index: int, rest: tuple[int, ...], gap: int) -> int | None:
    """The last token of a phrase that starts at ``index``, at most ``gap`` words between its words; None for none."""
    last = index
    if not read.present.issuperset(rest):
        return None
    for number in rest:
        reach = range(last + 1, min(len(read.numbers), last + gap + 2))
        following = next((at for at in reach if number in read.numbers[at]), None)
        if following is None:
            return None
        last = following
    return last


def _grammar_of_phrase(read: ReadSentence, rule: TermRule, last: int, grammar: int) -> int:
    """A phrase of an adjective and its noun is a noun: «наступательная операция»."""
    is_noun = grammar == _OTHER and rule.rest and read.numbers[last].get(rule.rest[-1], 0) & _NOUN
    return _NOUN if is_noun else grammar


def _match(read: ReadSentence, rule: TermRule, index: int, last: int, grammar: int) -> Match | Exclusion:
    """The term whose words stand at ``index … last``, or why it does not count."""
    first, phrase_last = index, last
    if rule.object or rule.takes_names:
        at = _object(read, rule, index, last)
        if at is None:
            return Exclusion.OBJECT
        if first - _SPAN_GAP <= at <= last + _SPAN_GAP:
            first, last = min(first, at), max(last, read.ends.get(at, at))
    if rule.near and rule.near.isdisjoint(read.present):
        return Exclusion.NEAR
    if rule.unless and _barred_by(read, rule, index, phrase_last) is not None:
        return Exclusion.UNLESS
    if rule.unless_sentence and not rule.unless_sentence.isdisjoint(read.present):
        return Exclusion.UNLESS_SENTENCE
    return Match(rule, first, last, index, grammar)


def _object(read: ReadSentence, rule: TermRule, index: int, last: int) -> int | None:
    """The nearest object in the clause, after the phrase if there is one."""
    term = rule.term
    if not term.object_before:
        end = min(len(read.tokens), last + term.within + 1)
        after = next((at for at in range(last + 1, end) if _is_object(read, rule, at)), None)
        if after is not None and read.tokens[after].clause == read.tokens[last].clause:
            return after
    if term.object_after:
        return None
    before = range(index - 1, max(-1, index - term.within - 1), -1)
    return next((at for at in before if _is_object(read, rule, at)), None)


def _barred_by(read: ReadSentence, rule: TermRule, index: int, last: int) -> int | None:
    """The first token near, in the same clause, that is one of ``unless``; None for none."""
    clause, within = read.tokens[index].clause, rule.term.within
    for at in range(max(0, index - within), min(len(read.tokens), last + within + 1)):
        if read.tokens[at].clause == clause and not rule.unless.isdisjoint(read.numbers[at]):
            return at
    return None


def _is_object(read: ReadSentence, rule: TermRule, at: int) -> bool:
    numbers = read.numbers[at]
    is_one = not rule.object.isdisjoint(numbers) or (rule.takes_names and read.is_name(at))
    return is_one and not (rule.term.direct and _is_whereabouts(read, rule, at))


def _is_whereabouts(read: ReadSentence, rule: TermRule, at: int) -> bool:
    """Whether a preposition makes it the place where something happens: «в Токмаке», «у селі Роботине»."""
    while at > 0 and not rule.object.isdisjoint(read.numbers[at - 1]):
        at -= 1
    return at > 0 and read.rules.preposition in read.numbers[at - 1]


def _longest(matches: list[Match]) -> list[Match]:
    """Of overlapping terms of one signal the first and longest; of equals the one whose pack settles its stance.

    «Взять город в клещи» is no taking.
    """
    kept: list[Match] = []
    reached: dict[str, int] = {}
    taken_around = {match.head for match in matches if match.rule.term.signal == "encirclement"}
    for match in sorted(matches, key=_rank):
        signal = match.rule.term.signal
        if signal == "capture" and match.head in taken_around:
            continue
        if reached.get(signal, -1) < match.head:
            kept.append(match)
            reached[signal] = match.last
    return sorted(kept, key=lambda match: (match.first, match.last))


def _rank(match: Match) -> tuple[int, bool, bool, int]:
    term = match.rule.term
    return match.head, term.stance is None, not term.presupposed, match.first - match.last
