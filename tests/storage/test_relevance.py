"""Relevance is bm25 (k1 1.2, b 0.75) of the answers, however the words are counted."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.model.query import Words
from bot.ports import MOST_WEIGHED, Archive
from storage.sqlite.weighing import WEIGHED
from tests.storage.samples import NOW, find, minutes, phrase, read_all, seen

_BREAKTHROUGH = phrase("прорыв|прорыва|прыжок|прорвать")
_FRONT_LINE = phrase("линия|линии|линий", "фронта|фронт")
_BEGUN = Words(positions=(frozenset({"прыжок"}),), beginnings=frozenset({"прор"}))
_EITHER = replace(_FRONT_LINE, alternatives=(_BREAKTHROUGH, phrase("порыв")))
_ALIKE = ["прорыв", "прорыва", "прорывной", "прорва", "прыжок", "прыжков", "порыв", "линейка", "фронты"]
_ALIKE += ["линия", "линии", "фронта", "фронт"] * 2


def told(text: str, words: Words) -> int:
    """How often a text holds a word, a phrase or one of their alternatives, token by token."""
    return sum(_told(text.split(), run) for run in words.runs)


def _told(tokens: Sequence[str], words: Words) -> int:
    if words.beginnings:
        return sum(token in words.positions[0] or token.startswith(tuple(words.beginnings)) for token in tokens)
    run = range(len(words.positions))
    starts = range(len(tokens) - len(run) + 1)
    return sum(all(tokens[start + place] in words.positions[place] for place in run) for start in starts)


def by_bm25(texts: Sequence[str], words: Words) -> list[int]:
    """The numbers, from 1, of the texts that answer, as a plain reading of the formula has them."""
    counts = {number: times for number, text in enumerate(texts, start=1) if (times := told(text, words))}
    lengths = {number: len(f" {texts[number - 1]} ".encode()) for number in counts}
    usual = sum(lengths.values()) / len(lengths)

    def weight(number: int) -> float:
        times = counts[number]
        return round(times * 2.2 / (times + 1.2 * (0.25 + 0.75 * lengths[number] / usual)), 9)

    return sorted(counts, key=lambda number: (-weight(number), -number))


@pytest.mark.parametrize(
    "words", [_BREAKTHROUGH, _FRONT_LINE, _BEGUN, _EITHER], ids=["word", "phrase", "beginning", "either"]
)
async def test_the_order_is_that_of_the_formula(archive: Archive, words: Words) -> None:
    chance = random.Random(7)  # noqa: S311 — nothing secret is drawn
    texts = [" ".join(chance.choices(_ALIKE, k=chance.randint(1, 9))) for _ in range(90)]
    posts = [seen(number, text, after=minutes(number)) for number, text in enumerate(texts, start=1)]
    await archive.take_in(posts, now=NOW)
    await read_all(archive)
    expected = by_bm25(texts, words)
    assert len(expected) > 10
    assert await find(archive, words, by_relevance=True) == expected


def test_so_many_are_weighed_as_the_port_promises() -> None:
    assert WEIGHED == MOST_WEIGHED
