"""Text with entities as Telegram has it: offsets and lengths count UTF-16 code units."""

from dataclasses import dataclass
from enum import StrEnum


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
