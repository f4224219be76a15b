"""Watched words are kept, counted and forgotten (WatchStore)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model.delivery import DeliveryKind
from bot.model.post import Origin
from bot.model.subscriber import SubscriberState
from bot.model.watch import NewWatchWord, WatchWord, WordMatch, word_alert_key
from bot.model.work import Lane
from bot.ports import Archive
from storage.opening import open_archive
from tests.storage.samples import NIGHT, NOW, RYBAR, delivery, done, minutes, read_all, seen, subscriber, watch_word

LATER = NOW + timedelta(minutes=15)


async def watched(archive: Archive, *words: NewWatchWord) -> list[WatchWord]:
    kept = [await archive.watch(word, most=50) for word in words]
    assert all(kept)
    return [word for word in kept if word is not None]


async def posts(archive: Archive, count: int) -> list[int]:
    """Ids of so many new posts, already worked."""
    await archive.take_in(
        [seen(number, f"понтон {number}", origin=Origin.LIVE) for number in range(1, count + 1)], now=NOW
    )
    return [post.post_id for _, post in sorted((await read_all(archive)).items())]


def match(word: WatchWord, post_id: int, head_id: int, *, at: datetime = NOW, is_copy: bool = False) -> WordMatch:
    return WordMatch(
        word_id=word.word_id, post_id=post_id, head_id=head_id, at=at, open_until=at + minutes(15), is_copy=is_copy
    )


async def commit(archive: Archive, *matches: WordMatch, at: datetime = NOW) -> None:
    await archive.commit_work(done((), lane=Lane.URGENT, word_matches=matches, at=at))


async def waiting(archive: Archive) -> set[str]:
    rows = await archive.lease(now=LATER, limit=9, lease_for=timedelta(0), max_per_chat=9)
    await archive.release_leases()
    return {row.key for row in rows}


async def test_a_word_comes_back_as_it_was(archive: Archive) -> None:
    new = watch_word("понтон", chat_id=-100_7, text="Понтон 🔥", added_by=20, added_at=NOW.replace(microsecond=123_456))
    (word,) = await watched(archive, new)
    assert (word.chat_id, word.text, word.key, word.added_at, word.added_by, word.is_standing) == (
        -100_7, "Понтон 🔥", "понтон", new.added_at, 20, False,
    )  # fmt: skip
    assert await archive.watch_words(-100_7) == (word,)
    assert await archive.watch_words(7) == ()


async def test_a_chat_watches_nothing_twice_and_a_number_is_never_given_again(archive: Archive) -> None:
    first, second = await watched(archive, watch_word("понтон"), watch_word("понтон", text="ПОНТОН"))
    assert second == first
    await archive.unwatch(first.word_id)
    (again,) = await watched(archive, watch_word("понтон"))
    assert again.word_id > first.word_id


async def test_a_chat_watches_only_so_many_words_of_its_own(archive: Archive) -> None:
    await archive.set_standing_words([watch_word("кот", is_standing=True)])
    assert await archive.watch(watch_word("понтон"), most=2) is not None
    assert await archive.watch(watch_word("мост"), most=2) is not None
    assert await archive.watch(watch_word("брод"), most=2) is None
    known = await archive.watch(watch_word("мост"), most=2)
    assert known is not None
    assert known.key == "мост"
    assert await archive.watch(watch_word("брод", chat_id=2), most=2) is not None


async def test_the_list_s_mark_tells_that_it_has_changed(archive: Archive) -> None:
    marks = [await archive.watch_list_mark()]
    (word,) = await watched(archive, watch_word("понтон"))
    marks.append(await archive.watch_list_mark())
    await archive.unwatch(word.word_id)
    marks.append(await archive.watch_list_mark())
    await watched(archive, watch_word("понтон"))
    marks.append(await archive.watch_list_mark())
    await archive.set_standing_words([watch_word("кот", is_standing=True)])
    marks.append(await archive.watch_list_mark())
    assert len(set(marks)) == len(marks)
    assert await archive.watch_list_mark() == marks[-1]


async def test_who_watches_what(archive: Archive) -> None:
    mine, theirs, other = await watched(
        archive, watch_word("понтон"), watch_word("понтон", chat_id=2), watch_word("мост", chat_id=2)
    )
    assert await archive.watched_keys() == ("мост", "понтон")
    assert await archive.watchers(["понтон"]) == (mine, theirs)
    assert await archive.watchers(["мост", "нет такого", 'кав"ычка']) == (other,)


async def test_standing_words_come_and_go_with_the_file_and_leave_own_ones_alone(archive: Archive) -> None:
    (own,) = await watched(archive, watch_word("понтон"))
    standing = [watch_word(key, is_standing=True) for key in ("понтон", "мост", "кот")]
    await archive.set_standing_words(standing)
    assert [(word.key, word.is_standing) for word in await archive.watch_words(1)] == [
        ("понтон", False), ("мост", True), ("кот", True),
    ]  # fmt: skip
    before = await archive.watch_words(1)
    await archive.set_standing_words([standing[2], watch_word("кот", chat_id=2, is_standing=True)])
    assert await archive.watch_words(1) == (own, before[2])
    assert [word.key for word in await archive.watch_words(2)] == ["кот"]
    await archive.set_standing_words([])
    assert await archive.watch_words(1) == (own,)


async def test_an_alert_names_its_words_and_counts_each_post_once(archive: Archive) -> None:
    head, second, third, copy = await posts(archive, 4)
    one, two, elsewhere = await watched(
        archive, watch_word("понтон"), watch_word("мост"), watch_word("понтон", chat_id=2)
    )
    await commit(archive, match(one, head, head), match(two, head, head), match(elsewhere, head, head))
    await commit(archive, match(one, second, head), match(two, second, head), match(one, third, head))
    await commit(archive, match(one, copy, head, is_copy=True))
    history = await archive.word_history([one.word_id], [second, copy, 999], since=NIGHT)
    mine = next(alert for alert in history.alerts if alert.chat_id == 1)
    assert (mine.head_id, mine.word_ids, mine.words) == (head, (one.word_id, two.word_id), ("понтон", "мост"))
    assert (mine.others, mine.copies, mine.told_at, mine.open_until) == (2, 1, NOW, LATER)
    assert (mine.message_id, mine.text, mine.origin) == (1, "понтон 1", Origin.LIVE)
    assert history.matched == {(one.word_id, second), (one.word_id, copy)}


async def test_alerts_come_in_the_order_in_which_they_were_told(archive: Archive) -> None:
    first, second, third = await posts(archive, 3)
    (word,) = await watched(archive, watch_word("понтон"))
    await commit(archive, match(word, second, second, at=LATER), match(word, first, first))
    await commit(archive, match(word, third, third, at=NIGHT))
    alerts = (await archive.word_history([word.word_id], [], since=NOW)).alerts
    assert [alert.head_id for alert in alerts] == [first, second]


async def test_a_match_stands_as_it_was_first_recorded(archive: Archive) -> None:
    first, second = await posts(archive, 2)
    (word,) = await watched(archive, watch_word("понтон"))
    await commit(archive, match(word, first, first))
    await commit(archive, match(word, first, second, is_copy=True))
    (alert,) = (await archive.word_history([word.word_id], [first], since=NIGHT)).alerts
    assert (alert.head_id, alert.copies) == (first, 0)


async def test_a_word_that_was_taken_out_meanwhile_hinders_no_commit_and_leaves_nothing(archive: Archive) -> None:
    (head,) = await posts(archive, 1)
    gone, kept = await watched(archive, watch_word("понтон"), watch_word("мост"))
    await commit(archive, match(gone, head, head))
    await archive.unwatch(gone.word_id)
    await commit(archive, match(gone, head, head), match(kept, head, head))
    history = await archive.word_history([gone.word_id, kept.word_id], [head], since=NIGHT)
    assert [alert.word_ids for alert in history.alerts] == [(kept.word_id,)]
    assert history.matched == {(kept.word_id, head)}


async def test_an_alert_that_waits_goes_with_the_last_word_that_it_tells_of(archive: Archive) -> None:
    first, second = await posts(archive, 2)
    one, two, standing = await watched(archive, watch_word("понтон"), watch_word("мост"), watch_word("кот", chat_id=2))
    await commit(archive, match(one, first, first), match(two, first, first), match(one, second, second))
    await commit(archive, match(standing, first, first))
    keys = [word_alert_key(1, first), word_alert_key(1, second), word_alert_key(2, first)]
    await archive.enqueue([delivery(key, kind=DeliveryKind.WORD) for key in keys])
    await archive.confirm_part(keys[1], message_id=9)
    await archive.unwatch(one.word_id)
    assert await waiting(archive) == {*keys}, "it tells of another word, or was begun"
    await archive.unwatch(two.word_id)
    await archive.unwatch(standing.word_id)
    assert await waiting(archive) == {keys[1]}


async def test_old_matches_are_forgotten(archive: Archive) -> None:
    first, second = await posts(archive, 2)
    (word,) = await watched(archive, watch_word("понтон"))
    await commit(archive, match(word, first, first))
    later = NOW + timedelta(days=3, seconds=1)
    await commit(archive, match(word, second, second, at=later), at=later)
    history = await archive.word_history([word.word_id], [first, second], since=NIGHT)
    assert history.matched == {(word.word_id, second)}


async def test_words_follow_a_group_that_becomes_a_supergroup(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(-5))
    await watched(archive, watch_word("понтон", chat_id=-5), watch_word("мост", chat_id=-5))
    await watched(archive, watch_word("понтон", chat_id=-100_5, text="there already"))
    await archive.migrate_subscriber(-5, -100_5, refused="")
    assert await archive.watch_words(-5) == ()
    assert {word.key for word in await archive.watch_words(-100_5)} == {"понтон", "мост"}


async def test_a_forgotten_person_leaves_no_words_and_no_name(archive: Archive) -> None:
    (head,) = await posts(archive, 1)
    own, group = await watched(archive, watch_word("понтон", added_by=1), watch_word("мост", chat_id=-5, added_by=1))
    await commit(archive, match(own, head, head))
    await archive.forget_person(1)
    assert await archive.watch_words(1) == ()
    assert await archive.watch_words(-5) == (replace(group, added_by=None),)
    assert (await archive.word_history([own.word_id], [head], since=NIGHT)).matched == frozenset()


async def test_whoever_leaves_finds_their_words_again(archive: Archive) -> None:
    person = subscriber(1)
    await archive.save_subscriber(person)
    (word,) = await watched(archive, watch_word("понтон"))
    await archive.save_subscriber(replace(person, state=SubscriberState.LEFT))
    await archive.save_subscriber(person)
    assert await archive.watch_words(1) == (word,)


@pytest.mark.parametrize("key", ["x' OR '1'='1", "ключ\ud800", "/\\b\x00/"])
async def test_odd_keys_are_only_text(archive: Archive, key: str) -> None:
    (word,) = await watched(archive, watch_word(key))
    assert (await archive.watch_words(1)) == (word,)
    assert await archive.watchers(["понтон"]) == ()


async def test_they_outlive_the_process(url: str) -> None:
    archive = await open_archive(url)
    (head,) = await posts(archive, 1)
    (word,) = await watched(archive, watch_word("понтон"))
    await commit(archive, match(word, head, head))
    await archive.close()
    archive = await open_archive(url)
    (alert,) = (await archive.word_history([word.word_id], [], since=NIGHT)).alerts
    channel = await archive.find_channel(RYBAR)
    await archive.close()
    assert channel is not None
    assert (alert.head_id, alert.channel_key) == (head, channel.key)
