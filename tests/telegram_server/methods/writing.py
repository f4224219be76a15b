"""Sending, editing and deleting messages, and answering pressed buttons."""

from typing import Any

from telethon.tl import functions, types

from ..dispatch import Call, Method
from ..errors import RefusedError
from ..rooms import Box, Channel, Event, Forward, Group, Person, Private, Room, Stored, What
from .files import uploaded
from .peers import channel_of, room_of

MOST_UNITS = 4096
MOST_CAPTION_UNITS = 1024
_MOST_DATA_BYTES = 64


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _check_text(text: str, entities: list[Any], *, caption: bool = False) -> None:
    if not text.strip() and not caption:
        raise RefusedError(400, "MESSAGE_EMPTY")
    if units(text) > (MOST_CAPTION_UNITS if caption else MOST_UNITS):
        raise RefusedError(400, "MEDIA_CAPTION_TOO_LONG" if caption else "MESSAGE_TOO_LONG")
    if any(e.offset < 0 or e.length <= 0 or e.offset + e.length > units(text) for e in entities):
        raise RefusedError(400, "ENTITY_BOUNDS_INVALID")


def _check_buttons(markup: Any) -> None:
    for row in getattr(markup, "rows", ()):
        for button in row.buttons:
            data = getattr(button.type, "data", b"")
            if isinstance(data, bytes) and len(data) > _MOST_DATA_BYTES:
                raise RefusedError(400, "BUTTON_DATA_INVALID")


def _check_right_to_write(call: Call, room: Room) -> None:
    caller = call.caller
    if isinstance(room, Private):
        _check_private(caller, room.other(caller))
    elif isinstance(room, Group) and room.migrated_to is not None:
        raise RefusedError(400, "PEER_ID_INVALID")
    elif room.write_forbidden or (isinstance(room, Channel) and caller.id not in room.members):
        raise RefusedError(403, "CHAT_WRITE_FORBIDDEN")
    elif isinstance(room, Channel) and not room.megagroup and caller.id not in room.admins:
        raise RefusedError(400, "CHAT_ADMIN_REQUIRED")


def _check_private(caller: Person, other: Person) -> None:
    if other.deactivated:
        raise RefusedError(400, "INPUT_USER_DEACTIVATED")
    if caller.id in other.blocked:
        raise RefusedError(400, "USER_IS_BLOCKED")
    if caller.bot and caller.id not in other.started:
        raise RefusedError(400, "PEER_ID_INVALID")


def _room_number(room: Room, caller: Person) -> int:
    return room.other(caller).id if isinstance(room, Private) else room.id


def _send(call: Call, request: Any) -> Any:
    return _send_once(call, request, media=None)


def _send_media(call: Call, request: Any) -> Any:
    return _send_once(call, request, media=request.media)


def _send_once(call: Call, request: Any, *, media: Any) -> Any:
    room = room_of(call, request.peer)
    once = (call.caller.id, _room_number(room, call.caller), request.random_id)
    if (first := call.world.sent_once.get(once)) is not None:
        return _sent(call, first)
    entities = request.entities or []
    _check_right_to_write(call, room)
    _check_text(request.message, entities, caption=media is not None)
    _check_buttons(request.reply_markup)
    replied = _replied(call, room, request.reply_to)
    told, upload = uploaded(call, media) if media is not None else (None, None)
    message = Stored(
        room=room,
        sender=call.caller,
        date=call.world.now(),
        text=request.message,
        entities=entities,
        media=told,
        upload=upload,
        silent=bool(request.silent),
        markup=request.reply_markup,
        random_id=request.random_id,
        reply_to=replied,
    )
    call.world.put(message)
    call.world.sent_once[once] = message
    return _sent(call, message)


def _replied(call: Call, room: Room, reply_to: Any) -> Stored | None:
    if reply_to is None:
        return None
    found = call.world.box_for(room, call.caller).messages.get(reply_to.reply_to_msg_id)
    if found is None or found.room is not room:
        raise RefusedError(400, "REPLY_MESSAGE_ID_INVALID")
    return found


def _forward(call: Call, request: Any) -> Any:
    origin, room = room_of(call, request.from_peer), room_of(call, request.to_peer)
    _check_right_to_write(call, room)
    if isinstance(origin, Channel) and origin.noforwards:
        raise RefusedError(400, "CHAT_FORWARDS_RESTRICTED")
    known = call.world.box_for(origin, call.caller).messages
    if any(number not in known or known[number].room is not origin for number in request.id):
        raise RefusedError(400, "MESSAGE_ID_INVALID")
    updates, sent = [], []
    for number, random_id in zip(request.id, request.random_id, strict=True):
        message = _copy(call, known[number], number, room, random_id)
        updates += _told_of_sent(call, message)
        sent.append(message)
    return call.view.updates(updates, sent, call.world.now())


