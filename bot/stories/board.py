"""The board: all parts of some days by time, and the groups that they make."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from bot.model.flagged import FlaggedPost
from bot.stories.copies import Copies
from bot.stories.groups import Group, GroupKey, WaitKey
from bot.stories.parts import Lane, Part, PartKey, parts_of
from bot.stories.where import AxisOf, Where

FORWARDED_WITHIN = timedelta(hours=72)
"""How long after its origin a forward is still known for a copy of it."""


@dataclass(slots=True)
class Moved:
    """What became of a post's parts: ``changed`` are to be placed anew, ``kept`` were only read anew.

    ``left`` are the groups that lost a part.
    """

    changed: list[Part] = field(default_factory=list)
    kept: list[Part] = field(default_factory=list)
    left: set[GroupKey] = field(default_factory=set)


class Board:
    """Parts by lane, signal and time, and groups by where they are. Nothing here decides.

    ``home`` is the group of a claim, ``joined`` that of a mention; ``targets`` are the groups that an answer
    answers, and ``waits`` tells where an official denial waits that answers none.
    """

    def __init__(self, axis_of: AxisOf) -> None:
        self.axis_of = axis_of
        self.posts: dict[int, FlaggedPost] = {}
        self.parts: dict[PartKey, Part] = {}
        self.lanes: defaultdict[tuple[Lane, str], list[PartKey]] = defaultdict(list)
        self.admissions: list[PartKey] = []
        self.home: dict[PartKey, PartKey] = {}
        self.joined: dict[PartKey, GroupKey] = {}
        self.targets: dict[PartKey, set[PartKey]] = {}
        self.waits: dict[PartKey, WaitKey] = {}
        self.groups: dict[GroupKey, Group] = {}
        self.founded: defaultdict[str, list[PartKey]] = defaultdict(list)
        self._by_place: defaultdict[tuple[str, str], set[PartKey]] = defaultdict(set)
        self._by_axis: defaultdict[tuple[str, str], set[PartKey]] = defaultdict(set)
        self._of_post: dict[int, list[Part]] = {}
        self._aside: set[int] = set()
        self._copies = Copies()

    def put(self, flagged: FlaggedPost) -> Moved:
        """Put a post in, or read it anew."""
        post_id = flagged.post.post_id
        before = {part.key: part for part in self.of_post(post_id)}
        for part in before.values():
            self._take_off(part)
        self._copies.add(flagged)
        self.posts[post_id] = flagged
        self._of_post[post_id] = parts_of(flagged, self.axis_of)
        self._aside.discard(post_id)
        moved = Moved()
        for part in self._of_post[post_id]:
            self._put_on(part)
            old = before.pop(part.key, None)
            if old is not None and _says_the_same(old, part):
                moved.kept.append(part)
                continue
            moved.changed.append(part)
            if old is not None and (old.lane, old.may_admit) != (part.lane, part.may_admit):
                moved.left |= self._leave(old)
                moved.changed.append(old)
        for part in before.values():
            moved.left |= self._leave(part)
            moved.changed.append(part)
        return moved

    def set_aside(self, post_id: int) -> None:
        """Keep a post for the groups that hold it, but place it no more: not all that is dated near it is here."""
        self._aside.add(post_id)
        for part in self.of_post(post_id):
            self._take_out(part)

    def is_placed(self, post_id: int) -> bool:
        """Whether a post is on the board, and not set aside."""
        return post_id in self.posts and post_id not in self._aside

    def of_post(self, post_id: int) -> list[Part]:
        """The parts of a post."""
        return self._of_post.get(post_id, [])

    def copied(self, part: Part) -> Iterator[Part]:
        """The earlier parts that this one copies: the origin that it names, then the earliest first.

        Members of one album are one post for people (RULES 5), which is no copy of itself.
        """
        origin = self._origin_of(part)
        if origin is not None:
            yield origin
        for post_id, keys in groupby(self._copies.before(part), key=lambda key: key.post_id):
            numbers = {key.number for key in keys}
            alike = [other for other in self.of_post(post_id) if _is_alike(part, other, numbers)]
            for other in sorted(alike, key=lambda other: other.key):
                if other is not origin and not self._are_of_one_album(part, other):
                    yield other

    def copies_of(self, part: Part) -> Iterator[Part]:
        """The later parts that this one's place may decide, since they repeat it."""
        for key in self._copies.after(part):
            for other in self.of_post(key.post_id):
                if _is_alike(part, other, (key.number,)):
                    yield other

    def near(self, signal: str, spot: Where) -> set[PartKey]:
        """The groups of a signal that are at these places or on their axis."""
        found: set[PartKey] = set()
        for place in spot.places:
            found |= self._by_place.get((signal, place), set())
        if spot.axis:
            found |= self._by_axis.get((signal, spot.axis), set())
        return found

    def between(self, lane: Lane, signal: str, earliest: datetime, latest: datetime) -> list[PartKey]:
        """The parts of a lane dated in that span, both ends included, by time."""
        return span_of(self.lanes[lane, signal], earliest, latest)

    def keep_group(self, group: Group) -> None:
        """Put a group where it is looked for; one whose claims have changed has to be dropped before."""
        self.groups[group.key] = group
        core = group.core
        if core is not None:
            insort(self.founded[group.signal], core.key)
            for place in core.places:
                self._by_place[group.signal, place].add(core.key)
            if core.axis:
                self._by_axis[group.signal, core.axis].add(core.key)

    def drop_group(self, group: Group) -> None:
        """Take a group away."""
        del self.groups[group.key]
        core = group.core
        if core is not None:
            _take_out(self.founded[group.signal], core.key)
            for place in core.places:
                self._by_place[group.signal, place].discard(core.key)
            if core.axis:
                self._by_axis[group.signal, core.axis].discard(core.key)

    def forget_before(self, moment: datetime) -> list[Group]:
        """Take away all groups whose posts are older than a moment, and posts that no other group needs."""
        old = [group for group in self.groups.values() if self._ends(group) < moment]
        for group in old:
            self.drop_group(group)
        in_use = {self.parts[key].post.post_id for group in self.groups.values() for key in group.members}
        for post_id, flagged in list(self.posts.items()):
            if flagged.post.date < moment and post_id not in in_use:
                for part in self._of_post.pop(post_id):
                    self._take_off(part)
                    self._leave(part)
                self._copies.remove(flagged)
                self._aside.discard(post_id)
                del self.posts[post_id]
            elif flagged.post.date < moment:
                self.set_aside(post_id)
        self._copies.forget_before(moment)
        return old

    def _ends(self, group: Group) -> datetime:
        return max(self.parts[key].date for key in group.members)

    def _origin_of(self, part: Part) -> Part | None:
        post_id = self._copies.origin_of(part.forwarded_from)
        for other in self.of_post(post_id) if post_id is not None else ():
            is_before = other.key < part.key and part.date - other.date <= FORWARDED_WITHIN
            if is_before and other.signal == part.signal and other.stance is part.stance:
                return other
        return None

    def _are_of_one_album(self, part: Part, other: Part) -> bool:
        one, two = self.posts[part.post.post_id].post, self.posts[other.post.post_id].post
        return one.grouped_id is not None and (one.channel.key, one.grouped_id) == (two.channel.key, two.grouped_id)

    def _put_on(self, part: Part) -> None:
        self.parts[part.key] = part
        insort(self.lanes[part.lane, part.signal], part.key)
        if part.may_admit:
            insort(self.admissions, part.key)

    def _take_off(self, part: Part) -> None:
        del self.parts[part.key]
        self._take_out(part)

    def _take_out(self, part: Part) -> None:
        _take_out(self.lanes[part.lane, part.signal], part.key)
        if part.may_admit:
            _take_out(self.admissions, part.key)

    def _leave(self, part: Part) -> set[GroupKey]:
        """Take a part out of its groups, and tell which they were."""
        left: set[GroupKey] = set(self.targets.pop(part.key, ()))
        where = (self.home.pop(part.key, None), self.joined.pop(part.key, None), self.waits.pop(part.key, None))
        left.update(key for key in where if key is not None)
        for key in left:
            group = self.groups.get(key)
            if group is not None:
                group.discard(part.key)
        return left


def span_of(keys: list[PartKey], earliest: datetime, latest: datetime) -> list[PartKey]:
    """The keys dated in that span, both ends included, of a list by time."""
    first = bisect_left(keys, earliest, key=lambda key: key[0])
    found = []
    for key in keys[first:]:
        if key[0] > latest:
            break
        found.append(key)
    return found


def _says_the_same(one: Part, other: Part) -> bool:
    """Whether nothing that decides where a part belongs has changed."""
    return (one.stance, one.where, one.versions, one.post.side, one.post.euphemism, one.post.channel_class) == (
        other.stance,
        other.where,
        other.versions,
        other.post.side,
        other.post.euphemism,
        other.post.channel_class,
    )


def _is_alike(part: Part, other: Part, numbers: Container[int]) -> bool:
    """Whether a part that is read off one of these versions says the same of the same signal."""
    is_same = other.signal == part.signal and other.stance is part.stance
    return is_same and any(number in numbers for number in other.versions)


def _take_out(keys: list[PartKey], key: PartKey) -> None:
    at = bisect_left(keys, key)
    if at < len(keys) and keys[at] == key:
        del keys[at]
