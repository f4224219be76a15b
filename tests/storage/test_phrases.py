"""Phrases of words with many forms ask the index a bounded number of combinations."""

import pytest

from bot.model.query import Query, Words
from storage.sqlite.matching import ask


def words(length: int, forms: int) -> Words:
    """A phrase of ``length`` words, each with so many forms of its own."""
    return Words(
        positions=tuple(frozenset(f"w{position}f{form}" for form in range(forms)) for position in range(length))
    )


def combinations(query: Query) -> int:
    """How many runs of several words the index is asked for."""
    asked = ask(query)
    assert asked is not None
    return sum(" " in token for token in asked.expression.split('"')[1::2])


def test_a_phrase_is_asked_in_every_combination() -> None:
    assert combinations(Query(wanted=(words(2, 12),))) == 144


@pytest.mark.parametrize("length", [2, 3, 16])
@pytest.mark.parametrize("forms", [2, 5, 100])
@pytest.mark.parametrize("count", [1, 40])
def test_any_number_of_phrases_costs_a_bounded_time(length: int, forms: int, count: int) -> None:
    phrase = words(length, forms)
    assert combinations(Query(wanted=(phrase,) * count, unwanted=(phrase,) * count)) <= 1_000
