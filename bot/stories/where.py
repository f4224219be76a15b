"""Where a post speaks of, and for which side its author speaks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bot.model.channel import ChannelClass
from bot.model.flag import Side
from bot.model.story import MOST_PLACES, StoryPost

AxisOf = Callable[[str], str | None]
"""Tells the axis of a gazetteer id; the gazetteer's knowledge comes in this way."""

_DIRECTION = re.compile(r"направлени|напрям[кіу]|участк|ділян|\baxis\b|\bdirection\b|\bsector\b", re.IGNORECASE)
_OWN_SIDE = {ChannelClass.MINISTRY_RU: Side.RU, ChannelClass.MINISTRY_UA: Side.UA}


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a post says that something happens; ``axis`` is set when all its places lie on one.

    "On the Bakhmut direction" names an axis, not the town: it then has no places.
    """

    places: tuple[str, ...] = ()
    axis: str | None = None

    @property
    def is_too_wide(self) -> bool:
        """Whether it names so many places that it founds and bridges nothing (RULES 8)."""
        return len(self.places) > MOST_PLACES

    @property
    def is_nowhere(self) -> bool:
        """Whether it names neither a place nor an axis."""
        return not self.places and self.axis is None


def where(text: str, named: tuple[str, ...], axis_of: AxisOf) -> Where:
    """Where a post with these gazetteer ids speaks of."""
    axes = {place: axis_of(place) for place in named}
    found = {axis for axis in axes.values() if axis}
    is_direction = _speaks_of_a_direction(text)
    places = tuple(
        place
        for place in named
        if axes[place] != place or not (is_direction or any(axes[other] == place for other in named if other != place))
    )
    return Where(places=places, axis=found.pop() if len(found) == 1 else None)


@lru_cache(maxsize=1024)
def _speaks_of_a_direction(text: str) -> bool:
    """Asked of the same posts whenever their story is settled."""
    return _DIRECTION.search(text) is not None


def where_of(post: StoryPost, axis_of: AxisOf) -> Where:
    """Where a story's post speaks of."""
    return where(post.text, post.places, axis_of)


def own_side(channel_class: ChannelClass | None) -> Side | None:
    """The side whose ministry a channel is; officials may belong to either and speak for none here."""
    return _OWN_SIDE.get(channel_class) if channel_class else None


def opposite(side: Side | None) -> Side | None:
    """The other side; None for None."""
    if side is None:
        return None
    return Side.UA if side is Side.RU else Side.RU