def _copy(call: Call, original: Stored, number: int, room: Room, random_id: int) -> Stored:
    source = original.room if isinstance(original.room, Channel) else None
    name = original.sender.name if isinstance(original.sender, Person) else None
    header = Forward(date=original.date, channel=source, post=number if source else None, name=name)
    copy = Stored(
        room=room,
        sender=call.caller,
        date=call.world.now(),
        text=original.text,
        entities=original.entities,
        media=original.media,
        forward=header,
        random_id=random_id,
    )
    return call.world.put(copy)


def _event(box: Box, what: What, message: Stored) -> Event:
    """The newest event of this kind that tells of a message."""
    return next(event for event in reversed(box.events) if event.what is what and message in event.messages)


def _sent(call: Call, message: Stored) -> Any:
    box = call.world.box_for(message.room, call.caller)
    event = _event(box, What.NEW, message)
    number = message.ids[box]
    if isinstance(message.room, Private) and message.markup is message.forward is message.media is None:
        return types.UpdateShortSentMessage(
            out=True,
            id=number,
            pts=event.pts,
            pts_count=event.pts_count,
            date=message.date,
            entities=message.entities or None,
        )
    return call.view.updates(_told_of_sent(call, message), [message], event.date)


def _told_of_sent(call: Call, message: Stored) -> list[Any]:
    """Which id a random_id has become, and the message itself."""
    box = call.world.box_for(message.room, call.caller)
    named = types.UpdateMessageID(id=message.ids[box], random_id=message.random_id)
    return [named, call.view.update(box, _event(box, What.NEW, message))]


def _own(call: Call, room: Room, number: int) -> Stored:
    message = call.world.box_for(room, call.caller).messages.get(number)
    if message is None or message.room is not room:
        raise RefusedError(400, "MESSAGE_ID_INVALID")
    if message.sender is not call.caller:
        raise RefusedError(403, "MESSAGE_AUTHOR_REQUIRED")
    return message


def _edit(call: Call, request: Any) -> Any:
    room = room_of(call, request.peer)
    message = _own(call, room, request.id)
    _check_right_to_write(call, room)
    entities = request.entities or []
    text = message.text if request.message is None else request.message
    _check_text(text, entities, caption=message.media is not None)
    _check_buttons(request.reply_markup)
    if (text, entities, request.reply_markup) == (message.text, message.entities, message.markup):
        raise RefusedError(400, "MESSAGE_NOT_MODIFIED")
    call.world.change(message, text=text, entities=entities, markup=request.reply_markup)
    box = call.world.box_for(room, call.caller)
    event = _event(box, What.EDIT, message)
    return call.view.updates([call.view.update(box, event)], [message], event.date)


def _delete(call: Call, request: Any) -> Any:
    return _deleted(call, call.caller.box, request.id)


def _delete_in_channel(call: Call, request: Any) -> Any:
    return _deleted(call, channel_of(call, request.channel).box, request.id)


def _deleted(call: Call, box: Box, numbers: list[int]) -> Any:
    found = [box.messages[number] for number in numbers if number in box.messages]
    if any(message.sender is not call.caller for message in found):
        raise RefusedError(403, "MESSAGE_DELETE_FORBIDDEN")
    call.world.delete(found)
    return types.messages.AffectedMessages(pts=box.pts, pts_count=len(found))


def _typing(call: Call, request: Any) -> bool:
    room_of(call, request.peer)
    return True


def _callback_answer(call: Call, request: Any) -> bool:
    press = call.server.presses.get(request.query_id)
    if press is None:
        raise RefusedError(400, "QUERY_ID_INVALID")
    press.answered = True
    press.answer = request.message
    press.alert = bool(request.alert)
    return True


METHODS = {
    functions.messages.SendMessageRequest: Method(_send),
    functions.messages.SendMediaRequest: Method(_send_media),
    functions.messages.ForwardMessagesRequest: Method(_forward),
    functions.messages.EditMessageRequest: Method(_edit),
    functions.messages.DeleteMessagesRequest: Method(_delete),
    functions.channels.DeleteMessagesRequest: Method(_delete_in_channel),
    functions.messages.SetTypingRequest: Method(_typing),
    functions.messages.SetBotCallbackAnswerRequest: Method(_callback_answer),
}
