"""Reading: dialogs, history, single messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from telethon.tl import functions, types

from ..dispatch import Call, Method
from ..errors import RefusedError
from ..rendering import peer_of
from ..rooms import Box, Channel, Group, Private, Room, Stored
from .peers import channel_of, room_of

MOST_MESSAGES = 100
MOST_DIALOGS = 100

Numbered = tuple[int, Stored]


def page(messages: Sequence[Numbered], request: Any) -> Sequence[Numbered]:
    """The part of a history (newest first) that a request asks for.

    The offset is where the page would begin; ``add_offset`` moves that, a negative one towards newer messages.
    ``min_id`` and ``max_id``, both exclusive, then thin the page out, as Telegram does it.
    """
    start = _start(messages, request.offset_id, request.offset_date) + request.add_offset
    limit = min(request.limit, MOST_MESSAGES)
    found = messages[max(0, start) : max(0, start + limit)]
    return [
        (number, message)
        for number, message in found
        if number > request.min_id and (not request.max_id or number < request.max_id)
    ]


def _start(messages: Sequence[Numbered], offset_id: int, offset_date: datetime | None) -> int:
    """Where the offset lies; an id goes before a date, and a missing date is read as 1970."""
    if offset_id:
        return sum(number >= offset_id for number, _ in messages)
    if offset_date is not None and offset_date.timestamp() > 0:
        return sum(message.date >= offset_date for _, message in messages)
    return 0


def _history(call: Call, request: Any) -> Any:
    room = room_of(call, request.peer)
    messages = list(call.world.history(room, call.caller))
    found = page(messages, request)
    return listed(call, room, found, total=len(messages), offset=messages.index(found[0]) if found else 0)


def listed(call: Call, room: Room, found: Sequence[Numbered], *, total: int, offset: int = 0) -> Any:
    """Messages of one room as a list of Telegram's."""
    members = [message for _, message in found]
    common = call.view.people_and_chats(members)
    common["messages"] = [call.view.message(message) for message in members]
    if isinstance(room, Channel):
        common["chats"] = [call.view.channel(room), *(c for c in common["chats"] if c.id != room.id)]
        return types.messages.ChannelMessages(
            pts=room.box.pts, count=total, offset_id_offset=offset, topics=[], **common
        )
    if len(found) < total:
        return types.messages.MessagesSlice(count=total, offset_id_offset=offset, topics=[], **common)
    return types.messages.Messages(topics=[], **common)


def _ids(request: Any) -> list[int]:
    return [getattr(wanted, "id", wanted) for wanted in request.id][:MOST_MESSAGES]


def _by_id(call: Call, box: Box, numbers: Sequence[int]) -> dict[str, Any]:
    found = {number: box.messages[number] for number in numbers if number in box.messages}
    common = call.view.people_and_chats(found.values())
    common["messages"] = [
        call.view.message(found[number]) if number in found else types.MessageEmpty(id=number, peer_id=None)
        for number in numbers
    ]
    return common


def _channel_messages(call: Call, request: Any) -> Any:
    channel = channel_of(call, request.channel)
    numbers = _ids(request)
    common = _by_id(call, channel.box, numbers)
    common["chats"] = [call.view.channel(channel), *(c for c in common["chats"] if c.id != channel.id)]
    return types.messages.ChannelMessages(pts=channel.box.pts, count=len(numbers), topics=[], **common)


def _messages(call: Call, request: Any) -> Any:
    return types.messages.Messages(topics=[], **_by_id(call, call.caller.box, _ids(request)))


def rooms_of(call: Call) -> list[Room]:
    """The caller's dialogs, the one with the newest message first."""
    caller, world = call.caller, call.world
    rooms: list[Room] = [c for c in world.channels.values() if caller.id in c.members and not c.private]
    rooms += dict.fromkeys(message.room for message in caller.box.messages.values())
    rooms += [g for g in world.groups.values() if caller.id in g.members and g not in rooms]

    def newest(room: Room) -> tuple[datetime, int]:
        top = next(world.history(room, caller), None)
        if top is None:
            created = room.created if isinstance(room, Channel | Group) else world.now()
            return created, 0
        return top[1].date, top[0]

    return sorted(rooms, key=newest, reverse=True)


