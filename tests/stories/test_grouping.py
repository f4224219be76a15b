"""Which story a flagged post founds or joins (RULES 8, 9)."""

from datetime import timedelta

import pytest

from bot.model.channel import ChannelRef
from bot.model.flag import Stance
from bot.model.post import ForwardOrigin
from bot.model.story import Role, Severity, StoryState
from tests.stories.night import (
    AGGREGATOR,
    BLOGGER,
    MINISTRY,
    SECOND,
    THIRD,
    Book,
    at,
    flag,
    sighting,
)

ALARM = "Срочно: оборона под Соледаром прорвана, колонна техники идёт на запад, связи с ротой нет с вечера"
OWN_WORDS = "Подтверждаю со своей стороны, у наших соседей справа фронт не удержали, детали позже"


def test_a_claim_founds_a_story_at_its_place() -> None:
    (change,) = Book().work(sighting(BLOGGER, 0, ALARM, flag()))
    story = change.story
    assert change.before is None
    assert (story.signal, story.place, story.axis, story.state) == (
        "breakthrough",
        "soledar",
        "bakhmut",
        StoryState.CLAIMED,
    )
    assert (story.sources, story.copies, story.version, story.transition) == (1, 0, 1, 0)


def test_a_second_claim_at_the_place_joins_and_a_claim_elsewhere_founds_another() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    book.work(sighting(SECOND, 1, OWN_WORDS, flag()))
    book.work(sighting(THIRD, 2, "В Работино тоже не удержались", flag(places=("robotyne",))))
    assert [(story.place, story.sources) for story in book.stories.values()] == [("soledar", 2), ("robotyne", 1)]


def test_copies_and_forwards_are_no_sources() -> None:
    book = Book()
    first = sighting(BLOGGER, 0, ALARM, flag())
    book.work(first)
    book.work(sighting(AGGREGATOR, 0.5, f"❗️{ALARM}\n\nПодписаться", flag()))
    origin = ForwardOrigin(channel=ChannelRef(handle="Polevoy"), message_id=first.post.message_id)
    book.work(sighting(SECOND, 1, "Коротко", flag(places=()), forwarded_from=origin))
    assert (book.only.sources, book.only.copies) == (1, 2)
    assert {post.copy_of for post in book.only.posts[1:]} == {first.post.post_id}


def test_a_copy_told_before_its_original_is_still_the_copy() -> None:
    book = Book()
    book.work(sighting(AGGREGATOR, 0.5, ALARM, flag()))
    book.work(sighting(BLOGGER, 0, ALARM + "!", flag()))
    assert [(post.channel_name, post.role) for post in book.only.posts] == [
        ("polevoy", Role.CLAIM),
        ("svodki", Role.COPY),
    ]


def test_likeness_is_passed_on_so_that_a_copy_of_a_copy_is_one() -> None:
    letters = "абвгдежзиклмнопрстуф"
    texts = [" ".join(f"слово{letter}" for letter in letters[at : at + 14]) for at in (0, 3, 6)]
    for order in ((0, 1, 2), (2, 1, 0), (0, 2, 1)):
        book = Book()
        for number in order:
            channel = (BLOGGER, SECOND, THIRD)[number]
            book.work(sighting(channel, number, texts[number], flag()))
        assert (book.only.sources, book.only.copies) == (1, 2), order
        assert book.only.posts[0].role is Role.CLAIM


def test_one_channel_is_one_source_however_often_it_speaks() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()), sighting(BLOGGER, 1, OWN_WORDS, flag()))
    assert (book.only.sources, len(book.only.posts)) == (1, 2)


@pytest.mark.parametrize(
    ("text", "places", "joins"),
    [
        ("Прорыв на Бахмутском направлении, уточняем", ("bakhmut",), True),
        ("Прорыв, по нашим данным, уже в самом Бахмуте", ("bakhmut",), False),
        ("Прорыв у Работино, уточняем", ("robotyne",), False),
    ],
)
def test_a_post_that_names_only_the_axis_joins_by_it(text: str, places: tuple[str, ...], joins: bool) -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    book.work(sighting(SECOND, 1, text, flag(places=places)))
    assert (len(book.stories) == 1) is joins


def test_a_story_that_began_on_an_axis_takes_the_first_place_that_is_named() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, "Прорыв на Бахмутском направлении", flag(places=("bakhmut",))))
    assert (book.only.place, book.only.axis) == (None, "bakhmut")
    book.work(sighting(SECOND, 1, OWN_WORDS, flag()))
    assert (book.only.place, book.only.axis, book.only.sources) == ("soledar", "bakhmut", 2)


