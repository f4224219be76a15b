"""Generated posts are like the news posts they are made of, and seldom like each other, by the program's own rules."""

import tracemalloc
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice, pairwise

import pytest

from benchmarks.generating import GeneratedPost, Generator
from benchmarks.posts import Post, load_posts
from bot.feeds.json_lines import parse_line
from bot.language.which import Language, language_of
from bot.model.flag import Stance
from bot.model.post import Origin, SeenPost
from bot.signals.detector import load_detector
from bot.stories.duplicates import NearTexts, VersionKey
from tests.corpus import CORPUS, corpus_file

MADE = 12_000


@pytest.fixture(scope="module")
def news() -> list[Post]:
    corpus_file("news_posts.jsonl.gz")
    return load_posts(CORPUS)


@pytest.fixture(scope="module")
def generator(news: list[Post]) -> Generator:
    return Generator(news)


@pytest.fixture(scope="module")
def made(generator: Generator) -> list[GeneratedPost]:
    return list(islice(generator.posts(), MADE))


def test_one_post_in_twenty_at_most_is_like_another(made: list[GeneratedPost]) -> None:
    in_their_windows = _share_alike([(post.date, post.text) for post in made])
    as_if_of_one_day = _share_alike([(made[0].date, post.text) for post in made])
    assert in_their_windows <= as_if_of_one_day < 0.05


def test_real_posts_are_alike_more_often(news: list[Post]) -> None:
    """So the figure above is none that any posts would reach."""
    real = sorted(news, key=lambda post: post.date)[-3000:]
    assert _share_alike([(post.date, post.text) for post in real]) > 0.05


def test_lengths_are_those_of_the_news(news: list[Post], made: list[GeneratedPost]) -> None:
    real, ours = sorted(len(post.text) for post in news), sorted(len(post.text) for post in made)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        assert ours[int(len(ours) * share)] == pytest.approx(real[int(len(real) * share)], rel=0.15)
    assert sum(ours) / len(ours) == pytest.approx(sum(real) / len(real), rel=0.1)


def test_languages_are_those_of_the_news(news: list[Post], made: list[GeneratedPost]) -> None:
    real = [language_of(post.text) for post in news[::22]]
    ours = [language_of(post.text) for post in made[::12]]
    for language in Language:
        assert ours.count(language) / len(ours) == pytest.approx(real.count(language) / len(real), abs=0.03)


def test_as_many_are_flagged_as_of_the_news(news: list[Post], made: list[GeneratedPost]) -> None:
    ours, real = _flagged([post.text for post in made[:6000]]), _flagged([post.text for post in news[::4]])
    assert 0.5 * real < ours < 2 * real


def test_dates_rise_and_posts_become_more(made: list[GeneratedPost]) -> None:
    assert all(one.date <= other.date for one, other in pairwise(made))
    first, second = made[MADE // 2].date - made[0].date, made[-1].date - made[MADE // 2].date
    assert second < first
    assert made[-1].date - made[0].date > timedelta(days=60)
    by_night = sum(post.date.hour < 4 for post in made) / MADE
    assert 0.01 < by_night < 0.1


def test_a_seed_makes_the_same_posts_again(generator: Generator, made: list[GeneratedPost]) -> None:
    assert list(islice(generator.posts(), 50)) == made[:50]
    assert list(islice(generator.posts(seed=1), 50)) != made[:50]


def test_a_line_is_a_post_for_the_import(made: list[GeneratedPost]) -> None:
    post = made[0]
    arrival = parse_line(post.as_line().encode(), origin=Origin.IMPORT)
    assert isinstance(arrival, SeenPost)
    assert (arrival.message_id, arrival.date, arrival.text) == (post.message_id, post.date, post.text)
    assert arrival.channel.handle == post.channel.removeprefix("@")


def test_no_id_of_a_channel_is_given_twice(made: list[GeneratedPost]) -> None:
    assert len({(post.channel, post.message_id) for post in made}) == MADE


def test_thousands_of_posts_take_no_more_memory_than_the_first(generator: Generator) -> None:
    posts = generator.posts(seed=2)
    tracemalloc.start()
    try:
        next(posts)
        before, _ = tracemalloc.get_traced_memory()
        for _ in islice(posts, 2000):
            pass
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 100_000


def _share_alike(posts: Sequence[tuple[datetime, str]]) -> float:
    near = NearTexts()
    alike: set[int] = set()
    for number, (date, text) in enumerate(posts):
        added = near.add(VersionKey(date, "channel", number, number, 0), text)
        others = {key.message_id for key in (*added.before(), *added.after())}
        if others:
            alike |= others | {number}
    return len(alike) / len(posts)


def _flagged(texts: Sequence[str]) -> float:
    """How many of a thousand posts claim a signal."""
    detector = load_detector()
    claiming = sum(any(flag.stance is Stance.CLAIMED for flag in detector.read(text).flags) for text in texts)
    return 1000 * claiming / len(texts)
