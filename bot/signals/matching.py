"""Finding the terms in a sentence."""

from dataclasses import dataclass

from bot.language.grammar import Grammar
from bot.signals.reading import ReadSentence
from bot.signals.rules import Rules, TermRule, allowed


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a sentence: tokens ``first`` to ``last``, and what form its first word has."""

    rule: TermRule
    first: int
    last: int
    head: int
    grammar: Grammar


def find_terms(read: ReadSentence, rules: Rules, *, in_setting: bool) -> list[Match]:
    """The terms of a sentence, in order; of overlapping ones of a signal the longest."""
    found: list[Match] = []
    for index, numbers in enumerate(read.numbers):
        for number in numbers.keys() & rules.terms.keys():
            for rule in rules.terms[number]:
                if rule.term.setting and not in_setting:
                    continue
                match = _match(read, rule, index, numbers[number])
                if match is not None:
                    found.append(match)
    return _longest(found)


def phrase_end(read: ReadSentence, index: int, rest: tuple[int, ...], gap: int) -> int | None:
    """The last token of a phrase that starts at ``index``, at most ``gap`` words between its words."""
    last = index
    for number in rest:
        reach = range(last + 1, min(len(read.numbers), last + gap + 2))
        following = next((at for at in reach if number in read.numbers[at]), None)
        if following is None:
            return None
        last = following
    return last


def _match(read: ReadSentence, rule: TermRule, index: int, grammar: Grammar) -> Match | None:
    term = rule.term
    if not allowed(grammar, term.forms) or grammar & term.not_forms:
        return None
    last = phrase_end(read, index, rule.rest, term.gap)
    if last is None:
        return None
    first = index
    if rule.object:
        before = index if term.object_after else index - term.within
        at = _object(read, rule, before, last)
        if at is None:
            return None
        first, last = min(first, at), max(last, at)
    if rule.near and read.has(rule.near, 0, len(read.tokens)) is None:
        return None
    if rule.unless and read.has(rule.unless, index - term.within, last + term.within) is not None:
        return None
    if rule.unless_sentence and read.has(rule.unless_sentence, 0, len(read.tokens)) is not None:
        return None
    return Match(rule, first, last, index, grammar)


def _object(read: ReadSentence, rule: TermRule, before: int, last: int) -> int | None:
    """The nearest object, after the phrase if there is one."""
    after = read.has(rule.object, last + 1, last + rule.term.within)
    if after is not None:
        return after
    return next(
        (at for at in range(last, max(-1, before - 1), -1) if not rule.object.isdisjoint(read.numbers[at])), None
    )


def _longest(matches: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(matches, key=lambda match: (match.first, match.first - match.last)):
        rivals = [
            other for other in kept if other.rule.term.signal == match.rule.term.signal and other.last >= match.head
        ]
        if not rivals:
            kept.append(match)
    return kept
