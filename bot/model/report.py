"""Reports: figures that ``status``, ``doctor`` and digests tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.channel import ChannelReport
from bot.model.post import Post, Revision
from bot.model.story import Story


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
class ChangedPost:
    """A flagged post that was edited or deleted after it was flagged, for a digest."""

    post: Post
    first: Revision
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMaterial:
    """What a digest tells of the time from ``since`` (exclusive) to ``until`` (inclusive).

    ``stories`` had a post of that time; ``flags_by_stance`` counts the flags of posts of that time.
    """

    since: datetime
    until: datetime
    stories: tuple[Story, ...]
    changed: tuple[ChangedPost, ...]
    flags_by_stance: Mapping[str, int]
    channels: tuple[ChannelReport, ...]
    recovered: int
