"""Whether two texts are the same news, copied (RULES 13).

A fingerprint is taken of the folded text without links and @names, which differ between channels that copy
each other. Two texts are near-duplicates when their runs of three words overlap enough, unless each of them
holds a fact, a number or a name, that the other lacks: alarms are often written from one mould.
"""

import re
from array import array
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast
from zlib import crc32

from bot.language.byte_words import byte_words
from bot.language.tokens import WORD
from bot.stories.facts import Facts, facts_of, tell_different_facts

LEAST_JACCARD = 0.4
_RUN_WORDS = 3
_WORD_BYTES = 4

_ELSEWHERE = {
    "://": re.compile(r"https?://\S+"),
    "t.me/": re.compile(r"t\.me/\S+"),
    "www.": re.compile(r"www\.\S+"),
    "@": re.compile(r"@(?<!\w@)\w+"),
}
"""Links and @names by what they cannot be written without, which is looked for faster than they are."""
_SIGNATURE_WORDS = 6
_BODY_WORDS = 12
_MOST_BLANKS = 24
"""A last line of more is surely no signature."""
_CALLS = re.compile("подпис|підпис|subscri|прислать|предложить|надісла|наш чат|наш бот|join us|follow us|send us", re.I)
"""What a channel says below its posts, however short they are."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is compared of a text: four bytes for each folded word, in order; and the text, to ask for its facts."""

    words: bytes
    body: str
    _facts: Facts | None = field(default=None, init=False, compare=False, repr=False)

    @property
    def facts(self) -> Facts:
        """The facts, read where they are first asked for: few texts have anything alike to be told apart from."""
        if self._facts is None:
            object.__setattr__(self, "_facts", facts_of(self.body))  # else it would have to be made for every text
        return cast("Facts", self._facts)


@lru_cache(maxsize=256)
def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of a text; kept for the texts seen last. It is the same in every process."""
    body = body_of(text)
    words = byte_words(body)
    return Fingerprint(words=array("I", map(crc32, words)).tobytes(), body=body)


def runs_of(one: Fingerprint) -> list[bytes]:
    """The runs of three words, as their twelve bytes; of a shorter text all that there is, and of none nothing."""
    return _runs_of(one.words)


def _runs_of(words: bytes) -> list[bytes]:
    if len(words) <= _RUN_WORDS * _WORD_BYTES:
        return [words] if words else []
    last = len(words) - (_RUN_WORDS - 1) * _WORD_BYTES
    return [words[at : at + _RUN_WORDS * _WORD_BYTES] for at in range(0, last, _WORD_BYTES)]


def is_near_duplicate(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether one text is a copy of the other; symmetric. A text without words is no copy of anything."""
    if one.words == other.words:
        return bool(one.words)
    return jaccard(one, other) >= LEAST_JACCARD and not _tell_different_facts(one, other)


def _tell_different_facts(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether each holds a fact that the other lacks; not asked where one holds no word more than the other."""
    words, others = Counter(array("I", one.words)), Counter(array("I", other.words))
    if words <= others or others <= words:
        return False
    return tell_different_facts(one.facts, other.facts)


def jaccard(one: Fingerprint, other: Fingerprint) -> float:
    """How much of the runs of three words both share, from 0 to 1."""
    runs, others = _run_set(one.words), _run_set(other.words)
    shared = len(runs & others)
    return shared / (len(runs) + len(others) - shared) if shared else 0.0


@lru_cache(maxsize=1024)
def _run_set(words: bytes) -> frozenset[bytes]:
    """The runs, each once; kept for the texts compared last, for in a mass of alike ones each comes again and again."""
    return frozenset(_runs_of(words))


def body_of(text: str) -> str:
    """The text without links, @names and a last line such as "Subscribe · Send us news"."""
    text = text.rstrip()
    start = text.rfind("\n") + 1
    if start and text.count(" ", start) <= _MOST_BLANKS:
        text = _without_signature(text[:start], text[start:])
    return _without_links(text)


def _without_signature(body: str, last: str) -> str:
    line = _without_links(last)
    if len(WORD.findall(line)) > _SIGNATURE_WORDS or line.endswith((".", "!", "?", "…")):
        return body + last
    is_signature = bool(_CALLS.search(line)) or body.count(" ") >= _BODY_WORDS
    return body if is_signature and body.strip() else body + last


def _without_links(text: str) -> str:
    for sign, link in _ELSEWHERE.items():
        if sign in text:
            text = link.sub(" ", text)
    return text
