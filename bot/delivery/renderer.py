"""From a row of the outbox to its text, at the moment when it is about to be sent (RULES 15)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.delivery import Delivery, DeliveryKind
from bot.model.message import Message
from bot.model.subscriber import Subscriber
from bot.model.times import aware_utc
from bot.ports import Clock, ReadingRoom
from bot.signals.places import Gazetteer
from bot.wording.alerts import render_alert
from bot.wording.digests import render_digest


class DeliveryRenderer:
    """Renders alerts from their story as it stands now, and digests from the span in their facts."""

    def __init__(self, archive: ReadingRoom, gazetteer: Gazetteer, clock: Clock) -> None:
        self._archive = archive
        self._gazetteer = gazetteer
        self._clock = clock

    async def render(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        """The parts to be sent for ``delivery``.

        Raises LookupError when the story is not in the archive, and ValueError for a row that holds too
        little to be rendered; both are faults of whoever made the row.
        """
        match delivery.kind:
            case DeliveryKind.ALERT:
                return await self._alert(delivery, subscriber)
            case DeliveryKind.DIGEST:
                return await self._digest(delivery, subscriber)
            case _:
                raise ValueError(f"a {delivery.kind} row brings its text with it, and this one has none")

    async def _alert(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        if delivery.story_id is None:
            raise ValueError("an alert row names no story")
        story = await self._archive.story(delivery.story_id)
        if story is None:
            raise LookupError(f"story {delivery.story_id} is not in the archive")
        return render_alert(story, subscriber, self._gazetteer, self._clock.now())

    async def _digest(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        since, until = _instant(delivery.facts, "since"), _instant(delivery.facts, "until")
        material = await self._archive.digest_material(since=since, until=until)
        return render_digest(material, subscriber, self._gazetteer, self._clock.now())


def _instant(facts: Mapping[str, object], name: str) -> datetime:
    value = facts.get(name)
    if not isinstance(value, str):
        raise ValueError(f"a digest row has no {name!r} among its facts")
    return aware_utc(name, datetime.fromisoformat(value))
