"""Channels: who they are (RULES 1) and of what class (RULES 22)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

_HANDLE = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})\Z")
_NUMBER = re.compile(r"(?:-100|-)?0*([1-9][0-9]{0,17})\Z")


class ChannelClass(StrEnum):
    """What kind of speaker a channel is, as the operator set it (SIGNALS.md, "Who speaks")."""

    MINISTRY_RU = "ministry_ru"
    MINISTRY_UA = "ministry_ua"
    OFFICIAL = "official"
    MILBLOGGER_RU = "milblogger_ru"
    MILBLOGGER_UA = "milblogger_ua"
    PMC = "pmc"
    MEDIA = "media"
    ANALYST = "analyst"
    AGGREGATOR = "aggregator"

    @property
    def is_official(self) -> bool:
        """Whether its denials and admissions are a side's own word."""
        return self in (ChannelClass.MINISTRY_RU, ChannelClass.MINISTRY_UA, ChannelClass.OFFICIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRef:
    """How a feed names a channel: by any of Telegram's id, @handle and title.

    ``telegram_id`` is the bare positive id, without −100. ``handle`` is without @. At least one is set.
    """

    telegram_id: int | None = None
    handle: str | None = None
    title: str | None = None
    channel_class: ChannelClass | None = None

    def __post_init__(self) -> None:
        if self.telegram_id is None and not self.handle and not self.title:
            raise ValueError("a channel needs an id, a handle or a title")

    @classmethod
    def parse(cls, name: str, *, title: str | None = None, channel_class: ChannelClass | None = None) -> Self:
        """Read the ``channel`` of a JSON line or of ``watch.toml``: an id (with or without −100), a handle, a title.

        A name that has a handle's shape is a handle, and its own title until a better one is told. Any other
        name is what the channel is known by: ``title``, which many channels may share, does not replace it.
        Raises ValueError for an empty name.
        """
        name = name.strip()
        if not name:
            raise ValueError("the channel's name is empty")
        name = re.sub(r"\A(?:https?://)?t\.me/(?:[sc]/)?", "", name).rstrip("/") or name
        number = _NUMBER.match(name)
        if number:
            return cls(telegram_id=int(number[1]), title=title, channel_class=channel_class)
        handle = _HANDLE.match(name)
        if handle:
            return cls(handle=handle[1], title=title, channel_class=channel_class)
        return cls(title=name, channel_class=channel_class)


class FollowState(StrEnum):
    """How a followed channel is being read (CONTRACTS.md, ``status``)."""

    LIVE = "live"
    SILENT = "silent"
    POLLED = "polled"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel as the archive knows it; ``key`` is the archive's own and never changes."""

    key: int
    telegram_id: int | None
    handle: str | None
    title: str
    channel_class: ChannelClass | None
    followed: bool = False
    followed_since: datetime | None = None
    """Since when it is on the watch list, whichever process read it there first."""
    follow_state: FollowState | None = None
    follow_note: str | None = None

    @property
    def name(self) -> str:
        """The name that people use in a query or a file: the handle, else the title."""
        return self.handle or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelReport:
    """What ``/channels`` and ``status`` tell of one channel.

    ``last_post_lag`` is how long after its date the last post was stored.
    """

    channel: Channel
    posts: int
    last_post_at: datetime | None
    posts_last_day: int
    recovered: int
    cursor: int | None
    last_post_lag: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord:
    """What became of a channel's claims; each counts the stories that it founded or supported in words of its own.

    ``admitted``: an official conceded it later. ``denied``: officials only denied it later. ``retracted``: the channel
    deleted its claim, or edited it away, whatever officials said.
    """

    claims: int
    denied: int
    admitted: int
    retracted: int


def post_url(channel: Channel | ChannelRef, message_id: int) -> str | None:
    """The public link of a post, or None for a channel that has neither handle nor id."""
    if channel.handle:
        return f"https://t.me/{channel.handle}/{message_id}"
    if channel.telegram_id is not None:
        return f"https://t.me/c/{channel.telegram_id}/{message_id}"
    return None
