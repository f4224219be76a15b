"""Small pure parts of the answers: typed commands, pages and their buttons, tables, marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.marking import found_spans
from bot.commands.pages import LAST_PAGE, Page, page_of, pager
from bot.commands.search_words import all_forms, these_forms
from bot.commands.tables import WIDTH, columns_of, cut, table
from bot.commands.typed import read_command
from bot.model.pressing import ButtonKind, read_press
from bot.model.query import Words


@pytest.mark.parametrize(
    ("text", "name", "addressee", "rest"),
    [
        ("/search прорыв обороны", "search", None, "прорыв обороны"),
        (" /Search@Front_Bot  прорыв\nобороны ", "search", "Front_Bot", "прорыв\nобороны"),
        ("/help", "help", None, ""),
        ("/help@front_bot", "help", "front_bot", ""),
    ],
)
def test_commands(text: str, name: str, addressee: str | None, rest: str) -> None:
    command = read_command(text)
    assert command is not None
    assert (command.name, command.addressee, command.rest) == (name, addressee, rest)


@pytest.mark.parametrize("text", ["", "/", "прорыв", "/поиск", "//search", "/a-b", "see /search", "/search@", "/help."])
def test_other_talk(text: str) -> None:
    assert read_command(text) is None


def test_addressing_is_case_blind() -> None:
    command = read_command("/help@Front_Bot")
    assert command is not None
    assert command.is_for("front_bot")
    assert not command.is_for("other_bot")


def test_pages() -> None:
    rows = list(range(25))
    assert page_of(rows, 1, rows_a_page=10).rows == rows[:10]
    last = page_of(rows, 99, rows_a_page=10)
    assert (last.rows, last.number, last.has_next) == (rows[20:], 3, False)
    assert page_of(rows, 0, rows_a_page=10).number == 1
    assert page_of([], 1, rows_a_page=10).pages == 1


def test_buttons_lead_to_the_neighbours() -> None:
    (row,) = pager(ButtonKind.SEARCH_PAGE, page_of(range(100), 3, rows_a_page=10), 17)
    assert [button.data for button in row] == [b"q:17:2", b"q:17:4"]
    assert pager(ButtonKind.CHANNELS_PAGE, page_of([1], 1, rows_a_page=10)) == []


def test_uncounted_pages_go_on_up_to_a_limit() -> None:
    assert Page(rows=[1], number=7, pages=None).has_next
    assert not Page(rows=[1], number=LAST_PAGE, pages=None).has_next


@given(st.integers(0, 10**12), st.integers(1, LAST_PAGE))
def test_data_of_a_button_comes_back(number: int, page: int) -> None:
    (row,) = pager(ButtonKind.SEARCH_PAGE, Page(rows=[1], number=page, pages=page + 1), number)
    data = row[-1].data
    assert data is not None
    assert len(data) <= 64
    pressed = read_press(data)
    assert pressed is not None
    assert (pressed.kind, pressed.numbers) == (ButtonKind.SEARCH_PAGE, (number, page + 1))


@given(st.binary(max_size=64))
def test_hostile_data_is_no_error(data: bytes) -> None:
    pressed = read_press(data)
    assert pressed is None or all(number < 10**15 for number in pressed.numbers)


_CELLS = st.text(
    st.characters(exclude_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", exclude_categories=["Cs"])
)


@given(st.lists(st.tuples(_CELLS, st.integers(0, 10**9).map(str)), max_size=20))
def test_a_table_fits_a_phone(rows: list[tuple[str, str]]) -> None:
    lines = table(("Name", "Count"), rows).split("\n")
    assert len(lines) == len(rows) + 1
    assert all(columns_of(line) <= WIDTH for line in lines)
    assert all(line.endswith(count) for line, (_, count) in zip(lines[1:], rows, strict=True))


def test_a_name_that_is_too_long_gives_way() -> None:
    assert cut("Генеральный штаб", 8) == "Генерал…"
    assert cut("漢字漢字", 5) == "漢字…"
    assert table(("Имя", "N"), [("а" * 60, "1,234")]).split("\n")[1] == "а" * 33 + "… 1,234"


def words(typed: str) -> Words:
    run = all_forms(typed)
    assert run is not None
    return run


def marked(text: str, *wanted: Words) -> list[str]:
    return [text[span.start : span.end] for span in found_spans(text, wanted)]


def test_every_form_is_marked_as_it_stands_in_the_text() -> None:
    text = "ПРОРЫВ! О прoрыве молчат; прорыть ход. Про\u0301рывом это не назвать"
    assert marked(text, words("прорыв")) == ["ПРОРЫВ", "прoрыве", "Про\u0301рывом"]


def test_a_phrase_is_marked_whole() -> None:
    text = "Линию обороны прорвали, линия цела, обороны нет"
    assert marked(text, words("линия обороны")) == ["Линию обороны"]
    exact = these_forms("линия цела")
    assert exact is not None
    assert marked(text, exact) == ["линия цела"]


def test_marks_do_not_overlap() -> None:
    text = "прорыв обороны фронта"
    assert marked(text, words("прорыв обороны"), words("обороны фронта"), words("фронт")) == [text]


@given(st.text(max_size=80))
def test_marks_lie_in_the_text_in_order(text: str) -> None:
    spans = found_spans(text, [words("прорыв"), Words(positions=(frozenset({"a", "b"}),))])
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
