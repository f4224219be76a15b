"""Whose troops advance, encircle, withdraw or capture (RULES 7): the doer is read out of the mention's clause."""

from bisect import bisect_left
from itertools import takewhile

from bot.language.grammar import Grammar
from bot.model.channel import ChannelClass
from bot.model.flag import Side
from bot.signals.matching import Match
from bot.signals.reading import ReadSentence

_OWN_SIDE = {
    ChannelClass.MINISTRY_RU: Side.RU,
    ChannelClass.MILBLOGGER_RU: Side.RU,
    ChannelClass.PMC: Side.RU,
    ChannelClass.MINISTRY_UA: Side.UA,
    ChannelClass.MILBLOGGER_UA: Side.UA,
}
_OTHER = {Side.RU: Side.UA, Side.UA: Side.RU}
_DONE_TO_SOMEBODY = frozenset({"breakthrough", "encirclement", "capture"})
_REACH = 8
_PASSIVE, _NOUN, _INSTRUMENTAL = int(Grammar.PASSIVE), int(Grammar.NOUN), int(Grammar.INSTRUMENTAL)
_FINITE = int(Grammar.PAST | Grammar.PRESENT)
_ENGLISH_PASSIVE = frozenset(("is", "are", "was", "were", "been", "being"))


def side_of(read: ReadSentence, match: Match, parties: "Parties") -> Side | None:
    """The side whose deed a mention tells; None where the clause names nobody, or "the enemy" of an unknown speaker.

    ``parties`` are those of its sentence.
    """
    if match.grammar & _PASSIVE or (match.head and read.tokens[match.head - 1].text in _ENGLISH_PASSIVE):
        return _of_passive(parties, match)
    if match.grammar & _NOUN and not match.grammar & _FINITE:
        return _of_noun(parties, match)
    return _of_verb(parties, match)


class Parties:
    """Which tokens of a sentence name a side; ``channel_class`` tells which is the speaker's own."""

    def __init__(self, read: ReadSentence, channel_class: ChannelClass | None) -> None:
        rules = read.rules
        own = _OWN_SIDE.get(channel_class) if channel_class is not None else None
        self._read = read
        other = _OTHER[own] if own is not None else None
        self._sides = {rules.side_ru: Side.RU, rules.side_ua: Side.UA, rules.ours: own, rules.enemy: other}
        names = frozenset(self._sides)
        self._named = [at for at, numbers in enumerate(read.numbers) if not names.isdisjoint(numbers)]

    def at(self, index: int) -> Side | None:
        """The side that a token names; None too for "ours" and "the enemy" of a speaker whose side is unknown."""
        numbers = self._read.numbers[index]
        return next((side for number, side in self._sides.items() if number in numbers), None)

    def is_doer_of_passive(self, index: int) -> bool:
        """«Взят российскими войсками», «взят армией России»: the instrumental, on the word or on its noun beside it."""
        beside = self._read.numbers[max(0, index - 1) : index + 2]
        return any(grammar & _INSTRUMENTAL for numbers in beside for grammar in numbers.values())

    def is_owner(self, index: int) -> bool:
        """«Оборону ВСУ», «от ВСУ»: the word stands for whose line it is, or from whom something is taken.

        «Чтобы усилить оборону, наши…» owns nothing: it begins another clause.
        """
        clause = self._read.tokens[index].clause
        beside = [at for at in (index - 2, index - 1, index + 1) if 0 <= at < len(self._read.tokens)]
        near = (self._read.numbers[at] for at in beside if self._read.tokens[at].clause == clause)
        return any(not self._read.rules.owned.isdisjoint(numbers) for numbers in near)

    def before(self, index: int) -> list[int]:
        """Tokens of the clause before ``index`` that name a side, the nearest first; else of the clauses before it."""
        clause = self._read.tokens[index].clause
        named = self._named[bisect_left(self._named, index) - 1 :: -1] if self._named and self._named[0] < index else []
        in_clause = takewhile(lambda at: self._read.tokens[at].clause == clause, named)
        return list(in_clause) or named[:1]

    def after(self, index: int) -> list[int]:
        """Tokens of the same clause after ``index`` that name a side, the nearest first."""
        clause = self._read.tokens[index].clause
        first, end = (bisect_left(self._named, edge) for edge in (index + 1, index + 1 + _REACH))
        return [at for at in self._named[first:end] if self._read.tokens[at].clause == clause]


def _of_verb(parties: Parties, match: Match) -> Side | None:
    """The subject stands before its verb as a rule; who stands after a deed done to somebody is its object."""
    before, after = parties.before(match.head), parties.after(match.head)
    subject = next((at for at in before if not parties.is_owner(at)), None)
    if subject is not None:
        return parties.at(subject)
    if not after:
        return _other(parties.at(before[0])) if before else None
    if match.rule.term.signal not in _DONE_TO_SOMEBODY:
        return parties.at(after[0])
    return _other(parties.at(after[0]))


def _of_passive(parties: Parties, match: Match) -> Side | None:
    named = parties.after(match.head) + parties.before(match.head)
    doer = next((at for at in named if parties.is_doer_of_passive(at)), None)
    if doer is not None:
        return parties.at(doer)
    if match.rule.term.signal == "capture":
        return next((parties.at(at) for at in named if not parties.is_owner(at)), None)
    if not named:
        return None
    patient = parties.at(named[0])
    return _other(patient) if match.rule.term.signal in _DONE_TO_SOMEBODY else patient


def _of_noun(parties: Parties, match: Match) -> Side | None:
    """«Отступление ВСУ» is theirs, «окружение ВСУ» and «прорыв обороны ВСУ» are the other side's."""
    signal = match.rule.term.signal
    after = parties.after(match.head)
    if after and after[0] - match.last <= 3:
        patient = signal == "encirclement" or (signal == "breakthrough" and parties.is_owner(after[0]))
        side = parties.at(after[0])
        return _other(side) if patient else side
    before = parties.before(match.head)
    return parties.at(before[0]) if before else None


def _other(side: Side | None) -> Side | None:
    return _OTHER[side] if side is not None else None
