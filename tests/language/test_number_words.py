"""Numbers told in words."""

import pytest

from bot.language.number_words import number_of


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("пять", 5), ("пятерых", 5), ("пятая", "5th"), ("пʼятьох", 5), ("шість", 6), ("сорока", 40), ("двухсот", 200),
        ("двое", 2), ("дві", 2), ("third", "3th"), ("twelve", 12), ("сотни", 100), ("тыс", "thousands"),
        ("тисяч", "thousands"), ("вторника", "tuesday"), ("травня", "may"),
        ("при", None), ("других", None), ("серед", None), ("месяц", None), ("", None),
    ],
)  # fmt: skip
def test_forms_of_numerals_count(word: str, number: int | str | None) -> None:
    assert number_of(word) == number
