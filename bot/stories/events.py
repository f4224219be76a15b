"""Stories of one event: different signals, same place or axis, close in time (RULES 9)."""

from dataclasses import replace
from datetime import timedelta

from bot.model.story import Story
from bot.stories.answering import places_of
from bot.stories.shelf import Shelf
from bot.stories.sighting import AxisOf

SAME_EVENT_WITHIN = timedelta(hours=12)


def with_event(story: Story, shelf: Shelf, axis_of: AxisOf) -> Story:
    """The story as part of an event, if it has just become one that somebody claims.

    An event holds a signal once: a second breakthrough on the same axis is an event of its own.
    """
    before = shelf.before(story.story_id)
    if not story.is_claimed or (before is not None and before.is_claimed):
        return story
    others = [each for each in shelf if each.is_claimed and not _comes_later(each, story, shelf)]
    taken = {each.event_id for each in others if each.signal == story.signal}
    events = {each.event_id for each in others if each.event_id not in taken and _is_same_event(story, each, axis_of)}
    return replace(story, event_id=min(events)) if events else story


def _comes_later(other: Story, story: Story, shelf: Shelf) -> bool:
    """Whether the other story is yet to find its event: of new ones, the later joins the earlier."""
    before = shelf.before(other.story_id)
    return other.story_id >= story.story_id and (before is None or not before.is_claimed)


def _is_same_event(one: Story, other: Story, axis_of: AxisOf) -> bool:
    if one.signal == other.signal or abs(one.founded_at - other.founded_at) > SAME_EVENT_WITHIN:
        return False
    if {post.post_id for post in one.posts} & {post.post_id for post in other.posts}:
        return True
    same_place = set(places_of(one, axis_of)) & set(places_of(other, axis_of))
    return bool(same_place) or (one.axis is not None and one.axis == other.axis)
