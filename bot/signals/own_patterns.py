r"""Regular expressions that administrators watch for, matched by RE2: linear time, whatever is typed.

RE2 knows ``\b``, ``\w`` and ``\d`` for ASCII only (TELEGRAM 32), and has no look-around to make up for it. So
``\w`` and ``\d`` are written out as Unicode classes, and for ``\b`` the text itself is changed: a mark is put at
both sides of every word. ``\b`` then reads a mark, and everything else that reads a character reads past marks.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import re2

from bot.errors import WordRefusedError
from bot.model.watch import WordFault

LONGEST: Final = 200
"""Characters of an expression."""

_MEMORY_BYTES: Final = 1 << 20
"""What RE2 may use for one expression."""

_MARK: Final = "\ue000"
_MARKS_BESIDE_A_WORD: Final = 2
"""So that ``\\b`` may stand twice at one place, as in ``(?:под\\b)?\\bмост``."""

_WORD = re.compile(r"\w+")
_PAST_MARKS: Final = f"{_MARK}*"
_CYRILLIC_APOSTROPHE = re.compile("(?<=[а-яіїєґ])['’`ʼ](?=[а-яіїєґ])", re.IGNORECASE)

_TOKEN = re.compile(
    r"""
    (?P<boundary>\\b)
    | (?P<start>\\A|\^)
    | (?P<end>\\z|\$)
    | (?P<foreign>\\[BCQEGZ1-9]|\(\?(?!:|P<\w+>))
    | (?P<syntax>\(\?P<\w+>|\(\?:|[()|]|(?:[*+?]|\{\d+(?:,\d*)?\})\??)
    | (?P<set>\[\^?\]?(?:\[:\^?\w+:\]|\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|[^\]\\])*\])
    | (?P<dot>\.)
    | (?P<character>\\[pP]\{[^}]*\}|\\[pP]\w|\\x\{[^}]*\}|\\x[0-9A-Fa-f]{2}|\\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_SETS: Final[Mapping[str, str]] = {r"\w": r"\p{L}\p{N}_", r"\d": r"\p{Nd}"}
_ALONE: Final[Mapping[str, str]] = {
    r"\w": r"[\p{L}\p{N}_]",
    r"\W": rf"[^\p{{L}}\p{{N}}_{_MARK}]",
    r"\d": r"\p{Nd}",
    r"\D": rf"[^\p{{Nd}}{_MARK}]",
    r"\S": rf"[^\s{_MARK}]",
}
_NEGATED = re.compile(r"\\P(?:\{(?P<name>[^}]*)\}|(?P<letter>\w))\Z")
_ESCAPE_IN_SET = re.compile(r"\\[pP]\{[^}]*\}|\\.", re.DOTALL)


class OwnPattern:
    """One regular expression, looked for in folded texts, case-blind."""

    def __init__(self, expression: str) -> None:
        """Raises WordRefusedError for one that is too long, malformed, or matches where nothing stands."""
        if len(expression) > LONGEST:
            raise WordRefusedError(WordFault.TOO_LONG, str(LONGEST))
        self._compiled = _compiled(_rewritten(_folded(expression)))
        if any(start == end for sample in ("", "а б") for start, end in self.spans(sample)):
            raise WordRefusedError(WordFault.MATCHES_NOTHING)

    def is_in(self, folded: str) -> bool:
        """Whether it matches anywhere in a folded text."""
        return self._compiled.search(_marked(folded)) is not None

    def spans(self, folded: str) -> list[tuple[int, int]]:
        """Start and end of every match in a folded text, in order and apart."""
        marked = _marked(folded)
        return [
            (_unmarked(marked, start), _unmarked(marked, end))
            for start, end in (match.span() for match in self._compiled.finditer(marked))
        ]


def _folded(expression: str) -> str:
    """The letters of an expression as folded texts have them; case needs no folding, RE2 is told to pass it over."""
    plain = expression.translate(str.maketrans("ёЁ", "еЕ"))
    return _CYRILLIC_APOSTROPHE.sub("ʼ", plain)


@lru_cache(maxsize=8)
def _marked(folded: str) -> str:
    """The text that expressions are matched with; kept for the expressions that follow."""
    marks = _MARK * _MARKS_BESIDE_A_WORD
    return _WORD.sub(lambda word: f"{marks}{word[0]}{marks}", folded.replace(_MARK, " "))


def _unmarked(marked: str, position: int) -> int:
    return position - marked.count(_MARK, 0, position)


def _compiled(expression: str) -> "re2._Regexp":
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = _MEMORY_BYTES
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise WordRefusedError(WordFault.MALFORMED, text.replace(_PAST_MARKS, "").replace(_MARK, "")) from None


def _rewritten(expression: str) -> str:
    """The expression over marked texts."""
    pieces = []
    for token in _TOKEN.finditer(expression):
        kind = token.lastgroup or ""
        pieces.append(_REWRITE[kind](token[0]))
    return "".join(pieces)


def _past_marks(character: str) -> str:
    return f"(?:{character}{_PAST_MARKS})"


def _character(typed: str) -> str:
    negated = _NEGATED.match(typed)
    if negated is not None:
        return _past_marks(rf"[^\p{{{negated['name'] or negated['letter']}}}{_MARK}]")
    return _past_marks(_ALONE.get(typed, typed))


def _set(typed: str) -> str:
    r"""A set of characters; ``[^…]`` must not read a mark, and RE2 cannot take ``\W`` and its like apart in one."""
    inside = _ESCAPE_IN_SET.sub(_escape_in_set, typed)
    if inside.startswith("[^"):
        inside = f"[^{_MARK}{inside[2:]}"
    return _past_marks(inside)


def _escape_in_set(escape: re.Match[str]) -> str:
    if escape[0][:2] in (r"\W", r"\D", r"\S", r"\P", r"\b"):
        raise WordRefusedError(WordFault.NOT_SUPPORTED, f"{escape[0]} in […]")
    return _IN_SETS.get(escape[0], escape[0])


def _foreign(typed: str) -> str:
    raise WordRefusedError(WordFault.NOT_SUPPORTED, typed)


_REWRITE: Final[Mapping[str, Callable[[str], str]]] = {
    "boundary": lambda _: _MARK,
    "start": lambda _: rf"\A{_PAST_MARKS}",
    "end": lambda _: rf"{_PAST_MARKS}\z",
    "foreign": _foreign,
    "syntax": lambda typed: typed,
    "set": _set,
    "dot": lambda _: _past_marks(rf"[^\n{_MARK}]"),
    "character": _character,
}
