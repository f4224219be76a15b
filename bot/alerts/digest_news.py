"""What of a digest's material one subscriber is told, and what not (RULES 17, 18)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.alerts.wishes import mutes_channel, mutes_event, wants_signal
from bot.model.digest import ChangedPost, DigestMaterial, DigestNews, DigestStory
from bot.model.story import Role, Story
from bot.model.subscriber import Preferences

_NEWS = frozenset({Role.CLAIM, Role.DENIAL, Role.ADMISSION})


def digest_news(material: DigestMaterial, wanted: Preferences) -> DigestNews:
    """Choose what a chat with these preferences is told, as of the end of the material's span."""
    now = material.span.until
    news = [each for each in material.stories if _wants_any((each.story.signal,), wanted, now) and has_news(each)]
    told = [audible for each in news if (audible := _without_muted(each, wanted, now))]
    return DigestNews(
        stories=tuple(_by_event(told)),
        changed=tuple(each for each in material.changed if _shows(each, wanted, now)),
        words=material.words,
        muted=len(news) - len(told),
    )


def has_news(told: DigestStory) -> bool:
    """Whether a reader who knows the story hears anything new: copies and mentions alone are none."""
    if not told.is_going_on:
        return bool(told.fresh)
    return any(post.post_id in told.fresh and post.role in _NEWS for post in told.story.posts)


def _wants_any(signals: Iterable[str], wanted: Preferences, now: datetime) -> bool:
    return any(wants_signal(wanted, signal, now) for signal in signals)


def _without_muted(told: DigestStory, wanted: Preferences, now: datetime) -> DigestStory | None:
    """The story as others than muted channels tell it; None when nothing is left, or its event is muted."""
    if mutes_event(wanted, told.story.event_id, now):
        return None
    silenced = {post.post_id for post in told.story.posts if mutes_channel(wanted, post.channel_key, now)}
    audible = replace(told, fresh=told.fresh - silenced)
    return audible if has_news(audible) else None


def _shows(changed: ChangedPost, wanted: Preferences, now: datetime) -> bool:
    """Whether a change of text or a deletion is to be shown; markup alone is nothing to tell."""
    post = changed.post
    is_change = post.deleted_at is not None or post.text.split() != changed.first.text.split()
    return is_change and _wants_any(changed.signals, wanted, now) and not mutes_channel(wanted, post.channel.key, now)


def _by_event(told: Iterable[DigestStory]) -> list[DigestStory]:
    """Stories of one event stand together, headed by the gravest; grave events before others, then by time."""
    events: defaultdict[int, list[Story]] = defaultdict(list)
    by_story = {each.story.story_id: each for each in told}
    for each in by_story.values():
        events[each.story.event_id].append(each.story)
    in_order = sorted((sorted(stories, key=_gravest_first) for stories in events.values()), key=_of_the_gravest)
    return [by_story[story.story_id] for stories in in_order for story in stories]


def _gravest_first(story: Story) -> tuple[int, datetime, int]:
    return -story.severity, story.founded_at, story.story_id


def _of_the_gravest(stories: Sequence[Story]) -> tuple[int, datetime, int]:
    return _gravest_first(stories[0])
