"""The connections that the ports of the SQLite archive share."""

from contextlib import AsyncExitStack
from pathlib import Path

from storage.sqlite.connection import Database


class Connections:
    """Who is served by which connection.

    ``writer`` is the only one that writes. ``reader`` serves the worker and the pump, ``room`` the people, so
    that a long search holds up neither, and ``stacks`` whoever takes thousands of posts out; ``keeper`` waits
    for nobody's lock. All are one in memory.
    """

    def __init__(
        self,
        *,
        writer: Database,
        reader: Database,
        room: Database,
        stacks: Database,
        keeper: Database,
        path: Path | None,
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._room = room
        self._stacks = stacks
        self._keeper = keeper
        self._path = path

    async def close(self) -> None:
        """Finish the write under way and release the database."""
        async with AsyncExitStack() as closing:
            for database in dict.fromkeys((self._writer, self._reader, self._room, self._stacks, self._keeper)):
                closing.push_async_callback(database.close)
