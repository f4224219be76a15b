"""What upkeep of the archive tells of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexText:
    """A post whose full-text row is to be made anew: the texts of all its versions, as they stood."""

    post_id: int
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexWords:
    """The folded words of all versions of a post, of which there were so many."""

    post_id: int
    versions: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneStep:
    """One stretch of the outbox: how many rows went, and up to which it was looked at (None: that was all)."""

    gone: int
    looked_up_to: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelsMerged:
    """What became of the given channel's posts.

    ``moved`` went over as they are; ``doubles`` were there already, and brought ``revised`` versions that were not.
    """

    moved: int
    doubles: int
    revised: int
