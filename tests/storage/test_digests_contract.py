"""What chats have been told by digests, and what became known since (RULES 18)."""

from datetime import datetime, timedelta
from typing import Any

from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.digest import DigestMaterial, DigestSpan, DigestStory, DigestTold
from bot.model.flag import Stance
from bot.model.message import Message
from bot.model.post import Origin, Post
from bot.model.story import Role
from bot.model.watch import WordMatch
from bot.model.work import Lane
from bot.ports import Archive
from storage.sqlite.rows import first_post_id, micros
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
    watch_word,
)

LEASE = timedelta(minutes=2)
LIVE: dict[str, Any] = {"origin": Origin.LIVE}


def digest(slot: str, until: datetime, chat_id: int = 5, **facts: object) -> NewDelivery:
    """A digest that tells up to then."""
    told = {"slot": slot, "since": NIGHT.isoformat(), "until": until.isoformat(), "up_to": 7, "empty": False}
    kind = {"kind": DeliveryKind.DIGEST, "priority": Priority.DIGEST}
    return delivery(f"digest:{chat_id}:{slot}", chat_id, facts={**told, **facts}, **kind)


MORNING = digest("2023-05-12T08:00", NOW)
EVENING = digest("2023-05-12T20:00", NOW + timedelta(hours=12), up_to=9)


async def sent(archive: Archive, row: NewDelivery) -> None:
    """Send a row that waits."""
    await archive.lease(now=NOW, limit=9, lease_for=LEASE)
    await archive.confirm(row.key, version=1, now=NOW)


async def told_up_to(archive: Archive) -> int | None:
    """The position up to which chat 5 has been told."""
    told = (await archive.digest_standing(5)).told
    return told.up_to if told else None


async def test_only_what_was_sent_is_told(archive: Archive) -> None:
    assert (await archive.digest_standing(5)).last_slot is None
    assert await archive.put_digest(MORNING)
    standing = await archive.digest_standing(5)
    assert (standing.last_slot, standing.told, standing.is_under_way) == ("2023-05-12T08:00", None, False)
    await sent(archive, MORNING)
    standing = await archive.digest_standing(5)
    assert standing.told == DigestTold(until=NOW, up_to=7, was_empty=False)
    assert not standing.is_under_way


async def test_a_digest_that_was_given_up_has_told_nothing(archive: Archive) -> None:
    await archive.put_digest(MORNING)
    await sent(archive, MORNING)
    await archive.put_digest(EVENING)
    await archive.park(EVENING.key, reason="rejected", now=NOW)
    assert (await archive.digest_standing(5)).last_slot == "2023-05-12T20:00"
    assert await told_up_to(archive) == 7


async def test_the_next_digest_takes_the_place_of_one_that_nobody_has_begun(archive: Archive) -> None:
    assert await archive.put_digest(MORNING)
    assert await archive.put_digest(EVENING)
    rows = await archive.lease(now=NOW, limit=9, lease_for=LEASE, max_per_chat=9)
    assert [row.key for row in rows] == [EVENING.key]


async def test_a_digest_that_is_under_way_is_waited_for(archive: Archive) -> None:
    await archive.put_digest(MORNING)
    await archive.lease(now=NOW, limit=1, lease_for=LEASE)
    assert (await archive.digest_standing(5)).is_under_way
    assert not await archive.put_digest(EVENING)
    await archive.freeze(MORNING.key, [Message(text="told")], version=1)
    await archive.release_leases()
    assert (await archive.digest_standing(5)).is_under_way
    assert not await archive.put_digest(EVENING)
    await archive.park(MORNING.key, reason="rejected", now=NOW)
    assert await archive.put_digest(EVENING)


async def test_a_slot_that_passes_in_silence_counts_as_told_and_sends_nothing(archive: Archive) -> None:
    await archive.put_digest(digest("2023-05-12T08:00", NOW, empty=True), is_passed=True)
    standing = await archive.digest_standing(5)
    assert standing.last_slot == "2023-05-12T08:00"
    assert standing.told == DigestTold(until=NOW, up_to=7, was_empty=True)
    assert await archive.lease(now=NOW, limit=9, lease_for=LEASE) == ()
    assert await archive.next_due(now=NOW) is None


async def test_a_slot_is_told_once(archive: Archive) -> None:
    await archive.put_digest(MORNING)
    await sent(archive, MORNING)
    assert not await archive.put_digest(MORNING)


async def test_chats_do_not_mix(archive: Archive) -> None:
    await archive.put_digest(digest("2023-05-13T08:00", NOW, chat_id=6))
    assert (await archive.digest_standing(5)).last_slot is None
    assert await archive.put_digest(MORNING)


async def material(archive: Archive, after: int, up_to: int | None = None) -> DigestMaterial:
    """What became known between these positions."""
    if up_to is None:
        up_to = await archive.known_up_to()
    return await archive.digest_material(DigestSpan(since=NIGHT, until=NOW, after=after, up_to=up_to), chat_id=5)


