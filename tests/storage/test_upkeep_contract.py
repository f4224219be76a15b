"""Upkeep: the index is merged, the log is cut, and only what nobody needs any more goes."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ArchiveError
from bot.model.delivery import DeliveryKind
from bot.model.post import Origin
from bot.model.query import Question
from bot.model.subscriber import SubscriberState
from bot.model.translation import Excerpt
from bot.model.work import Lane
from bot.ports import Archive
from storage.opening import open_archive
from storage.sqlite import connection
from tests.storage.samples import (
    NIGHT,
    NOW,
    delivery,
    done,
    find,
    minutes,
    phrase,
    read_all,
    seen,
    story,
    story_post,
    subscriber,
)

LATER = NOW + timedelta(days=100)
BEFORE = LATER - timedelta(days=30)


async def fill(archive: Archive, posts: int = 60) -> None:
    """Posts that came one by one, each a piece of the index."""
    for number in range(1, posts + 1):
        await archive.take_in([seen(number, f"прорыв {number}", after=minutes(number), origin=Origin.LIVE)], now=NOW)
        await read_all(archive)


async def test_merging_ends_and_finds_the_same(archive: Archive) -> None:
    await fill(archive)
    before = await find(archive, phrase("прорыв"))
    await archive.merge_index(pages=1, whole=True)
    merges = 1
    while await archive.merge_index(pages=1):
        merges += 1
        assert merges < 1_000
    assert await find(archive, phrase("прорыв")) == before == list(range(60, 0, -1))
    assert await find(archive, phrase("17")) == [17]


def size_of(file: Path) -> int:
    """Bytes on disk."""
    return file.stat().st_size


async def test_the_log_is_cut_and_a_snapshot_only_delays_it(url: str) -> None:
    archive = await open_archive(url)
    await fill(archive, posts=5)
    log = Path(f"{url}-wal")
    with closing(sqlite3.connect(url, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM posts").fetchone()
        await fill(archive, posts=10)
        assert not await archive.checkpoint()
        assert not await archive.checkpoint(truncate=True)
        assert size_of(log) > 0
    assert await archive.checkpoint()
    assert await archive.checkpoint(truncate=True)
    assert size_of(log) == 0
    await archive.close()


async def test_a_question_that_computes_for_ever_is_broken_off(url: str) -> None:
    await (await open_archive(url)).close()
    place = connection.Place(path=Path(url), read_only=False, patience=timedelta(seconds=1))
    room = await connection.Database.open(place, query_only=True, longest_read=timedelta(milliseconds=20))
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(ArchiveError, match="too long"):
        await room.read(lambda db: db.execute(endless).fetchone())
    assert await room.read(lambda db: db.execute("SELECT 1").fetchone()[0]) == 1
    await room.close()


async def test_only_worked_changes_go_and_the_newest_says_when_anything_was_heard(archive: Archive) -> None:
    await archive.take_in([seen(1, origin=Origin.LIVE), seen(2, origin=Origin.LIVE), seen(3)], now=NOW)
    assert await archive.prune_changes(before=LATER, most=10) == 0
    await read_all(archive)
    assert await archive.prune_changes(before=NOW, most=10) == 0
    assert await archive.prune_changes(before=LATER, most=10) == 2
    assert await archive.last_heard() == NOW
    await archive.take_in([seen(4, origin=Origin.LIVE)], now=NOW)
    assert [change.position for change in await archive.pending(Lane.URGENT, limit=5)] == [4]


async def test_changes_that_a_digest_may_ask_for_stay(archive: Archive) -> None:
    for number in (1, 2, 3, 4):
        await archive.take_in([seen(number, origin=Origin.LIVE)], now=NOW + minutes(number))
    await read_all(archive)
    await archive.save_subscriber(subscriber(1, since=NOW + minutes(2.5)))
    await archive.save_subscriber(subscriber(2, since=NIGHT, state=SubscriberState.LEFT))
    assert await archive.prune_changes(before=LATER, most=10) == 1
    assert await archive.known_up_to(before=NOW + minutes(2.5)) == 2
    facts = {"slot": "2023-05-12T08:00", "until": (NOW + minutes(5)).isoformat(), "up_to": 4, "empty": False}
    await archive.put_digest(delivery("d", kind=DeliveryKind.DIGEST, facts=facts))
    assert await archive.prune_changes(before=LATER, most=10) == 0
    await archive.confirm("d", version=1, now=NOW + minutes(6))
    assert await archive.prune_changes(before=LATER, most=10) == 2


async def kept(archive: Archive, *keys: str) -> set[str]:
    """Which of these rows are there: a row that exists cannot be added."""
    return {key for key in keys if not await archive.enqueue([delivery(key, kind=DeliveryKind.NOTICE)])}


async def pruned(archive: Archive) -> int:
    """Walk the whole outbox in steps of two rows."""
    gone, step = 0, await archive.prune_outbox(after=0, before=BEFORE, most=2)
    while step.looked_up_to is not None:
        gone += step.gone
        step = await archive.prune_outbox(after=step.looked_up_to, before=BEFORE, most=2)
    return gone


async def test_messages_go_when_their_event_is_over(archive: Archive) -> None:
    young = minutes(60 * 24 * 95)
    await archive.take_in([seen(1, "прорыв"), seen(2, "прорыв", after=young)], now=NOW)
    posts = await read_all(archive)
    over = story(1, story_post(posts[1]))
    goes_on = story(2, story_post(posts[1]), last_claim_at=posts[2].date)
    await archive.commit_work(done((), stories=(over, goes_on)))
    rows = [
        delivery("over", story_id=1),
        delivery("goes on", story_id=2),
        delivery("waits", chat_id=2),
        delivery("answered", story_id=1),
        delivery("said once", kind=DeliveryKind.NOTICE),
        delivery("more:1:then", kind=DeliveryKind.NOTICE),
        delivery("new", created_at=LATER),
    ]
    await archive.enqueue(rows)
    for key in ("over", "goes on", "answered", "said once", "more:1:then"):
        await archive.confirm(key, version=1, now=NOW)
    await archive.enqueue([delivery("answer", kind=DeliveryKind.REPLY, reply_to_key="answered")])
    assert await pruned(archive) == 2
    assert await kept(archive, *(row.key for row in rows)) == {
        "goes on", "waits", "answered", "said once", "new",
    }  # fmt: skip


async def test_a_chats_newest_digest_stays_and_with_it_where_the_next_begins(archive: Archive) -> None:
    await archive.save_subscriber(subscriber(1))
    for day in (12, 13, 14):
        until = NOW.replace(day=day)
        facts = {"slot": f"2023-05-{day}T08:00", "until": until.isoformat(), "up_to": day, "empty": False}
        await archive.put_digest(delivery(f"d{day}", kind=DeliveryKind.DIGEST, facts=facts))
        await archive.confirm(f"d{day}", version=1, now=until)
    await archive.enqueue([delivery("counted"), delivery("told as counted")])
    await archive.pass_over("counted", delivery("n1", kind=DeliveryKind.NOTICE), now=NOW.replace(day=15))
    await archive.pass_over("told as counted", delivery("n2", kind=DeliveryKind.NOTICE), now=NOW.replace(day=13))
    before = await archive.digest_standing(1)
    assert await pruned(archive) == 3
    assert await archive.digest_standing(1) == before
    assert await kept(archive, "d12", "d13", "d14", "counted", "told as counted") == {"d14", "counted"}


async def test_questions_and_translations_go(archive: Archive) -> None:
    await archive.take_in([seen(1, "прорыв")], now=NOW)
    posts = await read_all(archive)
    excerpt = Excerpt(post_id=posts[1].post_id, text="прорыв")
    await archive.keep_translation(excerpt, "en", "breakthrough", now=NOW)
    question = Question(chat_id=1, user_id=1, text="прорыв", asked_at=NOW)
    number = await archive.remember_question(question, forget_before=NIGHT)
    assert await archive.prune_kept(before=NOW, most=5) == 0
    assert await archive.prune_kept(before=LATER, most=5) == 2
    assert await archive.question(number) is None
    assert await archive.translations([excerpt], "en") == {}
