"""From a row of the outbox to its text, at the moment when it is about to be sent (RULES 15)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.alerts.wishes import wanted_of
from bot.clock_lead import ClockLead
from bot.delivery.digest_text import told_of
from bot.delivery.translating import Translations
from bot.model.delivery import Delivery, DeliveryKind, DeliveryState, LivingAlert, alert_key
from bot.model.digest import DigestSpan
from bot.model.message import Message
from bot.model.news import News, news_of_fact
from bot.model.story import Story, StoryState, head_of
from bot.model.subscriber import Subscriber, SubscriberState
from bot.model.times import aware_utc
from bot.ports import Clock, ReadingRoom
from bot.signals.places import Gazetteer
from bot.wording import texts
from bot.wording.alerts import render_alert
from bot.wording.glossary import Glossary
from bot.wording.replies import render_reply
from bot.wording.words import WordNews, render_word_alert

_MOST_TRANSLATED = 8
"""A long digest may not spend the hour's translations alone."""


class RendererStore(ReadingRoom, Protocol):
    """What rendering needs of the archive."""

    async def living_alerts(self, event_ids: Sequence[int]) -> Sequence[LivingAlert]:
        """See WorkStore."""
        ...


class DeliveryRenderer:
    """Renders alerts and replies from their stories as they stand now, all else from what is in their facts."""

    def __init__(
        self,
        archive: RendererStore,
        gazetteer: Gazetteer,
        clock: Clock,
        *,
        translations: Translations | None = None,
        lead: ClockLead | None = None,
    ) -> None:
        """Without ``translations`` excerpts are shown as they are, and without ``lead`` the clock is believed."""
        self._archive = archive
        self._gazetteer = gazetteer
        self._clock = clock
        self._translations = translations
        self._lead = lead or ClockLead(clock)

    async def render(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        """The parts to be sent for ``delivery``; none where nothing is left to tell.

        Raises LookupError when the story is not in the archive, and ValueError for a row that holds too
        little to be rendered; both are faults of whoever made the row.
        """
        match delivery.kind:
            case DeliveryKind.ALERT:
                return await self._alert(delivery, subscriber)
            case DeliveryKind.REPLY:
                return await self._reply(delivery, subscriber)
            case DeliveryKind.DIGEST:
                return await self._digest(delivery, subscriber)
            case DeliveryKind.WORD:
                return await self._word(delivery, subscriber)
            case DeliveryKind.NOTICE if "since" in delivery.facts:
                return await self._more(delivery, subscriber)
            case _:
                raise ValueError(f"a {delivery.kind} row brings its text with it, and this one has none")

    async def _alert(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        """The event as it stands; nothing for a first send that has nothing left to tell."""
        if delivery.story_id is None:
            raise ValueError("an alert row names no story")
        stories = await self._event(delivery)
        now = self._now()
        shown = wanted_of(stories, subscriber.preferences, now) or stories
        head = head_of(shown)
        if delivery.confirmed_version == 0 and (
            head.state is StoryState.RETRACTED
            or not _is_news(stories)
            or await self._is_told_by_another(delivery, head.event_id)
        ):
            return ()
        further = [story for story in shown if story is not head]

        def write(glossary: Glossary) -> Sequence[Message]:
            return render_alert(head, subscriber, self._gazetteer, now, further=further, glossary=glossary)

        return await self._with_translations(write, subscriber)

    def _now(self) -> datetime:
        """The time by which readers are told what is fading and what is of today."""
        now = self._clock.now()
        return now - self._lead.at(now)

    async def _is_told_by_another(self, delivery: Delivery, event_id: int) -> bool:
        """Whether the chat has, or will have, another alert of the event: while this one waited two events became one.

        Of two that wait the event's own is told.
        """
        others = [alert for alert in await self._archive.living_alerts([event_id]) if alert.key != delivery.key]
        return any(
            alert.chat_id == delivery.chat_id
            and (alert.told_at is not None or alert.state is DeliveryState.WAITING)
            and (alert.is_begun or alert.key == alert_key(event_id, delivery.chat_id))
            for alert in others
        )

    async def _reply(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        news, among = await news_of(delivery, self._archive)
        return render_reply(news, among, subscriber, self._gazetteer, self._now())

    async def _more(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        """How many alerts an hour had that were only counted."""
        if subscriber.state is not SubscriberState.ACTIVE:
            return ()
        since, until = _instant(delivery.facts, "since"), _instant(delivery.facts, "until")
        count = await self._archive.alerts_counted(delivery.chat_id, since=since, until=until)
        return (Message(text=texts.counted(texts.ALERT_MORE, count)),) if count else ()

    async def _event(self, delivery: Delivery) -> tuple[Story, ...]:
        """The stories of an alert's event as it is now.

        A row that an older program made names its story only. An event whose stories went elsewhere since the row was
        written, as a backfilled post may show, has become part of the one to which its first story belongs.
        """
        event_id = delivery.facts.get("event")
        stories = await self._stories_of(event_id) if isinstance(event_id, int) else ()
        for number in (event_id, delivery.story_id):
            first = await self._archive.story(number) if isinstance(number, int) and not stories else None
            stories = await self._stories_of(first.event_id) if first else stories
        if not stories:
            raise LookupError(f"story {delivery.story_id} is not in the archive")
        return stories

    async def _stories_of(self, event_id: int) -> tuple[Story, ...]:
        return tuple(story for story in await self._archive.stories_of_events([event_id]) if story.posts)

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
        return render_word_alert(news, subscriber, self._now())

    async def _digest(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        facts = delivery.facts
        span = DigestSpan(
            since=_instant(facts, "since"),
            until=_instant(facts, "until"),
            after=_number(facts, "after"),
            up_to=_number(facts, "up_to"),
        )
        material = await self._archive.digest_material(span, chat_id=subscriber.chat_id)
        now = self._now()

        def write(glossary: Glossary) -> Sequence[Message]:
            return told_of(material, subscriber, self._gazetteer, now, glossary)

        return await self._with_translations(write, subscriber)

    async def _with_translations(
        self, write: Callable[[Glossary], Sequence[Message]], subscriber: Subscriber
    ) -> Sequence[Message]:
        """A text with its first excerpts in the subscriber's language, as far as they are there in time (RULES 20)."""
        language = subscriber.preferences.translate_to
        if self._translations is None or language is None:
            return write(Glossary())
        glossary = Glossary(language)
        plain = write(glossary)
        known = await self._translations.of(glossary.shown[:_MOST_TRANSLATED], language)
        return write(Glossary(language, known)) if known else plain


async def news_of(delivery: Delivery, archive: ReadingRoom) -> tuple[list[News], list[Story]]:
    """What a reply is to tell, and the stories that it tells of; one that became part of another goes by that one.

    Raises ValueError for a row that holds no news.
    """
    facts = delivery.facts.get("news")
    if not isinstance(facts, list) or not facts:
        raise ValueError("a reply row tells no news")
    items = [news_of_fact(fact) for fact in facts]
    found = {number: await archive.story(number) for number in dict.fromkeys(each.story_id for each in items)}
    known = {number: story for number, story in found.items() if story is not None}
    news = [replace(each, story_id=known[each.story_id].story_id) for each in items if each.story_id in known]
    return news, list({story.story_id: story for story in known.values()}.values())


def _is_news(stories: Iterable[Story]) -> bool:
    """Whether anything in an event may ring (RULES 4): what did may have proved a copy of another event's since."""
    return any(post.origin.is_urgent for story in stories for post in story.posts)


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
