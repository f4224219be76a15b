"""Flags: what a post says, and how sure it is (SIGNALS.md; CONTRACTS.md, ``flag``)."""

from dataclasses import dataclass
from enum import StrEnum


class Stance(StrEnum):
    """How a signal is meant, in order of precedence for a whole post."""

    CLAIMED = "claimed"
    DENIED = "denied"
    FEARED = "feared"
    PAST = "past"


class Side(StrEnum):
    """Whose troops advance, encircle, withdraw or capture (RULES 7)."""

    RU = "ru"
    UA = "ua"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place in a post that raised a signal; offsets are code points of the post's text as given."""

    start: int
    end: int
    text: str
    term: str
    stance: Stance
    cue: str | None = None
    side: Side | None = None
    euphemism: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A signal that a post raises; ``stance`` is the first of its mentions' in the order of Stance.

    ``places`` are gazetteer ids such as ``chasiv-yar``: those of the mentions' clauses, else of their
    sentences, else of the post.
    """

    signal: str
    stance: Stance
    places: tuple[str, ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that the detector reads in one post; ``places`` are all places that it names anywhere."""

    flags: tuple[Flag, ...] = ()
    places: tuple[str, ...] = ()


def leading_stance(stances: set[Stance]) -> Stance:
    """The first stance in order of precedence. Raises StopIteration for none."""
    return next(stance for stance in Stance if stance in stances)
