"""Reports: figures that ``status`` and ``doctor`` tell."""

from dataclasses import dataclass

from bot.model.channel import ChannelReport
from bot.model.flag import Flag
from bot.model.post import MediaFact, Post, Revision
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
class PostHistory:
    """All that the archive knows of one post, for ``/post``.

    ``versions`` are all of them in the order in which they stood, the first included. ``stories`` hold the post;
    ``forwards`` are posts that name it as their origin, by date. ``album`` counts the posts of its album, itself
    included, and is 1 for a post by itself.
    """

    post: Post
    versions: tuple[Revision, ...]
    flags: tuple[Flag, ...]
    media: tuple[MediaFact, ...]
    stories: tuple[Story, ...]
    forwards: tuple[Post, ...]
    album: int
