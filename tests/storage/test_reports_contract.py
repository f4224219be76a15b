"""Figures: channels, digests, status."""

from datetime import timedelta

from bot.model.channel import ChannelRef
from bot.model.flag import Stance
from bot.model.post import Origin
from bot.model.work import Lane
from bot.ports import Archive
from tests.storage.samples import (
    NIGHT,
    NOW,
    delivery,
    done,
    edit,
    flag,
    gone,
    minutes,
    read_all,
    seen,
    story,
    story_post,
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


async def test_a_digest_tells_of_its_span_only(archive: Archive) -> None:
    posts = [seen(number, f"прорыв {number}", after=minutes(number * 10)) for number in range(1, 5)]
    await archive.take_in([*posts, seen(9, "тихо", after=minutes(25), origin=Origin.RECOVERED)], now=NOW)
    stored = await read_all(
        archive,
        m1=flag("breakthrough", Stance.CLAIMED),
        m2=flag("breakthrough", Stance.CLAIMED),
        m3=flag("breakthrough", Stance.DENIED),
        m4=flag("retreat", Stance.CLAIMED),
    )
    stories = tuple(story(number, story_post(stored[number])) for number in range(1, 5))
    spanning = story(5, story_post(stored[1]), story_post(stored[3]))
    await archive.commit_work(done((), stories=(*stories, spanning)))
    material = await archive.digest_material(since=NIGHT + minutes(10), until=NIGHT + minutes(30))
    assert [each.story_id for each in material.stories] == [2, 3, 5]
    assert material.flags_by_stance == {"claimed": 1, "denied": 1}
    assert (material.recovered, material.changed) == (1, ())
    assert [report.channel.name for report in material.channels] == ["rybar_test"]


async def test_a_digest_tells_what_was_edited_or_deleted_after_it_was_flagged(archive: Archive) -> None:
    await archive.take_in([seen(number, f"прорыв {number}") for number in range(1, 6)], now=NOW)
    await read_all(archive, **{f"m{number}": flag() for number in (1, 2, 3, 4)})
    await archive.take_in(
        [
            edit(1, "ошибка", at=minutes(20)),
            gone(2, at=minutes(30)),
            edit(3, "позже", at=minutes(31)),
            gone(4, at=minutes(10)),
            edit(5, "не было флага", at=minutes(20)),
        ],
        now=NOW,
    )
    await read_all(archive, m2=flag(), m4=flag())
    material = await archive.digest_material(since=NIGHT + minutes(10), until=NIGHT + minutes(30))
    told = [(each.post.message_id, each.first.text, each.post.text, each.signals) for each in material.changed]
    assert told == [
        (1, "прорыв 1", "ошибка", ("breakthrough",)),
        (2, "прорыв 2", "прорыв 2", ("breakthrough",)),
    ]


async def test_an_empty_archive_has_figures_too(archive: Archive) -> None:
    assert await archive.channel_reports(now=NOW) == ()
    status = await archive.status(now=NOW)
    assert (status.posts, status.channels, status.change_log_behind) == (0, (), 0)
    material = await archive.digest_material(since=NIGHT, until=NOW)
    assert (material.stories, material.changed, material.flags_by_stance, material.recovered) == ((), (), {}, 0)
