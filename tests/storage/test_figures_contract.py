"""Figures of the last days: posts, flags, stories, and what became of channels' claims."""

from datetime import timedelta

import pytest

from bot.model.channel import ChannelClass, ChannelRef, ClaimRecord
from bot.model.flag import Stance
from bot.model.post import Origin, Post, SeenDeletion, SeenPost
from bot.model.story import Role, StoryPost, StoryState
from bot.ports import Archive
from tests.storage.samples import NIGHT, NOW, done, edit, flag, minutes, read_all, seen, story, story_post

BLOGGER = ChannelRef(handle="blogger_test", channel_class=ChannelClass.MILBLOGGER_RU)
OTHER = ChannelRef(handle="other_test", channel_class=ChannelClass.MILBLOGGER_UA)
MINISTRY = ChannelRef(handle="mod_test", channel_class=ChannelClass.MINISTRY_RU)


async def told(archive: Archive, *posts: tuple[ChannelRef, int, float]) -> dict[int, Post]:
    """Posts of these channels, ids and minutes after NIGHT, by their ids."""
    arrivals: list[SeenPost] = [seen(number, "прорыв", channel=who, after=minutes(at)) for who, number, at in posts]
    await archive.take_in(arrivals, now=NOW)
    return await read_all(archive)


async def records(archive: Archive, *, since: timedelta = timedelta(0)) -> dict[str, ClaimRecord]:
    """What became of claims, by the channel's name."""
    names = {report.channel.key: report.channel.name for report in await archive.channel_reports(now=NOW)}
    found = await archive.claim_records(since=NIGHT + since)
    return {names[key]: record for key, record in found.items()}


def answer(post: Post, role: Role) -> StoryPost:
    """An official's answer to a story."""
    stance = Stance.DENIED if role is Role.DENIAL else Stance.CLAIMED
    return story_post(post, role=role, stance=stance, answers=True)


async def test_posts_and_flags_of_a_period(archive: Archive) -> None:
    await archive.take_in(
        [
            seen(1, after=-minutes(60 * 30)),
            seen(2, "прорыв", after=minutes(0)),
            seen(3, "прорыв", after=minutes(1), channel=OTHER),
            seen(4, after=minutes(2), service="pin_message"),
        ],
        now=NOW,
    )
    await read_all(archive, m1=flag(), m2=flag(), m3=flag("capture", Stance.FEARED))
    await archive.take_in([edit(2, "отход", at=minutes(9))], now=NOW)
    await read_all(archive, m2=flag("withdrawal", Stance.PAST))
    day = await archive.period_figures(since=NIGHT - timedelta(days=1), now=NOW)
    assert day.posts == 2
    assert day.first_post_at == NIGHT - minutes(60 * 30)
    assert day.flags == {("withdrawal", Stance.PAST): 1, ("capture", Stance.FEARED): 1}
    whole = await archive.period_figures(since=NIGHT - timedelta(days=9), now=NOW)
    assert (whole.posts, whole.flags["breakthrough", Stance.CLAIMED]) == (3, 1)


async def test_stories_by_the_state_in_which_they_are_shown(archive: Archive) -> None:
    posts = await told(archive, (BLOGGER, 1, 0), (OTHER, 2, 5), (MINISTRY, 3, 10), (BLOGGER, 4, 20))
    fear = story_post(posts[4], role=Role.MENTION, stance=Stance.FEARED)
    stories = (
        story(1, story_post(posts[1])),
        story(2, story_post(posts[2]), state=StoryState.DENIED),
        story(3, fear),
        story(4, merged_into=1),
        story(5, story_post(posts[4])),
    )
    await archive.commit_work(done((), stories=stories))
    figures = await archive.period_figures(since=NIGHT + minutes(1), now=NIGHT + minutes(60))
    assert figures.stories == {StoryState.DENIED: 1, StoryState.CLAIMED: 1}
    figures = await archive.period_figures(since=NIGHT, now=NIGHT + timedelta(hours=13))
    assert figures.stories == {StoryState.DENIED: 1, StoryState.FADING: 2}
    assert (figures.answers, figures.time_to_answer) == (0, None)


