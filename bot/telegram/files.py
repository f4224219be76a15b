"""The files of posts over the listening session: the message is read anew, and its file comes part by part."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from telethon import errors
from telethon.tl import types

from bot.errors import FeedError, MediaGoneError, MediaPausedError
from bot.model.media import WantedFile
from bot.telegram.client import Client
from bot.telegram.history import History
from bot.telegram.roster import Roster
from bot.telegram.trouble import error_code, session_error, wait_of

PART_BYTES = 512 * 1024
"""The most that upload.getFile gives at once: https://core.telegram.org/api/files"""

_MOST_REREADINGS = 3
_OUTAGE = timedelta(seconds=30)
_EXPIRED = (errors.FileReferenceExpiredError, errors.FilerefUpgradeNeededError)
_GONE_CODES = frozenset({"FILE_ID_INVALID", "LOCATION_INVALID", "MEDIA_EMPTY"})

_log = logging.getLogger(__name__)


class TelegramFiles:
    """The MediaSource of ``bot.ports``.

    References expire within hours, so each message is read anew before its file is asked for, and again where the
    reference expires on the way. Telethon follows a file to the data centre that it is in.
    """

    def __init__(self, client: Client, history: History, roster: Roster) -> None:
        self._client = client
        self._history = history
        self._roster = roster

    async def parts(self, wanted: WantedFile) -> AsyncGenerator[bytes, None]:
        """See MediaSource."""
        given = 0
        for _ in range(_MOST_REREADINGS):
            location, dc_id = await self._location(wanted)
            try:
                async with self._download(location, dc_id, given) as chunks:
                    while (part := await self._client.next_part(chunks)) is not None:
                        given += len(part)
                        yield part
            except _EXPIRED:
                _log.debug("The reference of a file expired on the way; its message is read again")
                continue
            except errors.RPCError as error:
                raise _told(error) from error
            except OSError as error:
                raise MediaPausedError(f"Telegram did not answer ({type(error).__name__}).", _OUTAGE) from error
            if not given:
                raise MediaGoneError("Telegram gives an empty file.")
            return
        raise FeedError("The reference of the file expires again and again.")

    @asynccontextmanager
    async def _download(self, location: Any, dc_id: int, offset: int) -> AsyncGenerator[Any, None]:
        # By its bare location, so that a size told wrongly cuts nothing off: the end is where a part is short.
        chunks = self._client.iter_download(location, offset=offset, request_size=PART_BYTES, dc_id=dc_id)
        try:
            yield chunks
        finally:
            await chunks.close()

    async def _location(self, wanted: WantedFile) -> tuple[Any, int]:
        """Where the file is, and in which data centre."""
        followed = self._roster.get(wanted.telegram_id)
        if followed is None:
            raise FeedError("The channel is not followed just now.")
        try:
            page = await self._history.of_ids(followed, [wanted.message_id])
        except OSError as error:
            raise MediaPausedError(f"Telegram did not answer ({type(error).__name__}).", _OUTAGE) from error
        for message in page.messages:
            found = _file_of(getattr(message, "media", None))
            if found is not None and found.id == wanted.media_id:
                return _location_of(found), found.dc_id
        raise MediaGoneError("The post does not show it any more.")


def _file_of(media: Any) -> Any:
    match media:
        case types.MessageMediaPhoto(photo=types.Photo() as photo):
            return photo
        case types.MessageMediaDocument(document=types.Document() as document):
            return document
    return None


def _location_of(found: Any) -> Any:
    common = {"id": found.id, "access_hash": found.access_hash, "file_reference": found.file_reference}
    if isinstance(found, types.Document):
        return types.InputDocumentFileLocation(**common, thumb_size="")
    sized = [size for size in found.sizes if isinstance(size, types.PhotoSize | types.PhotoSizeProgressive)]
    if not sized:
        raise MediaGoneError("The photo has no size that can be fetched.")
    return types.InputPhotoFileLocation(**common, thumb_size=max(sized, key=lambda size: size.w * size.h).type)


def _told(error: errors.RPCError) -> Exception:
    refused = session_error(error)
    if refused is not None:
        return refused
    wait = wait_of(error)
    code = error_code(error)
    if wait is not None:
        return MediaPausedError(f"Telegram asks to wait ({code}).", wait)
    if code in _GONE_CODES:
        return MediaGoneError(f"Telegram has no such file ({code}).")
    return FeedError(f"Telegram does not give a file ({code}).")
