"""How a client without a key gets one: Telegram's Diffie-Hellman exchange, under an RSA key known to everybody.

https://core.telegram.org/mtproto/auth_key, with the padding that Telethon uses.
"""

import os
import secrets
import struct
import time
from collections.abc import Callable
from hashlib import sha1
from typing import Any

import rsa
from telethon.crypto import AES, AuthKey
from telethon.crypto.rsa import get_byte_array
from telethon.extensions import BinaryReader
from telethon.helpers import generate_key_data_from_nonce
from telethon.tl import functions, types

from .errors import BadPacketError
from .mtproto import KEY_BYTES, Numbers

_P = (3 << 1022) + 1037
_Q = (7 << 1021) + 309
"""Two primes that anybody can write down: a key for tests, which protects nothing."""
_E = 65537
_D = pow(_E, -1, (_P - 1) * (_Q - 1))

_SMALL_P, _SMALL_Q = 1_229_739_323, 1_402_015_859  # their product is what the client has to take apart
_GENERATOR = 2
_PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AACAA68FFFFFFFFFFFFFFFF",
    16,
)  # RFC 3526, group 14


def public_key_pem() -> bytes:
    """The server's RSA key as TELEGRAM_DC_KEY wants it (PKCS 1)."""
    pem: bytes = rsa.PublicKey(_P * _Q, _E).save_pkcs1()
    return pem


def fingerprint() -> int:
    """The 64 bits by which Telegram names the RSA key."""
    parts = (types.TLObject.serialize_bytes(get_byte_array(number)) for number in (_P * _Q, _E))
    (number,) = struct.unpack("<q", sha1(b"".join(parts), usedforsecurity=False).digest()[-8:])
    return int(number)


class KeyExchange:
    """The exchange on one connection; ``learn`` is told the new key of 256 bytes."""

    def __init__(self, learn: Callable[[bytes], object]) -> None:
        self._learn = learn
        self._numbers = Numbers()
        self._server_nonce = _nonce(16)
        self._new_nonce = 0
        self._secret = secrets.randbits(2040)

    def answer(self, packet: bytes) -> bytes:
        """The answer to an unencrypted packet; BadPacketError if it does not belong here."""
        with BinaryReader(packet[20:]) as reader:
            request = reader.tgread_object()
        body = bytes(self._work(request))
        return struct.pack("<qqi", 0, self._numbers.next_id(answer=True), len(body)) + body

    def _work(self, request: Any) -> Any:
        if isinstance(request, functions.ReqPqMultiRequest):
            pq = get_byte_array(_SMALL_P * _SMALL_Q)
            return types.ResPQ(request.nonce, self._server_nonce, pq, [fingerprint()])
        if getattr(request, "server_nonce", None) != self._server_nonce:
            raise BadPacketError("a wrong server nonce")
        if isinstance(request, functions.ReqDHParamsRequest):
            return self._parameters(request)
        if isinstance(request, functions.SetClientDHParamsRequest):
            return self._finish(request)
        raise BadPacketError("no step of a key exchange")

    def _parameters(self, request: Any) -> Any:
        block = pow(int.from_bytes(request.encrypted_data, "big"), _D, _P * _Q).to_bytes(255, "big")
        inner = _hashed_object(block)
        self._new_nonce = inner.new_nonce
        answer = bytes(
            types.ServerDHInnerData(
                nonce=request.nonce,
                server_nonce=self._server_nonce,
                g=_GENERATOR,
                dh_prime=get_byte_array(_PRIME),
                g_a=get_byte_array(pow(_GENERATOR, self._secret, _PRIME)),
                server_time=int(time.time()),
            )
        )
        plain = sha1(answer, usedforsecurity=False).digest() + answer
        plain += os.urandom(-len(plain) % 16)
        return types.ServerDHParamsOk(request.nonce, self._server_nonce, AES.encrypt_ige(plain, *self._aes()))

    def _finish(self, request: Any) -> Any:
        inner = _hashed_object(AES.decrypt_ige(request.encrypted_data, *self._aes()))
        shared = pow(int.from_bytes(inner.g_b, "big"), self._secret, _PRIME).to_bytes(KEY_BYTES, "big")
        self._learn(shared)
        proof = AuthKey(shared).calc_new_nonce_hash(self._new_nonce, 1)
        return types.DhGenOk(request.nonce, self._server_nonce, proof)

    def _aes(self) -> tuple[bytes, bytes]:
        pair: tuple[bytes, bytes] = generate_key_data_from_nonce(self._server_nonce, self._new_nonce)
        return pair


def _hashed_object(data: bytes) -> Any:
    """The object after its SHA-1, which must be right."""
    with BinaryReader(data[20:]) as reader:
        found = reader.tgread_object()
    if sha1(bytes(found), usedforsecurity=False).digest() != data[:20]:
        raise BadPacketError("a wrong hash in the key exchange")
    return found


def _nonce(size: int) -> int:
    return int.from_bytes(os.urandom(size), "little", signed=True)
