"""Telling at a glance that a text raises nothing, so that few sentences have to be read word by word.

Most words of the packs are everyday ones («взять», «выйти»). A rule can only match where each of its
parts has a word: what it is filed under, the rest of its phrase, its object and what must be near. A text's
words are looked up once, in one table; each part has a bit, so that what a text lacks of a rule is one
operation on two numbers.
"""

import re
from collections import defaultdict
from collections.abc import Set
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from bot.language.byte_words import HIDES_WORDS, bytes_of, plain_bytes, text_of, words_in
from bot.language.classes import ranges_of
from bot.language.folding import fold
from bot.language.tokens import words_of
from bot.signals.places import Gazetteer
from bot.signals.rules import Entry, Rules, TermRule

_PLACE = "@place"
"""Stands among a text's words for the places that it names."""
_SETTING, _NAMES_PLACE, _BEGINS_PLACE, _ENDS_PLACE, _TELLS_SETTING, _BEGINS_SETTING, _ENDS_SETTING = (
    1 << place for place in range(7)
)
"""The bits of a battlefield that is spoken of, and of words that may name a place or a battlefield, by themselves
or as the first or second of several."""
_FIRST_PART = 1 << 7
_ANYTHING = frozenset(("",))
"""Stands in every text."""

_LETTER, _DIGITS = r"[^\W\d_]", ranges_of(r"\d")
_HIDES_WORDS = re.compile(
    rf"[{_DIGITS}-](?:(?<={_LETTER}-)(?={_LETTER})|(?<=\d)(?:(?<={_LETTER}.)|(?={_LETTER})))", re.DOTALL
)
_PIECE = re.compile(r"[^\W\d_]+|\d+")
_LONGEST_KEPT_CHUNK = 64

_Part = frozenset[str]
_Needs = tuple[int, ...]
"""The bits that each of some rules needs."""


class Glance(NamedTuple):
    """What was seen of a text: the words of it that mean anything here, and all their bits.

    ``plain`` is the text in bytes where that is all that was looked at, ``folded`` is the folded text otherwise.
    """

    folded: str
    known: Set[str]
    bits: int
    plain: bytes | None = None

    @property
    def may_name_place(self) -> bool:
        """Whether a name of the gazetteer may stand there."""
        return _is_said(self.bits, _NAMES_PLACE, _BEGINS_PLACE | _ENDS_PLACE)

    @property
    def may_tell_setting(self) -> bool:
        """Whether a word that makes a post's setting may stand there."""
        return _is_said(self.bits, _TELLS_SETTING, _BEGINS_SETTING | _ENDS_SETTING)


class Screen:
    """What the rules need of a text."""

    def __init__(self, rules: Rules, gazetteer: Gazetteer) -> None:
        filing = _Filing(rules)
        self._reads_all = filing.reads_all
        self._needs = {word: _least(frozenset(needs)) for word, needs in filing.filed.items()}
        self._bits = {**dict.fromkeys(self._needs, 0), **filing.bits}
        self._place = self._bits.pop(_PLACE, 0)
        for table, whole, first, second in (
            (gazetteer.table, _NAMES_PLACE, _BEGINS_PLACE, _ENDS_PLACE),
            (rules.battlefield, _TELLS_SETTING, _BEGINS_SETTING, _ENDS_SETTING),
        ):
            for words, bit in (
                (table.whole_words, whole),
                (table.first_words, first),
                (table.second_words, second),
            ):
                for word in words:
                    self._bits[word] = self._bits.get(word, 0) | bit
        self._words = {bytes_of(word): word for word in self._bits}
        # The words by which something may be raised without a battlefield too.
        self._found_anywhere = {
            word for word, needs in self._needs.items() if not all(need & _SETTING for need in needs)
        }
        self._kept_bits_in = lru_cache(maxsize=8192)(self._bits_in)

    def first_look(self, text: str) -> Glance:
        """Look a post's words up, and fold it only where that makes another word of any."""
        plain = plain_bytes(text)
        if plain is None:
            return self.glance(fold(text).text)
        known = {self._words[word] for word in self._words.keys() & words_in(plain)}
        return Glance("", known, self._all_bits(known), plain)

    def glance(self, folded: str) -> Glance:
        """Look a folded text's words up."""
        known = self._bits.keys() & words_of(folded)
        return Glance(folded, known, self._all_bits(known))

    def _all_bits(self, known: Set[str]) -> int:
        bits = 0
        for word in known:
            bits |= self._bits[word]
        return bits

    def may_raise(self, seen: Glance, *, names_place: bool, in_setting: bool) -> Set[str]:
        """The words by which a text may raise anything; ``in_setting`` tells whether a battlefield is spoken of.

        Where it may not, there are none; and what holds none of a text's, raises nothing of it.
        """
        if self._reads_all:
            return _ANYTHING
        there = seen.bits | (_SETTING if in_setting else 0) | (self._place if names_place else 0)
        words = self._needs.keys() & seen.known if in_setting else self._found_anywhere & seen.known
        if not words:
            return words
        there |= self._hidden_bits(seen.folded) if seen.plain is None else self._hidden_bits_of_plain(seen.plain)
        return {word for word in words if _is_met(self._needs[word], there)}

    def _hidden_bits(self, folded: str) -> int:
        """The bits of words beside digits, and of what is written with hyphens: «т-90м», «контр-атака»."""
        bits = done = 0
        for found in _HIDES_WORDS.finditer(folded):
            at = found.start()
            if at < done:
                continue
            start = folded.rfind(" ", done, at) + 1 or done
            end = folded.find(" ", at)
            done = len(folded) if end < 0 else end
            chunk = folded[start:done]
            bits |= self._kept_bits_in(chunk) if done - start <= _LONGEST_KEPT_CHUNK else self._bits_in(chunk)
        return bits

    def _hidden_bits_of_plain(self, plain: bytes) -> int:
        """The same of a text in bytes."""
        bits = done = 0
        for found in HIDES_WORDS.finditer(plain):
            at = found.start()
            if at < done:
                continue
            start = plain.rfind(b" ", done, at) + 1 or done
            end = plain.find(b" ", at)
            done = len(plain) if end < 0 else end
            chunk = text_of(plain[start:done])
            bits |= self._kept_bits_in(chunk) if done - start <= _LONGEST_KEPT_CHUNK else self._bits_in(chunk)
        return bits

    def _bits_in(self, chunk: str) -> int:
        pieces = (*_PIECE.findall(chunk), *_PIECE.findall(chunk.replace("-", "")))
        return reduce(or_, (self._bits.get(piece, 0) for piece in pieces), 0)


