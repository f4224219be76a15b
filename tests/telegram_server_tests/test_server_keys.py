"""The key exchange: a client that has no key yet gets one, and can sign in with it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from telethon import TelegramClient
from telethon.crypto import rsa
from telethon.sessions import StringSession

from tests.telegram_server.keyexchange import fingerprint, public_key_pem
from tests.telegram_server.server import TelegramServer


@pytest_asyncio.fixture
async def stranger(telegram: TelegramServer) -> AsyncIterator[Any]:
    """A client without a key, not connected yet."""
    session = StringSession()
    session.set_dc(2, telegram.host, telegram.port)
    client = TelegramClient(session, 1, "hash", connection_retries=2, retry_delay=0)
    yield client
    await client.disconnect()


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Telethon trusts the server's RSA key, until the test ends."""
    monkeypatch.setattr(rsa, "_server_keys", dict(rsa._server_keys))
    rsa.add_key(public_key_pem(), old=False)
    assert fingerprint() in rsa._server_keys


@pytest.mark.usefixtures("trusted")
async def test_a_client_without_a_key_gets_one_and_signs_in(telegram: TelegramServer, stranger: Any) -> None:
    await stranger.connect()
    assert await stranger.get_me() is None
    await stranger.sign_in(bot_token=telegram.bot_token)
    again = TelegramClient(StringSession(stranger.session.save()), 1, "hash")
    await again.connect()
    assert (await again.get_me()).id == telegram.bot.id
    await again.disconnect()


async def test_a_client_that_does_not_trust_the_server_gets_none(telegram: TelegramServer, stranger: Any) -> None:
    keys = len(telegram.keys)
    with pytest.raises(ConnectionError, match="auth_key generation failed"):
        await stranger.connect()
    assert len(telegram.keys) == keys
