"""What the worker decided about a stretch of the change log: the second commit of a post's way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.delivery import NewDelivery
from bot.model.flag import Flag
from bot.model.packing import PackedWords
from bot.model.story import Story
from bot.model.watch import WordMatch


class Lane(StrEnum):
    """The worker's two cursors in the change log: urgent changes first (RULES 4)."""

    URGENT = "urgent"
    BULK = "bulk"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostReading:
    """What the detector read in one post, to be stored and indexed; replaces what was stored before.

    ``words`` is the folded, tokenised text of all versions; ``packed`` the same beside the first version's text,
    where a process that has time for it did that already. ``error`` is set instead of flags when the
    detector failed on the post: it is kept, told in ``status``, and passed over.
    """

    post_id: int
    revision: int
    words: str
    flags: tuple[Flag, ...] = ()
    places: tuple[str, ...] = ()
    error: str | None = None
    packed: PackedWords | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDone:
    """All that follows from the changes of one lane up to ``up_to``; committed as one."""

    lane: Lane
    up_to: int
    at: datetime
    readings: tuple[PostReading, ...] = ()
    stories: tuple[Story, ...] = ()
    deliveries: tuple[NewDelivery, ...] = ()
    word_matches: tuple[WordMatch, ...] = ()
