"""Files of media."""

from collections.abc import Sequence
from datetime import datetime

from bot.model.media import FileState, KeptFile, MediaItem, MediaNews, WantedFile
from storage.sqlite import media
from storage.sqlite.doors.connections import Connections


class Media(Connections):
    """MediaStore."""

    async def media_news(self, *, most: int) -> MediaNews:
        """See MediaStore."""
        return await self._stacks.read(media.news, most=most)

    async def want_files(self, items: Sequence[MediaItem], *, up_to: int, now: datetime) -> None:
        """See MediaStore."""
        await self._writer.write(media.want, items, up_to=up_to, now=now)

    async def next_file(self, *, now: datetime) -> WantedFile | None:
        """See MediaStore."""
        return await self._stacks.read(media.next_file, now=now)

    async def file_kept(self, media_id: int, kept: KeptFile) -> None:
        """See MediaStore."""
        await self._writer.write(media.keep, media_id, kept)

    async def file_given_up(self, media_id: int, state: FileState) -> None:
        """See MediaStore."""
        await self._writer.write(media.give_up, media_id, state)

    async def file_put_off(self, media_id: int, *, until: datetime) -> None:
        """See MediaStore."""
        await self._writer.write(media.put_off, media_id, until=until)
