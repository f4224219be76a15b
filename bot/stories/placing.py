"""Placing what a batch of posts changes on the board: claims, then answers, then mentions."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from bot.model.flagged import FlaggedPost
from bot.stories.answering import answer_of, answers_around, nearness, targets_of, waits_at
from bot.stories.board import Board
from bot.stories.groups import Core, Group, GroupKey
from bot.stories.mentioning import home_of_mention, mentions_around
from bot.stories.parts import Lane, Part, PartKey
from bot.stories.scanning import MEMORY, fold, rescan

IsSettled = Callable[[Core], bool]
"""Tells whether the answers to a story, and the mentions of it, are to be left as they are."""


class Placing:
    """One batch's way over the board; afterwards tells what it changed.

    ``touched`` are the groups that gained, lost or read anew some post, ``gone`` those without claims or denials
    left, ``moved`` the claimed ones that came, went or are elsewhere now. ``looked_until`` is how far the board
    must be complete for the outcome to be final.
    """

    def __init__(self, board: Board, is_settled: IsSettled) -> None:
        self.touched: set[GroupKey] = set()
        self.gone: list[Group] = []
        self.moved: set[PartKey] = set()
        self.looked_until: datetime | None = None
        self._board = board
        self._is_settled = is_settled
        self._changed: set[PartKey] = set()
        self._claims: defaultdict[str, list[PartKey]] = defaultdict(list)
        self._answers: set[PartKey] = set()
        self._mentions: set[PartKey] = set()

    def put(self, flagged: FlaggedPost) -> None:
        """Put a post on the board, or read it anew."""
        moved = self._board.put(flagged)
        self.touched |= moved.left
        for part in moved.kept:
            self._touch(part)
        for part in moved.changed:
            self._changed.add(part.key)
            if part.lane is Lane.CLAIMS:
                self._claims[part.signal].append(part.key)
            if self._board.parts.get(part.key) is part:
                if part.lane is Lane.MENTIONS:
                    self._mentions.add(part.key)
                if part.lane is Lane.DENIALS or part.may_admit:
                    self._answers.add(part.key)
            self._copies_follow(part)

    def again_from(self, moment: datetime) -> None:
        """Take the claims after a moment again: they came on the board without having been placed on it."""
        for (lane, signal), keys in self._board.lanes.items():
            later = next((key for key in keys if key[0] >= moment), None)
            if lane is Lane.CLAIMS and later is not None:
                self._claims[signal].append(later)

    def run(self) -> None:
        """Place everything."""
        for signal, keys in sorted(self._claims.items()):
            self._place_claims(signal, keys)
        for key in [key for key in self.touched if key in self._board.groups]:
            self._refit(self._board.groups[key])
        for answer in sorted(self._answers):
            self._place_answer(answer)
        self._drop_empty()
        self._place_mentions()

    def _touch(self, part: Part) -> None:
        board = self._board
        for where in (board.home.get(part.key), board.joined.get(part.key), board.waits.get(part.key)):
            if where is not None:
                self.touched.add(where)
        self.touched |= board.targets.get(part.key, set())

    def _copies_follow(self, part: Part) -> None:
        """Mentions that repeat this one are placed with it."""
        self._mentions.update(self._later_copies(part))

    def _place_claims(self, signal: str, keys: list[PartKey]) -> None:
        board = self._board
        outcome = rescan(board, signal, keys)
        self.touched |= outcome.groups | {board.home[key] for key in keys if key in board.home}
        until = outcome.moved_at + MEMORY
        self.looked_until = until if self.looked_until is None else max(self.looked_until, until)
        for key in outcome.claims:
            part = board.parts[key]
            self._copies_follow(part)
            self.moved |= {other.key for other in board.of_post(part.post.post_id) if other.key in board.groups}

    def _refit(self, group: Group) -> None:
        """Bring a group up to date with its claims, and find what may have to do with it anew."""
        if group.is_waiting:
            return
        before = group.core
        self._board.drop_group(group)
        group.core = fold(self._board, group)
        if group.core is None:
            self._give_up(group)
        else:
            self._board.keep_group(group)
        if before is None or group.core is None or _spot(before) != _spot(group.core):
            self.moved |= {core.key for core in (before, group.core) if core is not None}
        for core in (before, group.core):
            if core is not None and not self._is_settled(core):
                self._look_around(group, core, is_same=before == group.core)

    def _look_around(self, group: Group, core: Core, *, is_same: bool) -> None:
        board = self._board
        for key in answers_around(board, group.signal, core):
            if key in group.answers or nearness(board, answer_of(board.parts[key]), group) is not None:
                self._answers.add(key)
        if not is_same:
            self._mentions |= group.mentions | mentions_around(board, group.signal, core)

    def _give_up(self, group: Group) -> None:
        """A group without claims is none; what joined or answered it goes elsewhere."""
        self.gone.append(group)
        self._mentions |= group.mentions
        self._answers |= group.answers
        for key in group.answers:
            targets = self._board.targets.get(key)
            if targets is not None:
                targets.discard(group.key)

    def _place_answer(self, key: PartKey) -> None:
        board = self._board
        part = board.parts.get(key)
        if part is None:
            return
        before = board.targets.get(key, set())
        kept = {target for target in before if (core := board.groups[target].core) and self._is_settled(core)}
        now = targets_of(board, answer_of(part)) | kept
        for target in now - before:
            board.groups[target].answers.add(key)
        for target in before - now:
            board.groups[target].answers.discard(key)
        board.targets[key] = now
        self.touched |= now ^ before
        has_waited = part.lane is Lane.DENIALS and self._wait(part, is_answer=bool(now))
        if key in self._changed:
            self._touch(part)
        if now != before or has_waited:
            self._copies_follow(part)

    def _wait(self, part: Part, *, is_answer: bool) -> bool:
        """Let an official denial wait while it answers nothing; tell whether that has changed."""
        board = self._board
        before, now = board.waits.get(part.key), None if is_answer else waits_at(part, board)
        if before == now:
            return False
        if before is not None:
            del board.waits[part.key]
            board.groups[before].answers.discard(part.key)
            self.touched.add(before)
        if now is not None:
            board.waits[part.key] = now
            group = board.groups.setdefault(now, Group(key=now, signal=part.signal))
            group.answers.add(part.key)
            self.touched.add(now)
        return True

    def _drop_empty(self) -> None:
        """Where no denial waits any more, there is no group."""
        for key in list(self.touched):
            group = self._board.groups.get(key)
            if group is not None and group.is_waiting and not group.answers:
                self._board.drop_group(group)
                self.gone.append(group)
                self._mentions |= group.mentions

    def _place_mentions(self) -> None:
        waiting = sorted(self._mentions)
        while waiting:
            key = heapq.heappop(waiting)
            part = self._board.parts.get(key)
            if part is not None and self._place_mention(part):
                for copy in self._later_copies(part):
                    heapq.heappush(waiting, copy)

    def _later_copies(self, part: Part) -> Iterable[PartKey]:
        return {other.key for other in self._board.copies_of(part) if other.lane is Lane.MENTIONS}

    def _place_mention(self, part: Part) -> bool:
        board, key = self._board, part.key
        before, now = board.joined.get(key), home_of_mention(board, part)
        if before is not None and before != now:
            del board.joined[key]
            self.touched.add(before)
            if before in board.groups:
                board.groups[before].mentions.discard(key)
        if now is not None and before != now:
            board.joined[key] = now
            board.groups[now].mentions.add(key)
            self.touched.add(now)
        if key in self._changed:
            self._touch(part)
        return before != now


def _spot(core: Core) -> tuple[object, ...]:
    return core.places, core.axis
