"""Opening the archive for a shell command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import InputError
from bot.ports import Archive
from bot.settings import Settings
from storage.opening import MEMORY, open_archive

_SQLITE = "sqlite:///"


@asynccontextmanager
async def archive_of(settings: Settings, *, in_bulk: bool = False) -> AsyncIterator[Archive]:
    """The archive of the settings, made if it is not there; closed at the end. ``in_bulk`` as in open_archive."""
    archive = await open_archive(settings.database_url, in_bulk=in_bulk)
    try:
        yield archive
    finally:
        await archive.close()


@asynccontextmanager
async def standing_archive_of(settings: Settings) -> AsyncIterator[Archive]:
    """The archive of the settings for reading, also beside a running bot.

    Raises InputError when there is none yet: a question must not make an empty one.
    """
    require_archive(settings)
    archive = await open_archive(settings.database_url, read_only=True)
    try:
        yield archive
    finally:
        await archive.close()


def require_archive(settings: Settings) -> None:
    """Raise InputError when there is no archive yet."""
    if not stands(settings.database_url):
        raise InputError(
            f"There is no archive at {settings.database_url}: import a file or run the bot first, or set DATABASE_URL."
        )


def stands(database_url: str) -> bool:
    """Whether there is an archive already; an empty file is none yet."""
    path = Path(database_url.removeprefix(_SQLITE))
    return database_url != MEMORY and path.exists() and (not path.is_file() or path.stat().st_size > 0)
