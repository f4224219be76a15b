"""The proxy: a client reaches the server through it, and only through it."""

from typing import Any

from tests.telegram_server.server import TelegramServer
from tests.telegram_server.socks import SocksProxy


async def test_a_client_comes_through_the_proxy(telegram: TelegramServer, connect: Any) -> None:
    async with SocksProxy() as proxy:
        options = {"proxy_type": "socks5", "addr": proxy.host, "port": proxy.port}
        user = await connect(telegram.user_session, proxy=options)
        assert (await user.get_me()).id == telegram.reader.id
        assert proxy.targets == [(telegram.host, telegram.port)]
        assert proxy.url == f"socks5://127.0.0.1:{proxy.port}"
        await user.disconnect()


async def test_an_open_connection_does_not_keep_the_proxy_from_closing(telegram: TelegramServer, connect: Any) -> None:
    async with SocksProxy() as proxy:
        options = {"proxy_type": "socks5", "addr": proxy.host, "port": proxy.port}
        await connect(telegram.user_session, proxy=options, auto_reconnect=False)
    await telegram.until(lambda: not telegram.connections)
