"""The bulk lane worked with batches read ahead: as one after the other, also when something urgent comes between."""

import asyncio

import pytest

from bot.line import BulkLine
from bot.model.post import Origin
from bot.model.story import StoryState
from bot.model.work import Lane
from tests.worker.house import House

CLAIM = "Срочно: прорыв обороны в районе Соледара, колонна техники идёт на запад."
QUIET = "Тихий вечер, на участке без перемен"
A_BATCH = 2


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some posts are many batches."""
    monkeypatch.setattr("bot.batches._LIMITS", {Lane.URGENT: 200, Lane.BULK: A_BATCH})


async def imported(house: House, *texts: str) -> list[int]:
    """Posts of a file, their ids."""
    return [await house.post(f"kanal{minute}", minute, text, origin=Origin.IMPORT) for minute, text in enumerate(texts)]


async def test_every_change_is_worked_once_and_in_order(house: House) -> None:
    await imported(house, QUIET, CLAIM, QUIET, QUIET, CLAIM)
    async with BulkLine(house.worker) as line:
        assert [await line.step() for _ in range(4)] == [2, 2, 1, 0]
        await imported(house, QUIET)
        assert await line.step() == 1
    (story,) = await house.stories()
    assert (len(story.posts), story.sources) == (2, 1)
    assert await house.worker.run_once() == 0


async def test_an_urgent_edit_of_what_was_read_ahead_stands(house: House) -> None:
    numbers = await imported(house, QUIET, QUIET, CLAIM, QUIET)
    async with BulkLine(house.worker) as line:
        assert await line.step() == A_BATCH
        await house.post("kanal2", 9, QUIET, message_id=numbers[2], edited=True)
        assert await line.step() == A_BATCH
    (story,) = await house.stories()
    assert (story.state, story.posts[0].withdrawn) == (StoryState.RETRACTED, True)


async def test_who_leaves_drops_what_was_read_ahead(house: House) -> None:
    await imported(house, *[CLAIM] * 8)
    before = asyncio.all_tasks()
    async with BulkLine(house.worker) as line:
        await line.step()
    assert asyncio.all_tasks() == before
    assert await house.work() == 6
