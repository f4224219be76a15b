"""Changes by event: what shares one living alert is decided together (RULES 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.story import Story, StoryChange, StoryPost


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The stories of an event as they stand now, and those changes that made them so just now."""

    event_id: int
    stories: tuple[Story, ...]
    changes: tuple[StoryChange, ...]


def events_of(changes: Iterable[StoryChange], stories: Iterable[Story]) -> tuple[Event, ...]:
    """The events that changed, by number; ``stories`` are theirs as they are stored, before the changes.

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


def may_alert(post: StoryPost, now: datetime, max_age: timedelta) -> bool:
    """Whether a post is live or recovered, and young enough for a phone to ring (RULES 4)."""
    return post.origin.is_urgent and now - post.date < max_age
