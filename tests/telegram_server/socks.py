"""A SOCKS5 proxy without a password (RFC 1928), so that TELEGRAM_PROXY can be tested."""

import asyncio
import contextlib
import ipaddress
from types import TracebackType
from typing import Self

_VERSION, _NO_PASSWORD, _CONNECT = 5, 0, 1
_IPV4, _NAME = 1, 3
_DONE = bytes([_VERSION, 0, 0, _IPV4, 0, 0, 0, 0, 0, 0])
_CHUNK_BYTES = 1 << 16


class SocksProxy:
    """Passes connections on, and remembers where they went. An async context manager."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        self.port = 0
        self.targets: list[tuple[str, int]] = []
        """Host and port of every connection that was asked for."""
        self._listener: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def url(self) -> str:
        """This proxy as TELEGRAM_PROXY names it."""
        return f"socks5://{self.host}:{self.port}"

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._serve, self.host, 0)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._listener is not None
        self._listener.close()
        for writer in self._open:
            writer.transport.abort()
        await self._idle.wait()
        await self._listener.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        self._idle.clear()
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                host, port = await _wish(reader, writer)
                self.targets.append((host, port))
                await self._connect(reader, writer, host, port)
        finally:
            await _close(writer)
            self._open.discard(writer)
            if not self._open:
                self._idle.set()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int) -> None:
        far_reader, far_writer = await asyncio.open_connection(host, port)
        try:
            writer.write(_DONE)
            back = asyncio.ensure_future(_pass_on(far_reader, writer))
            await _pass_on(reader, far_writer)
            await back
        finally:
            await _close(far_writer)


async def _wish(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    """Where the client wants to go."""
    _, methods = await reader.readexactly(2)
    await reader.readexactly(methods)
    writer.write(bytes([_VERSION, _NO_PASSWORD]))
    _, command, _, kind = await reader.readexactly(4)
    if command != _CONNECT or kind not in (_IPV4, _NAME):
        raise OSError("no such service")
    if kind == _IPV4:
        host = str(ipaddress.IPv4Address(await reader.readexactly(4)))
    else:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    return host, int.from_bytes(await reader.readexactly(2), "big")


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until either side ends, then end the other."""
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    writer.close()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
