"""From the peers that a client names to the rooms of the world, with Telegram's refusals."""

from typing import Any

from telethon.tl import types

from ..dispatch import Call
from ..errors import RefusedError
from ..rooms import Channel, Group, Person, Room


def _hash_is_right(call: Call, kind: str, number: int, access_hash: int) -> bool:
    """A bot may leave the hash out (0); an account must know its own one."""
    if access_hash == 0 and call.caller.bot:
        return True
    return access_hash == call.world.access_hash(call.caller, kind, number)


def channel_of(call: Call, peer: Any, *, readable: bool = True) -> Channel:
    """The channel of an InputChannel or InputPeerChannel; CHANNEL_INVALID, or CHANNEL_PRIVATE if it shall be read."""
    channel = call.world.channels.get(getattr(peer, "channel_id", 0))
    if channel is None or not _hash_is_right(call, "channel", channel.id, getattr(peer, "access_hash", 0)):
        raise RefusedError(400, "CHANNEL_INVALID")
    outside = channel.username is None and call.caller.id not in channel.members
    if readable and (channel.private or outside):
        raise RefusedError(400, "CHANNEL_PRIVATE")
    return channel


def person_of(call: Call, peer: Any) -> Person:
    """The person of an InputUser or InputPeerUser; PEER_ID_INVALID."""
    if isinstance(peer, types.InputPeerSelf | types.InputUserSelf):
        return call.caller
    person = call.world.persons.get(getattr(peer, "user_id", 0))
    if person is None or not (
        person is call.caller or _hash_is_right(call, "user", person.id, getattr(peer, "access_hash", 0))
    ):
        raise RefusedError(400, "PEER_ID_INVALID")
    return person


def group_of(call: Call, number: int) -> Group:
    """The basic group of this id, of which the caller is a member; PEER_ID_INVALID."""
    group = call.world.groups.get(number)
    if group is None or call.caller.id not in group.members:
        raise RefusedError(400, "PEER_ID_INVALID")
    return group


def room_of(call: Call, peer: Any) -> Room:
    """The room of an input peer."""
    if isinstance(peer, types.InputPeerChannel):
        return channel_of(call, peer)
    if isinstance(peer, types.InputPeerChat):
        return group_of(call, peer.chat_id)
    if isinstance(peer, types.InputPeerUser | types.InputPeerSelf):
        return call.world.private(call.caller, person_of(call, peer))
    raise RefusedError(400, "PEER_ID_INVALID")