class _Filing:
    """Files each rule under the rarest of its parts, the one of long words; thrown away when that is done."""

    def __init__(self, rules: Rules) -> None:
        self.filed: dict[str, set[int]] = defaultdict(set)
        self.bits: dict[str, int] = defaultdict(int)
        self.reads_all = False
        self._open = {rules.number}
        self._bit_of: dict[_Part, int] = {}
        self._parts: dict[frozenset[int], _Part | None] = {}
        self._by_number: dict[int, set[str]] = defaultdict(set)
        heads = self._words_of_heads(rules)
        self._by_number[rules.place].add(_PLACE)
        for rule, words in heads:
            self._file(rule, _part(words))

    def _words_of_heads(self, rules: Rules) -> list[tuple[TermRule, set[str]]]:
        """The rules, each with the words that it may begin with; all other numbers are given their words."""
        forms_of: dict[int, tuple[Entry, list[str]]] = {}
        for form, entry in rules.entries.items():
            forms_of.setdefault(id(entry), (entry, []))[1].append(form)
        heads: dict[int, tuple[TermRule, set[str]]] = {}
        for entry, forms in forms_of.values():
            words = [*map(_longest_word, forms)]
            for number in (*entry.numbers, *(compound.group for each in entry.compounds.values() for compound in each)):
                self._by_number[number].update(words)
            for rule, _ in entry.terms:
                heads.setdefault(id(rule), (rule, set()))[1].update(words)
        return [*heads.values()]

    def _file(self, rule: TermRule, head: _Part | None) -> None:
        parts = [head, *(self._part_of(frozenset((number,))) for number in rule.rest)]
        if rule.object and not rule.takes_names:
            parts.append(self._part_of(rule.object))
        if rule.near:
            parts.append(self._part_of(rule.near))
        known = {part for part in parts if part is not None}
        if not known:
            self.reads_all = True
            return
        found_by = max(known, key=_rarity)
        bits = sum(self._bit(part) for part in known - {found_by}) | (_SETTING if rule.term.setting else 0)
        for word in found_by:
            self.filed[word].add(bits)

    def _part_of(self, numbers: frozenset[int]) -> _Part | None:
        if numbers not in self._parts:
            is_open = not self._open.isdisjoint(numbers)
            words = set[str]().union(*(self._by_number[number] for number in numbers))
            self._parts[numbers] = None if is_open else _part(words)
        return self._parts[numbers]

    def _bit(self, part: _Part) -> int:
        if part not in self._bit_of:
            bit = self._bit_of[part] = _FIRST_PART << len(self._bit_of)
            for word in part:
                self.bits[word] |= bit
        return self._bit_of[part]


@lru_cache(maxsize=4096)
def _rarity(part: _Part) -> tuple[int, int]:
    return min(map(len, part), default=0), -len(part)


def _longest_word(form: str) -> str:
    """The word that must be there where the form is; none for a sign."""
    return form if form.isalpha() else max(words_of(form), key=len, default="")


def _part(words: Set[str]) -> _Part | None:
    """The words of which one must be there; None where a sign would do."""
    return None if "" in words else frozenset(words)


@lru_cache(maxsize=1024)
def _least(needs: frozenset[int]) -> _Needs:
    """Those of which no other asks less: where they are not met, none is."""
    return tuple(need for need in sorted(needs) if not any(less != need and less & need == less for less in needs))


def _is_said(bits: int, by_itself: int, together: int) -> bool:
    return bool(bits & by_itself) or bits & together == together


def _is_met(needs: _Needs, there: int) -> bool:
    return any([need & there == need for need in needs])  # noqa: C419  (few; a list costs half of a generator)
