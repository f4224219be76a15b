"""From a row of the outbox to its text, at the moment when it is about to be sent (RULES 15)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.delivery.digest_text import digest_text
from bot.model.delivery import Delivery, DeliveryKind
from bot.model.digest import DigestSpan
from bot.model.message import Message
from bot.model.subscriber import Subscriber
from bot.model.times import aware_utc
from bot.ports import Clock, ReadingRoom
from bot.signals.places import Gazetteer
from bot.wording.alerts import render_alert
from bot.wording.words import WordNews, render_word_alert


class DeliveryRenderer:
    """Renders alerts from their story as it stands now, digests and watched words from what is in their facts."""

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
            case DeliveryKind.WORD:
                return await self._word(delivery, subscriber)
            case _:
                raise ValueError(f"a {delivery.kind} row brings its text with it, and this one has none")

    async def _alert(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        if delivery.story_id is None:
            raise ValueError("an alert row names no story")
        story = await self._archive.story(delivery.story_id)
        if story is None:
            raise LookupError(f"story {delivery.story_id} is not in the archive")
        return render_alert(story, subscriber, self._gazetteer, self._clock.now())

    async def _word(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        facts = delivery.facts
        words = facts.get("words")
        if not isinstance(words, list) or not words:
            raise ValueError("the row of a watched word names no word")
        channel, message = _number(facts, "channel"), _number(facts, "message")
        post = await self._archive.post(channel, message)
        if post is None:
            raise LookupError(f"message {message} of channel {channel} is not in the archive")
        news = WordNews(
            words=tuple(map(str, words)),
            post=post,
            is_recovered=facts.get("recovered") is True,
            since=_instant(facts, "since"),
            others=_number(facts, "others"),
            copies=_number(facts, "copies"),
        )
        return render_word_alert(news, subscriber, self._clock.now())

    async def _digest(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        facts = delivery.facts
        span = DigestSpan(
            since=_instant(facts, "since"),
            until=_instant(facts, "until"),
            after=_number(facts, "after"),
            up_to=_number(facts, "up_to"),
        )
        return await digest_text(self._archive, span, subscriber, self._gazetteer, self._clock.now())


def _instant(facts: Mapping[str, object], name: str) -> datetime:
    value = facts.get(name)
    if not isinstance(value, str):
        raise ValueError(f"the row has no time {name!r} among its facts")
    return aware_utc(name, datetime.fromisoformat(value))


def _number(facts: Mapping[str, object], name: str) -> int:
    value = facts.get(name)
    if not isinstance(value, int):
        raise ValueError(f"the row has no number {name!r} among its facts")
    return value
