"""Reports: figures that ``status`` and ``doctor`` tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.channel import ChannelReport
from bot.model.flag import Flag, Stance
from bot.model.post import MediaFact, Post, Revision
from bot.model.story import Story, StoryState


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStatus:
    """The state of the archive and its queues; ``change_log_behind`` counts changes not yet worked.

    ``outbox_owed`` are those of the parked rows that a subscriber misses: strangers, and people who blocked
    the bot or left, miss nothing.
    """

    posts: int
    channels: tuple[ChannelReport, ...]
    outbox_waiting: int
    outbox_parked: int
    outbox_owed: int
    change_log_behind: int
    faulty_posts: int
    database_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFigures:
    """What the posts of a period said.

    ``first_post_at`` is the date of the archive's very first post. ``flags`` counts posts by signal and stance, each
    as it was read last; ``stories`` those that somebody claimed in the period, by the state in which they are shown.
    ``time_to_answer`` is the median, over ``answers`` stories, of the time from the first claim to the first official
    answer after it that stands.
    """

    posts: int
    first_post_at: datetime | None
    flags: Mapping[tuple[str, Stance], int]
    stories: Mapping[StoryState, int]
    answers: int
    time_to_answer: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHistory:
    """All that the archive knows of one post, for ``/post``.

    ``versions`` are all of them in the order in which they stood, the first included. ``stories`` hold the post;
    ``forwards`` are posts that name it as their origin, by date. ``album`` are the texts of its album's posts as
    they stand, its own included: only that for a post by itself.
    """

    post: Post
    versions: tuple[Revision, ...]
    flags: tuple[Flag, ...]
    media: tuple[MediaFact, ...]
    stories: tuple[Story, ...]
    forwards: tuple[Post, ...]
    album: tuple[str, ...]
