"""A Telegram client that outlives outages, gives up slow calls, and tells of gaps.

All that needs Telethon's inside stands here and in ``message_box``.
"""

import asyncio
import contextlib
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from telethon import TelegramClient, errors
from telethon.tl import functions, types

from bot.errors import SessionError, TelegramUnreachableError
from bot.ports import Clock
from bot.telegram.lock import SessionLock
from bot.telegram.message_box import HeldUpdates, OnGap, WatchedMessageBox
from bot.telegram.trouble import BROKEN, NOT_UNDERSTOOD, error_code, session_error, signed_out, wait_of

_log = logging.getLogger(__name__)

CALL_TIMEOUT = timedelta(seconds=60)
"""A call whose answer was lost on a living connection would wait for ever; longer ones are given up."""

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=1)

ASK_EVERY = timedelta(minutes=2)
"""A session that was closed from elsewhere is told so at its next call, which in a quiet hour may be far: so we ask."""


_NOT_TELEGRAM = (
    EOFError,
    BufferError,
    errors.TypeNotFoundError,
    errors.SecurityError,
    errors.InvalidChecksumError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    ValueError,
)
"""What comes of connecting to who answers nonsense: Telethon takes the first answers apart without looking at them."""


_BROKEN = (BufferError, RuntimeError)
"""What Telethon's reader raises at answers that end too soon, or hold a thing of another kind than they should."""


