"""A server, and bare Telethon clients of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest_asyncio
from telethon import TelegramClient
from telethon.sessions import StringSession

from tests.telegram_server.server import TelegramServer

Connect = Callable[..., Awaitable[Any]]


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """A running server that has not failed at any request when the test ends."""
    async with TelegramServer() as server:
        yield server
        assert server.failures == []


@pytest_asyncio.fixture
async def connect(telegram: TelegramServer) -> AsyncIterator[Connect]:
    """Make a connected client of a session string; further arguments are Telethon's."""
    clients: list[Any] = []

    async def connected(session: str, **options: Any) -> Any:
        options = {"retry_delay": 0, "flood_sleep_threshold": 0} | options
        client = TelegramClient(StringSession(session), 1, "hash", **options)
        clients.append(client)
        await client.connect()
        return client

    yield connected
    for client in clients:
        await client.disconnect()


@pytest_asyncio.fixture
async def user(telegram: TelegramServer, connect: Connect) -> Any:
    """The listening account, connected."""
    return await connect(telegram.user_session)


@pytest_asyncio.fixture
async def bot(telegram: TelegramServer, connect: Connect) -> Any:
    """The bot, connected."""
    return await connect(telegram.bot_session)
