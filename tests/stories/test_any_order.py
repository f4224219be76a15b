"""The same posts make the same stories, whatever order they arrived in (RULES 10)."""

import random
from collections import defaultdict

import pytest

from bot.model.flag import Side, Stance
from bot.model.story import Story
from tests.stories.night import AGGREGATOR, BLOGGER, MINISTRY, SECOND, THIRD, Book, Sighting, flag, sighting

CLAIMS = (
    "Оборона под Соледаром прорвана, колонна техники идёт на запад, связи с ротой нет с самого вечера",
    "Подтверждаю: у наших соседей справа фронт не удержали, подробности дам позже, когда выйдут люди",
    "Слышу от троих разных людей одно и то же: первую линию за терриконом прошли и пошли дальше",
    "Там действительно дыра, затыкать её сейчас нечем, резерв ушёл на другой участок ещё утром",
    "Снимаю с себя молчание: прорыв есть, глубина два километра, держится только левый фланг",
)


def a_night() -> list[Sighting]:
    """Five claims of one event, their copies, a fear, a general denial, an admission, and another place."""
    speakers = zip(CLAIMS, (BLOGGER, SECOND, THIRD, BLOGGER, SECOND), (0, 1, 2.5, 5, 7), strict=True)
    night = [sighting(channel, hours, text, flag(side=Side.UA)) for text, channel, hours in speakers]
    night += [
        sighting(AGGREGATOR, 0.2 + number * 0.3, f"‼️ {CLAIMS[number % 5]}\n\nПодписаться", flag(places=places))
        for number, places in enumerate([("soledar",), (), ("bakhmut",)] * 8)
        if number % 5 == 0 or number > 20
    ]
    regrouped = flag("withdrawal", places=("berkhivka",), side=Side.RU)
    night += [
        sighting(MINISTRY, 6, "Сообщения о прорывах — ложь", flag(places=(), stance=Stance.DENIED)),
        sighting(MINISTRY, 18, "Подразделения заняли более выгодный рубеж", regrouped),
        sighting(THIRD, 3, "У Работино тоже прорыв, и большой", flag(places=("robotyne",))),
        sighting(SECOND, 3, "Клещи вокруг гарнизона смыкаются", flag("encirclement", side=Side.UA)),
    ]
    return night


def shuffled(night: list[Sighting], seed: int) -> list[Sighting]:
    """Another order of arrival, in which each channel's own posts keep theirs."""
    chance = random.Random(seed)  # noqa: S311  # a test's order, no secret
    queues = defaultdict(list)
    for each in sorted(night, key=lambda each: each.post.date, reverse=True):
        queues[each.post.channel.key].append(each)
    order = []
    while queues:
        key = chance.choice(sorted(queues))
        order.append(queues[key].pop())
        if not queues[key]:
            del queues[key]
    return order


def told(story: Story) -> tuple[object, ...]:
    """A story without its numbers."""
    posts = tuple((post.post_id, post.role, post.copy_of) for post in story.posts)
    return story.signal, story.place, story.axis, story.state, story.severity, story.reasons, posts


def stories_of(order: list[Sighting], batch: int) -> set[tuple[object, ...]]:
    book = Book()
    for at in range(0, len(order), batch):
        book.work(*order[at : at + batch])
    return {told(story) for story in book.stories.values()}


@pytest.mark.parametrize("seed", range(40))
def test_a_shuffled_night_makes_the_same_stories(seed: int) -> None:
    night = a_night()
    in_order = stories_of(sorted(night, key=lambda each: each.post.date), 1)
    assert stories_of(shuffled(night, seed), 1 + seed % 4) == in_order