class Client(TelegramClient):  # type: ignore[misc]  # Telethon ships no types
    """One signed-in account, or one on its way to be.

    Waits asked for by Telegram are raised at once (``flood_sleep_threshold`` 0): who calls knows what
    else could be done meanwhile.
    """

    def __init__(self, session: Any, api_id: int, api_hash: str, *, lock: SessionLock, **options: Any) -> None:
        super().__init__(
            session,
            api_id,
            api_hash,
            flood_sleep_threshold=0,
            request_retries=1,
            raise_last_call_error=True,
            connection_retries=2,
            **options,
        )
        self.me: Any | None = None
        """The account's own user, None while nobody is signed in."""
        self.refused: SessionError | None = None
        """Why the session was closed, where Telegram told it at the last connection."""
        self._lock = lock
        self._closing = False
        self._refusal: asyncio.Future[errors.RPCError] | None = None
        self._gap_listeners: list[OnGap] = []
        self._message_box = WatchedMessageBox(self._log["messagebox"], self._tell_gap)
        self.updates = HeldUpdates(self._tell_gap)
        """What Telegram has pushed and nobody has taken yet."""
        self._updates_queue = self._sender._updates_queue = self.updates

    def on_gap(self, listener: OnGap) -> None:
        """Call ``listener`` with a channel's id, or None for all, when updates may have been lost there."""
        self._gap_listeners.append(listener)

    def remember(self, chats: Iterable[Any]) -> None:
        """Keep the access hashes of chats, so that Telethon can ask for their differences."""
        self._mb_entity_cache.extend((), chats)

    def counted(self) -> dict[int, int]:
        """Up to where each channel's updates were seen, by its bare id."""
        return dict(self._message_box.session_state()[1])

    def seed(self, channel_id: int, pts: int | None, *, before: int | None = None) -> None:
        """Tell where a channel's updates stand; without it a "too long" is not followed up (TELEGRAM 2).

        ``before`` is where we stood when that was asked: further on than Telegram itself is wrong, and mended.
        """
        if not pts:
            return
        if before is not None and before > pts:
            self._message_box.go_back(channel_id, pts)
        self._message_box.try_set_channel_state(channel_id, pts)

    async def open(self, clock: Clock, *, tries: int | None = None) -> None:
        """Connect, with growing pauses between tries, for ever unless ``tries`` says otherwise.

        Raises SessionError when the session or the keys are refused, TelegramUnreachableError after the last try.
        """
        pause = FIRST_PAUSE
        left = tries
        while True:
            trouble, wait = await self._try_to_connect()
            if trouble is None:
                return
            left = None if left is None else left - 1
            if left == 0:
                raise TelegramUnreachableError(f"Telegram cannot be reached: {trouble}. Check network and proxy.")
            pause_now = max(pause, wait or pause)
            _log.warning("Telegram cannot be reached (%s); next try in %.0f s", trouble, pause_now.total_seconds())
            await clock.sleep(pause_now)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def stay_connected(self, clock: Clock) -> None:
        """Return after ``close``; until then connect again whenever Telethon has given up.

        Raises SessionError when the account is refused, also in the middle of a connection: at any call, and at
        one that is made every two minutes for nothing else.
        """
        self._refusal = asyncio.get_running_loop().create_future()
        while True:
            error: BaseException | None = None
            try:
                error = await self._lost_or_refused(self._refusal, clock)
            except (OSError, errors.RPCError, errors.AuthKeyNotFound, *_NOT_TELEGRAM) as lost:
                error = lost
            if self._closing:
                return
            error = self._updates_error or error
            refused = session_error(error)
            if refused is not None:
                raise refused
            _log.warning("The connection to Telegram is lost (%s); connecting again", _reason(error))
            await self.disconnect()
            await self.open(clock)
            if self.me is None:
                raise self.refused or signed_out()
            self._tell_gap(None)

    async def _lost_or_refused(
        self, refusal: "asyncio.Future[errors.RPCError]", clock: Clock
    ) -> errors.RPCError | None:
        """Return when the connection is lost, with what a call was refused by if that came first."""
        lost = self.disconnected
        asking = asyncio.create_task(self._ask_now_and_then(clock), name="asking whether the session is good")
        try:
            await asyncio.wait({lost, refusal}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asking.cancel()
        if lost.done():
            await lost
            return None
        return refusal.result()

    async def _ask_now_and_then(self, clock: Clock) -> None:
        """Make a call, only so that a refusal is noticed; what else becomes of it is for others to see."""
        while True:
            await clock.sleep(ASK_EVERY)
            with contextlib.suppress(OSError, errors.RPCError):
                await self(functions.updates.GetStateRequest())

    async def close(self) -> None:
        """Disconnect for good and let go of the session."""
        self._closing = True
        try:
            await self.disconnect()
        finally:
            self._lock.release()

    async def __call__(self, request: Any, ordered: bool = False, flood_sleep_threshold: int | None = None) -> Any:  # noqa: FBT001, FBT002  # Telethon's signature
        """Ask Telegram. Raises OSError (TimeoutError too) where the answer does not come."""
        # Telethon would refuse later calls of the same kind by itself, so that one chat's wait stops all (TELEGRAM 19).
        self._flood_waited_requests.clear()
        try:
            async with asyncio.timeout(CALL_TIMEOUT.total_seconds()):
                return await super().__call__(request, ordered, flood_sleep_threshold)
        except errors.TypeNotFoundError as error:
            # The server speaks a newer layer in this answer: that one call has failed, and nothing else.
            raise errors.ServerError(request, NOT_UNDERSTOOD) from error
        except _BROKEN as error:
            raise errors.ServerError(request, BROKEN) from error
        except errors.RPCError as error:
            self._notice(error)
            raise
        except asyncio.CancelledError:
            if _somebody_cancels_us():
                raise
            raise ConnectionError("the connection was closed before the answer came") from None

    async def next_part(self, parts: Any) -> bytes | None:
        """The next part of a file that ``iter_download`` gives, None after the last. Raises as a call does."""
        self._flood_waited_requests.clear()
        try:
            async with asyncio.timeout(CALL_TIMEOUT.total_seconds()):
                return bytes(await anext(parts))
        except StopAsyncIteration:
            return None
        except (errors.TypeNotFoundError, *_BROKEN) as error:
            raise errors.ServerError(None, BROKEN) from error
        except errors.RPCError as error:
            self._notice(error)
            raise
        except asyncio.CancelledError:
            if _somebody_cancels_us():
                raise
            raise ConnectionError("the connection was closed before the answer came") from None

    def _notice(self, error: Any) -> None:
        """Somebody has closed the session: Telegram leaves the connection open, and refuses every call from now on."""
        if self._refusal is not None and not self._refusal.done() and session_error(error) is not None:
            self._refusal.set_result(error)

    async def _try_to_connect(self) -> tuple[str | None, timedelta | None]:
        """Connect and learn who we are; returns what went wrong, and the wait that Telegram asks for."""
        connected = False
        try:
            async with asyncio.timeout(CALL_TIMEOUT.total_seconds()):
                await self.connect()
                await self._learn_who_we_are()
            connected = True
        except OSError as error:
            return _reason(error), None
        except (errors.RPCError, errors.AuthKeyNotFound) as error:
            refused = session_error(error)
            if refused is not None:
                raise refused from None
            return error_code(error), wait_of(error)
        except _NOT_TELEGRAM as error:
            _log.debug("An answer that makes no sense", exc_info=True)
            return f"an answer that makes no sense, {_reason(error)}", None
        except asyncio.CancelledError:
            if _somebody_cancels_us():
                raise
            return "the connection was closed", None
        finally:
            if not connected:
                await self.disconnect()
                _retrieve(self._sender._disconnected)
        return None, None

    async def _learn_who_we_are(self) -> None:
        try:
            told = await self(functions.users.GetUsersRequest([types.InputUserSelf()]))
            (self.me,) = (user for user in told if isinstance(user, types.User))
            self.refused = None
        except errors.AuthKeyUnregisteredError:
            self.me = self.refused = None  # a session that was never signed in says so too
        except errors.UnauthorizedError as error:
            self.me = None
            self.refused = session_error(error)

    async def _on_login(self, user: Any) -> Any:
        """As Telethon's, but a server that tells no state is no reason not to listen to it."""
        try:
            return await super()._on_login(user)
        except errors.RPCError as error:
            if session_error(error) is not None:
                raise
            _log.warning("Telegram tells no state of updates (%s); going on without", error_code(error))
            return user

    async def _handle_auto_reconnect(self) -> None:
        """A reconnect by itself catches nothing up (TELEGRAM 5)."""
        await super()._handle_auto_reconnect()
        self._tell_gap(None)

    def _tell_gap(self, channel_id: int | None) -> None:
        for listener in self._gap_listeners:
            listener(channel_id)


def _retrieve(ended: "asyncio.Future[None]") -> None:
    """Look at how a connection ended, lest asyncio tells with a traceback that nobody did."""
    if ended.done() and not ended.cancelled():
        ended.exception()


def _reason(error: BaseException | None) -> str:
    """A lost connection's reason in one line; there is none when Telethon closed it without telling."""
    return f"{type(error).__name__}: {error}".rstrip(": ") if error else "closed"


def _somebody_cancels_us() -> bool:
    """Whether a cancellation is meant for the running task.

    Telethon cancels the calls under way when it disconnects, which looks the same but means a lost connection.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
