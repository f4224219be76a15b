"""No letter is ever cut in two, in an excerpt, a name, a table or what is repeated of a question."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.commands.query import shown
from bot.commands.tables import WIDTH, columns_of, cut, table
from bot.wording.excerpt import beginning, excerpt, short_name
from bot.wording.letters import clipped, cut_before, letters_of

LETTERS = (
    "a",
    "ж",
    "漢",
    "e\u0301\u0302",
    "👍🏽",
    "❤\ufe0f",
    "1\ufe0f\u20e3",
    "🇺🇦",
    "👨\u200d👩\u200d👧\u200d👦",
    "한",
)
"""Each is one letter to a reader."""

_WORDS = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=120)


def is_whole(shown: str, letters: list[str]) -> bool:
    """Whether ``shown`` is made of whole letters of the word: some in a row."""
    starts = range(len(letters))
    return any("".join(letters[start:]).startswith(shown) and _ends_well(shown, letters[start:]) for start in starts)


def _ends_well(shown: str, letters: list[str]) -> bool:
    return any(len("".join(letters[:count])) == len(shown) for count in range(len(letters) + 1))


@given(_WORDS)
def test_letters_are_told_apart(letters: list[str]) -> None:
    text = "".join(letters)
    assert [text[start:end] for start, end in letters_of(text)] == letters


@given(_WORDS, st.integers(8, 60))
@example(["🇺🇦"] * 40, 35)
def test_a_long_word_is_cut_between_its_letters(letters: list[str], length: int) -> None:
    text = "".join(letters)
    assert is_whole(clipped(text, length), letters)
    assert is_whole(beginning(text, length=length).rstrip("…"), letters)
    assert is_whole(short_name(text).rstrip("…"), letters)
    assert is_whole(shown(text, most=length).rstrip("…"), letters)
    at = len("".join(letters[: len(letters) // 2]))
    mentioned = excerpt(text, at, at + len(letters[len(letters) // 2]), length=length)
    assert is_whole(mentioned.strip("…"), letters)


def test_a_mention_that_is_longer_than_its_excerpt_is_cut_between_letters() -> None:
    text = "ש\u05b8\u05c1" * 90
    quoted = excerpt(text, 0, len(text), length=200)
    assert (len(quoted) - 1) % 3 == 0
    assert quoted.endswith("\u05c1…")


def test_a_name_is_cut_after_a_word() -> None:
    assert short_name("Военное обозрение " * 5) == "Военное обозрение " * 3 + "Военное…"
    assert short_name("a " + "b" * 100) == "a " + "b" * 61 + "…"


@given(st.text(max_size=80), st.integers(0, 80))
def test_any_cut_goes_on(text: str, at: int) -> None:
    at = min(at, len(text))
    assert at - 32 <= cut_before(text, at) <= at
    assert cut_before(text, at) > 0 or at == 0


@pytest.mark.parametrize(
    ("text", "columns"),
    [("ж", 1), ("漢字", 4), ("e\u0301", 1), ("👍🏽", 2), ("❤\ufe0f", 2), ("🇺🇦", 2), ("👨\u200d👩\u200d👧", 2)],
)
def test_columns(text: str, columns: int) -> None:
    assert columns_of(text) == columns


@given(st.lists(_WORDS.map("".join), min_size=1, max_size=5))
def test_a_table_with_any_names_fits_a_phone(names: list[str]) -> None:
    lines = table(("Channel", "Last", "Day", "All"), [(name, "12 min", "1,234", "123,456") for name in names]).split(
        "\n"
    )
    assert all(columns_of(line) <= WIDTH and line.endswith(" 12 min 1,234 123,456") for line in lines[1:])
    assert all(unicodedata.combining(cut(name, 10)[0]) == 0 for name in names)
