"""Own watch words: every form of words and phrases, and expressions with Unicode's word boundaries."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import WordRefusedError
from bot.language.folding import fold
from bot.model.watch import WordFault
from bot.signals.own_patterns import LONGEST, OwnPattern
from bot.signals.own_words import MOST_WORDS, OwnWords, is_pattern, key_of, spans_of


def found(typed: str, text: str) -> list[str]:
    """The stretches of the text, as given, at which the word stands."""
    return [text[start:end] for start, end in spans_of(key_of(typed), text)]


@pytest.mark.parametrize(
    ("typed", "text", "stretches"),
    [
        ("понтон", "Под мостом стоят ПОНТОНЫ, понтонами закрыли брод", ["ПОНТОНЫ", "понтонами"]),
        ("понтоны", "один понтон", ["понтон"]),
        ("понтон", "понтонщики ждут", []),
        ("переправа", "на переправі тихо", ["переправі"]),
        ("ёлка", "возле елки и ёлок", ["елки", "ёлок"]),
        ("понтон", "идут п·о·н·т·о·н·ы и пoнтoн с латинской o", ["п·о·н·т·о·н·ы", "пoнтoн"]),
        ("bridge", "Two bridges were hit", ["bridges"]),
        ("п'ять", "П’ять і пʼяти", ["П’ять", "пʼяти"]),
        ("HIMARS", "удар himars по складу", ["himars"]),
        ("навести переправу", "Навели за ночь переправу", ["Навели за ночь переправу"]),
        ("навести переправу", "Навели вчера за одну ночь переправу", []),
        ("навести переправу", "Переправу навели", []),
        ("батальон имени Стуса", "у батальоні імені Стуса", []),
        ("контр-наступ", "контр-наступ триває", ["контр-наступ"]),
        ("155", "снаряды 155 мм и 1550", ["155"]),
    ],
)
def test_words_and_phrases_are_found_in_all_their_forms(typed: str, text: str, stretches: list[str]) -> None:
    assert found(typed, text) == stretches


@pytest.mark.parametrize(
    ("typed", "text", "stretches"),
    [
        (r"/\bкот\b/", "скот, кот, который", ["кот"]),
        (r"/\bкот/", "скот, Котёл", ["Кот"]),
        (r"/кот\b/", "скот которого", ["кот"]),
        (r"/\bа\b \bб\b/", "а б", ["а б"]),
        (r"/(?:под\b )?\bмост/", "под мост и мост", ["под мост", "мост"]),
        (r"/\w+ность/", "готовность ок", ["готовность"]),
        (r"/\bёж/", "ЁЖ", ["ЁЖ"]),
        (r"/\d{3}-я бригада/", "72-я и 128-я бригада", ["128-я бригада"]),
        (r"/^срочно/", "Срочно: срочно", ["Срочно"]),
        (r"/мост$/", "мост мост", ["мост"]),
        (r"/[^а-я\s]+/", "тут GPS там", ["GPS"]),
        (r"/\bг\. \w+/", "у г. Бахмут", ["г. Бахмут"]),
        (r"/об.ект/", "объект и об\nект", ["объект"]),
        (r"/п'ят\w/", "П’яти", ["П’яти"]),
        (r"/[\w-]+бригад[аы]/", "десантно-штурмбригада", ["десантно-штурмбригада"]),
        (r"/\S+@\S+/", "пишите a@b.c сюда", ["a@b.c"]),
        (r"/\P{L}{4,}/", "так!!!! вот", ["!!!! "]),
        (r"/\x{43C}ост/", "мост", ["мост"]),
    ],
)
def test_expressions_know_the_boundaries_of_cyrillic_words(typed: str, text: str, stretches: list[str]) -> None:
    assert found(typed, text) == stretches


@pytest.mark.parametrize(
    ("typed", "fault", "detail"),
    [
        ("…", WordFault.NO_WORD, ""),
        (" ".join(["слово"] * (MOST_WORDS + 1)), WordFault.TOO_LONG, ""),
        ("а" * 65, WordFault.TOO_LONG, ""),
        (f"/{'а' * (LONGEST + 1)}/", WordFault.TOO_LONG, ""),
        ("/(мост/", WordFault.MALFORMED, "missing )"),
        ("/мост**/", WordFault.MALFORMED, "bad repetition operator"),
        ("/(?:(?:м{100}){100}){100}/", WordFault.MALFORMED, ""),
        ("/м*/", WordFault.MATCHES_NOTHING, ""),
        (r"/\b/", WordFault.MATCHES_NOTHING, ""),
        (r"/мо\Bст/", WordFault.NOT_SUPPORTED, r"\B"),
        (r"/(?=мост)м/", WordFault.NOT_SUPPORTED, "(?"),
        (r"/(м)\1/", WordFault.NOT_SUPPORTED, r"\1"),
        (r"/[\W]/", WordFault.NOT_SUPPORTED, r"\W"),
    ],
)
def test_what_cannot_be_watched_for_is_told_in_words(typed: str, fault: WordFault, detail: str) -> None:
    with pytest.raises(WordRefusedError) as refused:
        key_of(typed)
    assert refused.value.fault is fault
    assert detail in refused.value.detail
    assert "\ue000" not in refused.value.detail


def test_an_expression_is_refused_when_it_would_take_too_much_memory() -> None:
    with pytest.raises(WordRefusedError):
        OwnPattern(r"(?:\pL{200}){50}\pL{1000}")


def test_of_many_words_each_tells_which_it_is() -> None:
    words = OwnWords(
        [key_of(typed) for typed in ("понтон", "навести переправу", "мост", r"/\bб\w+д\b/", "понтон мост")]
    )
    folded = fold("Навели переправу: понтоны у моста и брод").text
    assert words.numbers(folded) == {0, 1, 2, 3, 4}
    assert [match.number for match in words.find(folded)] == [1, 0, 4, 2, 3]
    assert words.numbers("Тихое утро") == set()


def test_an_expression_that_can_be_read_no_more_is_passed_over() -> None:
    words = OwnWords(["/(/", "мост"])
    assert words.numbers("у моста (") == {1}


WORDS = ("мост", "кот", "скот", "навел", "переправу", "прорыв", "ок", "а", "б")


@given(st.lists(st.sampled_from([*WORDS, ",", "\n", "—", "x1"]), max_size=12).map(" ".join), st.sampled_from(WORDS))
@example("скот кот", "кот")
def test_a_boundary_means_what_it_means_to_python(text: str, word: str) -> None:
    spans = [found.span() for found in re.finditer(rf"\b{word}\b", text)]
    assert OwnPattern(rf"\b{word}\b").spans(text) == spans


@given(st.text(max_size=60))
@example("\ue000понтон\ue000")
def test_no_text_makes_it_fail_and_both_ways_agree(text: str) -> None:
    words = OwnWords(["понтон", "а б", r"/\bпон\w*/", "/./"])
    folded = fold(text).text
    matches = words.find(folded)
    assert {match.number for match in matches} == words.numbers(folded)
    assert all(0 <= match.start < match.end <= len(folded) for match in matches)


@given(st.text(max_size=40) | st.text("абвгґдеёжийклмно'’-ʼxyz 019", max_size=40))
@example("П'ять 5-х")
@example("ⅷ ǆ")
def test_whatever_can_be_watched_for_finds_itself(typed: str) -> None:
    try:
        key = key_of(typed)
    except WordRefusedError:
        return
    if not is_pattern(key):
        assert OwnWords([key]).numbers(typed) == {0}


@given(st.text(r"аб\bwWdDsSpP{}[]()^$|*+?.,-:0123x", max_size=30).map(lambda text: f"/{text}/"))
def test_any_expression_is_refused_in_words_or_works(typed: str) -> None:
    try:
        words = OwnWords([key_of(typed)])
    except WordRefusedError:
        return
    folded = fold("а б, аб-2 xx").text
    assert {match.number for match in words.find(folded)} == words.numbers(folded)
