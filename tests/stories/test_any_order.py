"""The same posts make the same stories, whatever order they arrived in (RULES 10)."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.model.channel import Channel, ChannelClass, ChannelRef
from bot.model.flag import Flag, Side, Stance
from bot.model.post import ForwardOrigin
from bot.model.story import Story
from tests.stories.night import (
    AGGREGATOR,
    AXES,
    BLOGGER,
    MINISTRY,
    OTHER_MINISTRY,
    SECOND,
    THIRD,
    Book,
    Sighting,
    deleted,
    edited,
    flag,
    sighting,
)

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


def in_any_order(posts: Iterable[Sequence[Sighting]], chance: random.Random) -> list[Sighting]:
    """Another order of arrival, in which each channel's own posts, and what becomes of each, keep theirs."""
    queues: defaultdict[int, list[Sighting]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: (post[0].post.date, post[0].post.post_id)):
        queues[post[0].post.channel.key].extend(post)
    order = []
    while queues:
        key = chance.choice(sorted(queues))
        order.append(queues[key].pop(0))
        if not queues[key]:
            del queues[key]
    return order


def worked(order: Sequence[Sighting], chance: random.Random, *, forgetful: bool = False) -> Book:
    """The stories of posts that arrive in this order, in batches of any size; some begin after a new start."""
    book = Book()
    start = 0
    while start < len(order):
        size = chance.choice((1, 1, 2, 7))
        book.work(*order[start : start + size])
        start += size
        if forgetful and chance.random() < 0.2:
            book.forget()
    return book


Name = tuple[str | int, ...]
"""A story's signal and its own posts: what it is, whatever its number."""


def told(book: Book) -> list[tuple[Name, Story, list[Name], Name | None]]:
    """All that the stories tell, but for their numbers."""
    names: dict[int, Name] = {
        story.story_id: (story.signal, *(post.post_id for post in story.posts if not post.answers))
        for story in book.living
    }
    events = defaultdict(list)
    for story in book.living:
        events[story.event_id].append(names[story.story_id])
    found = []
    for story in book.living:
        plain = replace(story, story_id=0, event_id=0, version=1, transition=0, continues=None)
        others = sorted(events[story.event_id])
        found.append((names[story.story_id], plain, others, names.get(story.continues or 0)))
    return sorted(found, key=repr)


@pytest.mark.parametrize("seed", range(40))
def test_a_shuffled_night_makes_the_same_stories(seed: int) -> None:
    night = [[each] for each in a_night()]
    chance = random.Random(seed)  # noqa: S311  # a test's order, no secret
    in_order = Book().work_one_by_one(each for (each,) in sorted(night, key=lambda each: each[0].post.date))
    assert told(worked(in_any_order(night, chance), chance, forgetful=seed % 4 == 0)) == told(in_order)


def channel(number: int) -> Channel:
    """One of many channels, of all classes but the officials'."""
    unofficial = [each for each in ChannelClass if not each.is_official]
    return Channel(
        key=100 + number,
        telegram_id=1000 + number,
        handle=f"kanal_{number}",
        title=f"Канал {number}",
        channel_class=unofficial[number % len(unofficial)],
    )


TELLERS = (
    ("Фронт у Соледара рухнул, наши отходят дворами, связи с батальоном нет третий час", ("soledar",)),
    ("Soledar: the line is gone, two villages behind it are burning, no reserves in sight tonight", ("soledar",)),
    ("Під Соледаром ворог прорвав першу лінію, бої йдуть уже в посадках за шахтою", ("soledar", "bakhmut")),
    ("Прорыв на Бахмутском направлении подтверждаю: глубина три километра, фланг открыт", ("bakhmut",)),
    ("Кто был в Соледаре ночью, знает: оборону вскрыли за двадцать минут и ушли вглубь", ("soledar", "berkhivka")),
)


