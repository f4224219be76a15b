"""Figures: channels, digests, status."""

from datetime import timedelta

from bot.model.channel import ChannelRef
from bot.model.digest import DigestSpan
from bot.model.post import Origin
from bot.model.work import Lane
from bot.ports import Archive
from tests.storage.samples import (
    NIGHT,
    NOW,
    delivery,
    done,
    gone,
    minutes,
    seen,
    subscriber,
)


async def test_channel_figures(archive: Archive) -> None:
    other = ChannelRef(handle="aaa_test")
    day = timedelta(days=1)
    await archive.take_in(
        [
            seen(1, after=-day),
            seen(2, after=timedelta(0)),
            seen(3, after=minutes(5)),
            seen(4, after=minutes(9), service="pin_message"),
            seen(1, channel=other, after=-day * 3),
        ],
        now=NOW,
    )
    await archive.follow([ChannelRef(handle="zzz_test")], now=NOW)
    quiet, busy, silent = await archive.channel_reports(now=NIGHT + minutes(10))
    assert [report.channel.name for report in (quiet, busy, silent)] == ["aaa_test", "rybar_test", "zzz_test"]
    assert (busy.posts, busy.posts_last_day, busy.last_post_at) == (3, 2, NIGHT + minutes(5))
    assert busy.last_post_lag == NOW - NIGHT - minutes(5)
    assert (quiet.posts, quiet.posts_last_day) == (1, 0)
    assert (silent.posts, silent.last_post_at, silent.last_post_lag, silent.cursor) == (0, None, None, None)


async def test_an_old_post_that_comes_late_is_not_the_last(archive: Archive) -> None:
    await archive.take_in([seen(5, after=minutes(5))], now=NOW)
    await archive.take_in([seen(4, after=minutes(1))], now=NOW + minutes(60))
    (report,) = await archive.channel_reports(now=NOW)
    assert (report.last_post_at, report.last_post_lag) == (NIGHT + minutes(5), NOW - NIGHT - minutes(5))


async def test_status(archive: Archive) -> None:
    await archive.take_in([seen(1), seen(2, origin=Origin.LIVE), gone(1), seen(3, service="x")], now=NOW)
    await archive.enqueue([delivery("a"), delivery("b"), delivery("c")])
    await archive.park("b", reason="rejected", now=NOW)
    status = await archive.status(now=NOW)
    assert (status.posts, status.change_log_behind, status.faulty_posts) == (2, 4, 0)
    assert (status.outbox_waiting, status.outbox_parked) == (2, 1)
    assert status.database_bytes > 10_000
    assert len(status.channels) == 1
    await archive.commit_work(done(await archive.pending(Lane.BULK, limit=2)))
    assert (await archive.status(now=NOW)).change_log_behind == 2


async def test_only_what_a_subscriber_misses_is_owed(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(1))
    await archive.save_subscriber(subscriber(2, subscribed_by=2))
    await archive.enqueue([delivery("reader", 1), delivery("blocked us", 2), delivery("stranger", 3)])
    await archive.park("stranger", reason="rejected", now=NOW)
    await archive.park_subscriber(2, reason="the bot was blocked", now=NOW)
    status = await archive.status(now=NOW)
    assert (status.outbox_parked, status.outbox_owed) == (2, 0)
    await archive.park_subscriber(1, reason="the bot was put out", now=NOW)
    assert (await archive.status(now=NOW)).outbox_owed == 1


async def test_an_empty_archive_has_figures_too(archive: Archive) -> None:
    assert await archive.channel_reports(now=NOW) == ()
    status = await archive.status(now=NOW)
    assert (status.posts, status.channels, status.change_log_behind) == (0, (), 0)
    material = await archive.digest_material(DigestSpan(since=NIGHT, until=NOW, after=0, up_to=0), chat_id=1)
    assert (material.stories, material.changed, material.words, material.recovered) == ((), (), (), 0)
    assert (material.alarms.raised, material.alarms.first_post) == ({}, None)
