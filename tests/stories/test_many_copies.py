"""A mass of copies of one text: each is known for one, and none is compared with all the others."""

import cProfile
import pstats
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bot.model.channel import Channel, ChannelClass
from bot.model.flag import Stance
from bot.model.flagged import FlaggedPost
from bot.model.story import Role
from bot.stories.copies import Copies
from bot.stories.fingerprints import is_near_duplicate
from tests.stories.night import Book, Sighting, flag, seen, sighting
from tests.stories.test_any_order import told

CLAIM = (
    "Оборона под Соледаром прорвана на участке соседей, колонна техники идёт на запад по старой дороге, "
    "связи с ротой нет с самого вечера, резерв"
)
ENDINGS = ("ещё в пути", "ушёл утром", "стоит за рекой", "ждёт приказа", "занят", "выдвигается к ним", "разбит")


def voice(number: int) -> Channel:
    return Channel(
        key=number,
        telegram_id=number,
        handle=f"voice_{number}",
        title=f"Voice {number}",
        channel_class=ChannelClass.AGGREGATOR,
    )


def mass(count: int, *, told_alike: Callable[[int], str], stance: Stance = Stance.CLAIMED) -> list[Sighting]:
    """So many channels that tell one thing within ten hours, each in its minute."""
    return [
        sighting(voice(1 + at), at * 10 / count, told_alike(at), flag(stance=stance if at else Stance.CLAIMED))
        for at in range(count)
    ]


def word_for_word(_: int) -> str:
    return CLAIM


def with_another_end(at: int) -> str:
    return f"{CLAIM} {ENDINGS[at % len(ENDINGS)]}, {'да ' * (at // len(ENDINGS))}так"


@pytest.mark.parametrize("told_alike", [word_for_word, with_another_end])
@pytest.mark.parametrize("stance", [Stance.CLAIMED, Stance.FEARED])
def test_a_hundred_copies_are_one_source_in_any_order(told_alike: Callable[[int], str], stance: Stance) -> None:
    posts = mass(100, told_alike=told_alike, stance=stance)
    book = Book()
    book.work(*posts)
    (story,) = book.living
    assert (story.sources, story.copies) == (1, 99 if stance is Stance.CLAIMED else 98)
    assert len({post.copy_of for post in story.posts if post.role is Role.COPY}) == 1
    for seed in range(4):
        chance = random.Random(seed)  # noqa: S311  # an order, no secret
        other = Book()
        for post in chance.sample(posts, len(posts)):
            other.work(post)
        assert told(other) == told(book)


def comparisons(posts: Sequence[FlaggedPost]) -> int:
    """How many pairs of texts are compared while the copies among these posts are looked for."""
    copies, profile = Copies(), cProfile.Profile()
    for post in posts:
        profile.runcall(copies.add, post)
    calls = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return sum(count for (_, _, name), (count, *_) in calls.items() if name == is_near_duplicate.__name__)


def test_copies_word_for_word_are_not_compared_at_all_and_others_with_few() -> None:
    copies, variants = (
        [seen(None, each) for each in mass(300, told_alike=how)] for how in (word_for_word, with_another_end)
    )
    assert comparisons(copies) == 0
    assert 0 < comparisons(variants) <= 300 * 33


def test_a_channel_that_gets_another_name_is_copied_as_before() -> None:
    one, other = mass(2, told_alike=with_another_end)
    book = Book()
    book.work(one, other)
    renamed = replace(one.post.channel, handle="voice_renamed")
    book.work(replace(one, post=replace(one.post, channel=renamed)))
    (story,) = book.living
    assert [(post.channel_name, post.role) for post in story.posts] == [
        ("voice_renamed", Role.CLAIM),
        ("voice_2", Role.COPY),
    ]
