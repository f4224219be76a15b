"""Whatever form of a word is typed, all of its forms are asked of the index, and those of other words are not."""

from typing import Final

import pytest

from bot.language.forms import forms_of
from bot.language.tokens import index_words
from tests.language.typed_english import ENGLISH
from tests.language.typed_russian import RUSSIAN
from tests.language.typed_ukrainian import UKRAINIAN

APART: Final = (
    ("прорыв", "прорыть прорыл прорва"),
    ("прорив", "прорити прорили прорва"),
    ("город", "городской горожанин городить"),
    ("котёл", "котельная кот котлета"),
    ("враг", "вражеский вражда"),
    ("мина", "минута минный минов"),
    ("окоп", "окопаться окопный копать"),
    ("Харків", "харк харка"),
    ("Київ", "кий кия киї"),
    ("Суми", "сума суму сумою"),
    ("Сумы", "сума сумма"),
    ("Орехов", "орех орехи"),
    ("село", "сесть сели"),
    ("п'ята", "пята пяту"),
    ("солдат", "солдатов солдатский"),
    ("Бахмут", "бахмутский бахмутского"),
    ("фронт", "фронтовой фронтовик"),
    ("танк", "танкова танковым"),
    ("танков", "танковым танковой"),
    ("бывший", "быть был будет"),
    ("данные", "дать дал дали"),
    ("суть", "быть было"),
    ("имя", "им"),
    ("Яков", "як яки яку"),
    ("дані", "дати дав дали"),
    ("захоплення", "захопити захоплено"),
    ("Геленджик", "гелен геленджицкий"),
    ("fight", "fighter fighters"),
    ("found", "founder foundation"),
    ("carry", "carrier career"),
    ("human", "humen"),
    ("news", "new newer"),
    ("man", "many woman"),
    ("led", "ledge"),
)
"""A typed word, and words that it does not find."""


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
