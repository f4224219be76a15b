"""Whoever waits longer than a moment for an answer sees that it is being worked on."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from telethon import errors
from telethon.tl import functions, types

from bot.ports import Clock
from bot.telegram.client import Client

FIRST_AFTER: Final = timedelta(seconds=1)
AGAIN_AFTER: Final = timedelta(seconds=5)
"""Telegram shows the sign for six seconds at most (https://core.telegram.org/method/messages.setTyping)."""

_log = logging.getLogger(__name__)


@asynccontextmanager
async def showing_work(client: Client, peer: Any, clock: Clock) -> AsyncIterator[None]:
    """Show "typing" in a chat from a second after the block began until it ends; a refusal is no obstacle."""
    sign = asyncio.create_task(_show(client, peer, clock), name="typing sign")
    try:
        yield
    finally:
        sign.cancel()


async def _show(client: Client, peer: Any, clock: Clock) -> None:
    await clock.sleep(FIRST_AFTER)
    try:
        while True:
            await client(functions.messages.SetTypingRequest(peer, types.SendMessageTypingAction()))
            await clock.sleep(AGAIN_AFTER)
    except (errors.RPCError, OSError) as error:
        _log.info("That an answer is being worked on could not be shown (%s)", type(error).__name__)
