"""Subscribers: a subscriber is a chat (RULES 14)."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model.flag import Stance
from bot.model.story import Severity

DEFAULT_ZONE = ZoneInfo("Europe/Kyiv")


class ChatKind(StrEnum):
    """What kind of chat it is; decides the rate limits (TELEGRAM 19)."""

    PERSON = "person"
    GROUP = "group"
    CHANNEL = "channel"


class SubscriberState(StrEnum):
    """Whether a chat is told anything."""

    ACTIVE = "active"
    PENDING = "pending"
    PARKED = "parked"
    LEFT = "left"


class MuteKind(StrEnum):
    """What a chat wants to hear no more of."""

    STORY = "story"
    SIGNAL = "signal"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Something that a chat is told nothing of, for good or ``until`` a time (exclusive).

    ``target`` is the number of an event's first story, a signal's name, or a channel's key in the archive.
    """

    kind: MuteKind
    target: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What a subscriber wants to be told, and when (RULES 17 has the defaults).

    ``signals`` None means all. ``quiet`` is the start and end of the quiet hours in ``zone``; what is at least
    as severe as ``wakes`` is told in them too (None: nothing is). More than ``alerts_an_hour`` alerts are
    counted in one line instead of sent. ``digest_of_nothing`` asks for a digest also when there is nothing
    to tell. ``translate_to`` is the language that excerpts are translated to (RULES 20); None is off.
    """

    signals: frozenset[str] | None = None
    stances: frozenset[Stance] = frozenset({Stance.CLAIMED})
    least_severity: Severity = Severity.MEDIUM
    digest_times: tuple[time, ...] = (time(8), time(20))
    quiet: tuple[time, time] | None = None
    wakes: Severity | None = Severity.CRITICAL
    alerts_an_hour: int = 20
    mutes: tuple[Mute, ...] = ()
    digest_of_nothing: bool = True
    translate_to: str | None = "en"
    zone: ZoneInfo = field(default=DEFAULT_ZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A chat that asked for alerts. ``chat_id`` is Telegram's marked id: −… for groups, −100… for channels.

    ``subscribed_by`` is the numeric id of the person who subscribed it, None for ``SUBSCRIBER_CHAT``.
    """

    chat_id: int
    kind: ChatKind
    title: str
    state: SubscriberState
    since: datetime
    subscribed_by: int | None = None
    access_hash: int | None = None
    parked_reason: str | None = None
    preferences: Preferences = Preferences()
