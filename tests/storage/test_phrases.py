"""Phrases of words with many forms: exact while that is cheap, bounded always."""

import pytest

from bot.model.query import Query, Words
from storage.sqlite.matching import MOST_PHRASES, expression


def words(length: int, forms: int) -> Words:
    """A phrase of ``length`` words, each with so many forms of its own."""
    return Words(
        positions=tuple(frozenset(f"w{position}f{form}" for form in range(forms)) for position in range(length))
    )


def test_a_phrase_is_asked_in_every_combination() -> None:
    assert expression(Query(wanted=(words(2, 2),))) == (
        'words : ("w0f0 w1f0" OR "w0f0 w1f1" OR "w0f1 w1f0" OR "w0f1 w1f1")'
    )


def test_a_long_phrase_is_asked_by_its_neighbours() -> None:
    asked = expression(Query(wanted=(words(3, 20),)))
    assert '"w0f0 w1f0"' in asked
    assert '"w1f0 w2f0"' in asked
    assert ") AND (" in asked


@pytest.mark.parametrize("length", [2, 3, 5, 16])
@pytest.mark.parametrize("count", [1, 40])
def test_no_phrases_cost_more_than_a_bounded_time(length: int, count: int) -> None:
    phrase = words(length, 100)
    asked = expression(Query(wanted=(phrase,) * count, unwanted=(phrase,)))
    combined = sum(" " in token for token in asked.split('"')[1::2])
    assert combined <= MOST_PHRASES * length
