"""One message of a Telegram Desktop export as a post."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.feeds.entries import BadEntry, clean, from_unix_time, instant, integer
from bot.model.channel import ChannelRef
from bot.model.message import Entity, EntityKind, utf16_length
from bot.model.post import ForwardOrigin, MediaFact, Origin, SeenPost

_ENTITY_KINDS = {
    "bold": EntityKind.BOLD,
    "italic": EntityKind.ITALIC,
    "underline": EntityKind.UNDERLINE,
    "strikethrough": EntityKind.STRIKE,
    "spoiler": EntityKind.SPOILER,
    "code": EntityKind.CODE,
    "pre": EntityKind.PRE,
    "blockquote": EntityKind.BLOCKQUOTE,
    "text_link": EntityKind.LINK,
    "link": EntityKind.URL,
    "mention": EntityKind.MENTION,
    "hashtag": EntityKind.HASHTAG,
}
_MEDIA_KINDS = {
    "video_file": "video",
    "video_message": "video_note",
    "audio_file": "audio",
    "voice_message": "voice",
    "animation": "animation",
    "sticker": "sticker",
}
_OTHER_MEDIA = {
    "poll": "poll",
    "location_information": "location",
    "contact_information": "contact",
    "game_title": "game",
    "invoice_information": "invoice",
}


def parse_message(message: Mapping[str, object], channel: ChannelRef, *, origin: Origin) -> SeenPost:
    """Understand one entry of ``messages``; a service message is kept as such. Raises BadEntry with the reason."""
    message_id = integer(message.get("id"), "id", least=1)
    kind = message.get("type")
    if kind not in ("message", "service"):
        raise BadEntry("type is neither message nor service")
    date = _time(message, "date")
    if date is None:
        raise BadEntry("date_unixtime is missing, and date has no offset: export again with a newer Telegram Desktop")
    action = message.get("action")
    text, entities = _text(message)
    edited_at = _time(message, "edited")
    return SeenPost(
        channel=channel,
        message_id=message_id,
        date=date,
        # Old exports write 1970 for a message that was never edited.
        edited_at=edited_at if edited_at is not None and edited_at > date else None,
        text=text,
        entities=entities,
        origin=origin,
        media=_media(message),
        forwarded_from=_forward(message),
        reply_to=_reply_to(message),
        service=(clean(action) if isinstance(action, str) and action else "unknown") if kind == "service" else None,
    )


def _time(message: Mapping[str, object], key: str) -> datetime | None:
    """The exact time when it is told; the local one of the exporting computer only with its offset."""
    exact = message.get(f"{key}_unixtime")
    if exact is not None:
        return from_unix_time(exact, f"{key}_unixtime")
    try:
        return instant(message.get(key), key)
    except BadEntry:
        return None


def _text(message: Mapping[str, object]) -> tuple[str, tuple[Entity, ...]]:
    whole = message.get("text", message.get("text_entities", ""))
    if isinstance(whole, str):
        return clean(whole), ()
    if not isinstance(whole, list):
        raise BadEntry("text is neither a text nor a list")
    return _joined(whole)


def _joined(pieces: Iterable[object]) -> tuple[str, tuple[Entity, ...]]:
    texts: list[str] = []
    entities: list[Entity] = []
    offset = 0
    for piece in pieces:
        text = piece.get("text") if isinstance(piece, dict) else piece
        if not isinstance(text, str):
            raise BadEntry("text holds a piece without text")
        text = clean(text)
        length = utf16_length(text)
        if isinstance(piece, dict) and length and piece.get("type") != "plain":
            entities.append(_entity(piece, offset, length))
        texts.append(text)
        offset += length
    return "".join(texts), tuple(entities)


def _entity(piece: Mapping[str, object], offset: int, length: int) -> Entity:
    kind = _ENTITY_KINDS.get(str(piece.get("type")), EntityKind.OTHER)
    href = piece.get("href")
    url = clean(href) if kind is EntityKind.LINK and isinstance(href, str) else None
    return Entity(kind=kind, offset=offset, length=length, url=url)


def _media(message: Mapping[str, object]) -> tuple[MediaFact, ...]:
    if message.get("type") == "service":
        return ()
    if "photo" in message:
        return (_media_fact("photo", message, size_key="photo_file_size"),)
    if "media_type" in message or "file" in message:
        kind = _MEDIA_KINDS.get(str(message.get("media_type")), "document")
        return (_media_fact(kind, message, size_key="file_size"),)
    return tuple(MediaFact(kind=kind) for key, kind in _OTHER_MEDIA.items() if key in message)


def _media_fact(kind: str, message: Mapping[str, object], *, size_key: str) -> MediaFact:
    duration = _number(message, "duration_seconds")
    return MediaFact(
        kind=kind,
        mime=_word(message, "mime_type"),
        size_bytes=_number(message, size_key),
        name=_word(message, "file_name"),
        duration_seconds=None if duration is None else float(duration),
        width=_number(message, "width"),
        height=_number(message, "height"),
    )


def _forward(message: Mapping[str, object]) -> ForwardOrigin | None:
    """Where it came from; people's names are not kept, and a hidden origin stays a forward."""
    if "forwarded_from" not in message:
        return None
    title = (_word(message, "forwarded_from") or "").strip()
    peer = str(message.get("forwarded_from_id", ""))
    digits = peer.removeprefix("channel")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else None
    if peer.startswith("user") or not (title or number):
        return ForwardOrigin(channel=None)
    return ForwardOrigin(channel=ChannelRef(telegram_id=number or None, title=title or None))


def _reply_to(message: Mapping[str, object]) -> int | None:
    """The post of the same channel that is answered; one of another chat is no reply here."""
    number = _number(message, "reply_to_message_id")
    return number if number and "reply_to_peer_id" not in message else None


def _number(message: Mapping[str, object], key: str) -> int | None:
    """A harmless detail: a wrong one is as good as none."""
    value = message.get(key)
    return value if type(value) is int and 0 <= value < 2**63 else None


def _word(message: Mapping[str, object], key: str) -> str | None:
    value = message.get(key)
    return clean(value) if isinstance(value, str) and value else None
