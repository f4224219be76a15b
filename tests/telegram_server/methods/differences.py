"""What an account has missed: the state of its own box, and the differences of that box and of channels."""

from collections.abc import Sequence
from typing import Any

from telethon.tl import functions, types

from ..dispatch import Call, Method
from ..errors import RefusedError
from ..rooms import Box, Channel, Event, What, sees
from .peers import channel_of
from .reading import dialog, state

_MOST_EVENTS = 100
_MOST_EVENTS_FOR_BOTS = 100_000
_TIMEOUT_SECONDS = 30


def _state(call: Call, request: Any) -> Any:
    return state(call)


def _parts(call: Call, box: Box, events: Sequence[Event]) -> dict[str, Any]:
    """New messages as they are now, and everything else as updates."""
    concerned = [event for event in events if event.what is What.DELETE or sees(call.caller, event.messages[0])]
    fresh = [event.messages[0] for event in concerned if event.what is What.NEW]
    told = call.view.people_and_chats(message for event in concerned for message in event.messages)
    told["new_messages"] = [call.view.message(message) for message in fresh if not message.deleted]
    told["other_updates"] = [call.view.update(box, event) for event in concerned if event.what is not What.NEW]
    return told


def _difference(call: Call, request: Any) -> Any:
    box = call.caller.box
    if call.caller.too_long and request.pts < box.pts:
        return types.updates.DifferenceTooLong(box.pts)
    parts = _parts(call, box, box.since(request.pts))
    changed = [
        channel
        for channel in call.world.channels.values()
        if call.caller.id in channel.members and not channel.private and _changed_since(channel, request.date)
    ]
    parts["other_updates"] += [types.UpdateChannelTooLong(channel.id, pts=channel.box.pts) for channel in changed]
    known = {chat.id for chat in parts["chats"]}
    parts["chats"] += [call.view.channel(channel) for channel in changed if channel.id not in known]
    if not parts["new_messages"] and not parts["other_updates"]:
        return types.updates.DifferenceEmpty(date=call.world.now(), seq=1)
    return types.updates.Difference(new_encrypted_messages=[], state=state(call), **parts)


def _changed_since(channel: Channel, date: Any) -> bool:
    return bool(channel.box.events) and channel.box.events[-1].date >= date


def _channel_difference(call: Call, request: Any) -> Any:
    channel = channel_of(call, request.channel)
    box = channel.box
    if request.pts <= 0:
        raise RefusedError(400, "PERSISTENT_TIMESTAMP_EMPTY")
    if request.pts > box.pts:
        raise RefusedError(400, "PERSISTENT_TIMESTAMP_INVALID")
    if channel.too_long and request.pts < box.pts:
        return _too_long(call, channel)
    most = _MOST_EVENTS_FOR_BOTS if call.caller.bot else _MOST_EVENTS
    waiting = box.since(request.pts)
    events = waiting[: min(request.limit, most)]
    if not events:
        return types.updates.ChannelDifferenceEmpty(pts=box.pts, final=True, timeout=_TIMEOUT_SECONDS)
    parts = _parts(call, box, events)
    if channel.id not in {chat.id for chat in parts["chats"]}:
        parts["chats"].append(call.view.channel(channel))
    final = len(events) == len(waiting)
    return types.updates.ChannelDifference(pts=events[-1].pts, final=final or None, timeout=_TIMEOUT_SECONDS, **parts)


def _too_long(call: Call, channel: Channel) -> Any:
    told, newest = dialog(call, channel)
    messages = [newest] if newest is not None else []
    common = call.view.people_and_chats(messages)
    common["chats"] = [call.view.channel(channel)]
    return types.updates.ChannelDifferenceTooLong(
        final=True,
        timeout=_TIMEOUT_SECONDS,
        dialog=told,
        messages=[call.view.message(message) for message in messages],
        **common,
    )


METHODS = {
    functions.updates.GetStateRequest: Method(_state),
    functions.updates.GetDifferenceRequest: Method(_difference),
    functions.updates.GetChannelDifferenceRequest: Method(_channel_difference),
}
