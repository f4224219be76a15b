"""Telling at a glance that a text raises nothing, so that few sentences have to be read word by word.

Most words of the packs are everyday ones («взять», «выйти»). A rule can only match where each of its
parts has a word: what it is filed under, the rest of its phrase, its object and what must be near. Looking
these up in the set of a text's words costs next to nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.language.tokens import words_of
from bot.signals.rules import Rules, TermRule

_PLACE = "@place"
"""Stands among a text's words for the places that it names."""

_HIDES_WORDS = re.compile(r"[\d-](?:(?<=\d)(?:(?<=[^\W\d_].)|(?=[^\W\d_]))|(?<=[^\W\d_]-)(?=[^\W\d_]))", re.DOTALL)
_PIECE = re.compile(r"[^\W\d_]+|\d+")

_Part = frozenset[str]
_Needs = tuple[bool, tuple[_Part, ...]]
"""Whether a rule needs a battlefield, and its parts but for the one that it is found by."""


class Screen:
    """What the rules need of a text; each rule is filed under the rarest of its parts, the one of long words."""

    def __init__(self, rules: Rules) -> None:
        by_rule: dict[int, tuple[TermRule, set[str]]] = {}
        self._by_number: dict[int, set[str]] = defaultdict(set)
        for form, entry in rules.entries.items():
            for number in (*entry.numbers, *(compound.group for each in entry.compounds.values() for compound in each)):
                self._by_number[number].add(form)
            for rule, _ in entry.terms:
                by_rule.setdefault(id(rule), (rule, set()))[1].add(form)
        self._by_number[rules.place].add(_PLACE)
        self._open = {rules.number}
        self._parts: dict[frozenset[int], _Part | None] = {}
        self._needs: dict[str, set[_Needs]] = defaultdict(set)
        self._reads_all = False
        for rule, forms in by_rule.values():
            self._file(rule, _part(forms))

    def may_raise(self, folded: str, *, names_place: bool, in_setting: bool = True) -> bool:
        """Whether a folded text may raise anything; ``in_setting`` tells whether a battlefield is spoken of."""
        if self._reads_all:
            return True
        found = words_of(folded)
        hits = self._needs.keys() & found
        if not hits:
            return False
        words = set(found)
        if names_place:
            words.add(_PLACE)
        needs = [need for word in hits for need in self._needs[word] if in_setting or not need[0]]
        if _is_met(needs, words):
            return True
        hidden = set(_hidden_words(folded))
        return not hidden.issubset(words) and _is_met(needs, words | hidden)

    def _file(self, rule: TermRule, head: _Part | None) -> None:
        parts = [head, *(self._part_of(frozenset((number,))) for number in rule.rest)]
        if rule.object and not rule.takes_names:
            parts.append(self._part_of(rule.object))
        if rule.near:
            parts.append(self._part_of(rule.near))
        known = {part for part in parts if part is not None}
        if not known:
            self._reads_all = True
            return
        found_by = max(known, key=lambda part: (min(map(len, part), default=0), -len(part)))
        for word in found_by:
            self._needs[word].add((rule.term.setting, tuple(sorted(known - {found_by}, key=len))))

    def _part_of(self, numbers: frozenset[int]) -> _Part | None:
        if numbers not in self._parts:
            is_open = not self._open.isdisjoint(numbers)
            forms = (form for number in numbers for form in self._by_number[number])
            self._parts[numbers] = None if is_open else _part(forms)
        return self._parts[numbers]


def _part(forms: Iterable[str]) -> _Part | None:
    """The words of which one must be there for one of ``forms``; None where a sign would do."""
    words: set[str] = set()
    for form in forms:
        pieces = (form,) if form == _PLACE else words_of(form)
        if not pieces:
            return None
        words.add(max(pieces, key=len))
    return frozenset(words)


def _is_met(needs: Iterable[_Needs], words: set[str]) -> bool:
    return any(not any(part.isdisjoint(words) for part in parts) for _, parts in needs)


def _hidden_words(folded: str) -> Iterator[str]:
    """Words beside digits, and what is written with hyphens without them: «т-90м», «контр-атака»."""
    done = 0
    while (found := _HIDES_WORDS.search(folded, done)) is not None:
        start = folded.rfind(" ", done, found.start()) + 1 or done
        end = folded.find(" ", found.end())
        done = len(folded) if end < 0 else end
        yield from _PIECE.findall(folded, start, done)
        yield from _PIECE.findall(folded[start:done].replace("-", ""))
