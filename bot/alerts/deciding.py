"""Who is told of which story, and why the others are not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.alerts.events import events_of, known_as, may_alert
from bot.alerts.told import Told
from bot.alerts.wishes import hold, mutes_channel, mutes_event, wanted_of, wants_signal
from bot.model.delivery import DeliveryKind, DeliveryState, LivingAlert, NewDelivery, Priority, alert_key
from bot.model.story import Role, Severity, Story, StoryChange, StoryPost, StoryState
from bot.model.subscriber import Subscriber, SubscriberState

_NEWS = frozenset({Role.CLAIM, Role.DENIAL, Role.ADMISSION})


class Reason(StrEnum):
    """What decided whether a chat is told."""

    NEWS = "news for this chat"
    HELD = "news, held until the quiet hours end"
    UNCLAIMED = "nobody claims it"
    RETRACTED = "no claim of it stands"
    NOTHING_NEW = "only copies and mentions came in"
    NOT_LIVE = "imported or backfilled posts alert nobody"
    TOO_OLD = "the posts are too old"
    INACTIVE = "the chat is not an active subscriber"
    SIGNAL = "the chat does not want this signal"
    STANCE = "the chat does not want this stance"
    SEVERITY = "less severe than the chat wants"
    ANOTHER_STORY = "a more severe story of the same event is told"
    TOLD = "the chat has the alert of this event"
    MUTED = "the chat has muted it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided of a story: for one chat, or for all of them when ``chat_id`` is None.

    ``posts`` are those that are news to the chat.
    """

    story_id: int
    chat_id: int | None
    reason: Reason
    delivery: NewDelivery | None = None
    posts: frozenset[int] = frozenset()


def decide_alerts(
    changes: Iterable[StoryChange],
    subscribers: Sequence[Subscriber],
    *,
    now: datetime,
    max_age: timedelta,
    stories: Iterable[Story] = (),
    living: Iterable[LivingAlert] = (),
) -> tuple[Decision, ...]:
    """Decide for each changed story and chat whether an alert is wanted (RULES 4, 9, 17).

    ``stories`` are the others of the changed events, as they are stored; ``living`` are their alerts: a chat that has
    one gets no other, and :mod:`bot.alerts.living` decides what becomes of it.
    """
    desk = _Desk(tuple(changes), tuple(stories), living, now, max_age)
    return tuple(desk.decisions(subscribers))


class _Desk:
    """One round of decisions: holds what every one of them needs."""

    def __init__(
        self,
        changes: Sequence[StoryChange],
        stories: Sequence[Story],
        living: Iterable[LivingAlert],
        now: datetime,
        max_age: timedelta,
    ) -> None:
        standing = [change for change in changes if change.story.posts]
        self._changes = sorted(standing, key=lambda each: (-each.story.severity, each.story.story_id))
        self._events = {event.event_id: event for event in events_of(changes, stories)}
        self._living: dict[tuple[int, int], LivingAlert] = {}
        for alert in living:
            self._living.setdefault((alert.event_id, alert.chat_id), alert)
        self._now = now
        self._max_age = max_age
        self._told: set[str] = set()

    def decisions(self, subscribers: Sequence[Subscriber]) -> Iterator[Decision]:
        """For each story that may be told, one for each chat; for the others one."""
        for change in self._changes:
            story = change.story
            news = _news(change)
            reason = self._reason_for_nobody(story, news)
            if reason:
                yield Decision(story_id=story.story_id, chat_id=None, reason=reason)
                continue
            young = [post for post in news if may_alert(post, self._now, self._max_age)]
            for subscriber in subscribers:
                yield self._decide(story, young, subscriber)

    def _decide(self, story: Story, news: Sequence[StoryPost], subscriber: Subscriber) -> Decision:
        reason = self._reason_against(story, news, subscriber)
        key = alert_key(story.event_id, subscriber.chat_id)
        if reason is None and key in self._told:
            reason = Reason.ANOTHER_STORY
        if reason:
            return Decision(story_id=story.story_id, chat_id=subscriber.chat_id, reason=reason)
        self._told.add(key)
        event = self._events[story.event_id]
        severity = max(each.severity for each in wanted_of(event.stories, subscriber.preferences, self._now))
        held = hold(subscriber.preferences, severity, self._now)
        reason = Reason.HELD if held else Reason.NEWS
        passed = self._living.get((story.event_id, subscriber.chat_id))
        delivery = NewDelivery(
            key=passed.key if passed else key,
            chat_id=subscriber.chat_id,
            kind=DeliveryKind.ALERT,
            priority=Priority.ALERT,
            created_at=self._now,
            version=passed.version + 1 if passed else 1,
            story_id=story.story_id,
            silent=severity is Severity.LOW,
            not_before=held,
            facts={"event": event.event_id, "reason": reason.value, **Told.first(event.stories).facts()},
            weight=severity.value,
            about=f"alert {known_as(event.stories)} to {subscriber.chat_id}",
        )
        posts = frozenset(post.post_id for post in news)
        return Decision(
            story_id=story.story_id, chat_id=subscriber.chat_id, reason=reason, delivery=delivery, posts=posts
        )

    def _reason_for_nobody(self, story: Story, news: Sequence[StoryPost]) -> Reason | None:
        if not story.is_claimed:
            return Reason.UNCLAIMED
        if story.state is StoryState.RETRACTED:
            return Reason.RETRACTED
        if not news:
            return Reason.NOTHING_NEW
        if not any(post.origin.is_urgent for post in news):
            return Reason.NOT_LIVE
        if not any(may_alert(post, self._now, self._max_age) for post in news):
            return Reason.TOO_OLD
        return None

    def _reason_against(self, story: Story, news: Sequence[StoryPost], subscriber: Subscriber) -> Reason | None:
        wanted = subscriber.preferences
        if subscriber.state is not SubscriberState.ACTIVE:
            return Reason.INACTIVE
        if wanted.signals is not None and story.signal not in wanted.signals:
            return Reason.SIGNAL
        if not any(post.stance in wanted.stances for post in news):
            return Reason.STANCE
        if story.severity < wanted.least_severity:
            return Reason.SEVERITY
        alert = self._living.get((story.event_id, subscriber.chat_id))
        if alert is not None and alert.state is not DeliveryState.COUNTED:
            return Reason.TOLD
        is_muted = mutes_event(wanted, story.event_id, self._now) or not wants_signal(wanted, story.signal, self._now)
        if is_muted or all(mutes_channel(wanted, post.channel_key, self._now) for post in news):
            return Reason.MUTED
        return None


def _news(change: StoryChange) -> list[StoryPost]:
    """The posts that say something new in their own words; all of them when the story weighs more than before."""
    story, before = change.story, change.before
    said = [post for post in story.posts if post.stands and post.role in _NEWS]
    if before is None or story.severity > before.severity or not before.is_claimed:
        return said
    known = {post.post_id for post in before.posts if post.stands and post.role in _NEWS}
    return [post for post in said if post.post_id not in known]
