"""Fetches wanted files one after the other, behind everything else: intake, alerts and catching up go first."""

import asyncio
import logging
from contextlib import aclosing
from datetime import timedelta

from bot.errors import FeedError, MediaGoneError, MediaPausedError, MediaTooLargeError
from bot.media.deciding import is_wanted, wait_after
from bot.media.folder import MediaFolder
from bot.model.media import FileState, KeptFile, MediaMode, WantedFile
from bot.ports import Clock, MediaSource, MediaStore

LOOK_EVERY = timedelta(seconds=5)
NO_ROOM_PAUSE = timedelta(minutes=10)
_CHANGES_AT_ONCE = 500

_log = logging.getLogger(__name__)


class MediaKeeper:
    """The one that decides which files are fetched, and fetches them."""

    def __init__(
        self,
        store: MediaStore,
        source: MediaSource,
        folder: MediaFolder,
        clock: Clock,
        *,
        mode: MediaMode,
        max_bytes: int,
    ) -> None:
        self._store = store
        self._source = source
        self._folder = folder
        self._clock = clock
        self._mode = mode
        self._max_bytes = max_bytes
        self._rest_until: timedelta | None = None
        self._had_room = True

    async def run(self) -> None:
        """Fetch what is wanted until cancelled. Raises SessionError and ArchiveError."""
        await asyncio.to_thread(self._folder.open)
        while True:
            if not await self.step():
                await self._clock.sleep(LOOK_EVERY)

    async def step(self) -> bool:
        """Note what has become wanted and fetch one file; whether there may be more to do at once."""
        is_more = await self._note_news()
        now = self._clock.now()
        if self._rest_until is not None and self._clock.elapsed() < self._rest_until:
            return False
        wanted = await self._store.next_file(now=now)
        if wanted is None or not await self._has_room():
            return is_more
        await self._fetch(wanted)
        return True

    async def _note_news(self) -> bool:
        news = await self._store.media_news(most=_CHANGES_AT_ONCE)
        if news.changes:
            items = [item for item in news.items if is_wanted(item, self._mode, max_bytes=self._max_bytes)]
            await self._store.want_files(items, up_to=news.up_to, now=self._clock.now())
        return news.changes == _CHANGES_AT_ONCE

    async def _has_room(self) -> bool:
        has_room = await asyncio.to_thread(self._folder.has_room, self._max_bytes)
        if not has_room:
            self._rest_until = self._clock.elapsed() + NO_ROOM_PAUSE
            if self._had_room:
                _log.warning("The disk is nearly full: no files of posts are kept until there is room again.")
        self._had_room = has_room
        return has_room

    async def _fetch(self, wanted: WantedFile) -> None:
        try:
            kept = await self._received(wanted)
        except MediaTooLargeError:
            await self._store.file_given_up(wanted.media_id, FileState.TOO_LARGE)
        except MediaGoneError as error:
            _log.info("A file of post %d is not kept: %s", wanted.message_id, error)
            await self._store.file_given_up(wanted.media_id, FileState.GONE)
        except MediaPausedError as error:
            self._rest_until = self._clock.elapsed() + error.retry_after
            _log.info("Files are fetched again in %s: %s", error.retry_after, error)
        except (FeedError, OSError) as error:
            await self._put_off(wanted, error)
        else:
            await self._store.file_kept(wanted.media_id, kept)

    async def _received(self, wanted: WantedFile) -> KeptFile:
        with self._folder.receive(max_bytes=self._max_bytes) as incoming:
            async with aclosing(self._source.parts(wanted)) as parts:
                async for part in parts:
                    await asyncio.to_thread(incoming.add, part)
            return await asyncio.to_thread(incoming.keep)

    async def _put_off(self, wanted: WantedFile, error: Exception) -> None:
        wait = wait_after(wanted.attempts + 1)
        if wait is None:
            _log.warning("A file of post %d could not be fetched and is given up: %s", wanted.message_id, error)
            await self._store.file_given_up(wanted.media_id, FileState.GONE)
            return
        _log.info("A file of post %d is tried again in %s: %s", wanted.message_id, wait, error)
        await self._store.file_put_off(wanted.media_id, until=self._clock.now() + wait)
