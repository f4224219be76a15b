"""Whatever form of a word is typed, all of its forms are asked of the index, and those of other words are not."""

import pytest

from bot.language.forms import forms_of
from bot.language.tokens import index_words
from tests.language.typed_lists import APART, ENGLISH, RUSSIAN, UKRAINIAN


@pytest.mark.parametrize("line", [*RUSSIAN, *UKRAINIAN, *ENGLISH], ids=lambda line: line.split()[0])
def test_each_form_finds_all_the_others(line: str) -> None:
    forms = {index_words(form) for form in line.split()}
    assert {typed: forms - forms_of(typed) for typed in line.split() if forms - forms_of(typed)} == {}


@pytest.mark.parametrize(("typed", "others"), APART)
def test_forms_of_another_word_are_not_found(typed: str, others: str) -> None:
    assert not set(others.split()) & forms_of(typed)


@pytest.mark.parametrize(
    "typed", ["окружение", "командир", "позиция", "захопити", "взять", "Пригожин", "break", "Купянськ"]
)
def test_a_word_brings_no_more_forms_than_it_may_have(typed: str) -> None:
    assert len(forms_of(typed)) <= 120
