"""Reading channels' history by hand: within the rates, waits obeyed, nothing skipped (TELEGRAM 16 and 18)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telethon import errors
from telethon.tl import functions, types

from bot.errors import AnswerUnreadableError, ChannelUnavailableError, FeedError
from bot.ports import Clock
from bot.telegram.client import Client
from bot.telegram.convert import known_peers
from bot.telegram.pace import Quota
from bot.telegram.roster import Followed
from bot.telegram.trouble import CHANNEL_CLOSED_CODES, NOT_UNDERSTOOD, error_code, session_error, wait_of

_log = logging.getLogger(__name__)

PAGE = 100
"""Telegram gives at most this many posts, or dialogs, in one answer."""

PASSED_AT_MOST = 10
"""Unreadable posts that may stand side by side where only one is looked for."""

ON_THE_WAY = timedelta(seconds=1)
"""Telegram counts when a request arrives: the last of a stretch may be that much quicker than the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Messages oldest first, deleted ones left out, with the users and chats that they name."""

    messages: Sequence[Any]
    known: dict[int, Any]

    @property
    def last_id(self) -> int:
        """The highest id, 0 for an empty page."""
        return max((message.id for message in self.messages), default=0)


@dataclass(slots=True, kw_only=True)
class Newest:
    """Newest ids by Telegram's id of the channel, and why some channels are closed to us.

    A channel that is in neither was left out by the server and is to be asked for by ``newest_id``.
    """

    ids: dict[int, int] = field(default_factory=dict)
    closed: dict[int, str] = field(default_factory=dict)


class History:
    """Asks for history at no more than about 30 requests per 30 seconds (TELEGRAM 16).

    Every method raises ChannelUnavailableError for a channel that is closed to us, AnswerUnreadableError for an
    answer that is not understood, FeedError for any other refusal, SessionError for a dead session, and OSError
    where the connection is gone.
    """

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._quota = Quota(clock, most=30, within=timedelta(seconds=30) + ON_THE_WAY)

    async def newest_ids(self, channels: Sequence[Followed]) -> Newest:
        """Each channel's newest id: 100 channels a request where the server can do that."""
        newest = Newest()
        for start in range(0, len(channels), PAGE):
            await self._newest_of(channels[start : start + PAGE], newest)
        return newest

    async def _newest_of(self, channels: Sequence[Followed], newest: Newest, *, is_refused: bool = False) -> bool:
        """Whether all of these channels are open to us.

        One that is closed makes Telegram refuse them all, and one whose newest post is unreadable makes the answer
        so: it is found by halving, so that the others cost no request each. ``is_refused`` tells that one of them
        is known to be such.
        """
        if not is_refused or len(channels) == 1:
            try:
                await self._newest_together(channels, newest)
            except ChannelUnavailableError as error:
                if len(channels) == 1:
                    newest.closed[channels[0].telegram_id] = str(error)
                    return False
            except AnswerUnreadableError:
                if len(channels) == 1:
                    return False
            except FeedError as error:
                _log.info("Newest posts are asked for one channel at a time: %s", error)
                return True
            else:
                return True
        half = len(channels) // 2
        first_are_open = await self._newest_of(channels[:half], newest)
        await self._newest_of(channels[half:], newest, is_refused=first_are_open)
        return False

    async def _newest_together(self, channels: Sequence[Followed], newest: Newest) -> None:
        peers = [types.InputDialogPeer(followed.peer) for followed in channels]
        before = self._client.counted()
        answer = await self._ask(functions.messages.GetPeerDialogsRequest(peers))
        for dialog in _told(answer, "dialogs"):
            if not isinstance(dialog.peer, types.PeerChannel):
                continue
            channel_id = dialog.peer.channel_id
            # An empty channel too: its first push may be lost.
            self._client.seed(channel_id, dialog.pts, before=before.get(channel_id))
            if dialog.top_message > 0:
                newest.ids[channel_id] = dialog.top_message

    async def newest_id(self, followed: Followed) -> int:
        """The newest id of a channel that can be read, 0 for an empty channel."""
        page = await self._last(followed)
        return page.last_id

    async def after(self, followed: Followed, message_id: int) -> Page:
        """The oldest page of posts with ids above ``message_id``."""
        # Counted from the first wanted id towards the newer ones; Telegram's min_id would hide posts (TELEGRAM 18).
        page = await self._page(followed, offset_id=message_id + 1, add_offset=-PAGE, limit=PAGE)
        newer = [message for message in page.messages if message.id > message_id]
        return Page(messages=newer, known=page.known)

    async def of_ids(self, followed: Followed, ids: Sequence[int]) -> Page:
        """The posts with these ids, at most 100; those that are not among them are told as not being there."""
        channel = types.InputChannel(followed.telegram_id, followed.access_hash)
        wanted = [types.InputMessageID(message_id) for message_id in ids]
        answer = await self._ask(functions.channels.GetMessagesRequest(channel, wanted))
        unanswered = set(ids).difference(message.id for message in _told(answer, "messages"))
        if unanswered:
            raise FeedError(f"Telegram tells nothing of {len(unanswered)} of the {len(ids)} ids asked for.")
        page = _page_of(answer)
        asked = set(ids)
        return Page(messages=[message for message in page.messages if message.id in asked], known=page.known)

    async def last_before(self, followed: Followed, moment: datetime) -> Page:
        """The last post that is older than ``moment``; an empty page when there is none."""
        page = await self._last(followed, before=moment)
        while page.messages:
            older = [message for message in page.messages if message.date is not None and message.date < moment]
            if older:
                return Page(messages=older[-1:], known=page.known)
            # Not every server knows offset_date: walk back by ids instead.
            page = await self._page(followed, offset_id=page.messages[0].id, limit=PAGE)
        return Page(messages=[], known={})

    async def _last(self, followed: Followed, *, before: datetime | None = None) -> Page:
        """The last post of all, or before a moment, that can be read."""
        for passed in range(PASSED_AT_MOST):
            try:
                return await self._page(followed, offset_date=before, add_offset=passed, limit=1)
            except AnswerUnreadableError as error:
                unreadable = error
        raise unreadable

    async def _page(
        self,
        followed: Followed,
        *,
        limit: int,
        offset_id: int = 0,
        offset_date: datetime | None = None,
        add_offset: int = 0,
    ) -> Page:
        answer = await self._ask(
            functions.messages.GetHistoryRequest(
                peer=followed.peer,
                offset_id=offset_id,
                offset_date=offset_date,
                add_offset=add_offset,
                limit=limit,
                max_id=0,
                min_id=0,
                hash=0,
            )
        )
        return _page_of(answer)

    async def _ask(self, request: Any) -> Any:
        """Ask in our turn, as often as Telegram makes us wait."""
        while True:
            await self._quota.turn()
            try:
                return await self._client(request)
            except errors.RPCError as error:
                wait = wait_of(error)
                if wait is None:
                    raise _feed_error(error) from error
            _log.warning("Telegram asks to wait %s before history is read on", wait)
            await self._quota.obey(wait)


def _told(answer: Any, name: str) -> Any:
    """A part of an answer. Raises FeedError where it is another answer than the one to that question."""
    if not hasattr(answer, name):
        raise FeedError(f"Telegram answers with {type(answer).__name__} where it was asked for {name}.")
    return getattr(answer, name)


def _page_of(answer: Any) -> Page:
    messages = [each for each in _told(answer, "messages") if not isinstance(each, types.MessageEmpty) and each.id > 0]
    messages.sort(key=lambda message: message.id)
    return Page(messages=messages, known=known_peers(answer.users, answer.chats))


def _feed_error(error: errors.RPCError) -> Exception:
    refused = session_error(error)
    if refused is not None:
        return refused
    code = error_code(error)
    if code in CHANNEL_CLOSED_CODES:
        return ChannelUnavailableError(f"Telegram lets nobody read this channel ({code}).")
    if code == NOT_UNDERSTOOD:
        return AnswerUnreadableError("What Telegram tells of a channel's history is not understood by this version.")
    return FeedError(f"Telegram refuses to tell a channel's history ({code}).")
