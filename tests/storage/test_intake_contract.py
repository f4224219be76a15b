"""The first commit: posts, revisions, tombstones, order, coverage (RULES 1-5)."""

from datetime import timedelta

import pytest

from bot.model.channel import ChannelRef
from bot.model.message import Entity, EntityKind
from bot.model.post import (
    Arrival,
    ChangeKind,
    CoveredRange,
    ForwardOrigin,
    IntakeCounts,
    MediaFact,
    Origin,
    Post,
    SeenPost,
)
from bot.model.work import Lane
from bot.ports import Archive
from tests.storage.samples import MINISTRY, NIGHT, NOW, RYBAR, done, edit, gone, minutes, seen


async def stored(archive: Archive, message_id: int, channel: ChannelRef = RYBAR) -> Post:
    """A post that must be there."""
    found = await archive.find_channel(channel)
    assert found is not None
    post = await archive.post(found.key, message_id)
    assert post is not None
    return post


async def test_a_post_is_kept_as_it_came(archive: Archive) -> None:
    came = seen(
        7,
        "Прорыв под Соледаром?\n« ні »\x00\u200b",
        after=timedelta(microseconds=5),
        media=(MediaFact(kind="photo", media_id=5, width=640, height=480, duration_seconds=1.5, name="a.jpg"),),
        entities=(Entity(kind=EntityKind.LINK, offset=0, length=6, url="https://example.org"),),
        forwarded_from=ForwardOrigin(channel=ChannelRef(telegram_id=55, title="Кто-то"), message_id=9),
        reply_to=3,
        grouped_id=4,
        views=10,
        url="https://example.org/7",
    )
    assert await archive.take_in([came], now=NOW) == IntakeCounts(added=1)
    post = await stored(archive, 7)
    assert (post.text, post.date, post.origin, post.edited_at) == (came.text, came.date, Origin.IMPORT, None)
    assert (post.reply_to, post.grouped_id, post.views, post.url) == (3, 4, 10, "https://example.org/7")
    assert post.forwarded_from == came.forwarded_from
    assert (post.revision, post.deleted_at, post.service) == (0, None, None)


