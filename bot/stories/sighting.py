"""What grouping works on: a post with what was read in it, and where it speaks of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from bot.model.channel import ChannelClass, post_url
from bot.model.flag import Flag, Mention, Reading, Side, Stance
from bot.model.post import Origin, Post
from bot.model.story import MOST_PLACES, Role, StoryPost

AxisOf = Callable[[str], str | None]
"""Tells the axis of a gazetteer id; the gazetteer's knowledge comes in this way."""

_DIRECTION = re.compile(r"направлени|напрям[кіу]|участк|ділян|\baxis\b|\bdirection\b|\bsector\b", re.IGNORECASE)
_OWN_SIDE = {ChannelClass.MINISTRY_RU: Side.RU, ChannelClass.MINISTRY_UA: Side.UA}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A post as it stands now, with its reading; ``origin`` is that of the change that brought it up."""

    post: Post
    reading: Reading
    origin: Origin


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
    """Asked of the same posts for every story that a new one could join."""
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


def member(sighting: Sighting, flag: Flag) -> StoryPost:
    """The post's part in a story of the flag's signal; its role is settled by the story (RULES 10–12)."""
    post, mention = sighting.post, deciding_mention(flag)
    return StoryPost(
        post_id=post.post_id,
        channel_key=post.channel.key,
        channel_name=post.channel.name,
        channel_title=post.channel.title,
        channel_class=post.channel.channel_class,
        message_id=post.message_id,
        url=post.url or post_url(post.channel, post.message_id),
        date=post.date,
        origin=sighting.origin,
        text=post.text,
        role=_ROLES[flag.stance],
        stance=flag.stance,
        start=mention.start,
        end=mention.end,
        term=mention.term,
        places=flag.places,
        cue=mention.cue,
        side=mention.side,
        euphemism=mention.euphemism,
        deleted_at=post.deleted_at,
    )


_ROLES = {
    Stance.CLAIMED: Role.CLAIM,
    Stance.DENIED: Role.DENIAL,
    Stance.FEARED: Role.MENTION,
    Stance.PAST: Role.MENTION,
}


def deciding_mention(flag: Flag) -> Mention:
    """The first mention that has the flag's own stance; one that tells its side is preferred."""
    decisive = [mention for mention in flag.mentions if mention.stance is flag.stance] or list(flag.mentions)
    return next((mention for mention in decisive if mention.side), decisive[0])
