"""What a chat wants to hear of: signals, mutes, quiet hours (RULES 17)."""

from datetime import datetime

from bot.alerts.quiet import held_until
from bot.model.story import Severity, Story
from bot.model.subscriber import MuteKind, Preferences


def wants_signal(wanted: Preferences, signal: str, now: datetime) -> bool:
    """Whether the chat wants stories of this signal, mutes included."""
    return (wanted.signals is None or signal in wanted.signals) and not _mutes(wanted, MuteKind.SIGNAL, signal, now)


def mutes_event(wanted: Preferences, event_id: int, now: datetime) -> bool:
    """Whether the chat wants to hear no more of this event."""
    return _mutes(wanted, MuteKind.STORY, str(event_id), now)


def mutes_channel(wanted: Preferences, channel_key: int, now: datetime) -> bool:
    """Whether the chat wants nothing on this channel's word alone."""
    return _mutes(wanted, MuteKind.CHANNEL, str(channel_key), now)


def wanted_of(stories: tuple[Story, ...], wanted: Preferences, now: datetime) -> tuple[Story, ...]:
    """Those of an event's stories that the chat wants to read of."""
    return tuple(story for story in stories if wants_signal(wanted, story.signal, now))


def hold(wanted: Preferences, severity: Severity, now: datetime) -> datetime | None:
    """Until when the quiet hours hold something of this severity; None when it may be told now."""
    if wanted.wakes is not None and severity >= wanted.wakes:
        return None
    return held_until(wanted, now)


def _mutes(wanted: Preferences, kind: MuteKind, target: str, now: datetime) -> bool:
    return any(
        mute.kind is kind and mute.target == target and (mute.until is None or now < mute.until)
        for mute in wanted.mutes
    )
