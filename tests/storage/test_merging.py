"""Two rows of one channel become one, as if all had been told of the one from the first."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InputError
from bot.model.channel import ChannelRef, FollowState
from bot.model.post import Arrival, CoveredRange, Origin
from bot.model.subscriber import Mute, MuteKind, Preferences
from bot.model.upkeep import ChannelsMerged
from bot.model.work import Lane
from bot.ports import Archive
from storage.opening import open_archive
from tests.storage.samples import (
    MINISTRY,
    NOW,
    RYBAR,
    done,
    edit,
    find,
    flag,
    gone,
    minutes,
    phrase,
    read_all,
    seen,
    story,
    story_post,
    subscriber,
)
from tests.storage.test_any_order_of_arrivals import lives

OTHER = ChannelRef(title="The same channel in an export")


def of_other(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """The same, told of the other row."""
    return [replace(arrival, channel=OTHER) for arrival in arrivals]


async def key_of(archive: Archive, ref: ChannelRef) -> int:
    """The key of a channel that is there."""
    channel = await archive.find_channel(ref)
    assert channel is not None
    return channel.key


async def merged(archive: Archive, *, on_trial: bool = False) -> ChannelsMerged:
    """Merge OTHER into RYBAR."""
    kept, given_key = await key_of(archive, RYBAR), await key_of(archive, OTHER)
    return await archive.merge_channels(kept=kept, given=given_key, now=NOW, on_trial=on_trial)


async def contents(archive: Archive) -> dict[int, tuple[str, bool, frozenset[str]]]:
    """Each post's text, whether it is deleted, and the texts of all its versions; the index must agree."""
    await read_all(archive)
    key = await key_of(archive, RYBAR)
    known = {}
    for number in sorted(await find(archive, channel_keys=(key,))):
        stored = await archive.post(key, number)
        assert stored is not None
        versions = await archive.revisions(stored.post_id)
        assert versions[-1].text == stored.text
        known[number] = (stored.text, stored.deleted_at is not None, frozenset(version.text for version in versions))
        assert stored.message_id in await find(archive, phrase(stored.text), channel_keys=(key,))
    (report,) = [each for each in await archive.channel_reports(now=NOW) if each.channel.key == key]
    assert report.posts == len(known)
    return known


async def play(first: Sequence[Arrival], second: Sequence[Arrival], *, read_before: bool) -> None:
    parted, whole = await open_archive(":memory:"), await open_archive(":memory:")
    try:
        await parted.take_in(first, now=NOW)
        await parted.take_in(of_other(second), now=NOW)
        if read_before:
            await read_all(parted)
        told = await merged(parted)
        for batch in (first, second):
            await whole.take_in(batch, now=NOW)
        assert await contents(parted) == await contents(whole)
        assert told.doubles == len({one.message_id for one in first} & {one.message_id for one in second})
        assert told.moved == len({one.message_id for one in second} - {one.message_id for one in first})
    finally:
        await parted.close()
        await whole.close()


@given(lives(), lives(), st.booleans())
@settings(deadline=None, max_examples=60)  # two archives are made for each
def test_it_is_as_if_all_had_been_told_of_one(first: list[Arrival], second: list[Arrival], read_before: bool) -> None:
    asyncio.run(play(first, second, read_before=read_before))


async def test_ranges_names_following_and_mutes_are_handed_over(archive: Archive) -> None:
    covered = CoveredRange(channel=RYBAR, first_id=1, last_id=9)
    await archive.take_in([seen(1)], now=NOW, covered=covered)
    covered = CoveredRange(channel=OTHER, first_id=10, last_id=20)
    await archive.take_in([seen(10, channel=OTHER), seen(11, channel=OTHER)], now=NOW, covered=covered)
    await archive.follow([OTHER], now=NOW)
    given_key = await key_of(archive, OTHER)
    await archive.identify(given_key, replace(OTHER, telegram_id=77))
    await archive.set_follow_state(given_key, FollowState.LIVE, note=None, now=NOW)
    mute = Mute(kind=MuteKind.CHANNEL, target=str(given_key), until=None)
    await archive.save_subscriber(subscriber(1, preferences=Preferences(mutes=(mute,))))
    before = await read_all(archive)
    assert await merged(archive) == ChannelsMerged(moved=2, doubles=0, revised=0)
    key = await key_of(archive, RYBAR)
    assert await key_of(archive, OTHER) == await key_of(archive, ChannelRef(telegram_id=77)) == key
    assert await archive.cursor(key) == 20
    (report,) = await archive.channel_reports(now=NOW)
    assert (report.posts, report.channel.followed, report.channel.follow_state) == (3, True, FollowState.LIVE)
    told = await archive.subscriber(1)
    assert told is not None
    assert [each.target for each in told.preferences.mutes] == [str(key)]
    after = await read_all(archive)
    assert {number: post.post_id for number, post in after.items()} == {
        number: before[number].post_id for number in (10, 11)
    }


async def test_a_doubles_place_in_a_story_goes_to_the_one_that_stays(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв"), seen(2, "прорыв два")], now=NOW)
    mine = await read_all(archive, m1=flag())
    await archive.take_in(of_other([seen(1, "прорыв"), seen(2, "прорыв два")]), now=NOW)
    theirs = await read_all(archive, m1=flag(), m2=flag())
    first, second = story(1, story_post(mine[1])), story(2, story_post(theirs[1]))
    third = story(3, story_post(theirs[2], copy_of=theirs[1].post_id))
    await archive.commit_work(done((), stories=(first, second, third)))
    await merged(archive)
    survivor, alone = await archive.story(2), await archive.story(3)
    assert survivor is not None
    assert alone is not None
    assert survivor.story_id == 1
    assert [post.post_id for post in survivor.posts] == [mine[1].post_id]
    assert [(post.post_id, post.copy_of) for post in alone.posts] == [(mine[2].post_id, mine[1].post_id)]
    changes = await archive.pending(Lane.BULK, limit=9)
    assert sorted(change.post.post_id for change in changes) == sorted(mine[number].post_id for number in (1, 2))


async def test_what_was_urgent_and_not_worked_still_is(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    await archive.take_in([seen(1, "прорыв", channel=OTHER, origin=Origin.LIVE)], now=NOW)
    await merged(archive)
    assert [change.post.channel.name for change in await archive.pending(Lane.URGENT, limit=9)] == [RYBAR.handle]


async def test_a_trial_tells_the_same_and_changes_nothing(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв"), gone(3)], now=NOW)
    theirs = of_other([seen(1), edit(1, "отход", at=timedelta(hours=1)), seen(2), seen(3, after=minutes(3))])
    await archive.take_in(theirs, now=NOW)
    told = await merged(archive, on_trial=True)
    assert told == ChannelsMerged(moved=2, doubles=1, revised=2)
    assert len(await archive.channel_reports(now=NOW)) == 2
    assert await merged(archive) == told
    posts = await read_all(archive)
    assert posts[3].deleted_at is not None


async def test_what_cannot_be_one_is_refused(archive: Archive) -> None:
    news = ChannelRef(telegram_id=5, title="News")
    await archive.take_in([seen(1, channel=MINISTRY), seen(1, channel=news)], now=NOW)
    ministry, other = await key_of(archive, MINISTRY), await key_of(archive, news)
    with pytest.raises(InputError, match="different Telegram ids"):
        await archive.merge_channels(kept=ministry, given=other, now=NOW)
    with pytest.raises(InputError, match="one channel"):
        await archive.merge_channels(kept=other, given=other, now=NOW)
