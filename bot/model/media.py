"""Files of media: which are kept, and what is known of one that is wanted."""

from dataclasses import dataclass
from enum import StrEnum


class MediaMode(StrEnum):
    """Whose files are kept, besides the facts, which always are."""

    NONE = "none"
    FLAGGED = "flagged"
    ALL = "all"


class FileState(StrEnum):
    """What became of a media item's file."""

    WANTED = "wanted"
    KEPT = "kept"
    GONE = "gone"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaItem:
    """A media item of a post that the worker is done with; ``is_flagged`` if anything of its album is."""

    post_id: int
    media_id: int
    kind: str
    size_bytes: int | None
    is_flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaNews:
    """The items of a stretch of the change log, which ends at position ``up_to``; ``changes`` is its length."""

    up_to: int
    changes: int
    items: tuple[MediaItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFile:
    """A file to be fetched; ``telegram_id`` and ``message_id`` tell which post shows it."""

    media_id: int
    telegram_id: int
    message_id: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file as it lies in the folder: ``sha256`` in hexadecimal is its name."""

    sha256: str
    size_bytes: int
