"""Forms of one name, and names that look alike."""

import pytest

from bot.language.same_name import is_same_name, is_slip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("соледара", "соледаром"), ("торецк", "торецке"), ("авдеевка", "авдеевкой"), ("лозовая", "лозовой"),
        ("отрадное", "отрадном"), ("орел", "орла"), ("сумы", "сум"), ("черкассы", "черкассах"), ("уфа", "уфе"),
        ("харків", "харкова"), ("камʼянка", "камʼянці"), ("степове", "степовому"), ("бориспіль", "борисполя"),
    ],
)  # fmt: skip
def test_cases_of_one_name_are_one(one: str, other: str) -> None:
    assert is_same_name(one, other)
    assert is_same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("петровка", "петровск"), ("каменка", "каменское"), ("покровск", "покровка"), ("мирное", "мирный"),
        ("ямполь", "ямпольск"), ("донецк", "донцы"), ("степанцы", "степанки"),
    ],
)  # fmt: skip
def test_names_that_begin_alike_are_two(one: str, other: str) -> None:
    assert not is_same_name(one, other)
    assert not is_same_name(other, one)


@pytest.mark.parametrize(("one", "other"), [("работино", "рабоитно"), ("красногоровка", "красногровка")])
def test_a_slip_is_a_letter_left_out_or_two_changed_about(one: str, other: str) -> None:
    assert is_slip(one, other)
    assert is_slip(other, one)


@pytest.mark.parametrize(("one", "other"), [("орловка", "корловка"), ("дубки", "дбуки"), ("торецк", "торецке")])
def test_neither_ends_nor_short_words_have_slips(one: str, other: str) -> None:
    assert not is_slip(one, other)
