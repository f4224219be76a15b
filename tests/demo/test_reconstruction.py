"""The demonstration's posts: well-formed, invented, and read by the real detector as the story needs them."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from bot.commands.query import KnownNames, read_query
from bot.demo.reconstruction import QUESTIONS, posts_file
from bot.feeds.entries import LeftOut
from bot.feeds.files import open_feed
from bot.model.channel import ChannelClass
from bot.model.flag import Stance
from bot.model.post import Arrival, Origin, SeenDeletion, SeenPost
from bot.signals.detector import Detector, load_detector

LARGEST_SIZE = 70


@cache
def arrivals() -> tuple[Arrival, ...]:
    left_out: list[LeftOut] = []
    with posts_file() as path, open_feed(path, origin=Origin.LIVE, on_left_out=left_out.append) as feed:
        found = tuple(arrival for batch in feed.batches() for arrival in batch.arrivals)
    assert not left_out
    return found


def posts() -> list[SeenPost]:
    return [arrival for arrival in arrivals() if isinstance(arrival, SeenPost) and not arrival.is_edit]


@cache
def detector() -> Detector:
    return load_detector()


@cache
def classes() -> dict[str, ChannelClass]:
    return {post.channel.handle or "": post.channel.channel_class for post in posts() if post.channel.channel_class}


def flags_of(post: SeenPost) -> dict[str, tuple[Stance, tuple[str, ...]]]:
    reading = detector().read(post.text, date=post.date, channel_class=classes()[post.channel.handle or ""])
    return {flag.signal: (flag.stance, flag.places) for flag in reading.flags}


def flags(handle: str, number: int, *, is_edit: bool = False) -> dict[str, tuple[Stance, tuple[str, ...]]]:
    for arrival in arrivals():
        is_it = (arrival.channel.handle, arrival.message_id) == (handle, number)
        if is_it and isinstance(arrival, SeenPost) and arrival.is_edit == is_edit:
            return flags_of(arrival)
    raise AssertionError(f"there is no post {handle}/{number}")


def moment(arrival: Arrival) -> datetime:
    return arrival.date if isinstance(arrival, SeenPost) else arrival.deleted_at


def test_about_sixty_posts_of_one_night_and_its_days_in_order() -> None:
    assert 55 <= len(arrivals()) <= LARGEST_SIZE
    moments = list(map(moment, arrivals()))
    assert moments == sorted(moments)
    assert moments[0] > datetime(2023, 5, 11, tzinfo=UTC)
    assert moments[-1] < datetime(2023, 5, 13, tzinfo=UTC)


def test_every_channel_says_that_it_is_a_reconstruction() -> None:
    for post in posts():
        assert post.channel.handle
        assert post.channel.handle.startswith("demo_")
        assert post.channel.title
        assert post.channel.title.endswith("(reconstruction)")


def test_who_speaks() -> None:
    assert set(classes().values()) == set(ChannelClass)
    languages = "".join(post.text for post in posts())
    assert all(letter in languages for letter in "ыїw")


def test_ids_rise_within_a_channel_and_nothing_refers_to_nowhere() -> None:
    seen: set[tuple[str | None, int]] = set()
    last: dict[str | None, int] = {}
    for arrival in arrivals():
        key = (arrival.channel.handle, arrival.message_id)
        if isinstance(arrival, SeenDeletion) or arrival.is_edit:
            assert key in seen
            continue
        assert arrival.message_id > last.get(arrival.channel.handle, 0)
        last[arrival.channel.handle] = arrival.message_id
        seen.add(key)
        if arrival.forwarded_from and arrival.forwarded_from.channel:
            assert (arrival.forwarded_from.channel.handle, arrival.forwarded_from.message_id) in seen
    assert sum(isinstance(arrival, SeenDeletion) for arrival in arrivals()) == 1
    assert sum(isinstance(arrival, SeenPost) and arrival.is_edit for arrival in arrivals()) == 1


@pytest.mark.parametrize(
    ("handle", "number", "signal", "stance", "place"),
    [
        ("demo_blogger_front", 811, "breakthrough", Stance.FEARED, "soledar"),
        ("demo_blogger_front", 812, "breakthrough", Stance.CLAIMED, "soledar"),
        ("demo_blogger_front", 812, "encirclement", Stance.CLAIMED, "bakhmut"),
        ("demo_blogger_border", 642, "offensive", Stance.CLAIMED, "kharkiv"),
        ("demo_blogger_south", 5501, "capture", Stance.CLAIMED, "robotyne"),
        ("demo_ministry_ru", 27001, "breakthrough", Stance.DENIED, "soledar"),
        ("demo_ministry_ru", 27002, "breakthrough", Stance.DENIED, "soledar"),
        ("demo_deputy_minister_ua", 410, "offensive", Stance.DENIED, "bakhmut"),
        ("demo_blogger_border", 644, "breakthrough", Stance.CLAIMED, "soledar"),
        ("demo_pmc_press", 89, "withdrawal", Stance.CLAIMED, "bakhmut"),
        ("demo_ministry_ru", 27003, "withdrawal", Stance.CLAIMED, "berkhivka-reservoir"),
        ("demo_blogger_front", 814, "withdrawal", Stance.CLAIMED, "berkhivka-reservoir"),
        ("demo_news_en", 5103, "breakthrough", Stance.CLAIMED, "soledar"),
    ],
)
def test_the_story_is_read_as_it_is_told(handle: str, number: int, signal: str, stance: Stance, place: str) -> None:
    found, places = flags(handle, number)[signal]
    assert found is stance
    assert place in places


def test_the_copies_say_what_the_claim_says() -> None:
    for handle, number in (("demo_digest_one", 9301), ("demo_digest_two", 6210), ("demo_digest_three", 3120)):
        assert flags(handle, number) == flags("demo_blogger_front", 812)


def test_the_edit_takes_the_claim_back() -> None:
    assert flags("demo_blogger_border", 642, is_edit=True)["offensive"][0] is Stance.DENIED


def test_the_rumour_is_not_confirmed() -> None:
    assert flags("demo_blogger_border", 643)["capture"][0] is Stance.DENIED


@pytest.mark.parametrize("handle", ["demo_city_ru", "demo_analyst_en"])
def test_everyday_channels_alarm_nobody(handle: str) -> None:
    for post in posts():
        if post.channel.handle == handle:
            assert flags_of(post) == {}


def test_everyday_posts_of_the_news_alarm_nobody() -> None:
    for handle, number in (
        ("demo_news_ru", 4501),
        ("demo_news_ru", 4502),
        ("demo_news_ru", 4505),
        ("demo_news_en", 5102),
        ("demo_blogger_ua", 1504),
        ("demo_blogger_border", 640),
    ):
        assert flags(handle, number) == {}, (handle, number)


def test_remembered_battles_are_past() -> None:
    for handle, number in (("demo_news_ru", 4503), ("demo_news_ru", 4506), ("demo_news_en", 5101)):
        assert {stance for stance, _ in flags(handle, number).values()} == {Stance.PAST}


def test_the_admission_holds_no_alarming_term() -> None:
    [admission] = [post for post in posts() if post.message_id == 27003]
    mentions = [mention for flag in detector().read(admission.text).flags for mention in flag.mentions]
    assert any(mention.euphemism and mention.stance is Stance.CLAIMED for mention in mentions)


def test_the_questions_are_questions_that_the_desk_understands() -> None:
    names = KnownNames(gazetteer=detector().gazetteer, signals=detector().signals)
    now, zone = datetime(2023, 5, 13, tzinfo=UTC), ZoneInfo("Europe/Kyiv")
    for question in QUESTIONS:
        draft = read_query(question.query, now=now, zone=zone, names=names)
        assert draft.query is not None
        assert not draft.remarks
