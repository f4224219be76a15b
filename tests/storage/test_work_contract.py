"""The second commit: readings, flags, stories and deliveries with the lane's cursor."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.flag import Flag, Mention, Side, Stance
from bot.model.packing import PackedWords, pack
from bot.model.post import Origin
from bot.model.query import Query
from bot.model.story import Role, Severity, StoryState
from bot.model.work import Lane
from bot.ports import Archive
from tests.storage.samples import (
    NIGHT,
    NOW,
    delivery,
    done,
    edit,
    find,
    flag,
    gone,
    minutes,
    phrase,
    read_all,
    reading,
    seen,
    story,
    story_post,
)


async def test_work_moves_its_own_lane_s_cursor_only(archive: Archive) -> None:
    await archive.take_in([seen(1), seen(2, origin=Origin.LIVE)], now=NOW)
    urgent = await archive.pending(Lane.URGENT, limit=10)
    await archive.commit_work(done(urgent, lane=Lane.URGENT))
    assert await archive.pending(Lane.URGENT, limit=10) == ()
    assert len(await archive.pending(Lane.BULK, limit=10)) == 1


async def test_work_committed_again_moves_no_cursor_back(archive: Archive) -> None:
    await archive.take_in([seen(1), seen(2)], now=NOW)
    first = await archive.pending(Lane.BULK, limit=1)
    behind = await archive.pending(Lane.BULK, limit=10, after=first[0].position)
    assert (*first, *behind) == await archive.pending(Lane.BULK, limit=10)
    await archive.commit_work(done(await archive.pending(Lane.BULK, limit=10)))
    await archive.commit_work(done(first))
    assert await archive.pending(Lane.BULK, limit=10) == ()


async def test_flags_come_back_as_they_were_read(archive: Archive) -> None:
    mentions = (
        Mention(start=0, end=6, text="Прорыв", term="прорыв", stance=Stance.CLAIMED),
        Mention(
            start=9, end=15, text="отошли", term="отойти", stance=Stance.DENIED, cue="не", side=Side.UA, euphemism=True
        ),
    )
    flags = (
        Flag(signal="breakthrough", stance=Stance.CLAIMED, places=("soledar", "bakhmut"), mentions=mentions),
        Flag(signal="retreat", stance=Stance.FEARED, places=(), mentions=mentions[1:]),
    )
    await archive.take_in([seen(1, "Прорыв — отошли")], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=10)
    await archive.commit_work(done(changes, [reading(changes[0].post, *flags)]))
    (hit,) = (await archive.search(Query(), limit=5)).hits
    assert hit.flags == flags


async def test_a_new_reading_replaces_the_older_one_everywhere(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв под Соледаром")], now=NOW)
    posts = await read_all(archive, m1=flag("breakthrough", Stance.CLAIMED, "soledar"))
    again = reading(posts[1], flag("retreat"), words="отход")
    await archive.commit_work(done((), [again]))
    assert await find(archive, phrase("прорыв")) == []
    assert await find(archive, signals=("breakthrough",)) == []
    assert await find(archive, places=("soledar",)) == []
    assert await find(archive, phrase("отход"), signals=("retreat",)) == [1]
    (hit,) = (await archive.search(Query(), limit=5)).hits
    assert [each.signal for each in hit.flags] == ["retreat"]


async def test_a_revision_s_flags_take_the_place_of_the_first_s(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    await read_all(archive, m1=flag())
    await archive.take_in([edit(1, "ошибка", at=minutes(5))], now=NOW)
    await read_all(archive)
    (hit,) = (await archive.search(Query(), limit=5)).hits
    assert (hit.flags, hit.post.revision) == ((), 1)


async def test_of_two_readings_of_a_post_in_one_commit_the_last_is_indexed(archive: Archive) -> None:
    await archive.take_in([seen(1, "раз"), edit(1, "два", at=minutes(1))], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=10)
    readings = [
        reading(change.post, flag(), words=words) for change, words in zip(changes, ("раз", "два"), strict=True)
    ]
    await archive.commit_work(done(changes, readings))
    assert await find(archive, phrase("раз")) == []
    assert await find(archive, phrase("два")) == [1]


@pytest.mark.parametrize("beside", ["прорыв под Соледаром", "иной текст"])
async def test_words_that_came_packed_are_taken_out_of_the_index_again(archive: Archive, beside: str) -> None:
    await archive.take_in([seen(1, "прорыв под Соледаром")], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=10)
    first = reading(changes[0].post)
    packed = PackedWords(beside, pack(first.words, beside))
    await archive.commit_work(done(changes, [replace(first, packed=packed)]))
    assert await find(archive, phrase("прорыв")) == [1]
    await archive.commit_work(done((), [reading(changes[0].post, words="отход")]))
    assert await find(archive, phrase("прорыв")) == []
    assert await find(archive, phrase("отход")) == [1]


async def test_a_post_that_could_not_be_read_is_kept_with_its_error(archive: Archive) -> None:
    await archive.take_in([seen(1, "раз"), seen(2, "два")], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=10)
    broken = reading(changes[0].post, error="ValueError: half a pair \ud83d")
    await archive.commit_work(done(changes, [broken, reading(changes[1].post)]))
    status = await archive.status(now=NOW)
    assert (status.faulty_posts, status.change_log_behind) == (1, 0)
    await archive.commit_work(done((), [reading(changes[0].post)]))
    assert (await archive.status(now=NOW)).faulty_posts == 0


async def test_service_messages_are_told_but_never_indexed(archive: Archive) -> None:
    await archive.take_in([seen(1, "закреплено", service="pin_message")], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=10)
    await archive.commit_work(done(changes, [reading(changes[0].post, flag())]))
    assert await find(archive) == []


async def test_a_reading_of_a_post_that_is_not_there_is_passed_over(archive: Archive) -> None:
    await archive.take_in([seen(1)], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=10)
    foreign = reading(changes[0].post)
    await archive.commit_work(done(changes, [foreign, type(foreign)(post_id=5, revision=0, words="x")]))
    assert await find(archive) == [1]


async def test_stories_come_back_whole(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв"), seen(2, "прорыв!", after=minutes(9)), gone(2)], now=NOW)
    posts = await read_all(archive)
    claim = story_post(posts[1], places=("soledar", "bakhmut"), origin=Origin.LIVE)
    copy = story_post(
        posts[2],
        role=Role.COPY,
        copy_of=posts[1].post_id,
        stance=Stance.DENIED,
        cue="не",
        side=Side.RU,
        euphemism=True,
        withdrawn=True,
    )
    own = {"signal": "counter-attack", "title": "Counter-attack", "weight": Severity.CRITICAL}
    told = story(41, claim, copy, event_id=40, continues=12, version=3, transition=2, place=None, **own)
    await archive.commit_work(done((), stories=(told,)))
    assert await archive.story(41) == told
    assert await archive.story(40) is None
    assert await archive.last_story_id() == 41


async def test_a_story_saved_again_is_replaced_with_its_posts(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв"), seen(2, "отход")], now=NOW)
    posts = await read_all(archive)
    await archive.commit_work(done((), stories=(story(1, story_post(posts[1]), story_post(posts[2])),)))
    smaller = story(1, story_post(posts[2]), state=StoryState.RETRACTED, severity=Severity.LOW, reasons=())
    await archive.commit_work(done((), stories=(smaller,)))
    assert await archive.story(1) == smaller
    assert await archive.stories_of([posts[1].post_id]) == ()


async def test_a_story_s_post_keeps_the_version_that_its_offsets_count_in(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв у Соледара")], now=NOW)
    posts = await read_all(archive)
    claim = story_post(posts[1])
    await archive.commit_work(done((), stories=(story(1, claim),)))
    await archive.take_in([edit(1, "ошибка", at=minutes(5))], now=NOW)
    unchanged = await archive.story(1)
    assert unchanged is not None
    assert unchanged.posts[0].text == "прорыв у Соледара"
    withdrawn = story_post(posts[1], withdrawn=True)
    await archive.commit_work(done((), stories=(story(1, withdrawn),)))
    after = await archive.story(1)
    assert after is not None
    assert (after.posts[0].text, after.posts[0].withdrawn) == ("прорыв у Соледара", True)


async def test_stories_are_found_by_their_posts_and_dates(archive: Archive) -> None:
    await archive.take_in([seen(number, after=minutes(number * 10)) for number in (1, 2, 3)], now=NOW)
    posts = await read_all(archive)
    stories = tuple(story(number, story_post(posts[number])) for number in (3, 1, 2))
    await archive.commit_work(done((), stories=stories))

    async def between(first: float, last: float) -> list[int]:
        found = await archive.stories_between(NIGHT + minutes(first), NIGHT + minutes(last))
        return [each.story_id for each in found]

    assert await between(10, 20) == [1, 2]
    assert await between(10.001, 29.999) == [2]
    assert await between(0, 100) == [1, 2, 3]
    assert await between(31, 100) == []
    found = await archive.stories_of([posts[3].post_id, posts[1].post_id])
    assert [each.story_id for each in found] == [1, 3]
    assert [each.story_id for each in await archive.latest_stories(limit=2)] == [3, 2]


async def test_no_story_yet(archive: Archive) -> None:
    assert await archive.last_story_id() == 0
    assert await archive.latest_stories(limit=5) == ()
    assert await archive.stories_of([]) == ()


async def test_deliveries_are_committed_with_the_work(archive: Archive) -> None:
    await archive.commit_work(done((), deliveries=(delivery("story-1:7", 7),)))
    assert (await archive.status(now=NOW)).outbox_waiting == 1
    leased = await archive.lease(now=NOW, limit=5, lease_for=timedelta(minutes=1))
    assert [row.key for row in leased] == ["story-1:7"]
