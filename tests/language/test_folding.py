"""Folding: what reads the same becomes the same, and points back into the original (SIGNALS.md, "Writing tricks")."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.folding import fold

TRICKS = [
    ("Прорыв", "прорыв"),
    ("ПРОРЫВ", "прорыв"),
    ("Ещё", "еще"),
    ("проры\u0301в", "прорыв"),
    ("про\u00adрыв", "прорыв"),
    ("про\u200bры\u200dв", "прорыв"),
    ("пpopыв", "прорыв"),
    ("ПPOPЫB", "прорыв"),
    ("пр0рыв", "прорыв"),
    ("п🔥р🔥о🔥р🔥ы🔥в", "прорыв"),
    ("про🔥рыв", "прорыв"),
    ("п.р.о.р.ы.в", "прорыв"),
    ("п-р-о-р-ы-в", "прорыв"),
    ("про*рыв", "прорыв"),
    ("п р о р ы в", "прорыв"),
    ("п🔥p🔥o🔥р🔥ы🔥в", "прорыв"),
    ("окру-\nжение", "окружение"),
    ("отступ-  \n  ление", "отступление"),
    ("и\u0306од", "йод"),
    ("і\u0308жак", "їжак"),
    ("Украі\u0308на", "україна"),
    ("п'ять", "пʼять"),
    ("п’ять", "пʼять"),
    ("пʼять", "пʼять"),
    ("контр-наступление", "контрнаступление"),
    ("выход\u00a0из", "выход из"),
    ("brеаkthrough", "breakthrough"),
    ("ＢＲＥＡＫ", "break"),
    ("𝐛𝐫𝐞𝐚𝐤", "break"),
    ("Istanbul İ", "istanbul i"),
    ("café", "cafe"),
    ("don’t", "don't"),
]

LEFT_ALONE = [
    "кое-где",
    "юго-запад",
    "т-90м",
    "бахмут🔥соледар",
    "т.е. г.бахмут",
    "а б в",
    "t.me/example_channel",
    "#бахмут #прорыв",
    "himarsов",
    "10.05.2023",
]


@pytest.mark.parametrize(("written", "read"), TRICKS)
def test_a_trick_of_writing_is_seen_through(written: str, read: str) -> None:
    assert fold(written).text == read


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_no_trick_stays(text: str) -> None:
    assert fold(text).text == text


@pytest.mark.parametrize(("written", "read"), TRICKS)
def test_a_folded_word_cuts_its_whole_original(written: str, read: str) -> None:
    before, after = "бой 🔥 за е\u0301лки: ", " под селом"
    text = before + written + after
    folded = fold(text)
    start = folded.text.index(read)
    assert text[slice(*folded.original_span(start, start + len(read)))] == written


WEIRD = st.text(
    alphabet=st.one_of(
        st.sampled_from("абвгдеёжийопрсты АБВё\u0301\u0306\u0308\u00ad\u200b\u200d\ufe0f-'’ʼ.*_🔥\n0iIpPoOaAсcїіґ"),
        st.characters(),
    ),
    max_size=60,
)


@given(WEIRD)
def test_folding_is_idempotent(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(WEIRD, st.data())
def test_spans_lie_in_the_original_in_order(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    length = len(folded.text)
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    first, last = folded.original_span(start, end)
    assert 0 <= first <= last <= len(text)
    if end < length:
        assert last <= folded.original_span(end, length)[1]
    if start < end:
        assert first < last


@given(WEIRD)
def test_plain_letters_come_from_themselves(text: str) -> None:
    folded = fold(text)
    for index, letter in enumerate(folded.text):
        start, end = folded.original_span(index, index + 1)
        if end - start == 1 and text[start].isascii() and text[start].isalpha() and letter.isascii():
            assert letter == text[start].lower()


def test_an_empty_span_stays_empty() -> None:
    folded = fold("про\u00adрыв")
    assert folded.original_span(0, 0) == (0, 0)
    assert folded.original_span(6, 6) == (7, 7)
    assert fold("").original_span(0, 0) == (0, 0)


@pytest.mark.parametrize(
    "piece", ["прорыв обороны ", "п🔥р🔥", "a", "и\u0301", "\u00ad", "про-", "а б ", "пp", "'а", "-\n", "а.", "\u200bx"]
)
def test_time_grows_with_the_length(piece: str) -> None:
    """Ten times the text costs about ten times the time; forty leaves room for a busy machine, not for squares."""

    def seconds(length: int, turn: int) -> float:
        text = f"{turn} {piece * (length // len(piece))}"  # another text each turn: none may be remembered
        started = time.process_time()
        fold(text)
        return time.process_time() - started

    short = max(min(seconds(20_000, turn) for turn in range(3)), 0.0005)
    assert min(seconds(200_000, turn) for turn in range(2)) <= 40 * short
