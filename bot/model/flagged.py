"""Flagged posts: what the archive knows of a post that raised a signal in any of its versions."""

from dataclasses import dataclass
from datetime import datetime

from bot.model.flag import Flag, Stance
from bot.model.post import Origin, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedVersion:
    """One version of a post and what was read in it; ``origin`` tells how this version came to us."""

    number: int
    text: str
    origin: Origin
    flags: tuple[Flag, ...] = ()
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedPost:
    """A post with all of its versions, in the order in which they stood; the last is the post as it stands."""

    post: Post
    versions: tuple[FlaggedVersion, ...]

    @property
    def may_join(self) -> bool:
        """Whether any version says something that a story is made of: what is past is not (RULES 8)."""
        return any(flag.stance is not Stance.PAST for version in self.versions for flag in version.flags)