async def test_the_time_to_an_answer_is_that_of_the_first_official_one_that_stands(archive: Archive) -> None:
    given = ((BLOGGER, 1, 0), (MINISTRY, 2, 30), (MINISTRY, 3, 50), (OTHER, 4, 10), (MINISTRY, 5, 70), (OTHER, 6, 40))
    posts = await told(archive, *given)
    denied = [answer(posts[number], Role.DENIAL) for number in (2, 3, 4)]
    stories = (
        story(1, story_post(posts[1]), *denied),
        story(2, story_post(posts[6]), answer(posts[5], Role.ADMISSION)),
        story(3, answer(posts[2], Role.DENIAL), story_post(posts[6])),
    )
    await archive.commit_work(done((), stories=stories))
    figures = await archive.period_figures(since=NIGHT, now=NOW)
    assert (figures.answers, figures.time_to_answer) == (2, minutes(30))
    gone = SeenDeletion(channel=MINISTRY, message_id=2, deleted_at=NOW, origin=Origin.IMPORT)
    await archive.take_in([gone], now=NOW)
    figures = await archive.period_figures(since=NIGHT, now=NOW)
    assert (figures.answers, figures.time_to_answer) == (2, minutes(40)), "of 50 and 30 minutes"


@pytest.mark.parametrize(
    ("answers", "record"),
    [
        ([], {}),
        ([(Role.DENIAL, MINISTRY, 30)], {"denied": 1}),
        ([(Role.ADMISSION, MINISTRY, 30)], {"admitted": 1}),
        ([(Role.DENIAL, MINISTRY, 30), (Role.ADMISSION, MINISTRY, 90)], {"admitted": 1}),
        ([(Role.DENIAL, OTHER, 30)], {}),
        ([(Role.DENIAL, MINISTRY, -30)], {}),
    ],
)
async def test_what_officials_said_later(
    archive: Archive, answers: list[tuple[Role, ChannelRef, float]], record: dict[str, int]
) -> None:
    said = [(who, 10 + number, at) for number, (_, who, at) in enumerate(answers)]
    posts = await told(archive, (BLOGGER, 1, 0), *said)
    given = [answer(posts[10 + number], role) for number, (role, _, _) in enumerate(answers)]
    await archive.commit_work(done((), stories=(story(1, story_post(posts[1]), *given),)))
    expected = {"claims": 1, "denied": 0, "admitted": 0, "retracted": 0, **record}
    assert await records(archive) == {"blogger_test": ClaimRecord(**expected)}


async def test_only_stories_told_in_own_words_count_each_once(archive: Archive) -> None:
    posts = await told(archive, (BLOGGER, 1, 0), (BLOGGER, 2, 5), (OTHER, 3, 10), (BLOGGER, 4, 20), (OTHER, 5, 30))
    stories = (
        story(1, story_post(posts[1]), story_post(posts[2]), story_post(posts[3], role=Role.COPY, copy_of=1)),
        story(2, story_post(posts[4])),
        story(3, story_post(posts[5], role=Role.MENTION, stance=Stance.FEARED)),
    )
    await archive.commit_work(done((), stories=stories))
    assert await records(archive) == {"blogger_test": ClaimRecord(claims=2, denied=0, admitted=0, retracted=0)}
    assert (await records(archive, since=minutes(6)))["blogger_test"].claims == 1
    assert await records(archive, since=minutes(60)) == {}


async def test_a_claim_is_retracted_when_none_of_it_stands(archive: Archive) -> None:
    posts = await told(archive, (BLOGGER, 1, 0), (BLOGGER, 2, 5), (OTHER, 3, 10), (MINISTRY, 4, 15))
    denial = answer(posts[4], Role.DENIAL)
    kept = (story_post(posts[1]), story_post(posts[2]), story_post(posts[3], withdrawn=True), denial)
    await archive.commit_work(done((), stories=(story(1, *kept),)))
    denied = {"claims": 1, "denied": 1, "admitted": 0}
    for number, retracted in ((None, 0), (1, 0), (2, 1)):
        if number is not None:
            gone = SeenDeletion(channel=BLOGGER, message_id=number, deleted_at=NOW, origin=Origin.IMPORT)
            await archive.take_in([gone], now=NOW)
        found = await records(archive)
        assert found["blogger_test"] == ClaimRecord(**denied, retracted=retracted)
        assert found["other_test"] == ClaimRecord(**denied, retracted=1)


async def test_an_empty_archive_has_none(archive: Archive) -> None:
    assert await archive.claim_records(since=NIGHT) == {}
    figures = await archive.period_figures(since=NIGHT, now=NOW)
    assert (figures.posts, figures.first_post_at, figures.flags, figures.stories) == (0, None, {}, {})
