"""What becomes of alerts that were told: edits in place, and the few changes that a phone rings for (RULES 9, 15, 16).

An edit shows everything. A reply is for what changes a reader's mind: see :mod:`bot.alerts.turns`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.alerts.edits import edit_due
from bot.alerts.events import Event, events_of, known_as
from bot.alerts.told import Told
from bot.alerts.turns import turns_of
from bot.alerts.wishes import hold, mutes_event, wanted_of
from bot.model.delivery import DeliveryKind, DeliveryState, LivingAlert, NewDelivery, Priority
from bot.model.news import News, Turn, news_fact
from bot.model.story import Severity, Story, StoryChange
from bot.model.subscriber import Subscriber, SubscriberState


class Upkeep(StrEnum):
    """What decided whether a chat's alert is kept up."""

    EDITED = "it is edited"
    REPLIED = "it is edited, and answered by a reply"
    REPLY_HELD = "it is edited; the reply is held until the quiet hours end"
    WAITS = "it is not sent yet, and will tell this too"
    TOO_OLD = "it is too old to be edited"
    UNCHANGED = "nothing that it shows has changed"
    NEVER_TOLD = "it was given up"
    INACTIVE = "the chat is not an active subscriber"
    MUTED = "the chat has muted the event"
    UNWANTED = "the chat does not want these signals any more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was decided of one alert, and the rows that follow."""

    key: str
    reason: Upkeep
    edit: NewDelivery | None = None
    reply: NewDelivery | None = None


def keep_alive(
    changes: Iterable[StoryChange],
    subscribers: Sequence[Subscriber],
    *,
    now: datetime,
    max_age: timedelta,
    stories: Iterable[Story],
    living: Iterable[LivingAlert],
) -> tuple[Kept, ...]:
    """Decide for each alert of a changed event what becomes of it.

    ``stories`` are the others of these events as they are stored, ``living`` all of their alerts. There is at most one
    reply for a chat: to the weightiest of the alerts that it has, and it tells of the others too.
    """
    alerts = tuple(living)
    events = {event.event_id: event for event in events_of(changes, stories)}
    chats = {subscriber.chat_id: subscriber for subscriber in subscribers}
    kept = [
        _kept(events[alert.event_id], alert, chats.get(alert.chat_id), now, max_age)
        for alert in alerts
        if alert.event_id in events and alert.state is not DeliveryState.COUNTED
    ]
    return tuple(_one_reply_a_chat(kept, {alert.key: alert for alert in alerts}))


def _kept(event: Event, alert: LivingAlert, subscriber: Subscriber | None, now: datetime, max_age: timedelta) -> Kept:
    reason = _reason_against(event, alert, subscriber, now)
    if reason is not None or subscriber is None:
        return Kept(key=alert.key, reason=reason or Upkeep.INACTIVE)
    wanted = subscriber.preferences
    shown = wanted_of(event.stories, wanted, now)
    changes = [change for change in event.changes if change.story in shown]
    told = Told.of_facts(alert.facts) or _told_before(event)
    turns = turns_of(changes, told, wanted=wanted, replies=alert.replies, now=now, max_age=max_age)
    facts = {**alert.facts, "event": event.event_id, **told.and_now(event.stories, turns).facts()}
    severity = max(story.severity for story in shown)
    held = hold(wanted, severity, now)
    edit = _edit(alert, severity, held, facts, now)
    reply = _reply(alert, turns, event, severity, held, now) if turns else None
    return Kept(key=alert.key, reason=_reason(alert, edit, reply), edit=edit, reply=reply)


def _reason_against(event: Event, alert: LivingAlert, subscriber: Subscriber | None, now: datetime) -> Upkeep | None:
    if subscriber is None or subscriber.state is not SubscriberState.ACTIVE:
        return Upkeep.INACTIVE
    if alert.state is DeliveryState.PARKED and alert.told_at is None:
        return Upkeep.NEVER_TOLD
    if mutes_event(subscriber.preferences, event.event_id, now):
        return Upkeep.MUTED
    shown = wanted_of(event.stories, subscriber.preferences, now)
    changed = [change for change in event.changes if change.story in shown]
    if not changed:
        return Upkeep.UNWANTED
    return None if any(map(_is_seen, changed)) else Upkeep.UNCHANGED


