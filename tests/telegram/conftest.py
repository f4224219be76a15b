"""The room on the little Telegram server, with the real archive and intake behind it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from telethon.crypto import rsa

from bot.clocks import SystemClock
from bot.ports import Archive
from bot.settings import DataCentre, TelegramSettings
from storage.opening import open_archive
from tests.telegram.station import Station, settings_for
from tests.telegram_server.keyexchange import public_key_pem
from tests.telegram_server.server import TelegramServer


@pytest.fixture(autouse=True)
def _trust_ends_with_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telethon keeps trusted keys for the whole process; what one test trusts, no other may."""
    monkeypatch.setattr(rsa, "_server_keys", dict(rsa._server_keys))


@pytest_asyncio.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """A running server that has not failed at any request when the test ends."""
    async with TelegramServer() as server:
        yield server
        assert server.failures == []


@pytest_asyncio.fixture
async def archive() -> AsyncIterator[Archive]:
    """An empty archive in memory."""
    opened = await open_archive(":memory:")
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> SystemClock:
    """The real clock: these tests talk over real sockets."""
    return SystemClock()


@pytest.fixture
def settings(telegram: TelegramServer) -> TelegramSettings:
    """Settings with both session strings of the server."""
    return settings_for(telegram)


@pytest.fixture
def from_nothing(telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path) -> TelegramSettings:
    """Settings without sessions: keys are exchanged with the server, which is not one of Telegram's own."""
    key = tmp_path / "dc.pem"
    key.write_bytes(public_key_pem())
    centre = DataCentre(dc_id=2, host=telegram.host, port=telegram.port)
    return replace(settings, session=None, bot_session=None, dc=centre, dc_key=key)


@pytest_asyncio.fixture
async def station(
    telegram: TelegramServer, archive: Archive, settings: TelegramSettings, tmp_path: Path
) -> AsyncIterator[Station]:
    """The listening half of the house, not started yet."""
    made = Station(telegram, archive, settings, tmp_path / "data")
    yield made
    await made.stop()
