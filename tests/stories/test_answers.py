"""Official denials and admissions: which stories they answer, and what state follows (RULES 10, 11)."""

import pytest

from bot.model.channel import Channel
from bot.model.flag import Flag, Side, Stance
from bot.model.story import Role, StoryState
from tests.stories.night import (
    AGGREGATOR,
    BLOGGER,
    MINISTRY,
    OTHER_MINISTRY,
    SECOND,
    Book,
    deleted,
    edited,
    flag,
    sighting,
)

ALARM = "Срочно: оборона под Соледаром прорвана, колонна техники идёт на запад, связи с ротой нет с вечера"
OWN_WORDS = "Подтверждаю со своей стороны, у наших соседей справа фронт не удержали, детали позже"
DENIAL = "Сообщения о прорывах на различных участках не соответствуют действительности"
REGROUPED = "Подразделения заняли более выгодный рубеж с учётом условий местности"
DENIED = Stance.DENIED


def denial(places: tuple[str, ...] = (), side: Side | None = None) -> Flag:
    return flag(places=places, stance=DENIED, side=side)


def test_an_official_denial_makes_a_story_denied_and_two_sources_make_it_contested() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    (change,) = book.work(sighting(MINISTRY, 2, DENIAL, denial()))
    assert (change.story.state, change.story.transition) == (StoryState.DENIED, 1)
    book.work(sighting(SECOND, 3, OWN_WORDS, flag()))
    assert book.only.state is StoryState.CONTESTED


def test_a_bloggers_denial_is_shown_and_changes_nothing() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    book.work(sighting(SECOND, 1, "Нет там никакого прорыва, успокойтесь", denial(("soledar",))))
    assert (book.only.state, book.only.posts[1].role) == (StoryState.CLAIMED, Role.DENIAL)


def test_a_general_denial_answers_every_open_story_against_its_own_side() -> None:
    book = Book()
    book.work(
        sighting(BLOGGER, 0, ALARM, flag(side=Side.UA)),
        sighting(SECOND, 1, "В Работино прорыв", flag(places=("robotyne",))),
        sighting(AGGREGATOR, 1, "Наши прорвали оборону в Купянске", flag(places=("kupiansk",), side=Side.RU)),
        sighting(BLOGGER, 1.5, "Окружение", flag("encirclement", places=("robotyne",))),
    )
    book.work(sighting(MINISTRY, 3, DENIAL, denial()))
    assert [(story.signal, story.place, story.state) for story in book.stories.values()] == [
        ("breakthrough", "soledar", StoryState.DENIED),
        ("breakthrough", "robotyne", StoryState.DENIED),
        ("breakthrough", "kupiansk", StoryState.CLAIMED),
        ("encirclement", "robotyne", StoryState.CLAIMED),
    ]


def test_a_denial_with_a_place_answers_the_place_else_its_axis() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()), sighting(SECOND, 1, "Прорыв в Бахмуте", flag(places=("bakhmut",))))
    book.work(sighting(MINISTRY, 2, "У Соледара прорыва нет", denial(("soledar",))))
    assert [story.state for story in book.stories.values()] == [StoryState.DENIED, StoryState.CLAIMED]
    book.work(sighting(MINISTRY, 3, "У Берховки прорыва нет", denial(("berkhivka",))))
    assert [story.state for story in book.stories.values()] == [StoryState.DENIED, StoryState.DENIED]


def test_a_denial_after_the_story_ended_does_not_answer_it() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    book.work(sighting(MINISTRY, 13, DENIAL, denial()))
    assert [story.state for story in book.stories.values()] == [StoryState.CLAIMED, StoryState.DENIED]
    assert [story.is_claimed for story in book.stories.values()] == [True, False]


@pytest.mark.parametrize("places", [(), ("soledar",), ("berkhivka",)])
def test_a_denial_that_comes_first_waits_for_its_claim(places: tuple[str, ...]) -> None:
    book = Book()
    (change,) = book.work(sighting(MINISTRY, 2, DENIAL, denial(places)))
    assert (change.story.state, change.story.is_claimed) == (StoryState.DENIED, False)
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    book.work(sighting(SECOND, 1, "В Работино прорыв", flag(places=("robotyne",))))
    states = {story.place: (story.state, len(story.posts)) for story in book.stories.values()}
    assert states["soledar"] == (StoryState.DENIED, 2)
    assert states["robotyne"] == ((StoryState.CLAIMED, 1) if places else (StoryState.DENIED, 2))
    assert len(book.stories) == 2


def test_a_second_denial_waits_with_the_first() -> None:
    book = Book()
    book.work(sighting(MINISTRY, 2, DENIAL, denial()))
    book.work(sighting(MINISTRY, 4, "Прорывов не допущено, повторяем", denial()))
    assert len(book.only.posts) == 2


