"""Sentences, clauses and their words in a folded text."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from bot.language.dictionaries import APOSTROPHE

_TOKEN = re.compile(f"[^\\W\\d_]+(?:[{APOSTROPHE}'’-][^\\W\\d_]+)*|\\d+(?:[.,:]\\d+)*|[^\\w\\s*`~\\[\\]#^|\ufe0f]")
_END = re.compile(
    r"[.!?…\n📍❗🔹▪🔸🔻⚡](?:(?<=[.!?…])(?<![.!?…].)[.!?…]*(?=[\s»”\")\]*_]|$)|(?<=\n)\n*"
    r"|(?<=[!?…])[!?…]*(?![a-z0-9=&%])|(?<=[📍❗🔹▪🔸🔻⚡]))"
)
"""What ends a sentence; the question mark inside an address does not.

It begins with the signs themselves, so that only they are looked at; of a run of dots only the first one is
tried, so that a million of them cost no more than as many letters.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ABBREVIATIONS = _words(
    "г гг н п нп пос с д ул им т е к обл р км м тыс млн млрд мм шт др пр напр св ст кв см рис ок мин сек смт вул о "
    "mr mrs ms dr st gen col lt vs no approx"
)
_CONJUNCTIONS = _words(
    "но а однако хотя что чтобы если когда который которая которое которые которых которой которого которым "
    "потому поэтому зато ведь але проте однак хоча що щоб якщо коли який яка яке які яких якої якого бо тому "
    "but although though that if when while which who because unless until whereas"
)
_AND = _words("и та й і да and")
_FINITE = re.compile(
    r"(?:[аеияіоу]л(?:а|о|и)?(?:сь|ся)?|(?:[аиу]в|(?:хот|[ву]м|сид|лет|вел)ів)(?:ся)?"
    r"|(?:[аеияю]т|ить|ють|ать|ять|є)(?:ся)?)\Z"
)
"""Endings of Russian and Ukrainian verbs in past and present: after "and" such a verb begins a clause of its own.

Of the ending -ів only a few verbs: «танків» and «Харків» have it too.

Russian infinitives end like the Ukrainian third person; they are open by their form and need no cue's reach.
"""

_LONGEST_SENTENCE = 1200
_OPENS_CLAUSE = frozenset(",;:—–()!?…-") | _CONJUNCTIONS


class Token(NamedTuple):
    """A word, number or sign; ``clause`` numbers the clauses of its sentence."""

    text: str
    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a folded text that says one thing; ``ending`` is its last sign, such as ``?``."""

    start: int
    end: int
    ending: str


def sentences(folded: str) -> list[Sentence]:
    """Sentences in order; a line's end ends one too, so that headings and the items of a list stand alone."""
    found: list[Sentence] = []
    start = 0
    for end in _END.finditer(folded):
        if _goes_on(folded, end, start):
            continue
        if start < end.start():
            found += _of_bearable_length(folded, start, end.start(), end[0])
        start = end.end()
    return found + _of_bearable_length(folded, start, len(folded), "")


def _of_bearable_length(folded: str, start: int, end: int, ending: str) -> list[Sentence]:
    """One sentence, or the pieces of an endless one: what is read pair by pair must stay short."""
    found: list[Sentence] = []
    while end - start > _LONGEST_SENTENCE:
        cut = folded.rfind(" ", start + 1, start + _LONGEST_SENTENCE)
        cut = cut if cut > start else start + _LONGEST_SENTENCE
        found.append(Sentence(start, cut, ""))
        start = cut
    if folded[start:end].strip():
        found.append(Sentence(start, end, ending))
    return found


def _goes_on(folded: str, end: re.Match[str], start: int) -> bool:
    if end[0] != ".":
        return False
    word_start = end.start()
    while word_start > start and folded[word_start - 1].isalpha():
        word_start -= 1
    word = folded[word_start : end.start()]
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())


def tokens(folded: str, sentence: Sentence) -> list[Token]:
    """The words and signs of one sentence; signs open a new clause, and so do conjunctions."""
    found: list[Token] = []
    clause = 0
    after_and = False
    for match in _TOKEN.finditer(folded, sentence.start, sentence.end):
        text = match[0]
        if text in _OPENS_CLAUSE or (after_and and _FINITE.search(text)):
            clause += 1
        after_and = text in _AND
        found.append(Token(text, match.start(), match.end(), clause))
    return found
