"""Opening the archive for a shell command."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import InputError
from bot.ports import Archive
from bot.settings import Settings
from storage.opening import open_archive


@asynccontextmanager
async def archive_of(settings: Settings) -> AsyncIterator[Archive]:
    """The archive of the settings, made if it is not there; closed at the end."""
    archive = await open_archive(settings.database_url)
    try:
        yield archive
    finally:
        await archive.close()


@asynccontextmanager
async def standing_archive_of(settings: Settings) -> AsyncIterator[Archive]:
    """The archive of the settings for reading, also beside a running bot.

    Raises InputError when there is none yet: a question must not make an empty one.
    """
    if not _exists(settings.database_url):
        raise InputError(
            f"There is no archive at {settings.database_url}: import a file or run the bot first, or set DATABASE_URL."
        )
    archive = await open_archive(settings.database_url, read_only=True)
    try:
        yield archive
    finally:
        await archive.close()


def _exists(database_url: str) -> bool:
    return database_url == ":memory:" or Path(database_url).exists()
