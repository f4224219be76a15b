"""What of a digest's material one subscriber is told, and what not (RULES 17, 18)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model.digest import ChangedPost, DigestMaterial, DigestNews, DigestStory
from bot.model.story import Role, Story
from bot.model.subscriber import MuteKind, Preferences

_NEWS = frozenset({Role.CLAIM, Role.DENIAL, Role.ADMISSION})


def digest_news(material: DigestMaterial, preferences: Preferences) -> DigestNews:
    """Choose what a chat with these preferences is told, as of the end of the material's span."""
    wishes = _Wishes(preferences, material.span.until)
    news = [each for each in material.stories if wishes.wants((each.story.signal,)) and has_news(each)]
    told = [audible for each in news if (audible := wishes.without_muted(each))]
    return DigestNews(
        stories=tuple(_by_event(told)),
        changed=tuple(each for each in material.changed if wishes.wants(each.signals) and wishes.shows(each)),
        words=material.words,
        muted=len(news) - len(told),
    )


def has_news(told: DigestStory) -> bool:
    """Whether a reader who knows the story hears anything new: copies and mentions alone are none."""
    if not told.is_going_on:
        return True
    return any(post.post_id in told.fresh and post.role in _NEWS for post in told.story.posts)


class _Wishes:
    """A chat's wishes at one moment."""

    def __init__(self, preferences: Preferences, moment: datetime) -> None:
        self._signals = preferences.signals
        self._muted = {
            (mute.kind, mute.target) for mute in preferences.mutes if mute.until is None or moment < mute.until
        }

    def wants(self, signals: Iterable[str]) -> bool:
        """Whether any of these signals is told to the chat."""
        return any(
            (self._signals is None or signal in self._signals) and (MuteKind.SIGNAL, signal) not in self._muted
            for signal in signals
        )

    def without_muted(self, told: DigestStory) -> DigestStory | None:
        """The story as others than muted channels tell it; None when nothing is left, or its event is muted."""
        if (MuteKind.STORY, str(told.story.event_id)) in self._muted:
            return None
        silenced = {post.post_id for post in told.story.posts if self._is_silenced(post.channel_key)}
        audible = replace(told, fresh=told.fresh - silenced)
        return audible if audible.fresh and has_news(audible) else None

    def shows(self, changed: ChangedPost) -> bool:
        """Whether a change of text or a deletion is to be shown; markup alone is nothing to tell."""
        post = changed.post
        is_change = post.deleted_at is not None or post.text.split() != changed.first.text.split()
        return is_change and not self._is_silenced(post.channel.key)

    def _is_silenced(self, channel_key: int) -> bool:
        return (MuteKind.CHANNEL, str(channel_key)) in self._muted


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
