"""Stories of one event: different signals, same place or axis, within 12 h (RULES 9).

The stories are taken by the time of their founding: each joins the event of an earlier one, rather one at its own
place than one on its axis alone, unless that event holds its signal elsewhere already, or begins one. So an event is
what its first story and the ones after it make it, whatever was told first.
"""

import heapq
from collections.abc import Iterable
from datetime import timedelta

from bot.stories.board import Board, span_of
from bot.stories.groups import Group
from bot.stories.parts import PartKey
from bot.stories.where import Where

SAME_EVENT_WITHIN = timedelta(hours=12)


class Events:
    """The groups of each event by the group that began it; ``head_of`` tells it for a group."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.head_of: dict[PartKey, PartKey] = {}
        self.members: dict[PartKey, set[PartKey]] = {}

    def put(self, key: PartKey, head: PartKey) -> None:
        """Record that a group belongs to the event that ``head`` began."""
        self.drop(key)
        self.head_of[key] = head
        self.members.setdefault(head, set()).add(key)

    def drop(self, key: PartKey) -> PartKey | None:
        """Take a group out of its event, and tell which that was."""
        head = self.head_of.pop(key, None)
        if head is not None:
            self.members[head].discard(key)
            if not self.members[head]:
                del self.members[head]
        return head

    def settle(self, changed: Iterable[PartKey]) -> set[PartKey]:
        """Find the events anew where these groups have come, gone or moved; the heads of all that changed by it."""
        waiting = list(set(changed))
        heapq.heapify(waiting)
        touched: set[PartKey] = set()
        last: PartKey | None = None
        moved = set(waiting)
        while waiting:
            key = heapq.heappop(waiting)
            if key == last:
                continue
            last = key
            before, now = self.head_of.get(key), self._head(key)
            if before != now:
                touched |= {head for head in (before, now) if head is not None}
                self.drop(key)
                if now is not None:
                    self.put(key, now)
            if before != now or key in moved:
                for later in self._after(key, before, now):
                    heapq.heappush(waiting, later)
        return touched

    def _after(self, key: PartKey, *heads: PartKey | None) -> list[PartKey]:
        latest = max(head[0] for head in (key, *heads) if head is not None) + SAME_EVENT_WITHIN
        signals = self._board.founded.values()
        return [later for keys in signals for later in span_of(keys, key[0], latest) if later > key]

    def _head(self, key: PartKey) -> PartKey | None:
        group = self._board.groups.get(key)
        if group is None or group.core is None:
            return None
        nearest: dict[PartKey, bool] = {}
        for other in self._related(group):
            if other.key in self.head_of:
                head = self.head_of[other.key]
                nearest[head] = nearest.get(head, False) or _is_at_one_place(other, group)
        takes = (head for head in nearest if self._takes(head, group))
        return min(takes, key=lambda head: (not nearest[head], head), default=key)

    def _takes(self, head: PartKey, group: Group) -> bool:
        """Whether an event is young enough for a story, and does not hold its signal elsewhere yet."""
        founder = group.claims[0]
        if founder[0] - head[0] > SAME_EVENT_WITHIN:
            return False
        earlier = (self._board.groups[key] for key in self.members[head] if key < founder)
        return all(other.signal != group.signal or _is_of_one_spot(other, group) for other in earlier)

    def _related(self, group: Group) -> Iterable[Group]:
        """Earlier stories at the same place or axis, or that hold the post that founded this one."""
        core, board = group.core, self._board
        if core is None:
            return
        spot = Where(places=tuple(core.places), axis=core.axis)
        keys = {board.home[part.key] for part in board.of_post(core.key[3]) if part.key in board.home}
        for signal in board.founded:
            keys |= board.near(signal, spot)
        for key in keys:
            other = board.groups.get(key)
            if other is None or other.core is None or not key < group.key:
                continue
            if other.signal == group.signal and not _is_of_one_spot(other, group):
                continue
            if core.founded - other.core.founded <= SAME_EVENT_WITHIN:
                yield other


def _is_at_one_place(one: Group, other: Group) -> bool:
    return one.core is not None and other.core is not None and not one.core.places.isdisjoint(other.core.places)


def _is_of_one_spot(one: Group, other: Group) -> bool:
    """Whether two stories of a signal are at one place, or one of them only on the other's axis.

    A claim joins the story that is there. Two stand side by side only while the post that both of them copy, or
    that would have brought them together, has not come yet: a reader takes them for one.
    """
    if one.core is None or other.core is None:
        return False
    if one.core.places and other.core.places:
        return not one.core.places.isdisjoint(other.core.places)
    return one.core.axis is not None and one.core.axis == other.core.axis
