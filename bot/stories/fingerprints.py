"""Whether two texts are the same news, copied (RULES 13).

A fingerprint is taken of the folded text without links and @names, which differ between channels that copy
each other. Two texts are near-duplicates when their runs of three words overlap enough, unless each of them
holds a fact, a number or a name, that the other lacks: alarms are often written from one mould.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.language.folding import Folded, fold
from bot.language.tokens import WORD

LEAST_JACCARD = 0.4
_SHINGLE_WORDS = 3
_NAME_LENGTH = 3
_ENDING = 2
"""How many last letters of a name may change with its case."""

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_ELSEWHERE = re.compile(r"(?:https?://|t\.me/|www\.)\S+|(?<!\w)@\w+")
_SIGNATURE_WORDS = 6
_BODY_WORDS = 12
_INSIDE_A_SENTENCE = frozenset(",;()-–—/")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of a text. ``words`` are all folded words in order; ``shingles`` hashes of three each."""

    words: tuple[str, ...]
    shingles: frozenset[int]
    numbers: frozenset[str]
    names: frozenset[str]


@lru_cache(maxsize=8192)
def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; kept for the texts seen last, as each is compared with many."""
    text = _without_signature(_ELSEWHERE.sub(" ", text))
    folded = fold(text)
    found = list(WORD.finditer(folded.text))
    words = tuple(match[0] for match in found)
    return Fingerprint(
        words=words,
        shingles=_shingles(words),
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
    return _has_own_fact(one, other) and _has_own_fact(other, one)


def _has_own_fact(one: Fingerprint, other: Fingerprint) -> bool:
    if one.numbers - other.numbers:
        return True
    unknown = one.names.difference(other.words)
    return any(not any(_same_name(name, word) for word in other.words) for name in unknown)


def _same_name(name: str, word: str) -> bool:
    """Whether two words are one name in two cases: they differ in their endings only."""
    stem = max(_NAME_LENGTH, min(len(name), len(word)) - _ENDING)
    return abs(len(name) - len(word)) <= _ENDING and name[:stem] == word[:stem]


def _is_name(text: str, folded: Folded, match: re.Match[str]) -> bool:
    """A capitalised word inside a sentence; its first word is capitalised whatever it means."""
    start, end = folded.original_span(match.start(), match.end())
    word = text[start:end]
    if len(word) < _NAME_LENGTH or not word[0].isupper() or word.isupper():
        return False
    before = text[:start].rstrip(" \t\xa0*_#")
    return bool(before) and (before[-1].isalnum() or before[-1] in _INSIDE_A_SENTENCE)


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
