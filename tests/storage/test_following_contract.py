"""What the archive knows of its own gaps, and of who is to be read first (RULES 2)."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.following import IdRange, Missing
from bot.model.post import CoveredRange, Origin
from bot.ports import Archive
from storage.opening import open_archive
from tests.storage.samples import MINISTRY, NIGHT, NOW, RYBAR, done, gone, read_all, seen, story, story_post


async def key_of(archive: Archive) -> int:
    """The key of the one channel."""
    found = await archive.find_channel(RYBAR)
    assert found is not None
    return found.key


def covered(first_id: int, last_id: int) -> CoveredRange:
    """A range of RYBAR."""
    return CoveredRange(channel=RYBAR, first_id=first_id, last_id=last_id)


async def test_what_is_stored_deleted_or_covered_is_not_missing(archive: Archive) -> None:
    await archive.take_in([seen(5)], now=NOW, covered=covered(1, 5))
    await archive.take_in([seen(8), seen(9, service="pin_message"), gone(11), seen(40)], now=NOW)
    await archive.cover([covered(20, 25)])
    key = await key_of(archive)

    found = await archive.missing({key: 30})

    bounds = [(6, 7), (10, 10), (12, 19), (26, 30)]
    assert found == {
        key: Missing(cursor=5, ranges=tuple(IdRange(first_id=first, last_id=last) for first, last in bounds))
    }


async def test_nothing_is_missing_where_live_posts_reach_from_the_cursor_to_the_newest(archive: Archive) -> None:
    await archive.take_in([seen(5)], now=NOW, covered=covered(1, 5))
    await archive.take_in([seen(6, origin=Origin.LIVE), seen(7, origin=Origin.LIVE)], now=NOW)
    key = await key_of(archive)

    assert await archive.missing({key: 7}) == {key: Missing(cursor=5, ranges=())}
    assert await archive.missing({key: 5}) == {key: Missing(cursor=5, ranges=())}
    assert await archive.missing({key: 3}) == {key: Missing(cursor=5, ranges=())}
    await archive.cover([covered(6, 7)])
    assert await archive.cursor(key) == 7


async def test_without_a_cursor_nobody_can_say_what_is_missing(archive: Archive) -> None:
    await archive.take_in([seen(5)], now=NOW)
    assert await archive.missing({await key_of(archive): 9, 999: 4}) == {}


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    posts=st.sets(st.integers(1, 40)),
    deleted=st.sets(st.integers(1, 40)),
    spans=st.lists(st.tuples(st.integers(1, 40), st.integers(0, 9))),
    newest=st.integers(1, 45),
)
async def test_any_mixture_leaves_exactly_the_rest_missing(
    posts: set[int], deleted: set[int], spans: list[tuple[int, int]], newest: int
) -> None:
    archive = await open_archive(":memory:")
    try:
        await archive.take_in([*map(seen, posts), *map(gone, deleted)], now=NOW, covered=covered(1, 3))
        await archive.cover([covered(first, first + more) for first, more in spans])
        key = await key_of(archive)
        found = (await archive.missing({key: newest}))[key]
    finally:
        await archive.close()
    known = posts | deleted | {1, 2, 3}
    for first, more in spans:
        known |= set(range(first, first + more + 1))
    told = {number for gap in found.ranges for number in range(gap.first_id, gap.last_id + 1)}
    assert told == set(range(1, newest + 1)) - known
    assert sum(map(len, found.ranges)) == len(told)


async def test_a_followed_channel_stands_by_its_cursor_and_its_posts_in_stories(archive: Archive) -> None:
    ministry, rybar = await archive.follow([MINISTRY, RYBAR], now=NOW)
    await archive.take_in([seen(1), seen(2), seen(3)], now=NOW, covered=covered(1, 3))
    posts = await read_all(archive)
    stories = (story(1, story_post(posts[1]), story_post(posts[2])), story(2, story_post(posts[1])))
    await archive.commit_work(done((), stories=stories))

    standings = await archive.standings(since=NIGHT - timedelta(days=1))

    assert (standings[rybar.key].cursor, standings[rybar.key].alarms) == (3, 2)
    assert (standings[ministry.key].cursor, standings[ministry.key].alarms) == (None, 0)
    assert (await archive.standings(since=NIGHT + timedelta(days=1)))[rybar.key].alarms == 0
    await archive.follow([MINISTRY], now=NOW)
    assert set(await archive.standings(since=NIGHT)) == {ministry.key}


async def test_posts_of_stories_are_told_until_they_are_deleted(archive: Archive) -> None:
    (rybar,) = await archive.follow([RYBAR], now=NOW)
    await archive.take_in([seen(1), seen(2), seen(3), seen(4, after=timedelta(days=-2))], now=NOW)
    posts = await read_all(archive)
    stories = (story(1, *(story_post(posts[number]) for number in (1, 2, 4))), story(2, story_post(posts[1])))
    await archive.commit_work(done((), stories=stories))
    await archive.take_in([gone(2)], now=NOW)

    assert await archive.posts_in_stories(since=NIGHT - timedelta(days=1)) == {rybar.key: {1: NIGHT}}
    await archive.follow([MINISTRY], now=NOW)
    assert await archive.posts_in_stories(since=NIGHT - timedelta(days=1)) == {}
