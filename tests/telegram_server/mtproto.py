"""MTProto 2.0 as the server speaks it: encryption with a shared key, message ids, containers.

The server encrypts with x = 8 and decrypts with x = 0; its message ids are odd and rise.
"""

import gzip
import os
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1, sha256

from telethon.crypto import AES
from telethon.tl.core import GzipPacked, MessageContainer

from .errors import BadPacketError

KEY_BYTES = 256
_GZIP_FROM_BYTES = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMessage:
    """One message of a client: a container's members come one by one."""

    salt: int
    session_id: int
    msg_id: int
    seq_no: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Key:
    """A shared authorisation key of 256 bytes."""

    data: bytes

    @property
    def id(self) -> bytes:
        """The eight bytes by which each packet names its key."""
        return sha1(self.data, usedforsecurity=False).digest()[12:]

    def encrypt(self, *, salt: int, session_id: int, msg_id: int, seq_no: int, body: bytes) -> bytes:
        """A packet for the client."""
        plain = struct.pack("<qqqii", salt, session_id, msg_id, seq_no, len(body)) + body
        plain += os.urandom(-(len(plain) + 12) % 16 + 12)
        msg_key = sha256(self.data[96:128] + plain).digest()[8:24]
        packet: bytes = self.id + msg_key + AES.encrypt_ige(plain, *self._aes(msg_key, 8))
        return packet

    def decrypt(self, packet: bytes) -> ClientMessage:
        """The message in a client's packet; BadPacketError if it is not rightly encrypted."""
        msg_key, cipher = packet[8:24], packet[24:]
        if len(msg_key) != 16 or not cipher or len(cipher) % 16:
            raise BadPacketError("a packet of a wrong length")
        plain: bytes = AES.decrypt_ige(cipher, *self._aes(msg_key, 0))
        if sha256(self.data[88:120] + plain).digest()[8:24] != msg_key:
            raise BadPacketError("wrong msg_key")
        salt, session_id, msg_id, seq_no, length = struct.unpack("<qqqii", plain[:32])
        return ClientMessage(
            salt=salt, session_id=session_id, msg_id=msg_id, seq_no=seq_no, body=plain[32 : 32 + length]
        )

    def _aes(self, msg_key: bytes, x: int) -> tuple[bytes, bytes]:
        a = sha256(msg_key + self.data[x : x + 36]).digest()
        b = sha256(self.data[x + 40 : x + 76] + msg_key).digest()
        return a[:8] + b[8:24] + a[24:32], b[:8] + a[8:24] + b[24:32]


def unpacked(message: ClientMessage) -> Iterator[ClientMessage]:
    """The message itself, or the members of its container, ungzipped."""
    (constructor,) = struct.unpack("<I", message.body[:4])
    if constructor == GzipPacked.CONSTRUCTOR_ID:
        yield from unpacked(_with_body(message, gzip.decompress(_tl_bytes(message.body[4:]))))
    elif constructor == MessageContainer.CONSTRUCTOR_ID:
        yield from _members(message)
    else:
        yield message


def _members(message: ClientMessage) -> Iterator[ClientMessage]:
    (count,) = struct.unpack("<i", message.body[4:8])
    position = 8
    for _ in range(count):
        msg_id, seq_no, length = struct.unpack("<qii", message.body[position : position + 16])
        position += 16
        body = message.body[position : position + length]
        position += length
        yield from unpacked(
            ClientMessage(salt=message.salt, session_id=message.session_id, msg_id=msg_id, seq_no=seq_no, body=body)
        )


def _with_body(message: ClientMessage, body: bytes) -> ClientMessage:
    return ClientMessage(
        salt=message.salt, session_id=message.session_id, msg_id=message.msg_id, seq_no=message.seq_no, body=body
    )


def _tl_bytes(data: bytes) -> bytes:
    if data[0] == 254:
        return data[4 : 4 + int.from_bytes(data[1:4], "little")]
    return data[1 : 1 + data[0]]


def gzipped(body: bytes) -> bytes:
    """The body packed, if that makes a long one shorter."""
    if len(body) <= _GZIP_FROM_BYTES:
        return body
    packed = bytes(GzipPacked(body))
    return packed if len(packed) < len(body) else body


class Numbers:
    """Message ids and sequence numbers of one session."""

    def __init__(self) -> None:
        self._last_id = 0
        self._content = 0

    def next_id(self, *, answer: bool) -> int:
        """The next message id: 1 modulo 4 for an answer, 3 for everything else, always above the last."""
        number = int(time.time() * (1 << 32)) & ~3
        number = max(number, (self._last_id & ~3) + 4) | (1 if answer else 3)
        self._last_id = number
        return number

    def next_seq_no(self, *, content: bool) -> int:
        """Twice the number of content messages before this one, and one more if it is one."""
        number = self._content * 2 + (1 if content else 0)
        self._content += content
        return number
