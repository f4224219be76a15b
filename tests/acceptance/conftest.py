"""The whole program against the little Telegram server."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.acceptance.bot_process import ADMIN, BotProcess
from tests.telegram_server.rooms import Channel, Person
from tests.telegram_server.server import TelegramServer


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """A running server that has not failed at any request when the test ends."""
    async with TelegramServer() as server:
        yield server
        assert server.failures == []


@pytest.fixture
def reader(telegram: TelegramServer) -> Person:
    """The person that SUBSCRIBER_CHAT and ADMINS name, who has started the bot."""
    return telegram.add_person("Olena", username="olena_reads", started=True, id=ADMIN)


@pytest.fixture
def blogger(telegram: TelegramServer) -> Channel:
    """A milblogger's channel."""
    return telegram.add_channel("Front notes", username="front_notes")


@pytest.fixture
def aggregator(telegram: TelegramServer) -> Channel:
    """A channel that copies others."""
    return telegram.add_channel("All the news", username="all_the_news")


@pytest_asyncio.fixture
async def frontwatch(
    telegram: TelegramServer, reader: Person, blogger: Channel, aggregator: Channel, tmp_path: Path
) -> AsyncIterator[BotProcess]:
    """The bot, not started yet, following both channels."""
    process = BotProcess(telegram, tmp_path, SUBSCRIBER_CHAT=str(reader.id))
    process.watch({"front_notes": "milblogger_ru", "all_the_news": "aggregator"})
    yield process
    if process.is_running:
        await process.kill()
