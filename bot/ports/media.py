"""Files of media: what is wanted, where they come from."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.media import FileState, KeptFile, MediaItem, MediaNews, WantedFile


class MediaStore(Protocol):
    """Which files are wanted and which are kept."""

    async def media_news(self, *, most: int) -> MediaNews:
        """The media of the next ``most`` urgent changes that the worker is done with, with those of their albums.

        The first call ever tells of nothing before the present: what was there before is not fetched.
        """
        ...

    async def want_files(self, items: Sequence[MediaItem], *, up_to: int, now: datetime) -> None:
        """Want these files, unless they are kept or wanted already; position ``up_to`` is done with."""
        ...

    async def next_file(self, *, now: datetime) -> WantedFile | None:
        """The file to fetch now, flagged ones first; None while an alert is to be sent for the first time."""
        ...

    async def file_kept(self, media_id: int, kept: KeptFile) -> None:
        """The file lies in the folder."""
        ...

    async def file_given_up(self, media_id: int, state: FileState) -> None:
        """There will be no file; one that is gone is wanted again when another post shows it."""
        ...

    async def file_put_off(self, media_id: int, *, until: datetime) -> None:
        """One more attempt has failed; the next one is made then."""
        ...


class MediaSource(Protocol):
    """Where files come from: the listening account's Telegram."""

    def parts(self, wanted: WantedFile) -> AsyncGenerator[bytes, None]:
        """The file from its beginning, part by part.

        Raises MediaGoneError when there is no such file any more, MediaPausedError when none can be fetched for a
        while, FeedError when this one cannot be now, and SessionError.
        """
        ...