def test_the_ministrys_regrouping_admits_what_was_claimed_on_its_axis() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag(side=Side.UA)))
    book.work(sighting(MINISTRY, 2, DENIAL, denial()))
    withdrawal = flag("withdrawal", places=("berkhivka",), euphemism=True)
    book.work(sighting(MINISTRY, 20, REGROUPED, withdrawal))
    breakthrough, retreat = book.stories[1], book.stories[2]
    assert (breakthrough.state, breakthrough.posts[-1].role) == (StoryState.ADMITTED, Role.ADMISSION)
    assert (retreat.signal, retreat.state, retreat.sources) == ("withdrawal", StoryState.CLAIMED, 1)


@pytest.mark.parametrize(
    ("channel", "signal", "side", "euphemism", "place", "hours", "admits"),
    [
        (MINISTRY, "withdrawal", Side.RU, False, "soledar", 10, True),
        (MINISTRY, "withdrawal", Side.UA, False, "soledar", 10, False),
        (MINISTRY, "withdrawal", Side.UA, True, "soledar", 10, False),
        (MINISTRY, "withdrawal", None, True, "soledar", 10, True),
        (MINISTRY, "withdrawal", None, False, "soledar", 10, False),
        (MINISTRY, "withdrawal", Side.RU, False, "robotyne", 10, False),
        (MINISTRY, "withdrawal", Side.RU, False, None, 10, False),
        (MINISTRY, "withdrawal", Side.RU, False, "soledar", 71, True),
        (MINISTRY, "withdrawal", Side.RU, False, "soledar", 73, False),
        (MINISTRY, "withdrawal", Side.RU, False, "soledar", -1, False),
        (MINISTRY, "capture", Side.UA, False, "soledar", 10, True),
        (MINISTRY, "capture", Side.RU, False, "soledar", 10, False),
        (BLOGGER, "withdrawal", Side.RU, False, "soledar", 10, False),
        (OTHER_MINISTRY, "withdrawal", Side.RU, False, "soledar", 10, False),
        (OTHER_MINISTRY, "withdrawal", Side.UA, False, "soledar", 10, False),
    ],
)
def test_only_a_sides_own_word_admits(
    channel: Channel, signal: str, side: Side | None, euphemism: bool, place: str | None, hours: float, admits: bool
) -> None:
    book = Book()
    answer = flag(signal, places=(place,) if place else (), side=side, euphemism=euphemism)
    book.work(sighting(SECOND, 0, ALARM, flag(side=Side.UA)))
    book.work(sighting(channel, hours, REGROUPED, answer))
    expected = StoryState.ADMITTED if admits else StoryState.CLAIMED
    assert book.stories[1].state is expected
    swapped = Book()
    swapped.work(sighting(channel, hours, REGROUPED, answer))
    swapped.work(sighting(SECOND, 0, ALARM, flag(side=Side.UA)))
    (story,) = (story for story in swapped.stories.values() if story.signal == "breakthrough")
    assert story.state is expected


@pytest.mark.parametrize(("deleted_after", "admits"), [(1, False), (30, True)])
def test_a_rumour_taken_back_before_is_not_what_a_ministry_concedes(deleted_after: float, admits: bool) -> None:
    rumour = sighting(SECOND, 0, ALARM, flag(side=Side.UA))
    regrouping = sighting(MINISTRY, 10, REGROUPED, flag("withdrawal", side=Side.RU))
    for order in ((rumour, deleted(rumour, deleted_after), regrouping), (regrouping, deleted(rumour, deleted_after))):
        book = Book().work_one_by_one(list(order))
        (story,) = (story for story in book.stories.values() if story.signal == "breakthrough")
        assert (Role.ADMISSION in {post.role for post in story.posts}) is admits


def test_who_repeats_later_what_was_taken_back_before_the_ministry_spoke_makes_it_no_concession() -> None:
    rumour = sighting(SECOND, 0, ALARM, flag(side=Side.UA))
    regrouping = sighting(MINISTRY, 10, REGROUPED, flag("withdrawal", side=Side.RU))
    repeated = sighting(AGGREGATOR, 11, ALARM, flag(side=Side.UA))
    for order in ((deleted(rumour, 1), regrouping, repeated), (repeated, regrouping, deleted(rumour, 1))):
        book = Book().work_one_by_one(list(order))
        (story,) = (story for story in book.stories.values() if story.signal == "breakthrough")
        assert [post.role for post in story.posts] == [Role.CLAIM, Role.COPY]


def test_a_ministry_that_tells_the_same_breakthrough_against_itself_admits_it() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag(side=Side.UA)))
    book.work(sighting(MINISTRY, 5, "Противнику удалось вклиниться в нашу оборону", flag(side=Side.UA)))
    assert (book.only.state, book.only.sources) == (StoryState.ADMITTED, 1)


