"""Which group a claim founds or joins: all claims of a signal are taken by their dates (RULES 8).

A claim's place follows from the claims that are dated before it, within MEMORY, and from nothing else: so what
arrives late changes nothing that is dated before it, and the claims after it need to be taken again only until
none of them has moved for as long as MEMORY.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.flag import Side
from bot.stories.board import Board
from bot.stories.groups import CONTINUES_WITHIN, Core, Group, Kind, best_of, founded_by
from bot.stories.parts import Lane, Part, PartKey, may_copy
from bot.stories.where import Where

MEMORY = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Rescanned:
    """Which claims moved, the last of them when, and the groups that gained or lost some."""

    claims: set[PartKey]
    moved_at: datetime
    groups: set[PartKey]


def rescan(board: Board, signal: str, changed: Sequence[PartKey]) -> Rescanned:
    """Place the signal's claims anew where these have changed.

    ``changed`` may name claims that are on the board no more.
    """
    keys = board.lanes[Lane.CLAIMS, signal]
    start, moved_at = min(changed), max(changed)[0]
    run = _Run(board, signal, start)
    for key in keys[bisect_left(keys, start) :]:
        if key[0] - moved_at > MEMORY:
            break
        if run.place(board.parts[key]) != board.home.get(key):
            moved_at = max(moved_at, key[0])
    claims, groups = run.apply()
    return Rescanned(claims, moved_at, groups)


class _Run:
    """One pass over the claims from ``start`` on; the board stays as it is until ``apply``."""

    def __init__(self, board: Board, signal: str, start: PartKey) -> None:
        self._board = board
        self._signal = signal
        self._start = start
        self._cores: dict[PartKey, Core | None] = {}
        self._homes: dict[PartKey, PartKey] = {}
        self._continues: dict[PartKey, PartKey | None] = {}
        self._by_place: defaultdict[str, set[PartKey]] = defaultdict(set)
        self._by_axis: defaultdict[str, set[PartKey]] = defaultdict(set)

    def place(self, part: Part) -> PartKey:
        """Let a claim found a group or join one."""
        head = head_of(self._board, part)
        home = self._home_of(head.key) if head else None
        core = self._core(home) if home else None
        if core is None:
            head = None
            core = best_of(self._around(part.where), part.where, part.date)
        if core is None:
            self._continues[part.key] = self._ended_before(part)
            core = founded_by(part, self._board.axis_of)
        else:
            core = core.with_claim(part, core.kind_of(part, is_copy=head is not None), self._board.axis_of)
        self._keep(core)
        self._homes[part.key] = core.key
        return core.key

    def apply(self) -> tuple[set[PartKey], set[PartKey]]:
        """Bring the board up to date; the claims that moved, and the groups that changed by it."""
        moved: set[PartKey] = set()
        touched: set[PartKey] = set()
        for key, home in self._homes.items():
            before = self._board.home.get(key)
            if before != home:
                self._board.home[key] = home
                moved.add(key)
                touched.add(home)
                self._add(home, key)
                if before is not None:
                    touched.add(before)
                    self._board.groups[before].discard_claim(key)
        for key, continued in self._continues.items():
            group = self._board.groups[key]
            if group.continues != continued or group.continues_number is not None:
                group.continues, group.continues_number = continued, None
                touched.add(key)
        return moved, touched

    def _add(self, home: PartKey, key: PartKey) -> None:
        group = self._board.groups.get(home)
        if group is None:
            group = Group(key=home, signal=self._signal)
            self._board.groups[home] = group
        insort(group.claims, key)

    def _home_of(self, key: PartKey) -> PartKey | None:
        return self._homes.get(key) or (self._board.home.get(key) if key < self._start else None)

    def _core(self, key: PartKey) -> Core | None:
        """The group as the claims before the one at hand make it."""
        if key not in self._cores:
            group = self._board.groups.get(key)
            self._cores[key] = fold(self._board, group, before=self._start) if group and key < self._start else None
        return self._cores[key]

    def _around(self, spot: Where) -> list[Core]:
        keys = self._board.near(self._signal, spot)
        for place in spot.places:
            keys |= self._by_place.get(place, set())
        if spot.axis:
            keys |= self._by_axis.get(spot.axis, set())
        return [core for key in keys if (core := self._core(key)) is not None]

    def _ended_before(self, part: Part) -> PartKey | None:
        """The last group at the same place, which has ended; not one that is long forgotten."""
        ended = [
            core
            for core in self._around(part.where)
            if part.date - core.founded <= CONTINUES_WITHIN and not core.places.isdisjoint(part.where.places)
        ]
        return max((core.key for core in ended), default=None)

    def _keep(self, core: Core) -> None:
        self._cores[core.key] = core
        for place in core.places:
            self._by_place[place].add(core.key)
        if core.axis:
            self._by_axis[core.axis].add(core.key)


def head_of(board: Board, part: Part) -> Part | None:
    """The claim that this one only repeats."""
    copied = board.copied(part)
    return next((other for other in copied if other.lane is Lane.CLAIMS and may_copy(part, other)), None)


def fold(board: Board, group: Group, *, before: PartKey | None = None) -> Core | None:
    """What the group's claims make of it, those dated before a moment only; None if there are none.

    Without a moment the group's own record of it is brought up to date.
    """
    if before is not None and group.claims and group.claims[-1] < before and not group.is_stale:
        return group.core
    core: Core | None = None
    kinds: dict[PartKey, Kind] = {}
    for key in group.claims:
        if before is not None and key >= before:
            break
        part = board.parts[key]
        if core is None:
            core, kinds[key] = founded_by(part, board.axis_of), Kind.OWN
            continue
        head = head_of(board, part)
        kinds[key] = core.kind_of(part, is_copy=head is not None and board.home.get(head.key) == group.key)
        core = core.with_claim(part, kinds[key], board.axis_of)
    if before is None:
        group.kinds, group.side, group.is_stale = kinds, _side(board, kinds), False
    return core


def _side(board: Board, kinds: dict[PartKey, Kind]) -> Side | None:
    """Whose troops advance or withdraw by what most of the claims in own words say; None while nobody says."""
    sides = [side for key, kind in kinds.items() if kind is Kind.OWN and (side := board.parts[key].post.side)]
    return max(sorted(set(sides)), key=sides.count) if sides else None
