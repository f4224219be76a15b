"""From a group of parts to the story that people see, and what of it is news."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.model.flag import Stance
from bot.model.signal import OwnSignal
from bot.model.story import Role, Severity, Story, StoryChange, StoryPost, StoryState
from bot.stories.board import Board
from bot.stories.groups import Group
from bot.stories.parts import OWN_ROLE, Part, PartKey, may_copy
from bot.stories.severity import BurstOf
from bot.stories.timeline import settle
from bot.stories.where import AxisOf

_NEVER = datetime.min.replace(tzinfo=UTC)
"""The times of a story before it is settled."""


def founded(group: Group, own: OwnSignal | None) -> Story:
    """A story without its posts yet; ``own`` is its signal where an operator added that."""
    if group.story_id is None:
        raise ValueError("a group needs a number before it is told")
    return Story(
        story_id=group.story_id,
        event_id=group.story_id,
        signal=group.signal,
        place=None,
        axis=None,
        state=StoryState.CLAIMED,
        severity=Severity.LOW,
        reasons=(),
        founded_at=_NEVER,
        last_claim_at=_NEVER,
        posts=(),
        title=own.title if own else None,
        weight=own.severity if own else Severity.MEDIUM,
    )


def told(board: Board, group: Group, story: Story, burst_of: BurstOf | None) -> Story:
    """The story with the posts of its group and what follows; denials that wait are an event of their own."""
    event_id = story.story_id if group.is_waiting else story.event_id
    posts = tuple(_posts(board, group))
    return settle(replace(story, posts=posts, event_id=event_id), board.axis_of, burst_of)


def counted(story: Story, before: Story | None) -> StoryChange:
    """The change with version and transition raised by what a reader would notice (RULES 15)."""
    if before is None:
        return StoryChange(story=story, before=None)
    is_turn = story.state is not before.state or story.severity > before.severity
    version = before.version + (_seen(story) != _seen(before))
    return StoryChange(
        story=replace(story, version=version, transition=before.transition + is_turn),
        before=before,
    )


def merged(before: Story, into: Story) -> StoryChange:
    """What becomes of a story that lost its posts to another."""
    story = replace(before, posts=(), event_id=into.event_id, merged_into=into.story_id, version=before.version + 1)
    return StoryChange(story=story, before=before)


def abandoned(before: Story, axis_of: AxisOf) -> StoryChange:
    """What becomes of a story whose posts are read otherwise by now: they stay to be seen, and claim nothing."""
    posts = tuple(replace(post, withdrawn=True) for post in before.posts)
    return counted(settle(replace(before, posts=posts), axis_of), before)


def _seen(story: Story) -> tuple[object, ...]:
    answers = tuple((post.post_id, post.stands) for post in story.posts if post.role in (Role.DENIAL, Role.ADMISSION))
    return story.state, story.severity, story.place, story.sources, story.copies, story.event_id, answers


def _posts(board: Board, group: Group) -> Iterator[StoryPost]:
    """Each post once, by time: as a claim that stands, else as one that was taken back, else as what it came in as."""
    members = [board.parts[key] for key in (*group.claims, *group.mentions)]
    answers = [board.parts[key] for key in sorted(group.answers)]
    members.sort(key=lambda part: (part.stance is not Stance.CLAIMED, part.post.withdrawn, part.key))
    own = {part.key for part in members}
    chosen: dict[int, Part] = {}
    for part in (*members, *answers):
        chosen.setdefault(part.post.post_id, part)
    roots: dict[PartKey, Part] = {}
    for part in sorted(chosen.values(), key=lambda part: part.key):
        if part.key in group.answers and part.key not in own:
            roots[part.key] = part
            yield _answer(part, is_own=group.core is None)
            continue
        root = roots[part.key] = _root(board, part, roots)
        role = OWN_ROLE[part.stance] if root is part else Role.COPY
        yield replace(part.post, role=role, copy_of=None if root is part else root.post.post_id)


def _answer(part: Part, *, is_own: bool) -> StoryPost:
    role = Role.DENIAL if part.stance is Stance.DENIED else Role.ADMISSION
    return replace(part.post, role=role, answers=not is_own)


def _root(board: Board, part: Part, roots: Mapping[PartKey, Part]) -> Part:
    """The first of the story's parts that said it; a ministry that concedes repeats nobody but officials."""
    for other in board.copied(part):
        if other.key in roots and may_copy(part, other):
            return roots[other.key]
    return part
