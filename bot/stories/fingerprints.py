"""Whether two texts are the same news, copied (RULES 13).

A fingerprint is taken of the folded text without links and @names, which differ between channels that copy
each other. Two texts are near-duplicates when their runs of three words overlap enough, unless each of them
holds a fact, a number or a name, that the other lacks: alarms are often written from one mould.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.language.dictionaries import analyzer, as_in_dictionary, is_known_word
from bot.language.folding import Folded, fold
from bot.language.tokens import WORD
from bot.signals.places import load_gazetteer

LEAST_JACCARD = 0.4
_SHINGLE_WORDS = 3
_NAME_LENGTH = 3
_ENDING = 2
"""How many last letters of a name may change with its case."""

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ELSEWHERE = re.compile(r"(?:https?://|t\.me/|www\.)\S+|(?<!\w)@\w+")
_SIGNATURE_WORDS = 6
_BODY_WORDS = 12
_NAMES = frozenset({"Geox", "Name", "Surn", "Orgn"})
"""The dictionaries' marks of places, people and organisations."""
_INSIDE_A_SENTENCE = frozenset(",;()-–—/")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of a text. ``words`` are all folded words in order; ``shingles`` hashes of three each."""

    text: str
    words: tuple[str, ...]
    shingles: frozenset[int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What may tell apart two texts of one mould."""

    words: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]


@lru_cache(maxsize=8192)
def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; kept for the texts seen last, as each is compared with many."""
    text = _without_signature(_ELSEWHERE.sub(" ", text))
    words = tuple(WORD.findall(fold(text).text))
    return Fingerprint(text=text, words=words, shingles=_shingles(words))


@lru_cache(maxsize=1024)
def facts_of(text: str) -> Facts:
    """The numbers and names of a fingerprint's text; looked at only where two texts are alike."""
    folded = fold(text)
    found = list(WORD.finditer(folded.text))
    return Facts(
        words=frozenset(match[0] for match in found),
        numbers=frozenset(_NUMBER.findall(folded.text)),
        names=frozenset(match[0] for match in found if _is_name(text, folded, match)),
    )


def is_near_duplicate(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether one text is a copy of the other; symmetric. A text without words is no copy of anything."""
    if not one.words or not other.words:
        return False
    if one.words == other.words:
        return True
    return jaccard(one, other) >= LEAST_JACCARD and not tell_different_facts(one, other)


def jaccard(one: Fingerprint, other: Fingerprint) -> float:
    """How much of the runs of three words both share, from 0 to 1."""
    shared = len(one.shingles & other.shingles)
    return shared / (len(one.shingles) + len(other.shingles) - shared) if shared else 0.0


def tell_different_facts(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether each text holds a number or a name that the other lacks (RULES 13)."""
    facts, others = facts_of(one.text), facts_of(other.text)
    return _has_own_fact(facts, others) and _has_own_fact(others, facts)


def _has_own_fact(one: Facts, other: Facts) -> bool:
    if one.numbers - other.numbers:
        return True
    unknown = one.names - other.words
    return any(not any(_same_name(name, word) for word in other.words) for name in unknown)


def _same_name(name: str, word: str) -> bool:
    """Whether two words are one name in two cases: they differ in their endings only."""
    stem = max(_NAME_LENGTH, min(len(name), len(word)) - _ENDING)
    return abs(len(name) - len(word)) <= _ENDING and name[:stem] == word[:stem]


def _is_name(text: str, folded: Folded, match: re.Match[str]) -> bool:
    """A capitalised word inside a sentence; at its start the dictionaries have to say so."""
    start, end = folded.original_span(match.start(), match.end())
    word = text[start:end]
    if len(word) < _NAME_LENGTH or not word[0].isupper() or word.isupper():
        return False
    before = text[:start].rstrip(" \t\xa0*_#")
    is_inside = bool(before) and (before[-1].isalnum() or before[-1] in _INSIDE_A_SENTENCE)
    return is_inside or _may_be_a_name(match[0])


@lru_cache(maxsize=8192)
def _may_be_a_name(folded_word: str) -> bool:
    """Whether a word is a name by the gazetteer or a dictionary, or a Cyrillic word that none of them has."""
    if folded_word.isascii() or not folded_word.isalpha():
        return False
    if not is_known_word(folded_word) or load_gazetteer().ids_of(folded_word):
        return True
    parses = (parse for language in ("ru", "uk") for parse in analyzer(language).parse(as_in_dictionary(folded_word)))
    return any(parse.is_known and not _NAMES.isdisjoint(parse.tag.grammemes) for parse in parses)


def _without_signature(text: str) -> str:
    """The text without a last line such as "Subscribe · Send us news", which tells the channel, not the news."""
    body, _, last = text.rstrip().rpartition("\n")
    words = len(WORD.findall(last))
    is_signature = words <= _SIGNATURE_WORDS and not last.endswith((".", "!", "?", "…"))
    return body if is_signature and len(WORD.findall(body)) >= _BODY_WORDS else text


def _shingles(words: tuple[str, ...]) -> frozenset[int]:
    if len(words) <= _SHINGLE_WORDS:
        return frozenset({hash(words)}) if words else frozenset()
    return frozenset(hash(words[at : at + _SHINGLE_WORDS]) for at in range(len(words) - _SHINGLE_WORDS + 1))
