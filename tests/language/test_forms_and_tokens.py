"""Inflected forms and index words: both sides of a search meet in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.forms import forms_of, inflected
from bot.language.grammar import Grammar
from bot.language.names import name_forms
from bot.language.tokens import index_words
from bot.language.word_table import WordTable


def test_index_words_folds_and_joins_by_single_blanks() -> None:
    assert index_words("  ПРОРЫВ\u00a0обороны,\nп’ять   сёл! 🔥 T-90") == "прорыв обороны пʼять сел t 90"
    assert index_words("") == ""
    assert index_words("🔥 … —") == ""


@pytest.mark.parametrize(
    ("word", "some"),
    [
        ("прорыв", {"прорыв", "прорыва", "прорывом", "прорывы"}),
        ("Прорыв", {"прорыв", "прорыву"}),
        ("котёл", {"котел", "котла", "котле"}),
        ("п'ять", {"пʼять", "пʼяти", "пʼятьма"}),
        ("п’ять", {"пʼять", "пʼяти", "пʼятьма"}),
        ("оточення", {"оточення", "оточенням", "оточенні"}),
        ("взяли", {"взять", "взял", "возьмут", "взято"}),
        ("retreat", {"retreat", "retreats", "retreated", "retreating"}),
        ("broke", {"break", "breaks", "broke", "broken", "breaking"}),
        ("liberated", {"liberate", "liberates", "liberating"}),
        ("контрнаступ", {"контрнаступ", "контрнаступу", "контрнаступом"}),
        ("Клещеевка", {"клещеевка", "клещеевку", "клещеевки"}),
        ("юго-запад", {"юго запад", "юго запада"}),
        ("Т-90", {"т 90"}),
        ("2023", {"2023"}),
    ],
)
def test_forms_of_a_typed_word(word: str, some: set[str]) -> None:
    assert some <= forms_of(word)


def test_a_place_brings_only_its_own_forms() -> None:
    forms = forms_of("Бахмут")
    assert {"бахмут", "бахмута", "бахмуте", "бахмутом"} <= forms
    assert not any(form.startswith("бахмутс") for form in forms)


def test_a_noun_does_not_bring_a_verb_that_looks_like_it() -> None:
    assert "прорыть" not in forms_of("прорыв")


@pytest.mark.parametrize(
    ("typed", "word"), [("городов", "город"), ("котлы", "котел"), ("боев", "бой"), ("днями", "день")]
)
def test_a_form_that_is_spelled_like_a_rare_name_or_adverb_finds_its_word(typed: str, word: str) -> None:
    assert set(inflected(word, "ru")) <= forms_of(typed)


@pytest.mark.parametrize("name", ["Орехов", "Сумы", "Пологи", "Красное", "Орлов"])
def test_a_name_stays_a_name_where_it_is_as_likely_one(name: str) -> None:
    assert not {"орех", "сума", "полог", "красный", "орел"} & forms_of(name)


def test_nothing_typed_has_no_forms() -> None:
    assert forms_of("") == forms_of(" — ") == frozenset()


@given(st.text(max_size=20))
def test_every_form_is_spelled_as_the_index_spells_it(word: str) -> None:
    assert all(form == index_words(form) for form in forms_of(word))


@given(st.text(max_size=20))
def test_a_word_is_a_form_of_itself(word: str) -> None:
    folded = index_words(word)
    assert not folded or folded in forms_of(word)


def test_forms_know_their_grammar() -> None:
    assert inflected("прорвать", "ru")["прорвут"] & Grammar.FUTURE
    assert inflected("прорвать", "ru")["прорвали"] & Grammar.PAST
    assert inflected("прорвать", "ru")["прорвана"] & Grammar.SHORT
    assert inflected("звільнити", "uk")["звільнити"] & Grammar.INFINITIVE
    assert inflected("тікати", "uk")["тікаючи"] & Grammar.GERUND
    assert inflected("break", "en")["broken"] & Grammar.PAST


@pytest.mark.parametrize(
    ("name", "language", "form"),
    [
        ("Часов Яр", "ru", "часовым яром"),
        ("Часов Яр", "ru", "часова яра"),
        ("Красный Лиман", "ru", "красного лимана"),
        ("Авдіївка", "uk", "авдіївці"),
        ("Запоріжжя", "uk", "запоріжжю"),
        ("Роботине", "uk", "роботиному"),
        ("Сумы", "ru", "сумах"),
        ("Берховское водохранилище", "ru", "берховского водохранилища"),
        ("Куп'янськ", "uk", "купʼянську"),
        ("Bakhmut", "en", "bakhmut"),
    ],
)
def test_names_decline_by_their_endings(name: str, language: str, form: str) -> None:
    assert form in name_forms(name, language)


def test_the_table_finds_whole_words_only() -> None:
    table = WordTable(["взял", "взять", "бой"])
    text = "взял взялся бой, обойма взять"
    assert [text[start:end] for start, end in table.occurrences(text)] == ["взял", "бой", "взять"]


def test_the_table_finds_the_longest_name_and_nothing_inside_it() -> None:
    table = WordTable(["лиман", "красный", "красный лиман", "ростов-на-дону"])
    text = "красный лиман, лиман; прекрасный лиман и красный лимана, ростов-на-дону_лиман"
    found = [text[start:end] for start, end in table.occurrences(text)]
    assert found == ["красный лиман", "лиман", "лиман", "красный", "ростов-на-дону", "лиман"]


def test_words_of_names_tell_by_which_of_them_a_name_is_known() -> None:
    table = WordTable(["бахмут", "часов яр", "новая каховка", "новая-каховка", "новая"])
    assert table.whole_words == {"бахмут", "новая"}
    assert table.first_words == {"часов"}
    assert table.second_words == {"яр", "каховка"}