def news(told: DigestMaterial) -> list[tuple[int, list[int], bool]]:
    """Each story's number, the message ids that are fresh, and whether it goes on."""
    return [(each.story.story_id, _messages(each), each.is_going_on) for each in told.stories]


def _messages(told: DigestStory) -> list[int]:
    return [post.message_id for post in told.story.posts if post.post_id in told.fresh]


async def grouped(archive: Archive, *numbers: int, lane: Lane = Lane.URGENT, **facts: object) -> dict[int, Post]:
    """Take in these messages, the later the older, and let the stories of their own numbers hold them."""
    origin = Origin.LIVE if lane is Lane.URGENT else Origin.IMPORT
    posts = [seen(number, f"прорыв {number}", after=-minutes(number), origin=origin) for number in numbers]
    await archive.take_in(posts, now=NOW)
    changes = await archive.pending(lane, limit=99)
    stored = {change.post.message_id: change.post for change in changes}
    stories = [story(number, story_post(post, **facts)) for number, post in stored.items()]
    await archive.commit_work(done(changes, lane=lane, stories=tuple(stories)))
    return stored


async def test_news_follow_the_order_in_which_they_became_known(archive: Archive) -> None:
    await grouped(archive, 1, 2)
    between = await archive.known_up_to()
    await grouped(archive, 3)
    assert news(await material(archive, 0)) == [(1, [1], False), (2, [2], False), (3, [3], False)]
    assert news(await material(archive, 0, between)) == [(1, [1], False), (2, [2], False)]
    assert news(await material(archive, between)) == [(3, [3], False)]
    assert news(await material(archive, await archive.known_up_to())) == []


async def test_a_story_goes_on_with_what_is_new_in_it(archive: Archive) -> None:
    first = await grouped(archive, 1)
    between = await archive.known_up_to()
    await archive.take_in([seen(5, "прорыв пять", **LIVE)], now=NOW)
    changes = await archive.pending(Lane.URGENT, limit=9)
    both = story(1, story_post(first[1]), story_post(changes[0].post))
    await archive.commit_work(done(changes, lane=Lane.URGENT, stories=(both,)))
    assert news(await material(archive, between)) == [(1, [5], True)]
    assert news(await material(archive, 0)) == [(1, [1, 5], False)]
    (early,) = (await material(archive, 0, between)).stories
    assert early.fresh == {first[1].post_id}


async def test_imports_are_news_to_nobody(archive: Archive) -> None:
    imported = await grouped(archive, 1, lane=Lane.BULK)
    assert news(await material(archive, 0)) == []
    await archive.take_in([seen(5, "прорыв пять", **LIVE)], now=NOW)
    changes = await archive.pending(Lane.URGENT, limit=9)
    both = story(1, story_post(imported[1]), story_post(changes[0].post))
    await archive.commit_work(done(changes, lane=Lane.URGENT, stories=(both,)))
    assert news(await material(archive, 0)) == [(1, [5], False)]


async def test_a_changed_part_is_news_and_an_unchanged_one_is_not(archive: Archive) -> None:
    (post,) = (await grouped(archive, 1)).values()
    known = await archive.known_up_to()
    for number, part, expected in (
        (11, {}, []),
        (12, {"cue": "будто", "places": ("soledar",)}, []),
        (13, {"withdrawn": True}, [(1, [1], True)]),
        (14, {"withdrawn": True, "role": Role.COPY}, [(1, [1], True)]),
    ):
        await archive.take_in([seen(number, **LIVE)], now=NOW)
        changes = await archive.pending(Lane.URGENT, limit=9)
        await archive.commit_work(done(changes, lane=Lane.URGENT, stories=(story(1, story_post(post, **part)),)))
        assert news(await material(archive, known)) == expected
        known = await archive.known_up_to()


async def test_a_post_that_moves_to_another_story_is_no_news(archive: Archive) -> None:
    (post,) = (await grouped(archive, 1)).values()
    known = await archive.known_up_to()
    await archive.take_in([seen(11, **LIVE)], now=NOW)
    changes = await archive.pending(Lane.URGENT, limit=9)
    moved = story(2, story_post(post))
    await archive.commit_work(done(changes, lane=Lane.URGENT, stories=(story(1), moved)))
    assert news(await material(archive, known)) == []
    assert news(await material(archive, 0)) == [(2, [1], False)]


async def test_positions_by_time_are_those_of_the_urgent_lane(archive: Archive) -> None:
    assert await archive.known_up_to() == await archive.known_up_to(before=NOW) == 0
    assert await archive.last_heard() is None
    await archive.take_in([seen(1, **LIVE)], now=NOW)
    await archive.take_in([seen(2)], now=NOW)
    await archive.take_in([seen(3, **LIVE)], now=NOW + minutes(1))
    assert await archive.known_up_to() == 0
    first, second = (change.position for change in await archive.pending(Lane.URGENT, limit=9))
    assert await archive.known_up_to(before=NOW) == 0
    assert await archive.known_up_to(before=NOW + minutes(1)) == first
    assert await archive.known_up_to(before=NOW + minutes(5)) == second
    await read_all(archive)
    assert await archive.known_up_to() == second
    assert await archive.last_heard() == NOW + minutes(1)