async def test_half_a_surrogate_pair_is_no_reason_to_lose_or_alter_a_post(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв \ud83d"), seen(2, url="https://example.org/\ud83d")], now=NOW)
    assert (await stored(archive, 1)).text == "прорыв \ud83d"
    assert (await archive.take_in([seen(1, "прорыв \ud83d")], now=NOW)).unchanged == 1


async def test_numbers_that_no_database_holds_are_left_out_and_the_post_kept(archive: Archive) -> None:
    vast = 1 << 70
    await archive.take_in([seen(1, views=vast, reply_to=vast, media=(MediaFact(kind="x", media_id=vast),))], now=NOW)
    assert (await stored(archive, 1)).views is None


async def test_an_unnamed_forward_is_a_forward(archive: Archive) -> None:
    await archive.take_in([seen(1, forwarded_from=ForwardOrigin(channel=None))], now=NOW)
    assert (await stored(archive, 1)).forwarded_from == ForwardOrigin(channel=None)


async def test_the_same_post_again_is_unchanged(archive: Archive) -> None:
    posts = [seen(1, "раз"), seen(2, "два", views=5)]
    assert await archive.take_in(posts, now=NOW) == IntakeCounts(added=2)
    again = [seen(1, "раз", origin=Origin.LIVE), seen(2, "два", views=900)]
    assert await archive.take_in(again, now=NOW) == IntakeCounts(unchanged=2)
    assert len(await archive.pending(Lane.BULK, limit=10)) == 2
    assert await archive.pending(Lane.URGENT, limit=10) == ()


async def test_twice_in_one_batch_is_once(archive: Archive) -> None:
    assert await archive.take_in([seen(1), seen(1)], now=NOW) == IntakeCounts(added=1, unchanged=1)


async def test_an_edit_is_a_revision_and_the_first_text_stays(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    assert await archive.take_in([edit(1, "нет прорыва", at=minutes(5))], now=NOW) == IntakeCounts(revised=1)
    post = await stored(archive, 1)
    assert (post.text, post.revision, post.edited_at, post.date) == (
        "нет прорыва",
        1,
        NIGHT + minutes(5),
        NIGHT,
    )
    first, second = await archive.revisions(post.post_id)
    assert (first.number, first.text, first.edited_at, first.seen_at) == (0, "прорыв", None, NOW)
    assert (second.number, second.text, second.edited_at) == (1, "нет прорыва", NIGHT + minutes(5))


async def test_an_older_copy_is_no_revision(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв"), edit(1, "нет", at=minutes(5))], now=NOW)
    assert await archive.take_in([seen(1, "прорыв")], now=NOW) == IntakeCounts(unchanged=1)
    assert (await stored(archive, 1)).text == "нет"


async def test_an_edit_that_comes_late_does_not_displace_a_later_one(archive: Archive) -> None:
    await archive.take_in([seen(1, "раз"), edit(1, "три", at=minutes(9))], now=NOW)
    assert (await archive.take_in([edit(1, "два", at=minutes(5))], now=NOW)).revised == 1
    post = await stored(archive, 1)
    assert post.text == "три"
    assert [version.text for version in await archive.revisions(post.post_id)] == ["раз", "два", "три"]


async def test_a_post_edited_there_and_back_stands_as_it_was_last_seen(archive: Archive) -> None:
    await archive.take_in([seen(1, "раз")], now=NOW)
    assert (await archive.take_in([edit(1, "раз", at=minutes(9))], now=NOW)).unchanged == 1
    assert (await archive.take_in([edit(1, "два", at=minutes(5))], now=NOW)).revised == 1
    assert (await stored(archive, 1)).text == "раз"


async def test_another_feed_s_view_of_the_markup_is_no_revision(archive: Archive) -> None:
    await archive.take_in([seen(1, "раз", media=(MediaFact(kind="photo"),))], now=NOW)
    live = seen(1, "раз", origin=Origin.LIVE, media=(MediaFact(kind="photo", media_id=8),))
    assert await archive.take_in([live], now=NOW) == IntakeCounts(unchanged=1)


async def test_another_picture_of_a_later_edit_is_a_revision(archive: Archive) -> None:
    await archive.take_in([seen(1, "раз", media=(MediaFact(kind="photo", media_id=8),))], now=NOW)
    other = edit(1, "раз", at=minutes(1), media=(MediaFact(kind="photo", media_id=9),))
    assert (await archive.take_in([other], now=NOW)).revised == 1


async def test_what_telegram_shows_now_stands_though_it_hides_its_edit(archive: Archive) -> None:
    await archive.take_in([seen(1, "раз"), edit(1, "два", at=minutes(5))], now=NOW)
    await archive.take_in([seen(1, "три", origin=Origin.RECOVERED)], now=NOW)
    assert (await stored(archive, 1)).text == "три"


async def test_an_edit_of_an_unseen_post_is_a_post(archive: Archive) -> None:
    assert await archive.take_in([edit(1, "два", at=minutes(5))], now=NOW) == IntakeCounts(added=1)
    assert await archive.take_in([seen(1, "раз")], now=NOW) == IntakeCounts(revised=1)
    post = await stored(archive, 1)
    assert (post.text, post.edited_at) == ("два", NIGHT + minutes(5))


async def test_an_edit_before_its_post_in_one_batch_is_its_revision(archive: Archive) -> None:
    told_by_edit = edit(1, "два", at=minutes(5), after=minutes(5))
    assert await archive.take_in([told_by_edit, seen(1, "раз")], now=NOW) == IntakeCounts(added=1, revised=1)
    post = await stored(archive, 1)
    assert (post.date, post.text) == (NIGHT, "два")


async def test_a_deletion_is_a_tombstone_and_the_text_stays(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    assert await archive.take_in([gone(1)], now=NOW) == IntakeCounts(deleted=1)
    assert await archive.take_in([gone(1)], now=NOW) == IntakeCounts(unchanged=1)
    post = await stored(archive, 1)
    assert (post.text, post.deleted_at) == ("прорыв", NIGHT + minutes(30))
    kinds = [change.kind for change in await archive.pending(Lane.BULK, limit=10)]
    assert kinds == [ChangeKind.POST, ChangeKind.TOMBSTONE]


async def test_a_deletion_waits_for_its_post(archive: Archive) -> None:
    assert await archive.take_in([gone(1)], now=NOW) == IntakeCounts(deleted=1)
    assert await archive.pending(Lane.BULK, limit=10) == ()
    await archive.take_in([seen(1)], now=NOW)
    (change,) = await archive.pending(Lane.BULK, limit=10)
    assert (change.kind, change.post.deleted_at) == (ChangeKind.POST, NIGHT + minutes(30))


async def test_service_messages_are_kept_and_counted_apart(archive: Archive) -> None:
    arrivals = [seen(1, "", service="pin_message"), seen(2)]
    assert await archive.take_in(arrivals, now=NOW) == IntakeCounts(added=1, service=1)
    assert await archive.take_in(arrivals, now=NOW) == IntakeCounts(unchanged=2)
    assert (await stored(archive, 1)).service == "pin_message"
    status = await archive.status(now=NOW)
    assert (status.posts, status.channels[0].posts) == (1, 1)


async def test_ids_rise_with_dates_whatever_the_order_of_arrival(archive: Archive) -> None:
    offsets = [300, 1, 1, 0.25, 0.75, -5, 86_400, 1.5]
    batches: list[list[Arrival]] = [
        [seen(number, after=timedelta(seconds=offset)) for number, offset in list(enumerate(offsets, 1))[first:last]]
        for first, last in ((0, 3), (3, 4), (4, 8))
    ]
    for batch in batches:
        await archive.take_in(batch, now=NOW)
    posts = [await stored(archive, number) for number in range(1, len(offsets) + 1)]
    by_id = sorted(posts, key=lambda post: post.post_id)
    assert [int(post.date.timestamp()) for post in by_id] == sorted(int(post.date.timestamp()) for post in posts)
    assert all(post.post_id >> 20 == int(post.date.timestamp()) for post in posts)


async def test_dates_before_1970_have_their_place_too(archive: Archive) -> None:
    await archive.take_in([seen(1, date=NIGHT.replace(year=1950)), seen(2)], now=NOW)
    first, second = await stored(archive, 1), await stored(archive, 2)
    assert first.post_id < 0 < second.post_id
    assert first.date == NIGHT.replace(year=1950)


async def test_lanes_keep_urgent_changes_from_the_rest(archive: Archive) -> None:
    origins = [Origin.IMPORT, Origin.LIVE, Origin.BACKFILL, Origin.RECOVERED]
    await archive.take_in([seen(number, origin=origin) for number, origin in enumerate(origins, 1)], now=NOW)
    urgent = await archive.pending(Lane.URGENT, limit=10)
    bulk = await archive.pending(Lane.BULK, limit=10)
    assert [change.origin for change in urgent] == [Origin.LIVE, Origin.RECOVERED]
    assert [change.origin for change in bulk] == [Origin.IMPORT, Origin.BACKFILL]
    assert all(change.seen_at == NOW for change in urgent)


async def test_positions_rise_in_commit_order(archive: Archive) -> None:
    for number, offset in enumerate((60, 0, 30), 1):
        await archive.take_in([seen(number, after=minutes(offset))], now=NOW)
    changes = await archive.pending(Lane.BULK, limit=2)
    assert [change.post.message_id for change in changes] == [1, 2]
    await archive.commit_work(done(changes))
    later = await archive.pending(Lane.BULK, limit=2)
    assert [change.post.message_id for change in later] == [3]
    assert later[0].position > changes[-1].position


async def test_a_change_tells_the_post_as_it_stands_now(archive: Archive) -> None:
    await archive.take_in([seen(1, "раз", origin=Origin.LIVE)], now=NOW)
    await archive.take_in([edit(1, "два", at=minutes(1), origin=Origin.LIVE)], now=NOW)
    texts = [(change.kind, change.post.text) for change in await archive.pending(Lane.URGENT, limit=10)]
    assert texts == [(ChangeKind.POST, "два"), (ChangeKind.REVISION, "два")]


async def test_a_live_post_above_a_gap_leaves_the_cursor(archive: Archive) -> None:
    """RULES 2: live 110 arrives, the process is killed, and 101-109 come on restart."""
    first = CoveredRange(channel=RYBAR, first_id=1, last_id=100)
    await archive.take_in([seen(number) for number in (99, 100)], now=NOW, covered=first)
    await archive.take_in([seen(110, origin=Origin.LIVE)], now=NOW)
    channel = await archive.find_channel(RYBAR)
    assert channel is not None
    assert await archive.cursor(channel.key) == 100
    missed = [seen(number, origin=Origin.RECOVERED) for number in range(101, 110)]
    counts = await archive.take_in(
        [*missed, seen(110, origin=Origin.RECOVERED)],
        now=NOW,
        covered=CoveredRange(channel=RYBAR, first_id=101, last_id=110),
    )
    assert (counts.added, counts.unchanged) == (9, 1)
    assert await archive.cursor(channel.key) == 110


@pytest.mark.parametrize(
    ("ranges", "cursor"),
    [
        ([(10, 20)], 20),
        ([(10, 20), (30, 40)], 20),
        ([(30, 40), (10, 20)], 20),
        ([(10, 20), (30, 40), (21, 29)], 40),
        ([(10, 20), (30, 40), (15, 35)], 40),
        ([(10, 20), (12, 15)], 20),
        ([(10, 20), (5, 40)], 40),
        ([(10, 20), (1, 9)], 20),
        ([(10, 20), (22, 22)], 20),
    ],
)
async def test_ranges_merge_as_they_touch(archive: Archive, ranges: list[tuple[int, int]], cursor: int) -> None:
    for first_id, last_id in ranges:
        await archive.take_in([], now=NOW, covered=CoveredRange(channel=RYBAR, first_id=first_id, last_id=last_id))
    channel = await archive.find_channel(RYBAR)
    assert channel is not None
    assert await archive.cursor(channel.key) == cursor
    assert (await archive.channel_reports(now=NOW))[0].cursor == cursor


async def test_no_coverage_no_cursor(archive: Archive) -> None:
    await archive.take_in([seen(5)], now=NOW)
    channel = await archive.find_channel(RYBAR)
    assert channel is not None
    assert await archive.cursor(channel.key) is None


async def test_ids_of_two_channels_do_not_meet(archive: Archive) -> None:
    other = SeenPost(channel=MINISTRY, message_id=1, date=NIGHT, text="отход", origin=Origin.IMPORT)
    assert (await archive.take_in([seen(1, "прорыв"), other], now=NOW)).added == 2
    assert (await stored(archive, 1)).text == "прорыв"
    assert (await stored(archive, 1, MINISTRY)).text == "отход"
