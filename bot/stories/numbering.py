"""Which of the stories that people know a group is: stories keep their numbers, whatever arrives late."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.model.story import Story
from bot.stories.groups import Group


@dataclass(frozen=True, slots=True)
class Lost:
    """A story that no group is any more; ``into`` is the group that has most of its posts, if any has."""

    story: Story
    into: Group | None


def number(groups: Sequence[Group], known: Iterable[Story], next_id: int) -> list[Lost]:
    """Give every group the number of the story that it shares most posts with, or else a new one.

    What answers a group counts only where it shares nothing else: a ministry that admits one story often founds
    another by it. Of stories with as much in common the one at the same place is it, then the one that was told
    first. Returns the stories that are left over.
    """
    shared = _shared(groups, known)
    left = {story.story_id: story for story in known}
    waiting = dict(enumerate(groups))
    for _, at, story in shared:
        if at in waiting and story.story_id in left:
            waiting.pop(at).story_id = story.story_id
            del left[story.story_id]
    for group in waiting.values():
        group.story_id, next_id = next_id, next_id + 1
    takers: dict[int, Group] = {}
    for _, at, story in shared:
        takers.setdefault(story.story_id, groups[at])
    return [Lost(story, takers.get(story.story_id)) for story in left.values()]


def _shared(groups: Sequence[Group], known: Iterable[Story]) -> list[tuple[tuple[int, ...], int, Story]]:
    """Groups, by their index, and stories that have posts in common, the best match first."""
    own = {story.story_id: {post.post_id for post in story.posts if not post.answers} for story in known}
    pairs = []
    for at, group in enumerate(groups):
        inside = {key[3] for key in (*group.claims, *group.mentions)}
        answering = {key[3] for key in group.answers}
        place = group.core.place if group.core else None
        for story in known:
            common, answers = len(own[story.story_id] & inside), len(own[story.story_id] & answering)
            if (common or answers) and story.signal == group.signal:
                pairs.append(((-common, -answers, story.place != place, story.story_id, at), at, story))
    return sorted(pairs, key=lambda pair: pair[0])


def event_number(members: Iterable[Story], stories: Mapping[int, Story], taken: set[int]) -> int:
    """The number of an event: that of its story that was told first, be it merged into another by now."""
    members = list(members)
    own = {story.story_id for story in members}
    before = {story.event_id for story in members if story.event_id not in stories}
    return min(own | (before - taken))
