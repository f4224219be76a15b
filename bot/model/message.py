"""Text with entities as Telegram has it: offsets and lengths count UTF-16 code units."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


def utf16_length(text: str) -> int:
    """Length of ``text`` in UTF-16 code units, Telegram's unit of offsets and limits (TELEGRAM 21)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class EntityKind(StrEnum):
    """The kinds of markup that Frontwatch writes or keeps."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKE = "strikethrough"
    SPOILER = "spoiler"
    CODE = "code"
    PRE = "pre"
    BLOCKQUOTE = "blockquote"
    LINK = "text_link"
    URL = "url"
    MENTION = "mention"
    HASHTAG = "hashtag"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A stretch of markup; ``offset`` and ``length`` in UTF-16 code units, ``url`` for a LINK only."""

    kind: EntityKind
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """An inline button: ``data`` (at most 64 bytes) comes back when it is pressed, ``url`` opens a link."""

    label: str
    data: bytes | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One Telegram message, ready to be sent: at most 4,096 UTF-16 units and 100 entities."""

    text: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()


class AttachmentKind(StrEnum):
    """How a file is shown."""

    PHOTO = "photo"
    """As a picture in the chat; Telegram may compress it."""
    DOCUMENT = "document"
    """As a file to be saved, byte for byte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file to be sent under ``name`` (with its suffix), from memory or from a path.

    ``caption`` stands under it, of at most 1,024 UTF-16 units. The file of a ``temporary`` path belongs to whoever
    sends it, and is removed when the sending has ended, well or not.
    """

    kind: AttachmentKind
    name: str
    content: bytes | Path
    caption: Message
    temporary: bool = False
