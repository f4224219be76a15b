"""Which files are wanted (pure)."""

from datetime import timedelta

from bot.model.media import MediaItem, MediaMode

KINDS_WITH_FILES = frozenset({"photo", "video", "animation", "video_note", "voice", "audio", "document"})
"""A sticker tells nothing of the front, and all others have no file of their own."""

MOST_ATTEMPTS = 6
_FIRST_WAIT = timedelta(minutes=1)


def is_wanted(item: MediaItem, mode: MediaMode, *, max_bytes: int) -> bool:
    """Whether a file is to be fetched; one that is told to be larger than ``max_bytes`` never is."""
    if item.kind not in KINDS_WITH_FILES or (item.size_bytes or 0) > max_bytes:
        return False
    return mode is MediaMode.ALL or (mode is MediaMode.FLAGGED and item.is_flagged)


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failures, None when it is not tried again: 1, 2, 4 … minutes."""
    return _FIRST_WAIT * 2 ** (attempts - 1) if attempts < MOST_ATTEMPTS else None
