"""Living alerts over a real archive: quiet hours, what is held, and what is over by the morning (RULES 9, 15–17)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model.channel import ChannelClass
from bot.model.story import Severity
from bot.model.subscriber import Mute, MuteKind, Preferences
from bot.signals.detector import Detector
from tests.worker.house import EVENING, House
from tests.worker.test_deaths import CLAIM, DENIAL, SECOND, Mortal, Night

KYIV = ZoneInfo("Europe/Kyiv")
BLOGGER = ChannelClass.MILBLOGGER_RU
MINISTRY = ChannelClass.MINISTRY_RU
ELSEWHERE = "Под Купянском прорван наш фронт, бой идёт уже в посадках за трассой."
RUMOUR = "У Работино прорыв нашей обороны, подробностей пока нет."
MORNING = datetime(2024, 3, 10, 8, tzinfo=KYIV)


@pytest.fixture
def night(house: House, detector: Detector) -> Night:
    """The whole way, over an archive of its own."""
    return Night(house, Mortal(house.archive), detector, house.clock)


async def test_what_the_night_held_comes_in_the_morning_the_severest_first(night: Night) -> None:
    house = night.house
    await house.subscribe(preferences=Preferences(quiet=(time(19), time(8)), zone=KYIV, wakes=None))
    await house.post("zametki", 0, ELSEWHERE, channel_class=BLOGGER)
    await night.pass_time(1)
    await house.post("polevoy", 10, CLAIM, channel_class=BLOGGER)
    await house.post("okopnik", 20, SECOND, channel_class=BLOGGER)
    await night.pass_time(1)
    number = await house.post("sluhi", 30, RUMOUR, channel_class=BLOGGER)
    await night.pass_time(1)
    await house.delete("sluhi", number)
    await night.pass_time(13 * 60)
    sent = night.messenger.sent
    assert [each.message.text.split(" · ")[:2][1].partition("\n")[0] for each in sent] == [
        "Soledar (Bakhmut axis)",
        "Kupiansk",
    ]
    assert {each.at for each in sent} == {MORNING}
    assert not any(each.is_edit for each in sent)


async def test_replies_that_wait_for_the_morning_become_one(night: Night) -> None:
    house = night.house
    await house.subscribe(preferences=Preferences(quiet=(time(20, 30), time(8)), zone=KYIV, wakes=None))
    await house.post("polevoy", 0, CLAIM, channel_class=BLOGGER)
    await night.pass_time(35)
    await house.post("vedomstvo", 60, DENIAL, channel_class=MINISTRY)
    await night.pass_time(60)
    await house.post("okopnik", 180, SECOND, channel_class=BLOGGER)
    await night.pass_time(12 * 60)
    alert, *later = [each for each in night.messenger.sent if not each.is_edit]
    (reply,) = later
    assert (alert.reply_to, reply.reply_to, reply.at) == (None, alert.message_id, MORNING)
    assert reply.message.text.startswith("🟠 BREAKTHROUGH contested")
    assert "denied at 21:00" in reply.message.text or "denied on 9 March at 21:00" in reply.message.text


async def test_what_wakes_lets_a_held_alert_go(night: Night) -> None:
    house = night.house
    quiet = Preferences(quiet=(time(19), time(8)), zone=KYIV, wakes=Severity.HIGH)
    await house.subscribe(preferences=quiet)
    await house.post("polevoy", 0, CLAIM, channel_class=BLOGGER)
    await night.pass_time(10)
    assert night.messenger.sent == []
    await house.post("okopnik", 20, SECOND, channel_class=BLOGGER)
    await night.pass_time(1)
    (alert,) = night.messenger.sent
    assert (alert.at, alert.is_edit) == (EVENING + timedelta(minutes=20), False)
    assert "2 independent sources" in alert.message.text


async def test_a_muted_story_is_silent_and_another_is_not(night: Night) -> None:
    house = night.house
    await house.subscribe(preferences=Preferences(mutes=(Mute(kind=MuteKind.STORY, target="1"),)))
    await house.post("polevoy", 0, CLAIM, channel_class=BLOGGER)
    await house.post("zametki", 5, ELSEWHERE, channel_class=BLOGGER)
    await house.post("vedomstvo", 60, DENIAL, channel_class=MINISTRY)
    await night.pass_time(60)
    alerts = [each for each in night.messenger.sent if not each.is_edit and each.reply_to is None]
    assert len(alerts) == 1
    assert "Kupiansk" in alerts[0].message.text
    assert not any("Soledar" in each.message.text for each in night.messenger.sent)