async def test_what_was_edited_or_deleted_after_it_was_flagged(archive: Archive) -> None:
    await archive.take_in([seen(number, f"прорыв {number}", **LIVE) for number in range(1, 6)], now=NOW)
    await read_all(archive, **{f"m{number}": flag() for number in (1, 2, 3, 4)})
    before = await archive.known_up_to()
    changed = [
        edit(1, "ошибка", at=minutes(20), **LIVE),
        edit(3, "из файла", at=minutes(20)),
        edit(5, "не было флага", at=minutes(20), **LIVE),
        seen(6, "новый", **LIVE),
    ]
    await archive.take_in(changed, now=NOW)
    await archive.take_in([gone(4)], now=NOW)
    await read_all(archive, m2=flag(), m6=flag())
    told = (await material(archive, before)).changed
    assert [(each.post.message_id, each.first.text, each.post.text, each.signals) for each in told] == [
        (1, "прорыв 1", "ошибка", ("breakthrough",)),
    ]
    assert (await material(archive, await archive.known_up_to())).changed == ()


async def test_recovered_posts_are_counted_when_they_come(archive: Archive) -> None:
    await archive.take_in([seen(1, **LIVE), seen(2, origin=Origin.RECOVERED)], now=NOW)
    await read_all(archive)
    between = await archive.known_up_to()
    await archive.take_in([seen(3, origin=Origin.RECOVERED, after=-timedelta(days=3))], now=NOW)
    await read_all(archive)
    assert [(await material(archive, *span)).recovered for span in ((0,), (0, between), (between,))] == [2, 1, 1]


async def test_watched_words_are_counted_by_the_time_they_were_found(archive: Archive) -> None:
    posts = await grouped(archive, 1, 2, 3, 4)
    ids = [posts[number].post_id for number in range(1, 5)]
    words = [await archive.watch(watch_word(key, 5), most=9) for key in ("понтон", "мост")]
    others = await archive.watch(watch_word("понтон", 6), most=9)
    assert words[0]
    assert words[1]
    assert others
    facts = ((words[0], 0, 0, 10), (words[0], 1, 0, 20), (words[0], 2, 0, 0), (words[1], 3, 3, 30), (others, 0, 0, 5))
    matches = [
        WordMatch(
            word_id=word.word_id,
            post_id=ids[post],
            head_id=ids[head],
            at=NIGHT + minutes(after),
            open_until=NOW,
            is_copy=post == 1,
        )
        for word, post, head, after in facts
    ]
    await archive.commit_work(done((), word_matches=tuple(matches)))
    tallies = (await material(archive, 0)).words
    assert [(each.word, each.posts, each.copies) for each in tallies] == [("понтон", 1, 1), ("мост", 1, 0)]


async def test_alarms_are_claims_and_fears_each_post_once_a_signal(archive: Archive) -> None:
    posts = [seen(number, after=minutes(number * 10)) for number in range(1, 7)]
    await archive.take_in(posts, now=NOW)
    fear, denial = flag("breakthrough", Stance.FEARED), flag("breakthrough", Stance.DENIED)
    stored = await read_all(archive, m1=flag(), m2=fear, m3=denial, m4=flag("capture"), m5=flag())
    await archive.take_in([edit(1, "исправлено", at=minutes(50))], now=NOW)
    await read_all(archive, m1=flag())
    history = await archive.alarms(since=NIGHT, until=NIGHT + minutes(40))
    ids = {number: post.post_id for number, post in stored.items()}
    assert history.raised == {"breakthrough": (ids[1], ids[2]), "capture": (ids[4],)}
    assert history.first_post == NIGHT + minutes(10)
    assert (await archive.alarms(since=NIGHT)).raised["breakthrough"] == (ids[1], ids[2], ids[5])


async def test_days_without_a_post_are_gaps(archive: Archive) -> None:
    await archive.take_in([seen(20 + days, after=-timedelta(days=days)) for days in (9, 7, 3, 0)], now=NOW)
    history = await archive.alarms(since=NIGHT - timedelta(days=8), until=NIGHT)
    today = first_post_id(micros(NIGHT)) // first_post_id(86_400_000_000)
    assert history.days_heard == {today - 7, today - 3, today}
    assert history.first_post == NIGHT - timedelta(days=7)
    later = await archive.alarms(since=NOW + timedelta(days=2), until=NOW + timedelta(days=3))
    assert (later.days_heard, later.first_post) == (frozenset(), None)