def dialog(call: Call, room: Room) -> tuple[Any, Stored | None]:
    """A room in the list of dialogs, and its newest message."""
    top = next(call.world.history(room, call.caller), None)
    number, message = top if top is not None else (0, None)
    told = types.Dialog(
        peer=peer_of(room, call.caller),
        top_message=number,
        read_inbox_max_id=0,
        read_outbox_max_id=0,
        unread_count=0,
        unread_mentions_count=0,
        unread_reactions_count=0,
        unread_poll_votes_count=0,
        notify_settings=types.PeerNotifySettings(),
        pts=room.box.pts if isinstance(room, Channel) else None,
    )
    return told, message


def _told(call: Call, rooms: Sequence[Room]) -> dict[str, Any]:
    pairs = [dialog(call, room) for room in rooms]
    messages = [message for _, message in pairs if message is not None]
    common = call.view.people_and_chats(messages)
    users = {user.id: user for user in common["users"]}
    chats = {chat.id: chat for chat in common["chats"]}
    for room in rooms:
        if isinstance(room, Private):
            other = room.other(call.caller)
            users[other.id] = call.view.user(other)
        else:
            chats[room.id] = call.view.chat(room)
    return {
        "dialogs": [told for told, _ in pairs],
        "messages": [call.view.message(message) for message in messages],
        "users": list(users.values()),
        "chats": list(chats.values()),
    }


def _dialogs(call: Call, request: Any) -> Any:
    if request.folder_id:
        return types.messages.Dialogs(dialogs=[], messages=[], users=[], chats=[])
    rooms = rooms_of(call)
    start = 0
    if not isinstance(request.offset_peer, types.InputPeerEmpty):
        after = room_of(call, request.offset_peer)
        start = rooms.index(after) + 1 if after in rooms else len(rooms)
    found = rooms[start : start + min(request.limit, MOST_DIALOGS)]
    told = _told(call, found)
    if start == 0 and len(found) == len(rooms):
        return types.messages.Dialogs(**told)
    return types.messages.DialogsSlice(count=len(rooms), **told)


def _peer_dialogs(call: Call, request: Any) -> Any:
    rooms = [room_of(call, wanted.peer) for wanted in request.peers]
    return types.messages.PeerDialogs(state=state(call), **_told(call, rooms))


def state(call: Call) -> Any:
    """Where the caller's own box stands."""
    return types.updates.State(pts=call.caller.box.pts, qts=0, date=call.world.now(), seq=1, unread_count=0)


def _read(call: Call, request: Any) -> Any:
    room_of(call, request.peer)
    return types.messages.AffectedMessages(pts=call.caller.box.pts, pts_count=0)


def _read_channel(call: Call, request: Any) -> bool:
    channel_of(call, request.channel)
    return True


def _search(call: Call, request: Any) -> Any:
    room = room_of(call, request.peer)
    if not request.q:
        raise RefusedError(400, "SEARCH_QUERY_EMPTY")
    words = request.q.casefold()
    hits = [pair for pair in call.world.history(room, call.caller) if words in pair[1].text.casefold()]
    return listed(call, room, page(hits, request), total=len(hits))


METHODS = {
    functions.messages.GetHistoryRequest: Method(_history, for_bots=False),
    functions.messages.SearchRequest: Method(_search, for_bots=False),
    functions.messages.GetMessagesRequest: Method(_messages),
    functions.channels.GetMessagesRequest: Method(_channel_messages),
    functions.messages.GetDialogsRequest: Method(_dialogs, for_bots=False),
    functions.messages.GetPeerDialogsRequest: Method(_peer_dialogs, for_bots=False),
    functions.messages.ReadHistoryRequest: Method(_read, for_bots=False),
    functions.channels.ReadHistoryRequest: Method(_read_channel, for_bots=False),
}
