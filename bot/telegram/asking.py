"""Asking for what is dear: in its turn, as often as Telegram makes us wait, and again where it has failed."""

import logging
from datetime import timedelta
from typing import Any

from telethon import errors

from bot.ports import Clock
from bot.telegram.client import Client
from bot.telegram.pace import Pace
from bot.telegram.trouble import error_code, session_error, wait_of

_log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 4, 8, 16))
"""Between the tries of what fails; Telethon rests 2 s more after each."""


async def ask_patiently(client: Client, request: Any, pace: Pace, clock: Clock) -> Any:
    """Telegram's answer, be it after waits that it asked for and a few failures of its own.

    Raises RPCError for a refusal, one that ``is_failure`` where Telegram went on failing, SessionError where the
    session is refused, and OSError where the connection is gone.
    """
    pauses = iter(PAUSES)
    while True:
        await pace.turn()
        try:
            return await client(request)
        except errors.RPCError as error:
            raise_if_refused(error)
            wait = wait_of(error)
            pause = next(pauses, None) if wait is None and is_failure(error) else None
            if wait is None and pause is None:
                raise
            code = error_code(error)
        if wait is not None:
            _log.warning("Telegram asks to wait %s before the next channel is found or joined", wait)
            await pace.obey(wait)
        elif pause is not None:
            _log.info("Telegram fails (%s); it is asked again", code)
            await clock.sleep(pause)


def is_failure(error: errors.RPCError) -> bool:
    """Whether Telegram has failed, which says nothing of what was asked for."""
    return isinstance(error, errors.ServerError | errors.TimedOutError)


def raise_if_refused(error: errors.RPCError) -> None:
    """Raise SessionError where the session itself is refused."""
    refused = session_error(error)
    if refused is not None:
        raise refused from error
