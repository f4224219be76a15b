"""Opening the archive that ``DATABASE_URL`` names."""

import os
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.errors import ArchiveError
from bot.ports import Archive
from storage.sqlite.archive import SqliteArchive
from storage.sqlite.connection import Database, Place
from storage.sqlite.schema import check_current, ensure_current

MEMORY = ":memory:"
PATIENCE = timedelta(seconds=10)
LONGEST_READ = timedelta(minutes=1)
"""Of computing for one question of a person's: as long as it is read, the write-ahead log cannot begin anew."""
_SQLITE = "sqlite:///"


async def open_archive(
    url: str, *, read_only: bool = False, patience: timedelta = PATIENCE, in_bulk: bool = False
) -> Archive:
    """Open the archive at ``url``: a path, ``sqlite:///path``, or ``:memory:``; made when it is not there.

    ``read_only`` opens an existing one beside a running bot, and changes nothing in it. A write waits
    ``patience`` for another process's lock. ``in_bulk`` takes more memory, for who writes hundreds of thousands
    of posts. Raises ArchiveError when the file cannot be used, ArchiveVersionError when a newer program has
    made it, ArchiveBusyError when it is locked.
    """
    place = Place(path=path_of(url), read_only=read_only, patience=patience, in_bulk=in_bulk)
    if place.path is not None:
        _prepare(place.path, read_only=read_only)
    async with AsyncExitStack() as opened:
        writer = await Database.open(place)
        opened.push_async_callback(writer.close)
        if read_only:
            await writer.read(check_current, place.name)
        else:
            await writer.write(ensure_current, place.name)
        reader = room = stacks = keeper = writer
        if place.path is not None:
            reader = await Database.open(place, query_only=True)
            opened.push_async_callback(reader.close)
            room = await Database.open(place, query_only=True, longest_read=LONGEST_READ)
            opened.push_async_callback(room.close)
            stacks = await Database.open(place, query_only=True, longest_read=LONGEST_READ)
            opened.push_async_callback(stacks.close)
            keeper = await Database.open(replace(place, patience=timedelta(0)), query_only=True)
        opened.pop_all()
    return SqliteArchive(writer=writer, reader=reader, room=room, stacks=stacks, keeper=keeper, path=place.path)


def path_of(url: str) -> Path | None:
    """The file that ``url`` names; None for an archive in memory. Raises ArchiveError for what is neither."""
    scheme, separator, _ = url.partition("://")
    if separator and not url.startswith(_SQLITE):
        raise ArchiveError(f"No archive can be kept at {scheme}://…; give a path, or {_SQLITE}path, in DATABASE_URL.")
    name = url.removeprefix(_SQLITE)
    if not name:
        raise ArchiveError("DATABASE_URL names no file. Give a path such as data/frontwatch.db.")
    return None if name == MEMORY else Path(name).expanduser()


def _prepare(path: Path, *, read_only: bool) -> None:
    """Make a missing file, and its folders, for our eyes only; SQLite gives its WAL the same mode."""
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder. Name a file in it in DATABASE_URL.")
    if read_only:
        if not path.exists():
            raise ArchiveError(f"There is no archive at {path} yet. `frontwatch run` or `import` makes it.")
        return
    try:
        for folder in reversed([path.parent, *path.parent.parents]):
            if not folder.exists():
                folder.mkdir(mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, mode=0o600))
    except OSError as error:
        raise ArchiveError(f"The archive {path} cannot be made: {error.strerror}. Check its folder.") from error
