"""Who is told of which story, and why the others are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.alerts.quiet import held_until
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided of a story: for one chat, or for all of them when ``chat_id`` is None."""

    story_id: int
    chat_id: int | None
    reason: Reason
    delivery: NewDelivery | None = None


def alert_key(event_id: int, chat_id: int) -> str:
    """The outbox key of an event's one living alert in a chat (RULES 9, 15)."""
    return f"alert:{event_id}:{chat_id}"


def decide_alerts(
    changes: Iterable[StoryChange], subscribers: Sequence[Subscriber], *, now: datetime, max_age: timedelta
) -> tuple[Decision, ...]:
    """Decide for each changed story and chat whether an alert is wanted (RULES 4, 9, 17).

    A chat that was told of the event already has a row with the same key, which then stays as it is.
    """
    decisions: list[Decision] = []
    told: set[str] = set()
    for change in sorted(changes, key=lambda each: (-each.story.severity, each.story.story_id)):
        story = change.story
        news = _news(change)
        reason = _reason_for_nobody(story, news, now, max_age)
        if reason:
            decisions.append(Decision(story_id=story.story_id, chat_id=None, reason=reason))
            continue
        young = [post for post in news if _may_alert(post, now, max_age)]
        for subscriber in subscribers:
            decisions.append(_decide(story, young, subscriber, told, now))
    return tuple(decisions)


def _decide(story: Story, news: Sequence[StoryPost], subscriber: Subscriber, told: set[str], now: datetime) -> Decision:
    reason = _reason_against(story, news, subscriber)
    key = alert_key(story.event_id, subscriber.chat_id)
    if reason is None and key in told:
        reason = Reason.ANOTHER_STORY
    if reason:
        return Decision(story_id=story.story_id, chat_id=subscriber.chat_id, reason=reason)
    told.add(key)
    held = held_until(subscriber.preferences, now)
    reason = Reason.HELD if held else Reason.NEWS
    delivery = NewDelivery(
        key=key,
        chat_id=subscriber.chat_id,
        kind=DeliveryKind.ALERT,
        priority=Priority.ALERT,
        created_at=now,
        story_id=story.story_id,
        silent=story.severity is Severity.LOW,
        not_before=held,
        facts={"reason": reason.value},
    )
    return Decision(story_id=story.story_id, chat_id=subscriber.chat_id, reason=reason, delivery=delivery)


def _news(change: StoryChange) -> list[StoryPost]:
    """The posts that say something new in their own words; all of them when the story weighs more than before."""
    story, before = change.story, change.before
    said = [post for post in story.posts if post.stands and post.role in _NEWS]
    if before is None or story.severity > before.severity or not before.is_claimed:
        return said
    known = {post.post_id for post in before.posts if post.stands and post.role in _NEWS}
    return [post for post in said if post.post_id not in known]


def _reason_for_nobody(story: Story, news: Sequence[StoryPost], now: datetime, max_age: timedelta) -> Reason | None:
    if not story.is_claimed:
        return Reason.UNCLAIMED
    if story.state is StoryState.RETRACTED:
        return Reason.RETRACTED
    if not news:
        return Reason.NOTHING_NEW
    if not any(post.origin.is_urgent for post in news):
        return Reason.NOT_LIVE
    if not any(_may_alert(post, now, max_age) for post in news):
        return Reason.TOO_OLD
    return None


def _may_alert(post: StoryPost, now: datetime, max_age: timedelta) -> bool:
    return post.origin.is_urgent and now - post.date < max_age


def _reason_against(story: Story, news: Sequence[StoryPost], subscriber: Subscriber) -> Reason | None:
    wanted = subscriber.preferences
    if subscriber.state is not SubscriberState.ACTIVE:
        return Reason.INACTIVE
    if wanted.signals is not None and story.signal not in wanted.signals:
        return Reason.SIGNAL
    if not any(post.stance in wanted.stances for post in news):
        return Reason.STANCE
    if story.severity < wanted.least_severity:
        return Reason.SEVERITY
    return None
