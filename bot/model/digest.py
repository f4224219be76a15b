"""Digests: what they cover and what they are made of (RULES 18)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.channel import ChannelReport
from bot.model.post import Post, Revision
from bot.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSpan:
    """What one digest covers: all that became known after position ``after`` and up to position ``up_to``.

    The positions are those of the change log's urgent lane, so that nothing is told twice or left out,
    however old a post is when it comes. ``since`` and ``until`` are the same span for people's eyes.
    """

    since: datetime
    until: datetime
    after: int
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTold:
    """Up to where a chat has been told, by a digest that was sent or whose slot passed in silence.

    ``up_to`` is None for a digest of an older program, which kept the time alone.
    """

    until: datetime
    up_to: int | None
    was_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStanding:
    """Where a chat's digests stand.

    ``last_slot`` is the newest for which a row was made, whatever became of it. ``is_under_way`` while one
    has been begun and is neither sent nor given up: only then is it known what the next has to cover.
    """

    last_slot: str | None = None
    told: DigestTold | None = None
    is_under_way: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestStory:
    """A story with news in a digest's span.

    ``fresh`` are the posts that became part of it, or changed their part in it, in that span. ``is_going_on``
    tells that others, or these themselves, were news before the span.
    """

    story: Story
    fresh: frozenset[int]
    is_going_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPost:
    """A flagged post that was edited or deleted after it was flagged."""

    post: Post
    first: Revision
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTally:
    """How many posts of a span held a word that the chat watches; copies are counted apart (RULES 13, 19)."""

    word: str
    posts: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmHistory:
    """Posts that raised an alarm: that claimed or feared a signal, in any of their versions.

    ``raised`` has for each signal the ids of the posts, rising, which is the order of their dates (RULES 3).
    ``first_post`` is the date of the first post of any kind in the time asked for (None: there is none);
    ``days_heard`` are the days since 1970, UTC, on which any was posted. A day without one is a gap.
    """

    raised: Mapping[str, tuple[int, ...]]
    first_post: datetime | None
    days_heard: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMaterial:
    """What a digest tells of ``span`` to one chat.

    ``recovered`` counts posts that came in after a gap, ``capped`` the alerts that were one too many in their
    hour and were counted instead of sent.
    """

    span: DigestSpan
    stories: tuple[DigestStory, ...]
    changed: tuple[ChangedPost, ...]
    words: tuple[WordTally, ...]
    alarms: AlarmHistory
    channels: tuple[ChannelReport, ...]
    recovered: int
    capped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestNews:
    """What one chat is told of a digest's material: stories, the gravest events first, changed posts, watched words.

    ``muted`` counts the stories that are left out because the chat muted them or all who speak in them.
    """

    stories: tuple[DigestStory, ...]
    changed: tuple[ChangedPost, ...]
    words: tuple[WordTally, ...]
    muted: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.stories or self.changed or self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmLevel:
    """How many posts raised an alarm in a span, in all and by equal stretches of it.

    ``usual`` is the count that the same hours usually have; None while there are too few data (RULES 6).
    """

    flags: int
    usual: int | None
    course: tuple[int, ...]
