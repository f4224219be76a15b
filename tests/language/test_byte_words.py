"""Words of texts as bytes are those of folding."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.language.byte_words import byte_words, bytes_of, text_of, words_for_index
from bot.language.folding import fold
from bot.language.tokens import index_words, words_of

LIKELY = "аеиоурстпвёЁЙїґʼ'’`хХhHoOpP0123 -‐*_.·•\n\t\u00a0\u200b\u200d\ufe0f\u0301\u0306🔥⚡❶¹²ßéΣİ№«»—"


def words(text: str) -> list[bytes]:
    return [bytes_of(word) for word in words_of(fold(text).text)]


@settings(max_examples=1000)
@given(st.text(LIKELY, max_size=40) | st.text(max_size=20))
@example("ʼ пʼять")
@example("про-\nрыв фронта")
@example("п р о р ы в")
@example("пpopыв, HIMARSов, 10-й")
@example("об'єкт п’ять 'слово' don't")
@example("слово\u200bслово 6️⃣ 👨\u200d👩")
@example("п🔥р🔥о🔥р🔥ы🔥в")
def test_they_are_the_words_of_the_folded_text(text: str) -> None:
    assert byte_words(text) == words(text)


@pytest.mark.parametrize("word", ["прорыв", "пʼять", "їжак", "14", "himars"])
def test_a_word_comes_back(word: str) -> None:
    assert text_of(bytes_of(word)) == word


@given(st.text(LIKELY, max_size=40))
def test_words_for_the_index_are_the_same(text: str) -> None:
    assert words_for_index(text) == index_words(text)
