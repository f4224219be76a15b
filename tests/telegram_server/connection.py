"""One TCP connection of a client: packets in, answers and updates out."""

import asyncio
import contextlib
import logging
import os
import struct
from typing import TYPE_CHECKING, Any

from telethon.errors import TypeNotFoundError
from telethon.extensions import BinaryReader
from telethon.tl import functions, types
from telethon.tl.core import RpcResult

from .dispatch import Call
from .errors import BadPacketError, CutError, RefusedError, UnknownKeyError
from .keyexchange import KeyExchange
from .lies import Unknown
from .mtproto import ClientMessage, Key, Numbers, gzipped, unpacked
from .rooms import Person
from .transport import Transport

if TYPE_CHECKING:
    from .server import TelegramServer

log = logging.getLogger("telegram_server")

_BAD_SALT = 48
_NO_ANSWER = (types.MsgsAck, types.HttpWait, types.MsgsStateInfo, types.MsgsAllInfo)
_TRUE = struct.pack("<I", 0x997275B5)
_FALSE = struct.pack("<I", 0xBC799737)
_VECTOR = struct.pack("<I", 0x1CB5C415)


def encoded(result: Any) -> bytes:
    """A method's result as bytes: TL objects, booleans, and vectors of objects or of whole numbers (long)."""
    if result is True:
        return _TRUE
    if result is False:
        return _FALSE
    if isinstance(result, list):
        parts = [struct.pack("<q", part) if isinstance(part, int) else bytes(part) for part in result]
        return _VECTOR + struct.pack("<i", len(parts)) + b"".join(parts)
    return bytes(result)


class Connection:
    """Reads until the client goes, the server stops or a fault cuts it."""

    def __init__(self, server: "TelegramServer", reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._writer = writer
        self._transport = Transport(reader, writer)
        self._key: Key | None = None
        self._session_id: int | None = None
        self._numbers = Numbers()
        self._exchange = KeyExchange(learn=server.add_key)
        self._calls: set[asyncio.Task[None]] = set()
        self.wants_updates = False

    @property
    def key(self) -> Key | None:
        """The key that the client uses here."""
        return self._key

    @property
    def account(self) -> Person | None:
        """Who is signed in with this connection's key."""
        return self._server.accounts.get(self._key.id) if self._key is not None else None

    async def serve(self) -> None:
        """Work until the connection ends; leaves no task behind."""
        try:
            while True:
                await self._take(await self._transport.read())
        except (asyncio.IncompleteReadError, OSError):
            pass  # the client has gone
        except UnknownKeyError:
            self._transport.write(struct.pack("<i", -404))
        except (BadPacketError, struct.error) as mistake:
            log.warning("connection closed: %s", mistake)
        finally:
            await self._end()

    def cut(self) -> None:
        """Close the connection at once."""
        self._writer.transport.abort()

    def push(self, updates: Any) -> None:
        """Send updates to this client."""
        if self._session_id is not None:
            self._send(gzipped(bytes(updates)), answer=False, content=True)

    async def _end(self) -> None:
        for task in self._calls:
            task.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _take(self, packet: bytes) -> None:
        if packet[:8] == bytes(8):
            self._transport.write(self._step_of_exchange(packet))
            return
        key = self._server.keys.get(packet[:8])
        if key is None:
            raise UnknownKeyError
        self._key = key
        outer = key.decrypt(packet)
        self._greet(outer)
        salt = self._server.salt_of(key)
        if outer.salt != salt:
            wrong = types.BadServerSalt(outer.msg_id, outer.seq_no, _BAD_SALT, salt)
            self._send(bytes(wrong), answer=True, content=False)
            return
        for message in unpacked(outer):
            self._begin(message)

    def _step_of_exchange(self, packet: bytes) -> bytes:
        answer = self._exchange.answer(packet)
        if self._server.faults.garbled_keys == 0:
            return answer
        self._server.faults.garbled_keys -= 1
        return answer[:20] + bytes(Unknown()) + answer[24:]

    def _greet(self, first: ClientMessage) -> None:
        if first.session_id == self._session_id:
            return
        self._session_id = first.session_id
        self._numbers = Numbers()
        self._server.pusher.forget_introductions(self.account)
        unique = int.from_bytes(os.urandom(7), "little")
        assert self._key is not None
        greeting = types.NewSessionCreated(first.msg_id, unique, self._server.salt_of(self._key))
        self._send(bytes(greeting), answer=False, content=True)

    def _begin(self, message: ClientMessage) -> None:
        try:
            request = BinaryReader(message.body).tgread_object()
        except TypeNotFoundError:
            self._answer(message.msg_id, bytes(types.RpcError(400, "METHOD_UNKNOWN")))
            return
        if isinstance(request, _NO_ANSWER):
            return
        if (service := self._service(message, request)) is not None:
            self._send(bytes(service), answer=True, content=False)
            return
        task = asyncio.get_running_loop().create_task(self._work(message.msg_id, request))
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    def _service(self, message: ClientMessage, request: Any) -> Any:
        """The answer to what belongs to the protocol itself; it goes out bare, not as an rpc_result."""
        if isinstance(request, functions.PingRequest | functions.PingDelayDisconnectRequest):
            return types.Pong(message.msg_id, request.ping_id)
        if isinstance(request, functions.GetFutureSaltsRequest):
            return types.FutureSalts(message.msg_id, self._server.world.now(), [])
        if isinstance(request, functions.DestroySessionRequest):
            return types.DestroySessionNone(request.session_id)
        if isinstance(request, types.MsgsStateReq):
            return types.MsgsStateInfo(message.msg_id, bytes([4]) * len(request.msg_ids))
        return None

    async def _work(self, msg_id: int, request: Any) -> None:
        try:
            result = encoded(await self._server.answer(Call(self._server, self), request))
        except RefusedError as refusal:
            result = bytes(types.RpcError(refusal.code, refusal.message))
        except CutError:
            self.cut()
            return
        except Exception:  # a client must get an answer, and the test must see what is wrong with the server
            log.exception("the server failed at %s", type(request).__name__)
            self._server.failures.append(request)
            result = bytes(types.RpcError(500, "INTERNAL"))
        self._answer(msg_id, result)

    def _answer(self, msg_id: int, result: bytes) -> None:
        body = struct.pack("<Iq", RpcResult.CONSTRUCTOR_ID, msg_id) + gzipped(result)
        self._send(body, answer=True, content=True)

    def _send(self, body: bytes, *, answer: bool, content: bool) -> None:
        assert self._key is not None
        assert self._session_id is not None
        self._transport.write(
            self._key.encrypt(
                salt=self._server.salt_of(self._key),
                session_id=self._session_id,
                msg_id=self._numbers.next_id(answer=answer),
                seq_no=self._numbers.next_seq_no(content=content),
                body=body,
            )
        )
