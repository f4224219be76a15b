"""A query as an FTS5 expression: every token quoted, so that nothing a person types is syntax (TELEGRAM 28)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from bot.model.query import Query, Words
from storage.sqlite import tags
from storage.sqlite.patterns import Pattern, between_blanks, pattern_of
from storage.sqlite.tokens import Run, run_of, tokens_of

_MOST_RUNS = 1_000
"""Combinations of forms that the phrases of one query may ask of the index, at about 60 µs each; beyond, by words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to ask of the index, and what is to be looked for in the words of what it finds.

    ``is_plain`` tells that each match is found without passing over others, members of albums apart: one word or
    filter in any of its forms.
    """

    expression: str
    is_plain: bool
    wanted: tuple[Pattern, ...] = ()
    unwanted: tuple[Pattern, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether all that the expression matches is an answer."""
        return not self.wanted and not self.unwanted

    def holds(self, words: bytes) -> bool:
        """Whether a post's indexed words hold all that is still wanted and nothing that is unwanted."""
        text = between_blanks(words)
        return all(each.search(text) for each in self.wanted) and not any(each.search(text) for each in self.unwanted)


def ask(query: Query, *, begun_by_words: bool = False) -> Asked | None:
    """What ``query`` asks, dates apart (they are asked of the rowid); None when no post can answer it.

    With ``begun_by_words`` the index is not asked for words by their beginnings: they are looked for in what it finds.
    """
    most = _MOST_RUNS // max(1, sum(map(_phrases, (*query.wanted, *query.unwanted))))
    filters = list(_filters(query))
    wanted = [_sought(words, most, begun_by_words=begun_by_words) for words in query.wanted]
    if not all(filters) or not all(wanted) or query.post_ids == frozenset():
        return None
    unwanted = [_sought(words, most, begun_by_words=begun_by_words) for words in query.unwanted]
    terms = [each.expression for each in wanted if each and each.expression]
    terms += [f"tags : ({' OR '.join(map(_quoted, sorted(tokens_of(options))))})" for options in filters]
    expression = " AND ".join(terms or [f"tags : ({_quoted(tags.ANY_POST)})"])
    excluded = [each.expression for each in unwanted if each and not each.pattern]
    excluded += [f"tags : ({_quoted(tags.DELETED)})"] * (query.is_deleted is False)
    is_plain = not excluded and len(terms) <= 1 and not any(map(_phrases, query.wanted))
    if query.albums_as_one and not (query.wanted or query.is_edited or query.is_deleted):
        excluded.append(f"tags : ({_quoted(tags.STOOD_FOR)})")
    if excluded:
        expression = f"({expression}) NOT ({' OR '.join(excluded)})"
    return Asked(
        expression=expression,
        is_plain=is_plain,
        wanted=tuple(each.pattern for each in wanted if each and each.pattern),
        unwanted=tuple(each.pattern for each in unwanted if each and each.pattern),
    )


def expression_of(words: Words) -> str:
    """What to ask of the index for these words alone; a phrase with very many forms by its single words."""
    sought = _sought(words, _MOST_RUNS, begun_by_words=False)
    return sought.expression if sought else f"tags : ({_quoted(tags.NO_WORD)})"


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


@dataclass(frozen=True, slots=True)
class _Sought:
    """What the index is asked for ("" for nothing), and what to look for in what it finds where that is not enough."""

    expression: str
    pattern: Pattern | None = None


def _sought(words: Words, most: int, *, begun_by_words: bool) -> _Sought | None:
    """None when no post can hold the words."""
    runs = [run for run in words.runs if _can_be(run)]
    if not runs:
        return None
    if begun_by_words and any(run.beginnings for run in runs):
        return _Sought("", pattern_of(words))
    expression = f"words : ({' OR '.join(_asked_for(run, most) for run in runs)})"
    return _Sought(expression, pattern_of(words) if any(_is_long(run, most) for run in runs) else None)


def _can_be(run: Words) -> bool:
    tokens = run_of(run)
    return bool(tokens_of(run.beginnings)) or (bool(tokens) and all(tokens))


def _asked_for(run: Words, most: int) -> str:
    """A run in all its combinations or, when these are very many, by its single words."""
    tokens = run_of(run)
    if run.beginnings:
        beginnings = [f"{_quoted(token)} *" for token in sorted(tokens_of(run.beginnings))]
        return " OR ".join([*beginnings, *map(_quoted, sorted(tokens[0]))])
    if _is_long(run, most):
        return f"({' AND '.join(f'({_combinations((forms,))})' for forms in tokens)})"
    return _combinations(tokens)


def _phrases(words: Words) -> int:
    return sum(len(run.positions) > 1 for run in words.runs)


def _is_long(run: Words, most: int) -> bool:
    return len(run.positions) > 1 and prod(map(len, run_of(run))) > most


def _combinations(run: Run) -> str:
    return " OR ".join(_quoted(" ".join(tokens)) for tokens in product(*map(sorted, run)))


def _quoted(token: str) -> str:
    return '"' + token.replace('"', '""') + '"'
