"""Wanted words as a pattern over a post's indexed words: what the index cannot tell, or not soon, is read there (pure).

Words are bytes here, each between blanks, as they come out of their packing: no object is made for each of them.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from bot.model.query import Words
from storage.sqlite.tokens import run_of, tokens_of

_LETTERS_APART = 3
_NOTHING = rb"(?!)"

Pattern = re.Pattern[bytes]


def between_blanks(words: bytes) -> bytes:
    """A post's words as patterns take them."""
    return b" %b " % words


def pattern_of(words: Words) -> Pattern:
    """Finds each place where the words, or one of their alternatives, begin."""
    return re.compile(b"|".join(alternative for run in words.runs for alternative in _alternatives(run)) or _NOTHING)


def first_tokens(words: Words) -> frozenset[str]:
    """Whatever is found begins with one of these."""
    return frozenset().union(*(run_of(run)[0] | tokens_of(run.beginnings) for run in words.runs if run.positions))


def _alternatives(run: Words) -> Iterator[bytes]:
    if run.beginnings:
        yield b" (?:%b)" % _any_of(tokens_of(run.beginnings))
    first, *others = run_of(run) or [frozenset()]
    if first and all(others):
        rest = b"".join(b" (?:%b)" % _any_of(forms) for forms in others)
        yield b" (?:%b)(?=%b )" % (_any_of(first), rest)


def _any_of(tokens: Iterable[str], *, letters: int = _LETTERS_APART) -> bytes:
    """Any of the tokens, told apart by their first letters one after the other: ``re`` tries alternatives in turn."""
    if not letters:
        return b"|".join(re.escape(token.encode()) for token in sorted(tokens))
    branches = []
    for letter, group in groupby(sorted(tokens), itemgetter(slice(1))):
        rest = _any_of([token[1:] for token in group], letters=letters - 1) if letter else b""
        branches.append(b"%b(?:%b)" % (re.escape(letter.encode()), rest))
    return b"|".join(branches)
