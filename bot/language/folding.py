"""One spelling for every way to write a word: case, ё, stress marks, look-alikes, stretched letters (SIGNALS.md).

The folded text keeps the words' order and points back into the original. Folding is idempotent, and
linear in the text's length: every pass is one scan, and a stretched word is at most `_LONGEST_WORD` long.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.language.classes import one_of
from bot.language.dictionaries import APOSTROPHE, is_known_word
from bot.language.edits import Edit, Edits, replaced

KEPT_TEXTS, LONGEST_KEPT = 16, 8192
"""A post is folded for the index and for the detector, one right after the other; none is longer than this."""

_LONGEST_WORD = 32
_SHORTEST_STRETCHED = 4
_LONGEST_KEPT_CHUNK = 48

_CYRILLIC = "а-яѐ-џѣѳѵґ-ԯ" + APOSTROPHE
_LATIN = "a-z"
_GREEK = "α-ω"
_LETTER = _CYRILLIC + _LATIN + _GREEK
_MARKS = "\u0300-\u036f\u0483-\u0487\u20d0-\u20ff\ufe20-\ufe2f"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
)
_COMPATIBLE = (
    "\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0386-\u0390\u03aa-\u03b0\u03ca-\u03ce"
    "\u1d00-\u1fff\u2100-\u2115\u2117-\u2121\u2123-\u214f\u2460-\u24ff\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff"
    "\U0001f130-\U0001f149"
)
_PICTURES = "\u2190-\u23ff\u2500-\u2bff\u3030\u303d\U0001f000-\U0001f12f\U0001f14a-\U0001faff"

_SPACES = "\t\r\v\f\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_APOSTROPHES = "'’‘`´ʼ′ʹ＇"
_SEPARATORS = f"-.*_~|•·+=^¦{_PICTURES}{_INVISIBLE}"
_FOREIGN = f"{_LATIN}{_GREEK}0"

# Each pattern begins with the characters that it is about and looks back from there: a pattern that begins with
# a look at what stands before would be tried at every character of the text.
_UNUSUAL = re.compile(one_of(f"{_MARKS}{_INVISIBLE}{_COMPATIBLE}{_SPACES}{_APOSTROPHES}"))
_SPACE = re.compile(f"[{_SPACES}]")
_CLUSTER = re.compile(f"[{_MARKS}{_INVISIBLE}{_COMPATIBLE}][{_MARKS}{_INVISIBLE}]*")
_MARK = re.compile(f"[{_MARKS}{_INVISIBLE}]")
_WORD_LETTER = re.compile("[^\\W_]")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}](?<=[{_LETTER}].)(?=[{_LETTER}])")
_IS_CYRILLIC = re.compile(f"[{_CYRILLIC}]")
_SCRIPT_CHANGE = re.compile(f"[{_FOREIGN}](?:(?=[{_CYRILLIC}])(?<!0)|(?<=[{_CYRILLIC}].))")
_SEPARATOR = re.compile(
    one_of(f"{_SEPARATORS}‐‑") + f"(?! (?<![-‐‑] ))(?<=[{_LETTER}].)"
    f"(?:(?<=[-‐‑]) *\\n *|(?<![‐‑])[{_SEPARATORS}]{{0,3}})(?=[{_LETTER}])"
)
_BLANK = re.compile("[ \n]")
_PICTURE = re.compile(f"[•·¦{_PICTURES}{_INVISIBLE}]+|.*\\n.*")
_MAYBE_SPACED = re.compile(f" [{_LETTER}] [{_LETTER}] [{_LETTER}]")
_SPACED = re.compile(f"(?<![{_LETTER}0-9])[{_LETTER}](?: [{_LETTER}]){{3,}}(?![{_LETTER}0-9])")

_TWINS = str.maketrans("abcehikmoptxyαεικορτυχν0", "авсенікмортхуаеікортухно")
_TWINS_BACK = str.maketrans("авсенікмортху", "abcehikmoptxy")
_CYRILLIC_TWINS = frozenset("авсенікмортху")
_FOREIGN_TWINS = frozenset("abcehikmoptxyαεικορτυχν0")
_KEPT_MARKS = {"и\u0306": "й", "і\u0308": "ї", "у\u0306": "ў", "i\u0308": "ї"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the edits that took characters out of it, in the order they were made."""

    text: str
    edits: tuple[Edits, ...] = ()

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of the original that ``text[start:end]`` was folded from; both may be empty."""
        if not self.edits:
            return start, end
        if start >= end:
            here = self._start(start) if start < len(self.text) else self._end(len(self.text))
            return here, here
        return self._start(start), self._end(end)

    def _start(self, start: int) -> int:
        for edits in reversed(self.edits):
            start = edits.start_before(start)
        return start

    def _end(self, end: int) -> int:
        for edits in reversed(self.edits):
            end = edits.end_before(end - 1) if end else 0
        return end


def fold(text: str) -> Folded:
    """Fold a text: what reads the same to a person becomes the same letters. Never raises."""
    return _folded_post(text) if len(text) <= LONGEST_KEPT else _folded(text)


def _folded(text: str) -> Folded:
    made: list[Edits] = []
    text = _lower(text)
    if _UNUSUAL.search(text):
        text = _edited(text, _cluster_edits(text), made)
        text = _APOSTROPHE.sub(_one_apostrophe, _SPACE.sub(" ", text))
    text = _one_script(text.replace("ё", "е").replace("ѐ", "е"))
    joined = _edited(text, _stretched_edits(text), made)
    if _MAYBE_SPACED.search(joined):
        joined = _edited(joined, _spaced_edits(joined), made)
    return Folded(text if joined is text else _one_script(joined), tuple(made))


_folded_post = lru_cache(maxsize=KEPT_TEXTS)(_folded)


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _edited(text: str, edits: Iterable[Edit], made: list[Edits]) -> str:
    """The text with the edits, which are added to those made before."""
    edited, way_back = replaced(text, edits)
    if way_back is not None:
        made.append(way_back)
    return edited


def _cluster_edits(text: str) -> Iterable[Edit]:
    """Letters with marks composed or bared, invisible characters inside words dropped, variants made plain."""
    for found in _CLUSTER.finditer(text):
        start, end = found.span()
        if _MARK.match(text, start) and start and _WORD_LETTER.match(text, start - 1):
            start -= 1
        plain = _plain_cluster(text[start:end])
        if plain != text[start:end]:
            yield start, end, plain


@lru_cache(maxsize=1024)
def _plain_cluster(cluster: str) -> str:
    composed = cluster[0] + "".join(mark for mark in cluster[1:] if unicodedata.category(mark).startswith("M"))
    for marked, letter in _KEPT_MARKS.items():
        if composed.startswith(marked):
            return letter
    first = unicodedata.normalize("NFKD", cluster[0]).casefold()
    bare = "".join(letter for letter in first if not unicodedata.combining(letter))
    return "" if _CLUSTER.match(bare) and len(bare) == 1 else bare


def _one_apostrophe(found: re.Match[str]) -> str:
    before = found.string[found.start() - 1]
    return APOSTROPHE if _IS_CYRILLIC.match(before) else "'"


def _one_script(text: str) -> str:
    """Words of mixed scripts written in one, where all the foreign letters have a twin there."""
    if text.isascii() or not _IS_CYRILLIC.search(text):
        return text
    pieces: list[str] = []
    done = 0
    for found in _SCRIPT_CHANGE.finditer(text):
        if found.start() < done:
            continue
        start, end = _word_around(text, found.start(), done)
        pieces += (text[done:start], _in_one_script(text[start:end]))
        done = end
    if not pieces:
        return text
    pieces.append(text[done:])
    return "".join(pieces)


def _word_around(text: str, position: int, least: int) -> tuple[int, int]:
    start = end = position
    while start > least and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _in_one_script(word: str) -> str:
    cyrillic = [letter for letter in word if _IS_CYRILLIC.match(letter)]
    foreign = [letter for letter in word if letter.isalpha() and not _IS_CYRILLIC.match(letter)]
    to_cyrillic = all(letter in _FOREIGN_TWINS for letter in foreign)
    to_latin = all(letter in _CYRILLIC_TWINS for letter in cyrillic) and word[-1] in foreign  # not «HIMARSов»
    if to_cyrillic and not (to_latin and len(foreign) > len(cyrillic)):
        if not foreign and not re.fullmatch(f"[{_CYRILLIC}]+(?:0[{_CYRILLIC}]+)+", word):
            return word
        return word.translate(_TWINS)
    return word.translate(_TWINS_BACK) if to_latin and foreign else word


def _stretched_edits(text: str) -> list[Edit]:
    """Separators dropped out of words that something was put into: «про-рыв» over a line's end, п·р·о·р·ы·в.

    What stands between two blanks is looked at by itself: «кто-то» need not be looked at every time.
    """
    edits: list[Edit] = []
    first = last = 0
    for found in _SEPARATOR.finditer(text):
        start, end = found.span()
        if end <= last:
            continue
        if start >= last:
            edits += _edits_between(text, first, last)
            first = max(text.rfind(" ", last, start), text.rfind("\n", last, start), last - 1) + 1
        blank = _BLANK.search(text, end)
        last = blank.start() if blank is not None else len(text)
    edits += _edits_between(text, first, last)
    return edits


def _edits_between(text: str, first: int, last: int) -> Iterable[Edit]:
    if first == last:
        return ()
    chunk = text[first:last]
    separators = _kept_stretches(chunk) if last - first <= _LONGEST_KEPT_CHUNK else stretches(chunk)
    return [(first + start, first + end, "") for start, end in separators]


def stretches(text: str) -> list[tuple[int, int]]:
    """Where the separators of stretched words stand."""
    edits: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for found in _SEPARATOR.finditer(text):
        start, end = found.span()
        if run and not text[run[-1][1] : start].isalpha():
            edits += _joining_edits(text, run)
            run = []
        if len(run) <= _LONGEST_WORD:
            run.append((start, end))
        else:
            run[-1] = (start, end)  # no word is so long; only where it ends still counts
    if run:
        edits += _joining_edits(text, run)
    return edits


_kept_stretches = lru_cache(maxsize=16384)(stretches)


def _joining_edits(text: str, separators: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    if len(separators) > _LONGEST_WORD:
        return ()
    start, end = separators[0][0], separators[-1][1]
    while start > 0 and text[start - 1].isalpha() and end - start < _LONGEST_WORD * 4:
        start -= 1
    while end < len(text) and text[end].isalpha() and end - start < _LONGEST_WORD * 4:
        end += 1
    if _is_stretched_word(text[start:end], len(separators)):
        return separators
    return ()


@lru_cache(maxsize=16384)
def _is_stretched_word(stretched: str, separators: int) -> bool:
    """Whether letters and separators are one word; an English one is told by what stands between its letters."""
    joined = "".join(filter(str.isalpha, stretched))
    if not _SHORTEST_STRETCHED <= len(joined) <= _LONGEST_WORD:
        return False
    if not joined.isascii():
        return is_known_word(_in_one_script(joined))
    between = "".join(sign for sign in stretched if not sign.isalpha())
    return separators + 1 == len(joined) or _PICTURE.fullmatch(between) is not None


def _spaced_edits(text: str) -> Iterable[Edit]:
    """Blanks dropped out of a word written one letter at a time."""
    for found in _SPACED.finditer(text):
        joined = found[0].replace(" ", "")
        if len(joined) <= _LONGEST_WORD and not joined.isascii() and is_known_word(_in_one_script(joined)):
            yield found.start(), found.end(), joined