def one_event(chance: random.Random) -> list[list[Sighting]]:
    """A night of one event: 5 claims, 40 copies and forwards, 6 edits, a denial, and everyday posts."""
    posts: list[list[Sighting]] = []
    claims: list[Sighting] = []
    for number, (text, places) in enumerate(TELLERS):
        claims.append(sighting(channel(number), number * 1.5, text, flag(places=places)))
        posts.append([claims[-1]])
    for number in range(40):
        text, places = TELLERS[number % 5]
        original = claims[number % 5].post
        origin = ForwardOrigin(channel=ChannelRef(handle=original.channel.handle), message_id=original.message_id)
        is_forward = number % 4 == 0
        copied = "Смотрите сами" if is_forward else f"‼️ {text}" if number % 3 else f"{text}\n\nПодписаться"
        hours = number % 5 * 1.5 + 0.1 + number * 0.2
        seen_in = flag(places=places if number % 6 else ())
        posts.append(
            [sighting(channel(5 + number), hours, copied, seen_in, forwarded_from=origin if is_forward else None)]
        )
    for post in chance.sample(posts, 6):
        was = post[0].post
        gone = edited(post[0], f"Ждём подтверждения {was.message_id}", hours=20)
        post += chance.choice(
            ([gone], [gone, post[0]], [edited(post[0], f"{was.text} (обновлено)", *post[0].flags, hours=20)])
        )
    posts.append([sighting(MINISTRY, 9, "Прорывов на участках не допущено", flag(places=(), stance=Stance.DENIED))])
    posts.append([sighting(channel(3), 0.2, "Под Соледаром могут прорвать", flag(stance=Stance.FEARED))])
    posts += [
        [sighting(channel(50 + number % 30), number / 20, f"Утро номер {number}, всё спокойно")]
        for number in range(300)
    ]
    return posts


def test_a_night_of_one_event_is_one_story_in_any_of_a_hundred_orders() -> None:
    chance = random.Random(11)  # noqa: S311  # a test's order, no secret
    night = one_event(chance)
    expected = told(Book().work_one_by_one(each for post in night for each in post))
    assert len({str(others) for _, _, others, _ in expected}) == 1
    for number in range(100):
        order = [
            each for each in in_any_order(night, chance) if each.flags or each.post.revision or each.post.edited_at
        ]
        assert told(worked(order, chance, forgetful=number % 10 == 0)) == expected


WORDS = tuple(" ".join(f"слово{number}{letter}" for letter in "абвгд") for number in range(6))
ENDINGS = ("", " на направлении", " ещё слово", " коротко")
SPEAKERS = (BLOGGER, SECOND, THIRD, AGGREGATOR, MINISTRY, OTHER_MINISTRY)
SIGNALS = ("breakthrough", "encirclement", "withdrawal", "capture")
STANCES = (Stance.CLAIMED, Stance.CLAIMED, Stance.CLAIMED, Stance.DENIED, Stance.FEARED, Stance.PAST)


def any_flags(chance: random.Random) -> list[Flag]:
    return [
        flag(
            signal,
            places=tuple(chance.sample(sorted(AXES), chance.choice((0, 1, 1, 1, 2, 3, 4)))),
            stance=chance.choice(STANCES),
            side=chance.choice([None, None, *Side]),
            euphemism=chance.random() < 0.3,
        )
        for signal in chance.sample(SIGNALS, chance.randint(0, 3))
    ]


def any_night(chance: random.Random) -> list[list[Sighting]]:
    """A few posts at any time of three days, with copies, edits and deletions; a text is always read alike."""
    read: dict[str, list[Flag]] = {}

    def text() -> str:
        found = chance.choice(WORDS) + chance.choice(ENDINGS)
        read.setdefault(found, any_flags(chance))
        return found

    posts: dict[int, list[Sighting]] = {}
    for _ in range(chance.randint(2, 9)):
        words = text()
        first = sighting(chance.choice(SPEAKERS), chance.randint(0, 72 * 60) / 60, words, *read[words])
        post = [first]
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            words = text()
            if words == first.post.text or words not in {each.post.text for each in post}:
                post.append(edited(first, words, *read[words], hours=chance.choice((1, 30, 70))))
        if chance.random() < 0.2:
            post.append(deleted(post[-1], chance.choice((1, 30, 71))))
        posts[first.post.post_id] = post
    return list(posts.values())


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 10**9))
def test_any_night_makes_the_same_stories_in_any_order_and_batches(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test's order, no secret
    night = any_night(chance)
    expected = told(Book().work_one_by_one(each for post in night for each in post))
    assert told(worked(in_any_order(night, chance), chance)) == expected
    assert told(worked(in_any_order(night, chance), chance, forgetful=True)) == expected


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9))
@example(3571455)  # a post that denied two signals, and answers a story of one of them
def test_grouping_again_what_is_known_changes_nothing_at_all(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test's order, no secret
    book = worked(in_any_order(any_night(chance), chance), chance)
    assert book.forget().regroup() == ()
