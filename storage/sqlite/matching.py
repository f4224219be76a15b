"""A query as an FTS5 expression: every token quoted, so that nothing a person types is syntax (TELEGRAM 28)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from bot.model.query import Query, Words
from storage.sqlite import tags

_NO_TOKEN = re.compile(r"[\x00-\x20\x7f]+")
"""What the index's tokenizer parts tokens at; a form that holds nothing else is no word."""

_MOST_RUNS = 1_000
"""Combinations of forms that the phrases of one query may ask of the index, at about 60 µs each; beyond, by words."""

Run = tuple[frozenset[str], ...]
"""Tokens that must follow one another, each in any of its forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to ask of the index, and the phrases that are to be looked for in the words of what it finds.

    ``is_plain`` tells that each match is found without passing over others, members of albums apart: one word or
    filter in any of its forms.
    """

    expression: str
    is_plain: bool
    wanted: tuple[Run, ...] = ()
    unwanted: tuple[Run, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether all that the expression matches is an answer."""
        return not self.wanted and not self.unwanted

    def holds(self, words: str) -> bool:
        """Whether indexed words hold every wanted phrase and no unwanted one."""
        tokens = words.split()
        return all(_holds(tokens, run) for run in self.wanted) and not any(_holds(tokens, run) for run in self.unwanted)


def ask(query: Query) -> Asked | None:
    """What ``query`` asks, dates apart (they are asked of the rowid); None when no post can answer it."""
    filters = list(_filters(query))
    wanted = [run_of(words) for words in query.wanted if not words.beginnings]
    if not all(filters) or not all(all(run) and run for run in wanted) or query.post_ids == frozenset():
        return None
    unwanted = [run for words in query.unwanted if not words.beginnings and (run := run_of(words)) and all(run)]
    most = _MOST_RUNS // max(1, sum(len(run) > 1 for run in (*wanted, *unwanted)))
    terms = [f"words : ({piece})" for run in wanted for piece in _pieces(run, most)]
    terms += [f"words : ({_beginnings(words)})" for words in query.wanted if words.beginnings]
    terms += [f"tags : ({' OR '.join(_quoted(_token(option)) for option in options)})" for options in filters]
    expression = " AND ".join(terms or [f"tags : ({_quoted(tags.ANY_POST)})"])
    excluded = [f"words : ({_combinations(run)})" for run in unwanted if not _is_long(run, most)]
    excluded += [f"words : ({_beginnings(words)})" for words in query.unwanted if words.beginnings]
    excluded += [f"tags : ({_quoted(tags.DELETED)})"] * (query.is_deleted is False)
    is_plain = not excluded and len(terms) <= 1 and all(len(run) == 1 for run in wanted)
    if query.albums_as_one and not (query.wanted or query.is_edited or query.is_deleted):
        excluded.append(f"tags : ({_quoted(tags.STOOD_FOR)})")
    if excluded:
        expression = f"({expression}) NOT ({' OR '.join(excluded)})"
    return Asked(
        expression=expression,
        is_plain=is_plain,
        wanted=tuple(run for run in wanted if _is_long(run, most)),
        unwanted=tuple(run for run in unwanted if _is_long(run, most)),
    )


def expression_of(words: Words) -> str:
    """What to ask of the index for these words alone; a phrase with very many forms by its single words."""
    if words.beginnings:
        return f"words : ({_beginnings(words)})"
    return " AND ".join(f"words : ({piece})" for piece in _pieces(run_of(words), _MOST_RUNS))


def _filters(query: Query) -> Iterator[Sequence[str]]:
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
    if query.is_forward:
        yield [tags.FORWARDED]
    if query.is_edited:
        yield [tags.EDITED]
    if query.has_link:
        yield [tags.WITH_LINK]
    if query.is_deleted:
        yield [tags.DELETED]


def run_of(words: Words) -> Run:
    """The tokens of each position."""
    return tuple(frozenset(filter(None, map(_token, forms))) for forms in words.positions)


def _token(form: str) -> str:
    """A form as the index may hold it, without what no token and no bound text can hold."""
    return _NO_TOKEN.sub("", form.encode("utf-8", "ignore").decode())


def _is_long(run: Run, most: int) -> bool:
    return prod(map(len, run)) > most and len(run) > 1


def _pieces(run: Run, most: int) -> Iterator[str]:
    """The phrase, or, when it is long, its single words: then what is found is looked through for the phrase."""
    if _is_long(run, most):
        yield from (_combinations((forms,)) for forms in run)
    else:
        yield _combinations(run)


def _combinations(run: Run) -> str:
    return " OR ".join(_quoted(" ".join(tokens)) for tokens in product(*map(sorted, run)))


def _beginnings(words: Words) -> str:
    """A word in any of its forms, or any word that begins as is told; "no word" where nothing is left of them."""
    beginnings = [f"{_quoted(token)} *" for each in sorted(words.beginnings) if (token := _token(each))]
    forms = [_quoted(token) for form in sorted(words.positions[0]) if (token := _token(form))]
    return " OR ".join([*beginnings, *forms]) or _quoted(tags.NO_WORD)


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'


def _holds(tokens: Sequence[str], run: Run) -> bool:
    starts: Iterable[int] = range(len(tokens) - len(run) + 1)
    return any(all(tokens[start + place] in forms for place, forms in enumerate(run)) for start in starts)
