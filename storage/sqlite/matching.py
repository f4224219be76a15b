"""A query as an FTS5 expression: every token quoted, so that nothing a person types is syntax (TELEGRAM 28)."""

import re
from collections.abc import Iterable, Sequence
from itertools import product

from bot.model.query import Query, Words
from storage.sqlite import tags

_NO_TOKEN = re.compile(r"[\x00-\x20\x7f'\"]+")
"""What the index's tokenizer parts tokens at; a form that holds nothing else is no word."""

NOTHING = ""
"""The expression of a query that no post can answer."""


def expression(query: Query) -> str:
    """What ``query`` asks of the index; dates are asked of the rowid instead."""
    wanted = [_words(words) for words in query.wanted]
    if NOTHING in wanted:
        return NOTHING
    filters = [_any_tag(options) for options in _filters(query)]
    if NOTHING in filters:
        return NOTHING
    terms = [f"words : ({words})" for words in wanted] + [f"tags : ({options})" for options in filters]
    asked = " AND ".join(terms or [f"tags : ({_quoted(tags.ANY_POST)})"])
    unwanted = [f"words : ({words})" for words in map(_words, query.unwanted) if words != NOTHING]
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


def _words(words: Words) -> str:
    """A run of words in every combination of its forms; NOTHING when a position has no form at all."""
    positions = [sorted({token for form in forms if (token := _token(form))}) for forms in words.positions]
    return " OR ".join(_quoted(" ".join(run)) for run in product(*positions)) if positions else NOTHING


def _token(form: str) -> str:
    """A form as the index may hold it, without what no bound text or token can hold."""
    return _NO_TOKEN.sub(" ", form.encode("utf-8", "ignore").decode()).strip()


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
