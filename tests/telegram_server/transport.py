"""MTProto's framings over TCP: full, abridged, intermediate, padded intermediate, and obfuscated with any of them.

The server knows from the first bytes of a connection which one the client speaks.
"""

import asyncio
import struct
import zlib
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from telethon.crypto import AESModeCTR

from .errors import BadPacketError

MAX_PACKET_BYTES = 1 << 24
ABRIDGED_TAG = 0xEF
INTERMEDIATE_TAG = b"\xee\xee\xee\xee"
PADDED_TAG = b"\xdd\xdd\xdd\xdd"

Read = Callable[[int], Awaitable[bytes]]


class Framing(Protocol):
    """One way to mark where a packet ends."""

    async def read(self, exactly: Read) -> bytes:
        """The next packet; ``exactly`` reads that many bytes."""
        ...

    def frame(self, packet: bytes) -> bytes:
        """The packet as it goes over the wire."""
        ...


class Full:
    """Length, running number, packet, CRC-32."""

    def __init__(self) -> None:
        self._sent = 0

    async def read(self, exactly: Read) -> bytes:
        """The next packet."""
        head = await exactly(8)
        (length,) = struct.unpack("<I", head[:4])
        body = await exactly(_sane(length - 8))
        if zlib.crc32(head + body[:-4]) != int.from_bytes(body[-4:], "little"):
            raise BadPacketError("wrong checksum")
        return body[:-4]

    def frame(self, packet: bytes) -> bytes:
        """The packet with its frame."""
        data = struct.pack("<II", len(packet) + 12, self._sent) + packet
        self._sent += 1
        return data + struct.pack("<I", zlib.crc32(data))


class Abridged:
    """Length in words of four bytes."""

    async def read(self, exactly: Read) -> bytes:
        """The next packet."""
        words = (await exactly(1))[0]
        if words >= 127:
            words = int.from_bytes(await exactly(3), "little")
        return await exactly(_sane(words * 4))

    def frame(self, packet: bytes) -> bytes:
        """The packet with its frame."""
        words = len(packet) // 4
        head = bytes([words]) if words < 127 else b"\x7f" + words.to_bytes(3, "little")
        return head + packet


class Intermediate:
    """Length in bytes; padded packets carry up to three bytes too many."""

    async def read(self, exactly: Read) -> bytes:
        """The next packet."""
        packet = await exactly(_sane(int.from_bytes(await exactly(4), "little")))
        return packet[: len(packet) - len(packet) % 4]

    def frame(self, packet: bytes) -> bytes:
        """The packet with its frame."""
        return struct.pack("<I", len(packet)) + packet


def _sane(length: int) -> int:
    if not 0 < length <= MAX_PACKET_BYTES:
        raise BadPacketError(f"a packet of {length} bytes")
    return length


class Transport:
    """Packets of one connection. Its framing is settled by the first ``read``."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._held = b""
        self._framing: Framing | None = None
        self._incoming: Any = None
        self._outgoing: Any = None

    async def read(self) -> bytes:
        """The client's next packet; IncompleteReadError or OSError when it is gone, BadPacketError for nonsense."""
        if self._framing is None:
            self._framing = await self._recognise()
        return await self._framing.read(self._exactly)

    def write(self, packet: bytes) -> None:
        """Send a packet; nothing happens on a connection that is closing."""
        if self._framing is None or self._writer.is_closing():
            return
        data = self._framing.frame(packet)
        self._writer.write(self._outgoing.encrypt(data) if self._outgoing is not None else data)

    async def _exactly(self, count: int) -> bytes:
        taken, self._held = self._held[:count], self._held[count:]
        if missing := count - len(taken):
            fresh = await self._reader.readexactly(missing)
            taken += self._incoming.encrypt(fresh) if self._incoming is not None else fresh
        return taken

    async def _recognise(self) -> Framing:
        first = await self._reader.readexactly(1)
        if first[0] == ABRIDGED_TAG:
            return Abridged()
        start = first + await self._reader.readexactly(3)
        if start in (INTERMEDIATE_TAG, PADDED_TAG):
            return Intermediate()
        start += await self._reader.readexactly(4)
        if start[4:] == bytes(4):  # the running number of a first full packet
            self._held = start
            return Full()
        return self._uncover(start + await self._reader.readexactly(56))

    def _uncover(self, header: bytes) -> Framing:
        reverse = header[55:7:-1]
        self._incoming = AESModeCTR(header[8:40], header[40:56])
        self._outgoing = AESModeCTR(reverse[:32], reverse[32:48])
        tag = self._incoming.encrypt(header)[56:60]
        if tag == bytes([ABRIDGED_TAG]) * 4:
            return Abridged()
        if tag in (INTERMEDIATE_TAG, PADDED_TAG):
            return Intermediate()
        raise BadPacketError("no known framing")
