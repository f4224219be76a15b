"""What is quoted of a post, made harmless: a post's text is hostile input (its author is a stranger).

Quoted text stays one line, cannot turn the reading direction, holds no terminal escape, and nothing that
Telegram would make active by itself: no bot command, no mention that rings somebody's phone, no link
other than http(s).
"""

import re
import unicodedata
from typing import Final

from bot.wording.letters import begun_before, clipped, cut_before

EXCERPT_LENGTH: Final = 280
"""Code points of an excerpt, about."""

_SHORT_SENTENCE: Final = 40
_NAME_LENGTH: Final = 64
_ELLIPSIS: Final = "…"

_BIDI_CONTROLS: Final = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_KEPT_FORMATS: Final = frozenset("\u200c\u200d\u2060\u00ad")
_ACTIVE = re.compile(r"(?:(?<![\w/:.])/|@)(?=\w)|(?:(?!https?:)\b[a-zA-Z][\w+.-]*:)(?=//)")
_WORD_JOINER: Final = "\u2060"
# Possessive, and never begun inside of a run, so that the time is linear in a hostile text too.
_SENTENCE_END = re.compile(r"(?:(?<![!?…])[!?…]++|(?<=\w{3})\.++)[\"»”)\]*_]*+\s++|\n\s*+")


def one_line(text: str) -> str:
    """``text`` as one line of harmless characters; blanks are collapsed."""
    blanked = "".join(_harmless(character) for character in text.translate(_BIDI_CONTROLS))
    return _ACTIVE.sub(lambda match: match[0] + _WORD_JOINER, " ".join(blanked.split()))


def short_name(name: str) -> str:
    """A channel's or chat's title as one harmless line of bounded length."""
    return shortened(name, _NAME_LENGTH)


def shortened(text: str, length: int) -> str:
    """At most ``length`` code points of a text, as one harmless line; a word is cut only where it is long itself."""
    text = " ".join(text.split())
    if len(text) > length:
        word_end = text.rfind(" ", length // 2, length)
        text = (text[:word_end] if word_end > 0 else clipped(text, length - 1)) + _ELLIPSIS
    return one_line(text)


def beginning(text: str, *, length: int = EXCERPT_LENGTH) -> str:
    """The first words of a text, where no mention says what matters in it."""
    return one_line(text) if len(text) <= length else _window(text, 0, len(text), 0, 0, length)


def excerpt(text: str, start: int = 0, end: int = 0, *, length: int = EXCERPT_LENGTH) -> str:
    """The sentence round the mention from ``start`` to ``end`` (code points), at most about ``length`` long.

    A sentence that is too short to be understood takes the next one along. Where it is cut, a word's
    boundary is taken and «…» stands for what is left out.
    """
    start = max(0, min(start, len(text)))
    end = max(start, min(end, len(text)))
    first, last = _sentence(text, start, end)
    if last - first > length:
        return _window(text, first, last, start, end, length)
    return one_line(text[first:last])


def _harmless(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or category in ("Zl", "Zp"):
        return " "
    if category == "Cs":
        return "\ufffd"
    if category == "Cc" or (category == "Cf" and character not in _KEPT_FORMATS):
        return ""
    return character


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    first = 0
    for match in _SENTENCE_END.finditer(text):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end and len(text[first : match.end()].strip()) >= _SHORT_SENTENCE:
            return first, match.end()
    return first, len(text)


def _window(text: str, first: int, last: int, start: int, end: int, length: int) -> str:
    """A stretch of ``length`` round the mention, inside the sentence from ``first`` to ``last``."""
    spare = max(0, length - (end - start))
    left = max(first, min(start - spare // 2, last - length))
    right = min(last, left + length)
    if left > first:
        left = _after_blank(text, left, start)
    if right < last:
        right = _before_blank(text, end if end <= right else max(start, left), right)
    told = one_line(text[left:right])
    return (_ELLIPSIS if left > first else "") + told + (_ELLIPSIS if right < last else "")


def _after_blank(text: str, left: int, latest: int) -> int:
    """The beginning of the first whole word from ``left`` on, if one begins by ``latest``."""
    return next((at for at in range(left, latest + 1) if text[at - 1].isspace()), begun_before(text, left))


def _before_blank(text: str, earliest: int, right: int) -> int:
    """The end of the last whole word up to ``right``, if one ends after ``earliest``."""
    blanks = (at for at in range(right, earliest - 1, -1) if text[at].isspace())
    return next(blanks, cut_before(text, right, least=earliest))
