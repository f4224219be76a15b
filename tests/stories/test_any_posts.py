"""What holds of the stories that any posts make."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.flag import Flag, Side, Stance
from bot.model.story import MOST_PLACES, Role, Story, StoryPost
from bot.stories.timeline import settle
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
    axis_of,
    deleted,
    edited,
    flag,
    sighting,
)

CHANNELS = (BLOGGER, SECOND, THIRD, AGGREGATOR, MINISTRY, OTHER_MINISTRY)
SIGNALS = ("breakthrough", "encirclement", "withdrawal", "capture")
EVERY_STANCE = st.sampled_from([Stance.CLAIMED, Stance.CLAIMED, Stance.DENIED, Stance.FEARED, Stance.PAST])


def readings(stances: st.SearchStrategy[Stance], most: int, most_places: int) -> st.SearchStrategy[list[Flag]]:
    flags = st.builds(
        flag,
        st.sampled_from(SIGNALS),
        places=st.lists(st.sampled_from(sorted(AXES)), max_size=most_places, unique=True).map(tuple),
        stance=stances,
        side=st.sampled_from([None, *Side]),
        euphemism=st.booleans(),
    )
    return st.lists(flags, max_size=most, unique_by=lambda each: each.signal)


@st.composite
def sightings(
    draw: st.DrawFn,
    *,
    distinct_texts: bool = False,
    stances: st.SearchStrategy[Stance] = EVERY_STANCE,
    most_flags: int = 3,
    most_places: int = 4,
) -> list[Sighting]:
    """Posts at different moments of three days, some of them with the same text, in any order."""
    moments = st.tuples(st.sampled_from(CHANNELS), st.integers(0, 3 * 24 * 60))
    posts = []
    for number, (channel, minute) in enumerate(draw(st.lists(moments, max_size=14, unique=True))):
        which = number if distinct_texts else draw(st.integers(0, 4))
        text = " ".join(f"слово{which}{letter}" for letter in "абвгд")
        direction = draw(st.sampled_from(["", " на направлении"]))
        posts.append(
            sighting(channel, minute / 60, text + direction, *draw(readings(stances, most_flags, most_places)))
        )
    return posts


def worked(posts: Iterable[Sighting]) -> list[Story]:
    return Book().work_one_by_one(posts).living


@settings(deadline=None)
@given(sightings())
def test_a_story_is_nothing_but_what_its_posts_make(posts: list[Sighting]) -> None:
    for story in worked(posts):
        backwards = replace(story, posts=story.posts[::-1])
        assert settle(backwards, axis_of) == story
        assert len({post.post_id for post in story.posts}) == len(story.posts)
        by_id = {post.post_id: post for post in story.posts}
        for post in story.posts:
            assert (post.role is Role.COPY) is (post.copy_of is not None)
            assert post.copy_of is None or by_id[post.copy_of].role is not Role.COPY
            assert post.copy_of is None or by_id[post.copy_of].date <= post.date


@settings(deadline=None)
@given(sightings(distinct_texts=True))
def test_a_story_never_outlives_its_time(posts: list[Sighting]) -> None:
    for story in worked(posts):
        claims = [post.date for post in story.posts if post.role is Role.CLAIM]
        gaps = [later - earlier for earlier, later in pairwise(claims)]
        assert max(gaps, default=timedelta(0)) <= timedelta(hours=12)
        assert story.last_claim_at - story.founded_at <= timedelta(hours=36)


@settings(deadline=None)
@given(sightings(), st.integers(1, 5))
def test_versions_rise_with_what_changes_and_numbers_are_never_given_twice(posts: list[Sighting], batch: int) -> None:
    book = Book()
    held: set[int] = set()
    for start in range(0, len(posts), batch):
        for change in book.work(*posts[start : start + batch]):
            story, before = change.story, change.before
            if before is None:
                assert (story.version, story.transition) == (1, 0)
                assert story.posts
            else:
                assert story.story_id == before.story_id
                assert 0 <= story.version - before.version <= 1
                assert (story.transition > before.transition) is (
                    story.state is not before.state or story.severity > before.severity
                )
                assert (story.merged_into is None) is bool(story.posts)
        told = {post.post_id for story in book.living for post in story.posts}
        assert {post.post_id for story in book.stories.values() for post in story.posts} == told
        # What only joined a story may be left alone: a claim that kept it open turns out to be a copy of a late one.
        assert held <= told
        held = {post.post_id for story in book.living for post in story.posts if _has_a_story_anyhow(post)}
    assert all(number == story.story_id for number, story in book.stories.items())
    assert sorted(book.stories) == list(range(1, len(book.stories) + 1))


def _has_a_story_anyhow(post: StoryPost) -> bool:
    """Whether a post founds a story where it finds none (RULES 8)."""
    return post.stance is Stance.CLAIMED and len(post.places) <= MOST_PLACES


@settings(deadline=None)
@given(sightings(stances=st.just(Stance.CLAIMED), most_flags=1, most_places=3))
def test_working_the_same_posts_again_changes_nothing_that_is_seen(posts: list[Sighting]) -> None:
    book = Book()
    book.work(*posts)
    before = dict(book.stories)
    for change in book.work(*posts):
        assert (change.story.version, change.story.transition) == (
            before[change.story.story_id].version,
            before[change.story.story_id].transition,
        )
    assert book.stories.keys() == before.keys()


@settings(deadline=None, max_examples=30)
@given(sightings(), st.data())
def test_posts_that_are_edited_away_or_deleted_support_nothing(posts: list[Sighting], data: st.DataObject) -> None:
    book = Book()
    book.work(*posts)
    for post in posts:
        change = data.draw(st.sampled_from(["edit", "delete"]))
        book.work(edited(post, "Удалил") if change == "edit" else deleted(post, 80))
    for story in book.stories.values():
        assert story.sources == 0
        assert not any(post.stands for post in story.posts)
