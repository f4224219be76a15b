"""Quotations: the right sentence, cut at words, and harmless whatever the post holds."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording.excerpt import EXCERPT_LENGTH, beginning, excerpt, one_line, short_name

_SENTENCES = "Первое предложение стоит в начале. У нас прорыв обороны у города, подробности в течение часа. Конец."


def _excerpt_of(text: str, word: str, length: int = EXCERPT_LENGTH) -> str:
    start = text.index(word)
    return excerpt(text, start, start + len(word), length=length)


def test_the_sentence_round_the_mention_is_quoted() -> None:
    assert _excerpt_of(_SENTENCES, "прорыв") == "У нас прорыв обороны у города, подробности в течение часа."


def test_a_short_sentence_takes_the_next_one_along() -> None:
    text = "Прорыв! Под городом наши вышли к дороге и удерживают перекрёсток. Дальше тишина."
    assert _excerpt_of(text, "Прорыв") == "Прорыв! Под городом наши вышли к дороге и удерживают перекрёсток."


def test_an_abbreviated_word_does_not_end_a_sentence() -> None:
    text = "Враг зашёл в н.п. Соледар и с. Весёлое, оборона посыпалась по всей линии. Ждём."
    assert _excerpt_of(text, "оборона") == text.removesuffix(" Ждём.")


def test_a_line_ends_a_sentence() -> None:
    text = "ЗАГОЛОВОК БЕЗ ТОЧКИ\nПрорыв обороны у города продолжается уже третий час подряд\nПодпишись"
    assert _excerpt_of(text, "Прорыв") == "Прорыв обороны у города продолжается уже третий час подряд"


def test_a_long_sentence_is_cut_at_words_on_both_sides() -> None:
    text = "слово " * 100 + "прорыв " + "дело " * 100
    told = _excerpt_of(text, "прорыв", length=60)
    assert told.startswith("…слово ")
    assert told.endswith(" дело…")
    assert " прорыв " in told
    assert len(told) <= 62


def test_a_word_longer_than_the_excerpt_is_cut_inside() -> None:
    told = excerpt("щ" * 1000, 500, 506, length=50)
    assert told == "…" + "щ" * 50 + "…"


def test_offsets_outside_of_the_text_do_no_harm() -> None:
    assert excerpt("Короткий текст", 100, 120) == "Короткий текст"
    assert excerpt("", 0, 5) == ""


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("before\u202eafter", "beforeafter"),
        ("\u2066a\u2069\u200f\u061cb", "ab"),
        ("red \x1b[31mtext\x07", "red [31mtext"),
        ("c1 \x9b31m", "c1 31m"),
        ("a\r\nb\u2028c\td", "a b c d"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("see /unsubscribe now", "see /\u2060unsubscribe now"),
        ("ask @somebody", "ask @\u2060somebody"),
        ("go tg://resolve?domain=x", "go tg:\u2060//resolve?domain=x"),
    ],
)
def test_hostile_text_is_made_harmless(hostile: str, harmless: str) -> None:
    assert one_line(hostile) == harmless


@pytest.mark.parametrize("kind", ["https://t.me/front/10", "http://example.org/a/b", "11/12 мая", "ВС/РФ", "👩‍🚀 🇺🇦"])
def test_ordinary_text_is_left_alone(kind: str) -> None:
    assert one_line(kind) == kind


def test_names_are_bounded() -> None:
    assert short_name("Front\nDiary \u202e") == "Front Diary"
    assert len(short_name("x" * 500)) == 64


def test_the_beginning_of_a_text_is_cut_at_a_word() -> None:
    assert beginning("one two three", length=8) == "one two…"
    assert beginning("one two three") == "one two three"


@pytest.mark.parametrize("run", ["!", ".", " ", "\n", "щ.", "https://", "((", "*"])
def test_a_huge_hostile_text_costs_linear_time(run: str) -> None:
    """Two million characters: anything quadratic would not end within this test's patience."""
    text = run * (2_000_000 // len(run))
    began = time.process_time()
    assert len(excerpt(text, 1_000_000, 1_000_005)) < 1_000
    assert time.process_time() - began < 5


@given(st.text(max_size=400), st.integers(-5, 420), st.integers(-5, 420), st.integers(1, 120))
def test_an_excerpt_is_one_bounded_harmless_line(text: str, start: int, end: int, length: int) -> None:
    told = excerpt(text, start, end, length=length)
    assert all(unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") for character in told)
    assert told == " ".join(told.split())
    added_joiners = told.count("\u2060") - text.count("\u2060")
    assert len(told) <= length + 2 + max(0, added_joiners)
