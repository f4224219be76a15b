"""Putting stories that the archive knows back on the board, just as they were placed there once."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.model.story import Story, StoryPost
from bot.stories.answering import answer_of, targets_of, waits_at
from bot.stories.board import Board
from bot.stories.events import Events
from bot.stories.groups import Group, GroupKey, best_of
from bot.stories.mentioning import home_of_mention
from bot.stories.parts import Lane, Part, PartKey
from bot.stories.scanning import fold, head_of


def adopt(board: Board, stories: Iterable[Story]) -> list[Story]:
    """Make groups of the stories, whose posts are all on the board; returns those of which none could be made."""
    known = list(stories)
    parts = {story.story_id: _parts_of(board, story) for story in known}
    told = {part.key for found in parts.values() for post, part in found if not post.answers}
    groups: dict[int, Group] = {}
    for story in known:
        group = _group_of(board, story, parts[story.story_id], told)
        if group is not None:
            groups[story.story_id] = group
    _fold(board, groups.values())
    _seat_twins(board, list(groups.values()))
    for story in known:
        for post in story.posts if story.story_id in groups else ():
            if not post.answers:
                _seat_hidden(board, story.signal, post.post_id)
    for story in known:
        group = groups.get(story.story_id)
        continued = groups.get(story.continues or 0)
        if group and continued and continued.core:
            group.continues = continued.core.key
        elif group:
            group.continues_number = story.continues
    return [story for story in known if story.story_id not in groups]


_Seats = list[tuple[StoryPost, Part]]
"""The posts of a story with the parts that they were told of."""


def _parts_of(board: Board, story: Story) -> _Seats:
    return [(post, part) for post in story.posts if (part := _part_of(board, story.signal, post))]


def _group_of(board: Board, story: Story, parts: _Seats, told: set[PartKey]) -> Group | None:
    """A group with the parts that its story shows; ``told`` are those that some story shows."""
    claims = {part.key for post, part in parts if not post.answers and part.lane is Lane.CLAIMS}
    if not claims:
        shown = {post.post_id for post, _ in parts if not post.answers}
        claims = {twin.key for post_id in shown for twin in _claims_of(board, post_id, story.signal)} - told
    denials = [part for post, part in parts if not post.answers and part.lane is Lane.DENIALS]
    if not claims and not denials:
        return None
    key: GroupKey = min(claims) if claims else waits_at(denials[0], board)
    group = Group(key=key, signal=story.signal, story_id=story.story_id, claims=sorted(claims))
    board.groups[key] = group
    for claim in claims:
        board.home[claim] = min(claims)
    for post, part in parts:
        _seat(board, group, post, part)
    return group


def _claims_of(board: Board, post_id: int, signal: str) -> list[Part]:
    return [part for part in board.of_post(post_id) if (part.signal, part.lane) == (signal, Lane.CLAIMS)]


def _seat_twins(board: Board, groups: Sequence[Group]) -> None:
    """Seat the claims that no story shows: a post that says the same twice, before and after an edit, is shown once.

    Each is in one of the stories that show its post, and there where it would have been placed.
    """
    showing: defaultdict[tuple[int, str], list[Group]] = defaultdict(list)
    for group in groups:
        for post_id in {key[3] for key in group.claims}:
            showing[post_id, group.signal].append(group)
    for (post_id, signal), shown_in in showing.items():
        for twin in _claims_of(board, post_id, signal):
            if twin.key not in board.home:
                group = _home_of_twin(board, twin, shown_in)
                board.home[twin.key] = group.claims[0]
                insort(group.claims, twin.key)
                board.drop_group(group)
                _fold(board, [group])


def _home_of_twin(board: Board, twin: Part, groups: Sequence[Group]) -> Group:
    cores = {core.key: core for group in groups if (core := group.core) is not None}
    head = head_of(board, twin)
    home = board.home.get(head.key) if head else None
    if home not in cores:
        best = best_of(cores.values(), twin.where, twin.date)
        home = best.key if best else min(cores)
    return board.groups[home]


def _seat(board: Board, group: Group, post: StoryPost, part: Part) -> None:
    """Record that a mention joined the group, or that a denial or admission answers it or waits in it."""
    if post.answers:
        group.answers.add(part.key)
        if not group.is_waiting:
            board.targets.setdefault(part.key, set()).add(group.claims[0])
    elif part.lane is Lane.DENIALS and group.is_waiting:
        group.answers.add(part.key)
        board.waits[part.key] = waits_at(part, board)
    elif part.lane is Lane.MENTIONS:
        group.mentions.add(part.key)
        board.joined[part.key] = group.key


def _seat_hidden(board: Board, signal: str, post_id: int) -> None:
    """Find what else a post is to a story that shows it once: a mention beside a claim, an answer beside a member."""
    for part in board.of_post(post_id):
        if part.lane is Lane.MENTIONS and part.signal == signal and part.key not in board.joined:
            home = home_of_mention(board, part)
            if home is not None:
                board.joined[part.key] = home
                board.groups[home].mentions.add(part.key)
        if part.may_admit or (part.lane is Lane.DENIALS and part.key not in board.waits):
            for target in targets_of(board, answer_of(part)):
                board.targets.setdefault(part.key, set()).add(target)
                board.groups[target].answers.add(part.key)


def _part_of(board: Board, signal: str, post: StoryPost) -> Part | None:
    """The part that a story's post was told of: a denial answers its own signal only, an admission others too."""
    parts = board.of_post(post.post_id)
    own = (
        [part for part in parts if part.may_admit or (part.lane is Lane.DENIALS and part.signal == signal)]
        if post.answers
        else [part for part in parts if part.signal == signal]
    )
    return max(own, key=lambda part: _likeness(part.post, post), default=None)


def _likeness(one: StoryPost, other: StoryPost) -> tuple[bool, ...]:
    return (
        one.stance is other.stance,
        one.withdrawn == other.withdrawn,
        one.places == other.places,
        (one.start, one.end, one.term) == (other.start, other.end, other.term),
    )


def _fold(board: Board, groups: Iterable[Group]) -> None:
    for group in groups:
        if not group.is_waiting:
            group.core = fold(board, group)
            board.keep_group(group)


def begin_events(board: Board, events: Events, stories: Mapping[int, Story]) -> None:
    """Put all groups into the events that their stories are told as: the first of each began it."""
    claimed = [group for group in board.groups.values() if group.core is not None]
    heads: dict[int, Group] = {}
    for group in sorted(claimed, key=lambda group: group.claims[0]):
        head = heads.setdefault(stories[group.story_id or 0].event_id, group)
        events.put(group.claims[0], head.claims[0])
