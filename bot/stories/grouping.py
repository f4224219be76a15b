"""Which stories some posts make together (RULES 8–12), whatever order they arrive in.

All flagged posts of some days are on a board. Whatever a batch adds or changes there is placed by the posts' own
dates: first the claims, each by those dated before it; then official answers, by the stories that the claims make;
then fears and other mentions. What has moved makes new stories of the groups that it left and joined, and those
are matched with the stories that people know.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.flagged import FlaggedPost
from bot.model.signal import OwnSignal
from bot.model.story import Story, StoryChange
from bot.stories.adopting import adopt, begin_events
from bot.stories.board import Board
from bot.stories.events import Events
from bot.stories.groups import Core, Group, GroupKey
from bot.stories.numbering import Lost, event_number, number
from bot.stories.parts import PartKey
from bot.stories.placing import Placing
from bot.stories.scanning import MEMORY
from bot.stories.severity import BurstOf
from bot.stories.telling import abandoned, counted, founded, merged, told
from bot.stories.where import AxisOf

LOOK_BACK = MEMORY + timedelta(hours=36)
"""Posts so much older than those of a batch have to be on the board: a story's 36 h, and what its answers reach."""

LOOK_AHEAD = MEMORY
"""Posts so much younger than the last that moved have to be on the board."""


