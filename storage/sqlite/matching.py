"""A query as an FTS5 expression: every token quoted, so that nothing a person types is syntax (TELEGRAM 28)."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, product
from math import prod

from bot.model.query import Query, Words
from storage.sqlite import tags

_NO_TOKEN = re.compile(r"[\x00-\x20\x7f'\"]+")
"""What the index's tokenizer parts tokens at; a form that holds nothing else is no word."""

MOST_PHRASES = 1_500
"""Combinations of forms that one query may ask for; each costs the index about 60 µs."""

NOTHING = ""
"""The expression of a query that no post can answer."""


def expression(query: Query) -> str:
    """What ``query`` asks of the index; dates are asked of the rowid instead."""
    most = MOST_PHRASES // max(1, sum(len(words.positions) > 1 for words in (*query.wanted, *query.unwanted)))
    wanted = [_words(words, most) for words in query.wanted]
    if NOTHING in wanted:
        return NOTHING
    filters = [_any_tag(options) for options in _filters(query)]
    if NOTHING in filters:
        return NOTHING
    terms = [f"words : ({words})" for words in wanted] + [f"tags : ({options})" for options in filters]
    asked = " AND ".join(terms or [f"tags : ({_quoted(tags.ANY_POST)})"])
    unwanted = [f"words : ({words})" for run in query.unwanted if (words := _words(run, most)) != NOTHING]
    return f"({asked}) NOT ({' OR '.join(unwanted)})" if unwanted else asked


def _filters(query: Query) -> Iterable[Sequence[str]]:
    """The alternatives of each filter that is set. Signal and stance must hold of the same flag."""
    if query.channel_keys is not None:
        yield [tags.channel(key) for key in query.channel_keys]
    if query.signals and query.stances:
        yield [tags.signal_stance(name, stance) for name, stance in product(query.signals, query.stances)]
    elif query.signals:
        yield [tags.signal(name) for name in query.signals]
    elif query.stances:
        yield [tags.stance(stance) for stance in query.stances]
    if query.places:
        yield [tags.place(place_id) for place_id in query.places]
    if query.has_media:
        yield [tags.WITH_MEDIA]


def _any_tag(options: Iterable[str]) -> str:
    return " OR ".join(map(_quoted, options))


def _words(words: Words, most: int) -> str:
    """A run of words in any of its forms; NOTHING when a position has no form at all."""
    positions = [sorted({token for form in forms if (token := _token(form))}) for forms in words.positions]
    return _run(positions, most) if positions and all(positions) else NOTHING


def _run(positions: Sequence[Sequence[str]], most: int) -> str:
    """Forms one right after the other, in every combination while there are at most ``most`` of these.

    Beyond, which takes three words or very rich ones, each pair of neighbours is asked for by itself; and
    where even a pair is too rich, its words need only stand in the same post.
    """
    if len(positions) == 1 or prod(map(len, positions)) <= most:
        return " OR ".join(_quoted(" ".join(run)) for run in product(*positions))
    parts = pairwise(positions) if len(positions) > 2 else ((each,) for each in positions)
    return " AND ".join(f"({_run(part, most)})" for part in parts)


def _token(form: str) -> str:
    """A form as the index may hold it, without what no bound text or token can hold."""
    return _NO_TOKEN.sub(" ", form.encode("utf-8", "ignore").decode()).strip()


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
