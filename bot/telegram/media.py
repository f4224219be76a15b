"""What is known of a message's media, whether or not the file is ever fetched."""

import re
from typing import Any

from telethon.tl import types

from bot.model.post import MediaFact

_PLAIN_KINDS = {
    types.MessageMediaGeo: "location",
    types.MessageMediaGeoLive: "location",
    types.MessageMediaVenue: "venue",
    types.MessageMediaContact: "contact",
    types.MessageMediaGame: "game",
    types.MessageMediaInvoice: "invoice",
    types.MessageMediaDice: "dice",
    types.MessageMediaStory: "story",
    types.MessageMediaGiveaway: "giveaway",
    types.MessageMediaGiveawayResults: "giveaway_results",
    types.MessageMediaPaidMedia: "paid_media",
    types.MessageMediaToDo: "todo_list",
    types.MessageMediaVideoStream: "video_stream",
    types.MessageMediaUnsupported: "unsupported",
}


def media_facts(media: Any) -> tuple[MediaFact, ...]:
    """The facts of a Telegram media object.

    A link's preview is no media: it comes and goes without the author (TELEGRAM 8).
    """
    match media:
        case None | types.MessageMediaEmpty() | types.MessageMediaWebPage():
            return ()
        case types.MessageMediaPhoto(photo=types.Photo() as photo):
            return (_photo(photo),)
        case types.MessageMediaPhoto():
            return (MediaFact(kind="photo"),)
        case types.MessageMediaDocument(document=types.Document() as document):
            return (_document(media, document),)
        case types.MessageMediaDocument():
            return (MediaFact(kind="document"),)
        case types.MessageMediaPoll():
            return (MediaFact(kind="poll", media_id=media.poll.id),)
    return (MediaFact(kind=_PLAIN_KINDS.get(type(media)) or _kind_by_class(media)),)


def _photo(photo: Any) -> MediaFact:
    sized = [size for size in photo.sizes if hasattr(size, "w")]
    largest = max(sized, key=lambda size: size.w * size.h, default=None)
    return MediaFact(
        kind="photo",
        media_id=photo.id,
        mime="image/jpeg",
        size_bytes=_photo_bytes(largest),
        width=largest.w if largest else None,
        height=largest.h if largest else None,
    )


def _photo_bytes(size: Any) -> int | None:
    """Progressive photos tell the bytes of each stage; the last one is the whole file."""
    if isinstance(size, types.PhotoSizeProgressive):
        return max(size.sizes, default=None)
    return getattr(size, "size", None)


def _document(media: Any, document: Any) -> MediaFact:
    told = {type(attribute): attribute for attribute in document.attributes}
    video = told.get(types.DocumentAttributeVideo)
    audio = told.get(types.DocumentAttributeAudio)
    frame = video or told.get(types.DocumentAttributeImageSize)
    named = told.get(types.DocumentAttributeFilename)
    timed = video or audio
    return MediaFact(
        kind=_document_kind(media, told),
        media_id=document.id,
        mime=document.mime_type or None,
        size_bytes=document.size,
        name=named.file_name if named else None,
        duration_seconds=float(timed.duration) if timed else None,
        width=frame.w if frame else None,
        height=frame.h if frame else None,
    )


def _document_kind(media: Any, told: dict[Any, Any]) -> str:
    video = told.get(types.DocumentAttributeVideo)
    audio = told.get(types.DocumentAttributeAudio)
    if types.DocumentAttributeSticker in told or types.DocumentAttributeCustomEmoji in told:
        return "sticker"
    if types.DocumentAttributeAnimated in told:
        return "animation"
    if video or media.video:
        return "video_note" if media.round or (video and video.round_message) else "video"
    if audio or media.voice:
        return "voice" if media.voice or (audio and audio.voice) else "audio"
    return "document"


def _kind_by_class(media: Any) -> str:
    """A kind that this version does not know yet is named as Telegram names it."""
    return snake_case(type(media).__name__.removeprefix("MessageMedia")) or "unknown"


def snake_case(name: str) -> str:
    """``PinMessage`` as ``pin_message``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