class Grouping:
    """The board of some days with the stories that people know of them."""

    def __init__(
        self, axis_of: AxisOf, *, own_signals: Iterable[OwnSignal] = (), burst_of: BurstOf | None = None
    ) -> None:
        """``own_signals`` are the operator's; ``burst_of`` tells for what reason a story weighs more, if it does."""
        self._board = Board(axis_of)
        self._events = Events(self._board)
        self._own_signals = {signal.name: signal for signal in own_signals}
        self._burst_of = burst_of
        self._complete_from: datetime | None = None
        self._merged: set[int] = set()
        self.stories: dict[int, Story] = {}
        self.looked_until: datetime | None = None

    def __len__(self) -> int:
        return len(self._board.posts)

    def adopt(
        self,
        posts: Iterable[FlaggedPost],
        stories: Iterable[Story],
        *,
        complete_from: datetime,
        others: Iterable[FlaggedPost] = (),
    ) -> None:
        """Take in what the archive knows: from ``complete_from`` on every flagged post, and every story with its posts.

        ``others`` are posts of those stories that are dated outside of what is complete. What is known here
        already stays as it is: it may be younger than what the archive keeps.
        """
        for flagged in posts:
            if not self._board.is_placed(flagged.post.post_id):
                self._board.put(self._board.posts.get(flagged.post.post_id, flagged))
        for flagged in others:
            if flagged.post.post_id not in self._board.posts:
                self._board.put(flagged)
                self._board.set_aside(flagged.post.post_id)
        new = [story for story in stories if story.story_id not in self.stories | dict.fromkeys(self._merged)]
        orphans = adopt(self._board, new)
        unknown = {story.story_id for story in orphans}
        self.stories.update((story.story_id, story) for story in new if story.story_id not in unknown)
        begin_events(self._board, self._events, self.stories)
        self._complete_from = complete_from

    def take(
        self, posts: Iterable[FlaggedPost], *, next_id: int, again_from: datetime | None = None
    ) -> tuple[StoryChange, ...]:
        """Let posts, as they stand now, find their stories; what changed by it, by number.

        ``next_id`` is the number of the first story to be founded. All claims from ``again_from`` on are placed
        again: for when they were adopted only after something before them had moved.
        """
        placing = Placing(self._board, self._is_settled)
        for flagged in posts:
            placing.put(flagged)
        if again_from is not None:
            placing.again_from(again_from)
        placing.run()
        self.looked_until = placing.looked_until
        return self._tell(placing, next_id)

    def forget_before(self, moment: datetime) -> None:
        """Keep nothing of stories whose last post is older."""
        for group in self._board.forget_before(moment):
            if group.claims:
                self._events.drop(group.claims[0])
            if group.story_id is not None:
                self.stories.pop(group.story_id, None)
        if self._complete_from is not None:
            self._complete_from = max(self._complete_from, moment)

    def _is_settled(self, core: Core) -> bool:
        """Whether not everything that could answer a story, or that its answers could answer, is on the board."""
        return self._complete_from is not None and core.founded < self._complete_from + MEMORY

    def _tell(self, placing: Placing, next_id: int) -> tuple[StoryChange, ...]:
        touched = [group for key in placing.touched if (group := self._board.groups.get(key))]
        touched.sort(key=lambda group: min(group.members))
        numbers = {group.story_id for group in (*touched, *placing.gone)}
        known = {story_id: self.stories.pop(story_id) for story_id in numbers if story_id is not None}
        numbers_before = {group.key: group.story_id for group in touched}
        lost = number(touched, list(known.values()), next_id)
        for group in touched:
            before = known.get(group.story_id or 0) or founded(group, self._own_signals.get(group.signal))
            story = told(self._board, group, before, self._burst_of)
            self.stories[story.story_id] = story
        renamed = {group.key for group in touched if numbers_before[group.key] not in (None, group.story_id)}
        renamed |= {group.key for group in placing.gone}
        for group in (*touched, *self._continuing(renamed, touched, known)):
            self._link(group)
        heads = self._events.settle(placing.moved)
        heads |= {head for group in touched if group.claims and (head := self._events.head_of.get(group.claims[0]))}
        numbers = {group.story_id for group in touched}
        known |= self._renumber_events(heads, numbers | known.keys())
        after = numbers | (known.keys() & self.stories.keys())
        changes = [self._change(story_id, known.get(story_id)) for story_id in sorted(filter(None, after))]
        changes += [self._lose(each) for each in lost]
        found = (change for change in changes if change.story != change.before)
        return tuple(sorted(found, key=lambda change: change.story.story_id))

    def _continuing(self, renamed: set[GroupKey], touched: list[Group], known: dict[int, Story]) -> list[Group]:
        """The other groups that continue one of these; their stories are noted as known before."""
        if not renamed:
            return []
        keys = {group.key for group in touched}
        found = [group for group in self._board.groups.values() if group.continues in renamed and group.key not in keys]
        known.update((group.story_id, self.stories[group.story_id]) for group in found if group.story_id is not None)
        return found

    def _link(self, group: Group) -> None:
        """Say which story the group's continues; one that is no longer on the board is still known by its number."""
        story = self.stories[group.story_id or 0]
        continued = self._board.groups.get(group.continues) if group.continues else None
        unseen = story.continues if group.continues else group.continues_number
        number_ = continued.story_id if continued else unseen
        self.stories[story.story_id] = replace(story, continues=number_)

    def _renumber_events(self, heads: set[PartKey], changed: Collection[int | None]) -> dict[int, Story]:
        """Give every story of these events the event's number; those not ``changed`` before, as they were."""
        events = {head: self._stories_of(head) for head in sorted(heads) if head in self._events.members}
        inside = {story.story_id for members in events.values() for story in members}
        is_borrowed = any(story.event_id not in self.stories for members in events.values() for story in members)
        others = self.stories.values() if is_borrowed else ()
        taken = {story.event_id for story in others if story.story_id not in inside}
        before: dict[int, Story] = {}
        for members in events.values():
            number_ = event_number(members, self.stories, taken)
            taken.add(number_)
            for story in members:
                if story.event_id != number_:
                    if story.story_id not in changed:
                        before[story.story_id] = story
                    self.stories[story.story_id] = replace(story, event_id=number_)
        return before

    def _stories_of(self, head: PartKey) -> list[Story]:
        groups = (self._board.groups[key] for key in self._events.members[head])
        return [self.stories[group.story_id or 0] for group in groups]

    def _change(self, story_id: int, before: Story | None) -> StoryChange:
        change = counted(self.stories[story_id], before)
        self.stories[story_id] = change.story
        return change

    def _lose(self, lost: Lost) -> StoryChange:
        self._merged.add(lost.story.story_id)
        if lost.into is None:
            return abandoned(lost.story, self._board.axis_of)
        return merged(lost.story, self.stories[lost.into.story_id or 0])