def test_a_claim_edited_away_is_withdrawn_and_comes_back() -> None:
    book = Book()
    claim = sighting(BLOGGER, 0, ALARM, flag())
    book.work(claim)
    (change,) = book.work(edited(claim, "Удалил, не подтвердилось"))
    assert (change.story.state, change.story.transition, change.story.posts[0].withdrawn) == (
        StoryState.RETRACTED,
        1,
        True,
    )
    book.work(edited(claim, ALARM, flag()))
    assert (book.only.state, book.only.transition) == (StoryState.CLAIMED, 2)


def test_a_claim_edited_into_its_denial_no_longer_claims() -> None:
    book = Book()
    claim = sighting(BLOGGER, 0, ALARM, flag())
    book.work(claim)
    book.work(edited(claim, "Прорыва под Соледаром нет", denial(("soledar",))))
    assert (book.only.state, len(book.only.posts)) == (StoryState.RETRACTED, 1)


def test_a_fear_edited_into_a_claim_founds_a_story() -> None:
    book = Book()
    fear = sighting(BLOGGER, 0, "Под Соледаром могут прорвать", flag(stance=Stance.FEARED))
    assert book.work(fear) == ()
    book.work(edited(fear, ALARM, flag()))
    assert (book.only.state, book.only.sources) == (StoryState.CLAIMED, 1)


def test_a_mention_edited_into_a_claim_becomes_a_source() -> None:
    book = Book()
    fear = sighting(SECOND, 1, "Под Соледаром могут прорвать", flag(stance=Stance.FEARED))
    book.work(sighting(BLOGGER, 0, ALARM, flag()), fear)
    book.work(edited(fear, OWN_WORDS, flag()))
    assert (book.only.sources, len(book.only.posts)) == (2, 2)


def test_a_corrected_typo_changes_nothing_that_is_seen() -> None:
    book = Book()
    claim = sighting(BLOGGER, 0, ALARM, flag())
    book.work(claim, sighting(AGGREGATOR, 1, ALARM, flag()))
    (change,) = book.work(edited(claim, ALARM.replace("Срочно", "СРОЧНО"), flag()))
    assert (change.story.version, change.story.transition, change.story.copies) == (1, 0, 1)
    assert change.story.posts[0].text.startswith("СРОЧНО")


def test_a_claim_edited_to_another_place_leaves_its_story_for_a_new_one() -> None:
    book = Book()
    claim = sighting(BLOGGER, 0, ALARM, flag())
    book.work(claim)
    book.work(edited(claim, "Поправка: это под Работино", flag(places=("robotyne",))))
    assert [(story.place, story.state) for story in book.stories.values()] == [
        ("soledar", StoryState.RETRACTED),
        ("robotyne", StoryState.CLAIMED),
    ]


def test_a_deleted_claim_is_retracted_unless_another_stands() -> None:
    book = Book()
    claim, second = sighting(BLOGGER, 0, ALARM, flag()), sighting(SECOND, 1, OWN_WORDS, flag())
    book.work(claim, second)
    book.work(deleted(claim, 2))
    assert (book.only.state, book.only.sources) == (StoryState.CLAIMED, 1)
    book.work(deleted(second, 3))
    assert book.only.state is StoryState.RETRACTED


def test_a_copy_of_a_deleted_claim_is_no_source() -> None:
    book = Book()
    claim = sighting(BLOGGER, 0, ALARM, flag())
    book.work(claim, sighting(AGGREGATOR, 1, ALARM, flag()))
    book.work(deleted(claim, 2))
    assert (book.only.state, book.only.sources, book.only.copies) == (StoryState.RETRACTED, 0, 1)


def test_a_deleted_denial_denies_no_longer() -> None:
    book = Book()
    answer = sighting(MINISTRY, 2, DENIAL, denial())
    book.work(sighting(BLOGGER, 0, ALARM, flag()), answer)
    book.work(deleted(answer, 3))
    assert book.only.state is StoryState.CLAIMED


def test_an_admission_that_founds_a_story_too_leaves_each_story_its_number() -> None:
    """The ministry speaks when the claim's story has ended: it admits that one, and its own words found another."""
    conceded = flag("encirclement", places=("bakhmut",), side=Side.RU)
    posts = [
        sighting(AGGREGATOR, 0, ALARM, flag("encirclement", places=("bakhmut",))),
        sighting(OTHER_MINISTRY, 12.1, ALARM, conceded),
        sighting(OTHER_MINISTRY, 17, ALARM, conceded),
    ]
    book = Book()
    book.work(*posts)
    told = {story.story_id: story for story in book.living}
    assert [story.state for story in told.values()] == [StoryState.ADMITTED, StoryState.CLAIMED]
    assert book.work(*posts) == ()
    changes = book.work(deleted(posts[2], 18))
    assert {change.story.story_id for change in changes} <= told.keys()
    assert [story.posts[0].post_id for story in book.living] == [story.posts[0].post_id for story in told.values()]
