"""Changes by event: what shares one living alert is decided together (RULES 9)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.delivery import LivingAlert, alert_key
from bot.model.story import Story, StoryChange, StoryPost, first_claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The stories of an event as they stand now, and those changes that made them so just now."""

    event_id: int
    stories: tuple[Story, ...]
    changes: tuple[StoryChange, ...]


def events_of(changes: Iterable[StoryChange], stories: Iterable[Story]) -> tuple[Event, ...]:
    """The events that changed, by number; ``stories`` are their others, as they are stored.

    A story that became part of another has no posts any more: it is left out, and the other goes on.
    """
    changed = {change.story.story_id: change for change in changes if change.story.posts}
    standing = {story.story_id: story for story in stories if story.posts}
    standing.update((story_id, change.story) for story_id, change in changed.items())
    numbers = sorted({change.story.event_id for change in changed.values()})
    return tuple(
        Event(
            event_id=number,
            stories=tuple(standing[each] for each in sorted(standing) if standing[each].event_id == number),
            changes=tuple(changed[each] for each in sorted(changed) if changed[each].story.event_id == number),
        )
        for number in numbers
    )


def known_as(stories: Iterable[Story]) -> str:
    """An event's name in any archive, which all have numbers of their own: its first story's signal, place and post."""
    return min(map(_beginning, stories))[1]


def _beginning(story: Story) -> tuple[datetime, str]:
    first = first_claim(story) or min(story.posts, key=lambda post: (post.date, post.post_id))
    return first.date, f"{story.signal} {story.place or story.axis} {first.channel_name}/{first.message_id}"


def numbers_of(changes: Iterable[StoryChange]) -> tuple[int, ...]:
    """The events that these changes concern: those that the stories are part of, and those that they were."""
    after = {change.story.event_id for change in changes}
    before = {change.before.event_id for change in changes if change.before is not None}
    return tuple(sorted(after | before))


def alerts_now(
    living: Iterable[LivingAlert], changes: Sequence[StoryChange], stories: Iterable[Story]
) -> tuple[LivingAlert, ...]:
    """The alerts, each under the event that its own has become part of by these changes; an event's own come first.

    An event of which a story is left keeps its alerts.
    """
    became = {
        change.before.event_id: change.story.event_id
        for change in changes
        if change.before is not None and change.before.event_id != change.story.event_id
    }
    standing = (*stories, *(change.story for change in changes))
    left = {story.event_id for story in standing if story.posts}
    found = {alert.key: alert for alert in living}
    moved = (
        alert if alert.event_id in left else replace(alert, event_id=became.get(alert.event_id, alert.event_id))
        for alert in found.values()
    )
    return tuple(sorted(moved, key=lambda alert: alert.key != alert_key(alert.event_id, alert.chat_id)))


def may_alert(post: StoryPost, now: datetime, max_age: timedelta) -> bool:
    """Whether a post is live or recovered, and young enough for a phone to ring (RULES 4)."""
    return post.origin.is_urgent and now - post.date < max_age
