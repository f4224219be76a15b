"""What the upper floors need of the world, as Protocols.

``storage/``, ``bot/telegram/`` and ``bot/delivery/`` fulfil them.

Every method of a store may raise ArchiveError: ArchiveUnavailableError for what can be mended meanwhile, such as a full
disk, ArchiveBusyError when another process has locked the database. Every method that writes is one transaction: all of
it or nothing, also when it is cancelled.
"""

from typing import Protocol

from bot.ports.asking import MOST_WEIGHED, QuestionStore, ReadingRoom, TranslationStore, WatchStore
from bot.ports.following import FollowStore
from bot.ports.media import MediaSource, MediaStore
from bot.ports.outside import Clock, Draughtsman, Messenger, Translator
from bot.ports.telling import DigestStore, OutboxStore, SubscriberStore
from bot.ports.upkeep import UpkeepStore
from bot.ports.way import IntakeStore, WorkStore

__all__ = [
    "MOST_WEIGHED",
    "Archive",
    "Clock",
    "DigestStore",
    "Draughtsman",
    "FollowStore",
    "IntakeStore",
    "MediaSource",
    "MediaStore",
    "Messenger",
    "OutboxStore",
    "QuestionStore",
    "ReadingRoom",
    "SubscriberStore",
    "TranslationStore",
    "Translator",
    "UpkeepStore",
    "WatchStore",
    "WorkStore",
]


class Archive(
    IntakeStore,
    FollowStore,
    WorkStore,
    OutboxStore,
    SubscriberStore,
    DigestStore,
    ReadingRoom,
    QuestionStore,
    TranslationStore,
    WatchStore,
    MediaStore,
    UpkeepStore,
    Protocol,
):
    """All of it; opened by ``storage.open_archive`` and closed by ``close``."""

    async def close(self) -> None:
        """Finish the write under way and release the database."""
        ...