def _is_seen(change: StoryChange) -> bool:
    return change.before is None or change.story.version > change.before.version


def _told_before(event: Event) -> Told:
    """What the alert of an older program must have told: all that stood before this change."""
    before = {change.story.story_id: change.before for change in event.changes}
    stood = (before.get(story.story_id, story) for story in event.stories)
    return Told.first(story for story in stood if story is not None)


def _edit(
    alert: LivingAlert, severity: Severity, held: datetime | None, facts: Mapping[str, object], now: datetime
) -> NewDelivery:
    """The row's newer version; the same version, with newer facts only, for an alert that is edited no more."""
    is_gone = alert.state is DeliveryState.PARKED
    due = None if is_gone else edit_due(alert.told_at or now, now)
    return NewDelivery(
        key=alert.key,
        chat_id=alert.chat_id,
        kind=DeliveryKind.ALERT,
        priority=Priority.ALERT,
        created_at=now,
        version=alert.version + (due is not None),
        story_id=_story_of(facts),
        silent=severity is Severity.LOW,
        not_before=due,
        facts=facts,
        weight=severity.value,
        let_go=held is None,
    )


def _story_of(facts: Mapping[str, object]) -> int | None:
    event = facts.get("event")
    return event if isinstance(event, int) else None


def _reply(
    alert: LivingAlert, turns: Sequence[News], event: Event, severity: Severity, held: datetime | None, now: datetime
) -> NewDelivery:
    """The reply, keyed by the transition of the story that it tells of first (RULES 15)."""
    story = next(each for each in event.stories if each.story_id == turns[0].story_id)
    return NewDelivery(
        key=f"reply:{story.story_id}:{story.transition}:{alert.chat_id}",
        chat_id=alert.chat_id,
        kind=DeliveryKind.REPLY,
        priority=Priority.REPLY,
        created_at=now,
        story_id=story.story_id,
        silent=severity is Severity.LOW,
        not_before=held,
        reply_to_key=alert.key,
        facts={"event": event.event_id, "news": [news_fact(turn) for turn in turns]},
        weight=severity.value,
        about=f"turn {story.transition} of {known_as([story])} to {alert.chat_id}",
    )


def _reason(alert: LivingAlert, edit: NewDelivery, reply: NewDelivery | None) -> Upkeep:
    if not alert.is_begun:
        return Upkeep.WAITS
    if reply is not None:
        return Upkeep.REPLY_HELD if reply.not_before else Upkeep.REPLIED
    return Upkeep.EDITED if edit.version > alert.version else Upkeep.TOO_OLD


def _one_reply_a_chat(kept: Iterable[Kept], living: Mapping[str, LivingAlert]) -> Iterator[Kept]:
    """Let one reply tell what several would, where a post changes several events of a chat at once.

    Only among alerts whose text is known to stand: to one that is not begun there will be no reply.
    """
    several: defaultdict[int, list[Kept]] = defaultdict(list)
    for each in kept:
        if each.reply is not None and living[each.key].is_begun:
            several[each.reply.chat_id].append(each)
        else:
            yield each
    for group in several.values():
        first, *others = sorted(group, key=_weightiest_first)
        yield first if not others else replace(first, reply=_joint(first, others))
        yield from (replace(each, reply=None) for each in others)


def _weightiest_first(kept: Kept) -> tuple[int, int, str]:
    if kept.reply is None:
        return 0, 0, kept.key
    return min(Turn(str(fact[1])).place for fact in _news(kept.reply)), -kept.reply.weight, kept.key


def _joint(first: Kept, others: Iterable[Kept]) -> NewDelivery | None:
    if first.reply is None:
        return None
    replies = [first.reply, *(each.reply for each in others if each.reply is not None)]
    return replace(
        first.reply,
        # What may be told now is not held by what may not.
        not_before=min((reply.not_before for reply in replies if reply.not_before), default=None)
        if all(reply.not_before for reply in replies)
        else None,
        facts={**first.reply.facts, "news": [fact for reply in replies for fact in _news(reply)]},
    )


def _news(reply: NewDelivery) -> list[list[object]]:
    news = reply.facts["news"]
    return news if isinstance(news, list) else []
