"""Events that a late post shows to be one, while an alert waits: a chat gets one alert of it (RULES 9, 15)."""

from datetime import timedelta

import pytest

from bot.model.channel import ChannelClass
from bot.model.delivery import DeliveryState
from bot.model.post import Origin
from bot.signals.detector import Detector
from tests.worker.house import House
from tests.worker.test_deaths import CLAIM, SECOND, Mortal, Night

BLOGGER = ChannelClass.MILBLOGGER_RU
THIRD = "Бои за Соледар: оборона прорвана и на южной окраине, отходим к трассе."
EARLY, LATE = 7, 8


@pytest.fixture
def night(house: House, detector: Detector) -> Night:
    """The whole way, over an archive of its own."""
    return Night(house, Mortal(house.archive), detector, house.clock)


@pytest.mark.parametrize("origin", [Origin.BACKFILL, Origin.RECOVERED])
async def test_an_alert_whose_event_became_part_of_another_before_it_was_sent(night: Night, origin: Origin) -> None:
    house = night.house
    await house.subscribe(EARLY)
    await house.post("polevoy", 0, CLAIM, channel_class=BLOGGER)
    await night.pass_time(1)
    await house.subscribe(LATE)
    await house.post("okopnik", 15 * 60, SECOND, channel_class=BLOGGER)
    await house.work()
    assert {story.event_id for story in await house.stories()} == {1, 2}
    await house.post("zametki", 8 * 60, THIRD, channel_class=BLOGGER, origin=origin)
    await house.work()
    assert {story.event_id for story in await house.stories()} == {1}
    await night.pass_time(1)
    assert await house.archive.alerts_told(EARLY, since=house.clock.now() - timedelta(days=1)) == 1
    assert await house.archive.alerts_told(LATE, since=house.clock.now() - timedelta(days=1)) == 1
    assert await house.alerts() == ()
    living = await house.archive.living_alerts([1])
    assert {(each.chat_id, each.state) for each in living} == {
        (EARLY, DeliveryState.SENT),
        (LATE, DeliveryState.SENT),
    }
