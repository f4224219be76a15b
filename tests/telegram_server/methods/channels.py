"""Finding, joining and leaving channels and groups."""

from typing import Any

from telethon.tl import functions, types

from ..dispatch import Call, Method
from ..errors import RefusedError
from ..rooms import Channel
from .peers import channel_of, group_of

_SHORTEST_USERNAME = 4
_MOST_CHANNELS = 500


def _resolve(call: Call, request: Any) -> Any:
    name = request.username.removeprefix("@")
    if len(name) < _SHORTEST_USERNAME or not name.replace("_", "").isalnum():
        raise RefusedError(400, "USERNAME_INVALID")
    found = call.world.by_username(name)
    if found is None:
        raise RefusedError(400, "USERNAME_NOT_OCCUPIED")
    if isinstance(found, Channel):
        return types.contacts.ResolvedPeer(peer=types.PeerChannel(found.id), chats=[call.view.channel(found)], users=[])
    return types.contacts.ResolvedPeer(peer=types.PeerUser(found.id), chats=[], users=[call.view.user(found)])


def _membership(call: Call, channel: Channel) -> Any:
    told = types.UpdateChannel(channel.id)
    return types.Updates(updates=[told], users=[], chats=[call.view.channel(channel)], date=call.world.now(), seq=0)


def _join(call: Call, request: Any) -> Any:
    channel = channel_of(call, request.channel)
    followed = sum(call.caller.id in other.members for other in call.world.channels.values())
    if followed >= _MOST_CHANNELS:
        raise RefusedError(400, "CHANNELS_TOO_MUCH")
    channel.members[call.caller.id] = call.caller
    return types.messages.ChatInviteJoinResultOk(_membership(call, channel))


def _leave(call: Call, request: Any) -> Any:
    channel = channel_of(call, request.channel)
    if channel.members.pop(call.caller.id, None) is None:
        raise RefusedError(400, "USER_NOT_PARTICIPANT")
    return _membership(call, channel)


def _channels(call: Call, request: Any) -> Any:
    found = [channel_of(call, peer, readable=False) for peer in request.id]
    return types.messages.Chats([call.view.channel(channel) for channel in found])


def _full_channel(call: Call, request: Any) -> Any:
    channel = channel_of(call, request.channel)
    full = types.ChannelFull(
        id=channel.id,
        about="",
        read_inbox_max_id=0,
        read_outbox_max_id=0,
        unread_count=0,
        chat_photo=types.PhotoEmpty(0),
        notify_settings=types.PeerNotifySettings(),
        bot_info=[],
        pts=channel.box.pts,
        participants_count=len(channel.members),
    )
    return types.messages.ChatFull(full_chat=full, chats=[call.view.channel(channel)], users=[])


def _groups(call: Call, request: Any) -> Any:
    return types.messages.Chats([call.view.group(group_of(call, number)) for number in request.id])


def _full_group(call: Call, request: Any) -> Any:
    group = group_of(call, request.chat_id)
    members = [types.ChatParticipant(user_id=m, inviter_id=m, date=group.created) for m in group.members]
    full = types.ChatFull(
        id=group.id,
        about="",
        participants=types.ChatParticipants(chat_id=group.id, participants=members, version=1),
        notify_settings=types.PeerNotifySettings(),
    )
    users = [call.view.user(person) for person in group.members.values()]
    return types.messages.ChatFull(full_chat=full, chats=[call.view.group(group)], users=users)


METHODS = {
    functions.contacts.ResolveUsernameRequest: Method(_resolve),
    functions.channels.JoinChannelRequest: Method(_join, for_bots=False),
    functions.channels.LeaveChannelRequest: Method(_leave),
    functions.channels.GetChannelsRequest: Method(_channels),
    functions.channels.GetFullChannelRequest: Method(_full_channel),
    functions.messages.GetChatsRequest: Method(_groups),
    functions.messages.GetFullChatRequest: Method(_full_group),
}
