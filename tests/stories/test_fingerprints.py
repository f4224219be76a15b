"""Which texts are copies of each other (RULES 13)."""

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.fingerprints import fingerprint, is_near_duplicate, jaccard
from tests.corpus import corpus_file

MOULD = (
    "Внимание: по сообщениям с места, в районе {town} прорвана первая линия обороны, "
    "бой идёт давно, в нём до {number} единиц техники, уточняем у своих"
)
TOWNS = ("Соледара", "Верхней Каменки", "Работино", "Старомихайловки", "Дубровки", "Зелёного Гая")
ONE = MOULD.format(town="Соледара", number=30)


def alike(one: str, other: str) -> bool:
    return is_near_duplicate(fingerprint(one), fingerprint(other))


@pytest.mark.parametrize(
    "copy",
    [
        ONE,
        ONE.upper(),
        f"❗️❗️{ONE}\n\n👉 Подписаться | Прислать новость",
        ONE.replace("сообщениям", "сообщениям").replace("о", "o"),
        f"{ONE} https://t.me/somewhere/12 @somebody",
        ONE.replace("Внимание: п", "П").replace(", уточняем у своих", ""),
        ONE.replace("Соледара", "Соледаром"),
        ONE.replace("до 30 единиц", "много"),
    ],
)
def test_what_reads_the_same_is_a_copy(copy: str) -> None:
    assert alike(ONE, copy)


@pytest.mark.parametrize("town", TOWNS[1:])
def test_alarms_of_one_mould_that_differ_in_the_town_are_not_copies(town: str) -> None:
    assert not alike(ONE, MOULD.format(town=town, number=30))


@pytest.mark.parametrize("town", ["Соледар", "Старомихайловка", "Дубровка", "Степове"])
def test_a_town_that_begins_the_text_counts_and_another_first_word_does_not(town: str) -> None:
    rest = "прорвана первая линия обороны, бой идёт давно, в нём до тридцати единиц техники, уточняем у своих"
    assert not alike(f"{town}: {rest}", f"Бахмут: {rest}")
    assert alike(f"Внимание! {rest.capitalize()}", f"Сообщается: {rest}")


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_alarms_of_one_mould_that_differ_in_a_number_are_not_copies(one: int, other: int) -> None:
    texts = [MOULD.format(town="Соледара", number=number) for number in (one, other)]
    assert alike(*texts) is (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("🔥🔥🔥", "🔥🔥🔥"),
        (ONE, ""),
        (ONE, "Сегодня в городе обещают дождь и сильный ветер, возьмите с собой зонт и тёплую одежду"),
    ],
)
def test_texts_without_common_words_are_not_copies(one: str, other: str) -> None:
    assert not alike(one, other)


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_symmetric_and_holds_of_any_text(one: str, other: str) -> None:
    assert alike(one, other) is alike(other, one)
    assert alike(one, one) is bool(fingerprint(one).words)
    assert 0 <= jaccard(fingerprint(one), fingerprint(other)) <= 1


@pytest.mark.corpus
def test_pairs_of_real_posts_that_tell_the_same_are_found() -> None:
    pairs = [json.loads(line) for line in corpus_file("near_duplicate_pairs.jsonl").read_text("utf-8").splitlines()]
    wanted = {tuple(pair[side]) for pair in pairs for side in "ab"}
    with gzip.open(corpus_file("news_posts.jsonl.gz"), "rt", encoding="utf-8") as lines:
        posts = {(post["channel"], post["id"]): post["text"] for post in map(json.loads, lines)}
    texts = {key: posts[key] for key in wanted}
    found = sum(alike(texts[tuple(pair["a"])], texts[tuple(pair["b"])]) for pair in pairs)
    assert found >= 0.95 * len(pairs)
