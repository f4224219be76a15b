"""However a channel's posts, edits and deletions come, and however often, the archive comes out the same."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.model.post import Arrival, IntakeCounts, Post, SeenDeletion, SeenPost
from bot.model.work import Lane
from bot.ports import Archive
from storage.opening import open_archive
from tests.storage.samples import NIGHT, NOW, RYBAR, edit, gone, seen

TEXTS = ("раз", "два", "три")


@st.composite
def lives(draw: st.DrawFn) -> list[Arrival]:
    """All that was ever published in a channel: posts, their edits (also back to an older text), deletions."""
    arrivals: list[Arrival] = []
    for message_id in range(1, draw(st.integers(1, 4)) + 1):
        posted = timedelta(seconds=draw(st.integers(0, 3)))
        arrivals.append(seen(message_id, draw(st.sampled_from(TEXTS)), after=posted))
        for minute in range(1, draw(st.integers(0, 3)) + 1):
            text = draw(st.sampled_from(TEXTS))
            arrivals.append(edit(message_id, text, at=timedelta(minutes=minute), after=posted))
        if draw(st.booleans()):
            arrivals.append(gone(message_id))
    return arrivals


@st.composite
def tellings(draw: st.DrawFn) -> tuple[list[Arrival], list[list[Arrival]]]:
    """What was published, and batches that tell all of it in some order, some of it repeatedly."""
    published = draw(lives())
    repeated = draw(st.lists(st.sampled_from(published), max_size=6))
    told = draw(st.permutations(published + repeated))
    cuts = sorted(draw(st.sets(st.integers(1, len(told)), max_size=4)))
    return published, [told[first:last] for first, last in zip([0, *cuts], [*cuts, len(told)], strict=True)]


def last_text(published: Sequence[Arrival], message_id: int) -> str:
    """What a post said last."""
    versions = [one for one in published if isinstance(one, SeenPost) and one.message_id == message_id]
    return max(versions, key=lambda one: one.edited_at or NIGHT - timedelta(days=1)).text


async def stored_posts(archive: Archive) -> list[Post]:
    """All posts, by message id."""
    by_id = {change.post.message_id: change.post for change in await archive.pending(Lane.BULK, limit=1000)}
    return [by_id[message_id] for message_id in sorted(by_id)]


async def play(published: Sequence[Arrival], batches: Sequence[Sequence[Arrival]]) -> None:
    archive = await open_archive(":memory:")
    try:
        counts = [await archive.take_in(batch, now=NOW) for batch in batches]
        posts = await stored_posts(archive)
        ids = sorted({one.message_id for one in published if isinstance(one, SeenPost)})
        assert [post.message_id for post in posts] == ids
        assert [post.text for post in posts] == [last_text(published, message_id) for message_id in ids]
        deleted = {one.message_id for one in published if isinstance(one, SeenDeletion)}
        assert [post.message_id for post in posts if post.deleted_at] == sorted(deleted)
        for post in posts:
            known = {one.text for one in published if isinstance(one, SeenPost) and one.message_id == post.message_id}
            versions = await archive.revisions(post.post_id)
            assert {version.text for version in versions} == known
            assert versions[-1].text == post.text
            assert post.date.replace(microsecond=0) == post.date
            assert post.post_id >> 20 == int(post.date.timestamp())
        told = sum(len(batch) for batch in batches)
        assert sum(map(total, counts)) == told
        for batch in batches:
            assert await archive.take_in(batch, now=NOW) == IntakeCounts(unchanged=len(batch))
        await same_changes(archive, counts)
    finally:
        await archive.close()


async def same_changes(archive: Archive, counts: Sequence[IntakeCounts]) -> None:
    """Every post and revision has exactly one row in the change log."""
    kinds: dict[str, int] = {}
    for change in await archive.pending(Lane.BULK, limit=1000):
        kinds[change.kind] = kinds.get(change.kind, 0) + 1
    assert kinds.get("post", 0) == sum(count.added for count in counts)
    assert kinds.get("revision", 0) == sum(count.revised for count in counts)


def total(counts: IntakeCounts) -> int:
    """Each arrival counts once."""
    figures: dict[str, Any] = {name: getattr(counts, name) for name in counts.__slots__}
    return sum(figures.values())


@given(tellings())
def test_any_order_and_repetition_comes_out_the_same(telling: tuple[list[Arrival], list[list[Arrival]]]) -> None:
    published, batches = telling
    assert published[0].channel == RYBAR
    asyncio.run(play(published, batches))
