"""How channels are read, told to administrators where it has changed: one message for all."""

from collections.abc import Sequence
from datetime import datetime

from bot.model.channel import FollowState
from bot.model.following import StateChange
from bot.model.message import Message
from bot.wording import texts
from bot.wording.honesty import channel_name
from bot.wording.rich_text import RichText, split
from bot.wording.times import span

_MOST_NAMED = 20
_URGENCY = (FollowState.LOST, FollowState.SILENT, FollowState.POLLED, FollowState.LIVE)


def states_changed(changes: Sequence[StateChange], *, now: datetime) -> tuple[Message, ...]:
    """The lost ones first, then the silent, the polled, and those live again; beyond twenty they are counted."""
    ranked = sorted(changes, key=lambda change: _URGENCY.index(change.channel.follow_state or FollowState.LIVE))
    text = RichText().bold(texts.NOTICE_STATES_HEADER)
    for change in ranked[:_MOST_NAMED]:
        text.line().add(_line(change, now))
    if len(ranked) > _MOST_NAMED:
        text.line().add(texts.counted(texts.NOTICE_STATES_MORE, len(ranked) - _MOST_NAMED))
    return split(text.message())


def _line(change: StateChange, now: datetime) -> str:
    channel = change.channel
    name, note = channel_name(channel), channel.follow_note or ""
    match channel.follow_state:
        case FollowState.LOST:
            return texts.NOTICE_STATE_LOST.format(channel=name, note=note)
        case FollowState.SILENT:
            return texts.NOTICE_STATE_SILENT.format(channel=name, span=span(now - (change.last_post_at or now)))
        case FollowState.POLLED:
            return texts.NOTICE_STATE_POLLED.format(channel=name, note=note)
        case _:
            return texts.NOTICE_STATE_LIVE.format(channel=name)
