"""The outbox: one row per key, leased once, frozen, confirmed; nothing sent twice and nothing lost (RULES 15, 16)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.model.delivery import Delivery, DeliveryKind, Priority
from bot.model.message import Button, Entity, EntityKind, Message
from bot.model.work import Lane
from bot.ports import Archive
from storage.opening import open_archive
from tests.storage.samples import NOW, delivery, done, minutes, reading, seen

LEASE = timedelta(minutes=2)
PARTS = (
    Message(
        text="🔴 прорыв",
        entities=(Entity(kind=EntityKind.LINK, offset=3, length=6, url="https://t.me/x/1"),),
        buttons=((Button(label="Whole story", data=b"\x00story\xff"), Button(label="Open", url="https://t.me/x/1")),),
    ),
    Message(text="вторая часть"),
)


async def lease(archive: Archive, *, at: datetime = NOW, limit: int = 10, per_chat: int = 10) -> Sequence[Delivery]:
    """Lease what is due."""
    return await archive.lease(now=at, limit=limit, lease_for=LEASE, max_per_chat=per_chat)


async def keys(archive: Archive, *, at: datetime = NOW, limit: int = 10, per_chat: int = 10) -> list[str]:
    """The keys of what is due."""
    return [row.key for row in await lease(archive, at=at, limit=limit, per_chat=per_chat)]


async def send(archive: Archive, key: str, *, version: int = 1, message_id: int = 100, at: datetime = NOW) -> None:
    """Do what the pump does when all goes well."""
    await archive.freeze(key, PARTS[:1], version=version)
    await archive.confirm_part(key, message_id=message_id)
    await archive.confirm(key, version=version, now=at)


async def want(archive: Archive, key: str, version: int, **facts: Any) -> None:
    """Let the worker wish for a version."""
    await archive.commit_work(done((), deliveries=(delivery(key, version=version, **facts),)))


async def test_a_key_is_one_row(archive: Archive) -> None:
    assert await archive.enqueue([delivery("a"), delivery("b"), delivery("a")]) == 2
    assert await archive.enqueue([delivery("b", version=5)]) == 0
    assert [row.version for row in await lease(archive)] == [1, 1]


async def test_rows_about_the_same_have_numbers_of_their_own_that_another_archive_gives_again(archive: Archive) -> None:
    async def nonces(anew: Archive) -> list[int]:
        await anew.enqueue([delivery(key, about="breakthrough at Soledar") for key in ("a", "b")])
        await want(anew, "c", 1, about="breakthrough at Soledar")
        await want(anew, "d", 1, about="retreat at Lyman")
        return [row.nonce for row in await lease(anew)]

    told = await nonces(archive)
    assert len(set(told)) == 4
    other = await open_archive(":memory:")
    assert await nonces(other) == told
    await other.close()


async def test_a_leased_row_is_in_one_hand(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    assert await keys(archive) == ["a"]
    assert await keys(archive) == []
    assert await keys(archive, at=NOW + LEASE - timedelta(seconds=1)) == []
    (again,) = await lease(archive, at=NOW + LEASE)
    assert again.attempts == 2


async def test_a_dead_pump_s_leases_can_be_given_back(archive: Archive) -> None:
    await archive.enqueue([delivery("a"), delivery("b")])
    await keys(archive)
    await send(archive, "b")
    assert await archive.release_leases() == 1
    assert await keys(archive) == ["a"]


async def test_the_most_urgent_first_then_the_oldest(archive: Archive) -> None:
    await archive.enqueue(
        [
            delivery("digest", priority=Priority.DIGEST, kind=DeliveryKind.DIGEST, created_at=NOW - minutes(9)),
            delivery("late alert", created_at=NOW),
            delivery("early alert", created_at=NOW - minutes(1)),
            delivery("notice", priority=Priority.NOTICE, kind=DeliveryKind.NOTICE, created_at=NOW - minutes(9)),
        ]
    )
    assert await keys(archive, limit=3) == ["early alert", "late alert", "notice"]
    assert await keys(archive, limit=3) == ["digest"]


async def test_each_chat_has_its_turn(archive: Archive) -> None:
    rows = [delivery(f"{chat}-{number}", chat) for chat in (1, 2) for number in (1, 2, 3)]
    await archive.enqueue(rows)
    assert sorted(await keys(archive, per_chat=1)) == ["1-1", "2-1"]
    assert sorted(await keys(archive, per_chat=2)) == ["1-2", "1-3", "2-2", "2-3"]


async def test_a_row_waits_for_its_time(archive: Archive) -> None:
    await archive.enqueue([delivery("a", not_before=NOW + minutes(5)), delivery("b", not_before=NOW + minutes(3))])
    assert await keys(archive) == []
    assert await archive.next_due(now=NOW) == NOW + minutes(3)
    assert await keys(archive, at=NOW + minutes(3)) == ["b"]
    assert await keys(archive, at=NOW + minutes(4)) == []
    assert await keys(archive, at=NOW + minutes(5)) == ["a", "b"]


async def test_what_is_told_of_a_row(archive: Archive) -> None:
    wanted = delivery("a", 5, silent=True, story_id=None, facts={"slot": "x", "n": [1, None]}, created_at=NOW)
    await archive.enqueue([wanted])
    (row,) = await lease(archive)
    assert (row.chat_id, row.silent, row.facts, row.created_at, row.kind) == (
        5,
        True,
        {"slot": "x", "n": [1, None]},
        NOW,
        DeliveryKind.ALERT,
    )
    assert (row.version, row.confirmed_version, row.attempts, row.parts, row.message_ids) == (1, 0, 1, None, ())


async def test_frozen_parts_come_back_as_they_were_and_never_change(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    await lease(archive)
    await archive.freeze("a", PARTS, version=1)
    await archive.freeze("a", PARTS[1:], version=1)
    await archive.confirm_part("a", message_id=71)
    (row,) = await lease(archive, at=NOW + LEASE)
    assert row.parts == PARTS
    assert row.message_ids == (71,)


async def test_a_notice_brings_its_text(archive: Archive) -> None:
    await archive.enqueue([delivery("a", kind=DeliveryKind.NOTICE, parts=PARTS)])
    (row,) = await lease(archive)
    assert row.parts == PARTS


async def test_a_confirmed_row_is_done(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    await lease(archive)
    await send(archive, "a")
    assert await keys(archive, at=NOW + LEASE * 10) == []
    assert await archive.next_due(now=NOW) is None
    assert (await archive.status(now=NOW)).outbox_waiting == 0


async def test_a_newer_version_of_a_sent_row_is_an_edit(archive: Archive) -> None:
    await archive.enqueue([delivery("a"), delivery("b", kind=DeliveryKind.DIGEST, priority=Priority.DIGEST)])
    await lease(archive, limit=1)
    await send(archive, "a")
    await want(archive, "a", 3, facts={"n": 3})
    digest, row = await lease(archive)
    assert (digest.key, row.key) == ("b", "a")
    assert (row.version, row.confirmed_version, row.priority) == (3, 1, Priority.EDIT)
    assert (row.parts, row.message_ids, row.facts) == (None, (100,), {"n": 3})
    await archive.confirm("a", version=3, now=NOW)
    assert await keys(archive, at=NOW + LEASE) == ["b"]


async def test_versions_coalesce_into_one_edit(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    await lease(archive)
    await send(archive, "a")
    for version in (2, 4, 3):
        await want(archive, "a", version, facts={"n": version})
    (row,) = await lease(archive)
    assert (row.version, row.facts) == (4, {"n": 4})
    await archive.confirm("a", version=4, now=NOW)
    assert await keys(archive, at=NOW + LEASE) == []


async def test_versions_coalesce_into_the_first_send_until_it_is_frozen(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    await want(archive, "a", 2)
    (row,) = await lease(archive)
    assert (row.version, row.confirmed_version) == (2, 0)


async def test_a_send_that_was_begun_is_finished_before_it_is_edited(archive: Archive) -> None:
    """Else the repeated random_id would answer with the old text, and the new one be taken for sent."""
    await archive.enqueue([delivery("a")])
    await lease(archive)
    await archive.freeze("a", PARTS, version=1)
    await want(archive, "a", 2)
    (row,) = await lease(archive, at=NOW + LEASE)
    assert (row.version, row.parts) == (1, PARTS)
    await archive.confirm("a", version=1, now=NOW)
    (row,) = await lease(archive, at=NOW + LEASE)
    assert (row.version, row.parts, row.confirmed_version) == (2, None, 1)


async def test_an_edit_that_was_begun_gives_way_to_a_newer_one(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    await lease(archive)
    await send(archive, "a")
    await want(archive, "a", 2)
    await lease(archive)
    await archive.freeze("a", PARTS, version=2)
    await want(archive, "a", 3)
    (row,) = await lease(archive, at=NOW + LEASE)
    assert (row.version, row.parts) == (3, None)


async def test_an_edit_waits_for_its_time_and_the_first_send_does_not(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    assert await keys(archive) == ["a"]
    assert await archive.freeze("a", PARTS, version=1)
    await want(archive, "a", 2, not_before=NOW + minutes(2))
    await archive.confirm("a", version=1, now=NOW)
    assert await keys(archive) == []
    assert await archive.next_due(now=NOW) == NOW + minutes(2)
    await want(archive, "a", 3, not_before=NOW + minutes(5))
    assert await keys(archive, at=NOW + minutes(2)) == ["a"]


async def test_the_time_of_an_edit_is_spent_with_it(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    await lease(archive)
    await send(archive, "a")
    await want(archive, "a", 2, not_before=NOW + minutes(1))
    assert await keys(archive, at=NOW + minutes(1)) == ["a"]
    await send(archive, "a", version=2)
    await want(archive, "a", 3, not_before=NOW + minutes(9))
    assert await keys(archive, at=NOW + minutes(8)) == []
    assert await keys(archive, at=NOW + minutes(9)) == ["a"]


@pytest.mark.parametrize("ended", ["well", "killed", "no answer"])
async def test_what_is_new_while_an_edit_is_under_way_comes_in_its_own_time(archive: Archive, ended: str) -> None:
    """Also where nobody knows whether the chat has seen that edit; and what is newer still holds it up no longer."""
    await archive.enqueue([delivery("a")])
    await lease(archive)
    await send(archive, "a")
    await want(archive, "a", 2, not_before=NOW + minutes(1))
    await lease(archive, at=NOW + minutes(1))
    await archive.freeze("a", PARTS, version=2)
    if ended == "killed":
        await archive.release_leases()
    if ended == "no answer":
        await archive.postpone("a", until=NOW + minutes(2))
    await want(archive, "a", 3, not_before=NOW + minutes(3))
    if ended == "well":
        await archive.confirm("a", version=2, now=NOW + minutes(1))
    assert await archive.next_due(now=NOW) == NOW + minutes(3)
    await want(archive, "a", 4, not_before=NOW + minutes(4))
    assert await archive.next_due(now=NOW) == NOW + minutes(3)


async def test_a_postponed_row_comes_back(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    await lease(archive)
    await archive.postpone("a", until=NOW + minutes(1), still_running_since=NOW)
    assert await keys(archive) == []
    assert await archive.next_due(now=NOW) == NOW + minutes(1)
    (row,) = await lease(archive, at=NOW + minutes(1))
    assert row.still_running_since == NOW
    await archive.postpone("a", until=NOW)
    (row,) = await lease(archive)
    assert row.still_running_since is None


async def test_a_reply_waits_for_what_it_answers(archive: Archive) -> None:
    reply = delivery("r", kind=DeliveryKind.REPLY, priority=Priority.REPLY, reply_to_key="a")
    await archive.enqueue([reply, delivery("a")])
    assert await keys(archive) == ["a"]
    assert await archive.next_due(now=NOW) == NOW + LEASE
    await send(archive, "a", message_id=71)
    (row,) = await lease(archive)
    assert (row.key, row.reply_to_message_id) == ("r", 71)


async def test_a_reply_to_nothing_goes_out_by_itself(archive: Archive) -> None:
    await archive.enqueue([delivery("r", kind=DeliveryKind.REPLY, priority=Priority.REPLY, reply_to_key="never was")])
    (row,) = await lease(archive)
    assert row.reply_to_message_id is None


async def test_a_parked_row_is_given_up_with_its_replies(archive: Archive) -> None:
    replies = [
        delivery("r", kind=DeliveryKind.REPLY, priority=Priority.REPLY, reply_to_key="a"),
        delivery("rr", kind=DeliveryKind.REPLY, priority=Priority.REPLY, reply_to_key="r"),
    ]
    await archive.enqueue([delivery("a"), delivery("other"), *replies])
    await archive.park("a", reason="too long", now=NOW)
    late = delivery("r2", kind=DeliveryKind.REPLY, priority=Priority.REPLY, reply_to_key="a")
    await archive.enqueue([late])
    status = await archive.status(now=NOW)
    assert (status.outbox_waiting, status.outbox_parked) == (1, 4)
    assert await keys(archive) == ["other"]
    await want(archive, "a", 2)
    assert await keys(archive, at=NOW + LEASE) == ["other"]


async def test_replies_to_a_sent_row_outlive_a_failed_edit(archive: Archive) -> None:
    await archive.enqueue([delivery("a")])
    await lease(archive)
    await send(archive, "a", message_id=71)
    await want(archive, "a", 2)
    await archive.park("a", reason="message is gone", now=NOW)
    await archive.enqueue([delivery("r", kind=DeliveryKind.REPLY, priority=Priority.REPLY, reply_to_key="a")])
    (row,) = await lease(archive)
    assert row.reply_to_message_id == 71


async def test_next_due_is_never_past(archive: Archive) -> None:
    assert await archive.next_due(now=NOW) is None
    await archive.enqueue([delivery("a", created_at=NOW - minutes(60))])
    assert await archive.next_due(now=NOW) == NOW
    await lease(archive)
    assert await archive.next_due(now=NOW) == NOW + LEASE


async def test_rows_are_committed_with_the_posts_work_or_not_at_all(archive: Archive) -> None:
    await archive.take_in([seen(1)], now=NOW)
    broken = delivery("a", facts={"not JSON": object()})
    changes = await archive.pending(Lane.BULK, limit=10)
    with pytest.raises(TypeError):
        await archive.commit_work(done(changes, [reading(changes[0].post)], deliveries=(delivery("b"), broken)))
    assert await keys(archive) == []
    assert await archive.pending(Lane.BULK, limit=10) == changes
    await archive.commit_work(done(changes, [reading(changes[0].post)], deliveries=(delivery("b"),)))
    assert await keys(archive) == ["b"]
