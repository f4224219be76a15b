"""Telegram tells the time, and where it does not nobody waits for it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.clocks import SystemClock
from bot.settings import TelegramSettings
from bot.telegram.client import Client
from bot.telegram.server_time import server_time
from bot.telegram.sessions import open_bot
from tests.telegram.station import HurriedClock
from tests.telegram_server.server import TelegramServer


@pytest_asyncio.fixture
async def bot(telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path) -> AsyncIterator[Client]:
    """The bot, connected."""
    client = await open_bot(settings, tmp_path / "data", clock=SystemClock(), tries=1)
    yield client
    await client.close()


async def test_the_time_is_told_to_the_second_and_a_short_wait_is_obeyed(telegram: TelegramServer, bot: Client) -> None:
    telegram.faults.flood("updates.getState", 3)
    clock = HurriedClock()
    told = await server_time(bot, clock)
    assert told is not None
    assert abs(datetime.now(UTC) - told) < timedelta(seconds=5)
    assert clock.slept == timedelta(seconds=3)


@pytest.mark.parametrize("trouble", ["a long wait", "a refusal"])
async def test_where_it_is_not_told_nobody_waits(telegram: TelegramServer, bot: Client, trouble: str) -> None:
    if trouble == "a long wait":
        telegram.faults.flood("updates.getState", 3600)
    else:
        telegram.faults.refuse("updates.getState", 400, "METHOD_INVALID")
    clock = HurriedClock()
    assert await server_time(bot, clock) is None
    assert clock.slept == timedelta(0)
