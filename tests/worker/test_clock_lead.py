"""A machine's clock that is wrong by a day makes no news old: live posts tell what time it is (RULES 4)."""

from datetime import timedelta

import pytest

from bot.model.delivery import Delivery, DeliveryKind
from bot.model.post import Origin
from bot.signals.detector import Detector
from bot.worker import Worker
from tests.worker.house import EVENING, House

CLAIM = "Срочно: прорыв обороны в районе {}, колонна техники идёт на запад, связи с ротой нет с вечера."
MINUTE = timedelta(minutes=1)
PLACES = ("Соледара", "Угледара", "Работино", "Купянска", "Марьинки")


async def alerts(house: House) -> list[Delivery]:
    """The alerts in the outbox."""
    return [row for row in await house.alerts() if row.kind is DeliveryKind.ALERT]


async def claim(house: House, number: int, *, late: timedelta, origin: Origin = Origin.LIVE) -> None:
    """A minute later a claim comes, so long after the moment at which it was posted, by the clock."""
    house.clock.advance_to(house.clock.now() + MINUTE)
    posted_at = (house.clock.now() - late - EVENING) // MINUTE
    await house.post("polevoy", posted_at, CLAIM.format(PLACES[number]), origin=origin)
    await house.work()


async def test_news_of_a_clock_that_is_a_day_ahead_is_told(house: House) -> None:
    await house.subscribe()
    house.clock.advance_to(house.clock.now() + timedelta(days=2))
    for number in range(3):
        await claim(house, number, late=timedelta(days=1))
    assert len(await alerts(house)) == 2  # what time it is takes two to tell


async def test_where_telegram_tells_the_time_the_first_post_is_news_and_so_is_a_recovered_one(house: House) -> None:
    await house.subscribe()
    house.clock.advance_to(house.clock.now() + timedelta(days=2))
    house.lead.believe(house.clock.now() - timedelta(days=1))
    await claim(house, 0, late=timedelta(days=1))
    await claim(house, 1, late=timedelta(days=1, hours=5), origin=Origin.RECOVERED)
    await claim(house, 2, late=timedelta(days=1, hours=7), origin=Origin.RECOVERED)
    assert len(await alerts(house)) == 2


async def test_a_post_that_is_pushed_hours_late_among_others_is_old(house: House) -> None:
    await house.subscribe()
    house.clock.advance_to(house.clock.now() + timedelta(days=2))
    for _ in range(2):
        await claim(house, 0, late=timedelta(0))
    before = len(await alerts(house))
    for number in (1, 2):
        await claim(house, number, late=timedelta(hours=7))
    assert len(await alerts(house)) == before == 1


@pytest.mark.parametrize("origin", [Origin.RECOVERED, Origin.BACKFILL, Origin.IMPORT])
async def test_what_was_not_pushed_tells_no_time(house: House, origin: Origin) -> None:
    await house.subscribe()
    house.clock.advance_to(house.clock.now() + timedelta(days=2))
    for number in range(3):
        await claim(house, number, late=timedelta(hours=7), origin=origin)
    assert await alerts(house) == []


async def test_a_backlog_of_last_night_tells_no_time(house: House, detector: Detector) -> None:
    """Stored by a bot that died before it worked them off."""
    await house.subscribe()
    for number in range(3):
        await house.post("polevoy", number, CLAIM.format(PLACES[number]))
    house.clock.advance_to(house.clock.now() + timedelta(hours=7))
    house.worker = Worker(house.archive, detector, house.clock)
    await house.work()
    assert await alerts(house) == []
