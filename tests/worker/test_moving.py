"""A group becomes a supergroup, also while the worker decides: what becomes of its alerts is told there, once."""

from collections.abc import Sequence
from typing import Any

from bot.model.channel import ChannelClass
from bot.model.delivery import DeliveryKind, LivingAlert
from bot.ports import Archive
from bot.signals.detector import Detector
from bot.worker import Worker
from tests.worker.house import House
from tests.worker.test_deaths import CLAIM, DENIAL, Mortal, Night
from tests.worker.test_watch_words import COPY, PONTOONS, watch

GROUP, SUPERGROUP = -7, -100_7


class _Moving:
    """The archive in which the pump moves the group as soon as the worker has read who is told."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def __getattr__(self, name: str) -> Any:
        return getattr(self._archive, name)

    async def living_alerts(self, event_ids: Sequence[int]) -> Sequence[LivingAlert]:
        await self._archive.migrate_subscriber(GROUP, SUPERGROUP, refused="")
        return await self._archive.living_alerts(event_ids)


async def test_a_denial_is_told_to_a_group_that_moves_meanwhile(house: House, detector: Detector) -> None:
    night = Night(house, Mortal(house.archive), detector, house.clock)
    await house.subscribe(GROUP)
    await house.post("polevoy", 0, CLAIM, channel_class=ChannelClass.MILBLOGGER_RU)
    await night.pass_time(1)
    await house.post("vedomstvo", 5, DENIAL, channel_class=ChannelClass.MINISTRY_RU)
    await Worker(_Moving(house.archive), detector, house.clock).run_once()
    (reply,) = [row for row in await house.alerts() if row.kind is DeliveryKind.REPLY]
    assert (reply.chat_id, reply.reply_to_message_id) == (SUPERGROUP, None)


async def test_a_copy_of_what_told_a_word_before_the_move_is_no_new_alert(house: House, detector: Detector) -> None:
    night = Night(house, Mortal(house.archive), detector, house.clock)
    await house.subscribe(GROUP)
    await watch(house, "понтон", chat_id=GROUP)
    await house.post("polevoy", 0, PONTOONS)
    await night.pass_time(1)
    await house.archive.migrate_subscriber(GROUP, SUPERGROUP, refused="")
    await house.post("svodki", 5, COPY)
    await night.pass_time(30)
    assert [sent.chat_id for sent in night.messenger.sent] == [GROUP]