def test_a_post_with_many_places_joins_but_founds_nothing() -> None:
    many = flag(places=("soledar", "robotyne", "kupiansk", "berkhivka"))
    book = Book()
    assert book.work(sighting(BLOGGER, 0, "Сводка за день: всё сразу", many)) == ()
    book.work(sighting(SECOND, 1, OWN_WORDS, flag(places=("kupiansk",))))
    book.work(sighting(THIRD, 2, "Сводка за сутки: везде", many))
    assert (book.only.place, book.only.sources, book.only.founded_at) == ("kupiansk", 3, at(1))
    book.work(sighting(AGGREGATOR, 3, "У Работино прорвали", flag(places=("robotyne",))))
    assert len(book.stories) == 2


@pytest.mark.parametrize(("gap", "stories"), [(11.9, 1), (12.1, 2)])
def test_a_story_ends_after_twelve_hours_without_an_independent_claim(gap: float, stories: int) -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    book.work(sighting(SECOND, gap, OWN_WORDS, flag()))
    assert len(book.stories) == stories
    if stories == 2:
        assert book.stories[2].continues == 1


def test_a_copy_does_not_keep_a_story_open_and_founds_none() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    book.work(sighting(AGGREGATOR, 20, ALARM, flag()))
    assert (book.only.copies, book.only.last_claim_at) == (1, at(0))


def test_a_busy_month_at_one_place_is_many_stories() -> None:
    book = Book()
    for number in range(180):
        text = f"Заход номер {number}: новая группа, новое место, другой взвод {number * 7}"
        book.work(sighting((BLOGGER, SECOND, THIRD)[number % 3], number * 4, text, flag()))
    assert len(book.stories) == 18
    for story in book.stories.values():
        assert story.last_claim_at - story.founded_at <= timedelta(hours=36)
        assert story.continues == (story.story_id - 1 or None)


def test_a_late_post_joins_the_story_of_its_time() -> None:
    book = Book()
    book.work(sighting(SECOND, 5, OWN_WORDS, flag()))
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    assert (book.only.founded_at, book.only.sources) == (at(0), 2)


def test_fears_and_memories_found_nothing() -> None:
    book = Book()
    for stance in (Stance.FEARED, Stance.PAST):
        assert book.work(sighting(BLOGGER, 0, ALARM, flag(stance=stance))) == ()
    book.work(sighting(SECOND, 1, OWN_WORDS, flag()))
    book.work(sighting(THIRD, 2, "Могут прорвать и дальше", flag(stance=Stance.FEARED)))
    assert [post.role for post in book.only.posts] == [Role.CLAIM, Role.MENTION]


def test_signals_at_one_place_are_stories_of_one_event() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag(), flag("encirclement")))
    book.work(sighting(SECOND, 3, "На Бахмутском направлении отходят", flag("withdrawal", places=("bakhmut",))))
    book.work(sighting(THIRD, 4, "У Работино взяли опорник", flag("capture", places=("robotyne",))))
    assert [story.event_id for story in book.stories.values()] == [1, 1, 1, 4]


def test_a_further_signal_goes_to_the_event_at_its_place_rather_than_to_an_older_one_on_its_axis() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag(places=("soledar",))))
    book.work(sighting(SECOND, 1, OWN_WORDS, flag(places=("bakhmut",))))
    book.work(sighting(MINISTRY, 2, "Заняли более выгодные рубежи", flag("withdrawal", places=("bakhmut",))))
    book.work(sighting(THIRD, 3, "Берховку взяли", flag("capture", places=("berkhivka",))))
    assert [(story.place, story.event_id) for story in book.stories.values()] == [
        ("soledar", 1),
        ("bakhmut", 2),
        ("bakhmut", 2),
        ("berkhivka", 1),
    ]


def test_a_second_place_with_the_same_signal_is_an_event_of_its_own() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag(), flag("encirclement")))
    book.work(sighting(SECOND, 1, "В Бахмуте тоже прорыв", flag(places=("bakhmut",))))
    assert book.stories[3].event_id == 3


def test_severity_rises_with_sources_and_is_kept_with_its_reasons() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    assert book.only.severity is Severity.MEDIUM
    (change,) = book.work(sighting(SECOND, 1, OWN_WORDS, flag()))
    assert (change.story.severity, change.story.transition, change.story.version) == (Severity.HIGH, 1, 2)
    assert "2 independent sources" in change.story.reasons


def test_an_official_claim_weighs_more_and_a_rumour_without_a_place_less() -> None:
    official, rumour = Book(), Book()
    official.work(sighting(MINISTRY, 0, "Освобождён Купянск", flag("capture", places=("kupiansk",))))
    rumour.work(sighting(AGGREGATOR, 0, "Пишут о захвате", flag("capture", places=())))
    assert (official.only.severity, rumour.only.severity) == (Severity.HIGH, Severity.LOW)
