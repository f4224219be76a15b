"""What time it is by Telegram, whatever the machine's clock says."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

from telethon import errors
from telethon.tl import functions

from bot.ports import Clock
from bot.telegram.client import Client
from bot.telegram.trouble import wait_of

TRIES = 4
LONGEST_WAIT = timedelta(seconds=5)
PATIENCE = timedelta(seconds=20)
"""Live posts tell the time too: nobody waits for it longer than this."""

_log = logging.getLogger(__name__)


async def server_time(client: Client, clock: Clock) -> datetime | None:
    """The present instant, to the second; None where Telegram does not tell it just now."""
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            for _ in range(TRIES):
                told, wait = await _asked(client)
                if told is not None or wait > LONGEST_WAIT:
                    return told
                await clock.sleep(wait)
    except TimeoutError:
        pass
    return None


async def _asked(client: Client) -> tuple[datetime | None, timedelta]:
    """What Telegram says, or how long to wait before it is asked again."""
    try:
        state: Any = await client(functions.updates.GetStateRequest())
    except errors.RPCError as error:
        _log.info("Telegram does not tell the time (%s)", type(error).__name__)
        return None, wait_of(error) or timedelta.max
    except OSError as error:
        _log.info("Telegram does not tell the time (%s)", type(error).__name__)
        return None, timedelta(seconds=1)
    date: datetime = state.date
    return date, timedelta(0)
