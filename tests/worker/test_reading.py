"""Posts read here or by processes of their own: the same, and in order."""

import multiprocessing
import threading
from datetime import UTC, datetime

import pytest

from bot.model.packing import unpack
from bot.reading import BiteReader, ReadingPool, Unread
from bot.signals.detector import Detector


def unread(text: object, *versions: str) -> Unread:
    return Unread(
        text=text,  # type: ignore[arg-type]  # anything, to make the detector fail
        versions=versions or (str(text),),
        date=datetime(2024, 3, 9, tzinfo=UTC),
        channel_class=None,
    )


async def test_words_come_from_all_versions_and_flags_from_the_text(detector: Detector) -> None:
    (found,) = await BiteReader(detector).read([unread("Прорыв обороны у Соледара", "Тихий вечер", "Ёлки")])
    assert found.words == "тихий вечер елки"
    assert [flag.signal for flag in found.flags] == ["breakthrough"]


@pytest.mark.alone
async def test_a_pool_reads_as_one_process_does(detector: Detector) -> None:
    posts = [unread(f"Пост номер {number}: прорыв обороны у Соледара") for number in range(400)]
    posts[7] = unread(None)
    here = await BiteReader(detector).read(posts)
    async with ReadingPool(detector, processes=2) as pool:
        found = await pool.read(posts)
        assert [each._replace(packed=None) for each in found] == here
        assert all(
            unpack(each.packed or b"", post.text) == each.words for each, post in zip(found[8:], posts[8:], strict=True)
        )
        assert await pool.read(posts[:9]) == here[:9]
    assert here[7].error is not None
    assert here[8].flags


@pytest.mark.alone
async def test_a_pool_that_cannot_fork_reads_here(detector: Detector) -> None:
    posts = [unread("Прорыв обороны у Соледара")] * 301
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        async with ReadingPool(detector, processes=2) as pool:
            assert all(found.flags for found in await pool.read(posts))
            assert multiprocessing.active_children() == []
    finally:
        done.set()
        thread.join()


async def test_a_pool_goes_on_when_a_process_dies(detector: Detector) -> None:
    posts = [unread("Прорыв обороны у Соледара")] * 301
    async with ReadingPool(detector, processes=2) as pool:
        for child in multiprocessing.active_children():
            child.kill()
        for _ in range(2):
            assert all(found.flags for found in await pool.read(posts))
    assert multiprocessing.active_children() == []
