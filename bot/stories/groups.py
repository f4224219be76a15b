"""A group: the parts of one story, and what follows from its claims (RULES 8)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.model.flag import Side
from bot.stories.parts import Part, PartKey
from bot.stories.timeline import concedes
from bot.stories.where import AxisOf, Where

ENDS_AFTER_SILENCE = timedelta(hours=12)
ENDS_AFTER = timedelta(hours=36)
CONTINUES_WITHIN = timedelta(hours=72)
"""How long after the founding of a story another may continue it."""

WaitKey = tuple[str, str, str, str]
"""Official denials that wait for their claim, by signal, place, axis and day."""

GroupKey = PartKey | WaitKey
"""Names a group: by the claim that founded it, or by what its denials are about."""


class Kind(Enum):
    """What a claim is to its group."""

    OWN = "own words"
    COPY = "copy"
    ADMISSION = "admission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What the claims of a group make of it so far; claims that name too many places are none of them."""

    key: PartKey
    founded: datetime
    last: datetime
    place: str | None = None
    axis: str | None = None
    places: frozenset[str] = frozenset()
    claimants: frozenset[int] = frozenset()

    def is_open(self, moment: datetime) -> bool:
        """Whether a post of that time belongs to the group's time, be it before its first claim."""
        if moment < self.founded:
            return self.founded - moment <= ENDS_AFTER_SILENCE and self.last - moment <= ENDS_AFTER
        return moment - self.last <= ENDS_AFTER_SILENCE and moment - self.founded <= ENDS_AFTER

    def kind_of(self, part: Part, *, is_copy: bool) -> Kind:
        """What one more claim would be."""
        if is_copy:
            return Kind.COPY
        if concedes(part.post, part.signal) and self.claimants - {part.post.channel_key}:
            return Kind.ADMISSION
        return Kind.OWN

    def with_claim(self, part: Part, kind: Kind, axis_of: AxisOf) -> "Core":
        """The core after one more claim: own words keep it open, and copies may say where while it lasts."""
        if kind is Kind.ADMISSION or part.date - self.founded > ENDS_AFTER:
            return self
        places = self.places.union(part.where.places)
        if kind is Kind.COPY:
            axis = self.axis or (None if self.places else part.where.axis)
            return self if (places, axis) == (self.places, self.axis) else replace(self, places=places, axis=axis)
        place = self.place or next(iter(part.where.places), None)
        axis = self.axis or part.where.axis
        if place is not None and self.place is None:
            axis = axis_of(place) or axis
        return replace(
            self,
            last=part.date,
            place=place,
            axis=axis,
            places=places,
            claimants=self.claimants | {part.post.channel_key},
        )


def founded_by(part: Part, axis_of: AxisOf) -> Core:
    """The core of a group that a claim founds."""
    empty = Core(key=part.key, founded=part.date, last=part.date)
    return empty.with_claim(part, Kind.OWN, axis_of)


def best_of(cores: Iterable[Core], spot: Where, moment: datetime) -> Core | None:
    """The open group at a place, else on its axis; None for neither (RULES 8)."""
    open_ones = [core for core in cores if core.is_open(moment)]
    here = [core for core in open_ones if not core.places.isdisjoint(spot.places)]
    if here:
        first = spot.places[0]
        return min(here, key=lambda core: (core.place != first, first not in core.places, core.key))
    along = [core for core in open_ones if spot.axis and core.axis == spot.axis and not (spot.places and core.place)]
    return min(along, key=lambda core: (_distance(core, moment), core.key), default=None)


def _distance(core: Core, moment: datetime) -> timedelta:
    return min(abs(moment - core.founded), abs(moment - core.last))


@dataclass(slots=True, kw_only=True)
class Group:
    """The parts of one story: claims by time, mentions that joined it, and answers to it.

    ``core``, ``kinds`` and ``side`` follow from the claims, unless ``is_stale``; a group of waiting denials has none.
    """

    key: GroupKey
    signal: str
    story_id: int | None = None
    claims: list[PartKey] = field(default_factory=list)
    mentions: set[PartKey] = field(default_factory=set)
    answers: set[PartKey] = field(default_factory=set)
    core: Core | None = None
    kinds: dict[PartKey, Kind] = field(default_factory=dict)
    side: Side | None = None
    continues: PartKey | None = None
    continues_number: int | None = None
    """The story that it continues, while that is not on the board."""
    is_stale: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether it is made of denials that wait for their claim."""
        return isinstance(self.key[0], str)

    def discard_claim(self, key: PartKey) -> None:
        """Take a claim out, if it is in; it may answer the group all the same."""
        if key in self.claims:
            self.claims.remove(key)
            self.is_stale = True

    def discard(self, key: PartKey) -> None:
        """Take a part out, as whatever it is in."""
        self.discard_claim(key)
        self.mentions.discard(key)
        self.answers.discard(key)

    @property
    def members(self) -> set[PartKey]:
        """All parts."""
        return {*self.claims, *self.mentions, *self.answers}
