"""Trends: how many flags there were by hour or day, against the usual, and the picture of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.digest import AlarmHistory
from bot.model.flag import Stance
from bot.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendStory:
    """A story, and how many of its posts are dated in the span."""

    story: Story
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendMaterial:
    """What the archive knows of a span that is cut at ``edges``, rising, one more than there are stretches.

    ``counts`` has the flags of one stance in a stretch by (number of the stretch, stance), only where there are
    any: each post counts once for each signal, by the most alarming stance of all its versions. ``alarms`` go
    back four weeks before the span. ``stories`` are those with the most posts in it, the biggest first.
    """

    edges: tuple[datetime, ...]
    counts: Mapping[tuple[int, Stance], int]
    alarms: AlarmHistory
    stories: tuple[TrendStory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualRange:
    """What some hours usually have: ``middle``, and the range that holds half of the earlier counts."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """An hour or a day (the last one up to now): its flags by stance, and its usual alarms (None: not known yet)."""

    since: datetime
    until: datetime
    flags: Mapping[Stance, int]
    usual: UsualRange | None

    @property
    def total(self) -> int:
        """All flags."""
        return sum(self.flags.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The answer to ``/trend``. ``signal`` None means all; ``usual`` is that of the whole span's alarms.

    ``is_young`` tells that the archive holds less than the seven days before which there is no usual (RULES 6).
    """

    signal: str | None
    days: int
    stretches: tuple[Stretch, ...]
    alarms: int
    usual: int | None
    is_young: bool
    stories: tuple[TrendStory, ...]

    @property
    def total(self) -> int:
        """All flags of the span."""
        return sum(stretch.total for stretch in self.stretches)

    @property
    def by_hour(self) -> bool:
        """Whether the stretches are hours; else they are days."""
        return len(self.stretches) > self.days


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSeries:
    """A row of bars: what it is called, and a figure for each stretch."""

    name: str
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture in figures and words, ready to be drawn; every row is as long as ``usual``.

    ``rising`` bars stand on the zero line, one on the other, and can be held against the ``usual``; ``falling``
    ones hang from it. ``ticks`` and ``marks`` stand at a place along the axis: 0 is the middle of the first
    stretch, 0.5 its end. ``note`` is a remark beside the legend.
    """

    title: str
    subtitle: str
    rising: tuple[ChartSeries, ...]
    falling: tuple[ChartSeries, ...]
    usual: tuple[UsualRange | None, ...]
    usual_name: str
    ticks: tuple[tuple[float, str], ...]
    marks: tuple[tuple[float, str], ...] = ()
    note: str | None = None
