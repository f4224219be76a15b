"""A chat as the decisions see it: its outbox in a few lines, so that whole nights can be decided quickly."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.alerts.deciding import decide_alerts
from bot.alerts.events import alerts_now
from bot.alerts.living import Kept, keep_alive
from bot.alerts.ringing import rows_of
from bot.model.delivery import DeliveryKind, DeliveryState, LivingAlert, NewDelivery
from bot.model.news import News, news_of_fact
from bot.model.story import Story, StoryChange
from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from tests.stories.night import EVENING, Book, Sighting

MAX_AGE = timedelta(hours=6)
READER = Subscriber(
    chat_id=7, kind=ChatKind.PERSON, title="Читатель", state=SubscriberState.ACTIVE, since=EVENING - timedelta(days=9)
)


@dataclass
class Chat:
    """Sends whatever it is told to at once, unless it is held; edits wait for their time.

    ``edits`` are the times at which each alert was edited.
    """

    reader: Subscriber = READER
    book: Book = field(default_factory=Book)
    rows: dict[str, LivingAlert] = field(default_factory=dict)
    alerts: list[NewDelivery] = field(default_factory=list)
    replies: list[NewDelivery] = field(default_factory=list)
    edits: list[tuple[str, datetime]] = field(default_factory=list)
    _due: dict[str, datetime] = field(default_factory=dict)

    def work(self, *sightings: Sighting, now: datetime) -> tuple[Kept, ...]:
        """Group the sightings as one batch, decide, and send."""
        return self.take(self.book.work(*sightings), now=now)

    def take(self, changes: Iterable[StoryChange], *, now: datetime) -> tuple[Kept, ...]:
        """Decide what follows from these changes, and send it."""
        self.let_pass(now)
        told = tuple(changes)
        self.book.stories.update((change.story.story_id, change.story) for change in told)
        changed = {change.story.story_id for change in told}
        stories: tuple[Story, ...] = tuple(each for each in self.book.stories.values() if each.story_id not in changed)
        living = alerts_now(self.rows.values(), told, stories)
        decisions = decide_alerts(told, [self.reader], now=now, max_age=MAX_AGE, stories=stories, living=living)
        kept = keep_alive(told, [self.reader], now=now, max_age=MAX_AGE, stories=stories, living=living)
        for row in rows_of(decisions, kept):
            if row.key not in self.rows and row.kind is DeliveryKind.ALERT:
                self._tell(row, now)
        for each in kept:
            self._keep(each)
        return kept

    def let_pass(self, now: datetime) -> None:
        """Edit what is due by ``now``."""
        for key, due in sorted(self._due.items(), key=lambda pair: pair[1]):
            if due <= now:
                self.edits.append((key, due))
                del self._due[key]

    def news(self) -> list[list[News]]:
        """What each reply told."""
        return [_news(reply) for reply in self.replies]

    def _tell(self, alert: NewDelivery, now: datetime) -> None:
        self.alerts.append(alert)
        event = alert.facts["event"]
        assert isinstance(event, int)
        is_held = alert.not_before is not None
        self.rows[alert.key] = LivingAlert(
            key=alert.key,
            event_id=event,
            chat_id=alert.chat_id,
            state=DeliveryState.WAITING if is_held else DeliveryState.SENT,
            version=alert.version,
            is_begun=not is_held,
            told_at=None if is_held else now,
            replies=0,
            facts=alert.facts,
        )

    def _keep(self, kept: Kept) -> None:
        row = self.rows[kept.key]
        if kept.edit is not None:
            is_raised = kept.edit.version > row.version
            if is_raised and row.is_begun and kept.edit.not_before is not None:
                self._due[row.key] = min(self._due.get(row.key, kept.edit.not_before), kept.edit.not_before)
            row = replace(row, version=kept.edit.version, facts=kept.edit.facts)
        # As in the outbox, a key that exists is no new message: an event that was joined may ask for a reply again.
        is_new = kept.reply is not None and all(each.key != kept.reply.key for each in self.replies)
        if kept.reply is not None and is_new and row.is_begun:
            self.replies.append(kept.reply)
            row = replace(row, replies=row.replies + 1)
        self.rows[kept.key] = row


def _news(reply: NewDelivery) -> list[News]:
    facts = reply.facts["news"]
    assert isinstance(facts, list)
    return [news_of_fact(fact) for fact in facts]
