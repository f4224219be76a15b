"""The server itself: a listening socket, keys, accounts; start it, give its sessions to Telethon, stop it."""

import asyncio
import base64
import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self

from telethon.crypto import AuthKey
from telethon.sessions import StringSession
from telethon.tl import types

from .authoring import Authoring
from .connection import Connection
from .dispatch import Call, Dispatcher
from .faults import Faults
from .linking import Link
from .methods import account, channels, differences, files, reading, translating, writing
from .mtproto import KEY_BYTES, Key
from .rooms import Person
from .srp import PasswordCheck
from .talking import Press, Talking
from .updates import Pusher
from .world import World, utc_now

_METHODS = (
    account.METHODS
    | channels.METHODS
    | reading.METHODS
    | differences.METHODS
    | writing.METHODS
    | files.METHODS
    | translating.METHODS
)


class TelegramServer(Authoring, Talking):
    """Telegram on 127.0.0.1, with a listening account (``reader``) and a ``bot``. An async context manager."""

    host = "127.0.0.1"
    code = "12345"
    """What a person who signs in by telephone has to type."""

    def __init__(self, *, now: Callable[[], datetime] = utc_now) -> None:
        self.port = 0
        self.world = World(now, on_event=lambda box, event: self.pusher.event(box, event))
        self.faults = Faults()
        self.pusher = Pusher(self)
        self.connections: set[Connection] = set()
        self.keys: dict[bytes, Key] = {}
        self.accounts: dict[bytes, Person] = {}
        self.bots_by_token: dict[str, Person] = {}
        self.password_checks: dict[bytes, tuple[Person, PasswordCheck]] = {}
        """Who has signed in with a key as far as the second password, and what they are asked for it."""
        self.links: dict[bytes, Link] = {}
        """Sessions that show a QR code, by their keys."""
        self.links_live = timedelta(seconds=30)
        self.bot_commands: dict[tuple[str, str], list[tuple[str, str]]] = {}
        """Command menus by (scope, language): pairs of command and description."""
        self.presses: dict[int, Press] = {}
        self.parts: dict[tuple[int, int], dict[int, bytes]] = {}
        """Parts of files on their way, by (account, file)."""
        self.failures: list[Any] = []
        """Requests at which the server itself failed: a test must find none."""
        self._dispatcher = Dispatcher(_METHODS, self.faults)
        self._salts: dict[bytes, int] = {}
        self._listener: asyncio.Server | None = None
        self._changed = asyncio.Condition()
        self.reader = self.world.add_person("Reader", username="the_reader", phone="380000000001")
        self.bot = self.world.add_person("Frontwatch", username="frontwatch_test_bot", bot=True)
        self.bot_token = f"{self.bot.id}:a-token-for-tests"
        self.bots_by_token[self.bot_token] = self.bot
        self._own_keys = {person.id: self.add_key(person=person) for person in (self.reader, self.bot)}

    # Running

    async def start(self) -> None:
        """Listen: on any free port at first, on the same one after a stop."""
        self._listener = await asyncio.start_server(self._accept, self.host, self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close all connections and the socket; the world stays, and ``start`` goes on with it."""
        if self._listener is None:
            return
        self._listener.close()
        self.drop_connections()
        await self.until(lambda: not self.connections)
        await self._listener.wait_closed()
        self._listener = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def drop_connections(self, person: Person | None = None) -> None:
        """Cut all connections, or those of one account; clients may come back at once."""
        for connection in tuple(self.connections):
            if person is None or connection.account is person:
                connection.cut()

    async def until(self, condition: Callable[[], object], *, within: timedelta = timedelta(seconds=10)) -> None:
        """Wait until ``condition`` holds, looking after every request and connection; TimeoutError if it does not."""
        async with asyncio.timeout(within.total_seconds()), self._changed:
            await self._changed.wait_for(lambda: bool(condition()))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._listener is None or not self._listener.is_serving():
            writer.transport.abort()  # came in while the server was being stopped
            return
        connection = Connection(self, reader, writer)
        self.connections.add(connection)
        try:
            await connection.serve()
        finally:
            self.connections.discard(connection)
            await self.tell_change()

    async def tell_change(self) -> None:
        """Let those look who wait for something."""
        async with self._changed:
            self._changed.notify_all()

    # Who may come

    @property
    def dc(self) -> str:
        """This data centre as TELEGRAM_DC names it."""
        return f"{account.DC_ID}@{self.host}:{self.port}"

    @property
    def user_session(self) -> str:
        """The listening account's session string."""
        return self.session_string(self._own_keys[self.reader.id])

    @property
    def bot_session(self) -> str:
        """The bot's session string."""
        return self.session_string(self._own_keys[self.bot.id])

    def add_key(self, data: bytes | None = None, *, person: Person | None = None) -> Key:
        """A further shared key (a random one, if not given), signed in as ``person``, or as nobody yet."""
        key = Key(data or os.urandom(KEY_BYTES))
        self.keys[key.id] = key
        if person is not None:
            self.accounts[key.id] = person
        return key

    def key_of(self, person: Person) -> Key:
        """The key of the reader's or the bot's own session."""
        return self._own_keys[person.id]

    def environment(self) -> dict[str, str]:
        """The variables that lead Frontwatch to this server."""
        return {
            "TELEGRAM_API_ID": "1",
            "TELEGRAM_API_HASH": "0123456789abcdef0123456789abcdef",
            "TELEGRAM_BOT_TOKEN": self.bot_token,
            "TELEGRAM_SESSION": self.user_session,
            "TELEGRAM_BOT_SESSION": self.bot_session,
            "TELEGRAM_DC": self.dc,
        }

    def scan(self, url: str, person: Person, *, tell: bool = True) -> None:
        """A person's signed-in app scans a QR code; ``tell`` the session that shows it."""
        token = base64.urlsafe_b64decode(f"{url.partition('token=')[2]}==")
        ((key_id, link),) = [each for each in self.links.items() if each[1].token == token]
        link.scanned_by = person
        for connection in self.connections if tell else ():
            if connection.key is not None and connection.key.id == key_id:
                connection.push(types.UpdateShort(types.UpdateLoginToken(), self.world.now()))

    def sign_out(self, person: Person) -> None:
        """End all sessions of an account from elsewhere: its keys are nobody's now (AUTH_KEY_UNREGISTERED)."""
        self.accounts = {key: owner for key, owner in self.accounts.items() if owner is not person}

    def session_string(self, key: Key) -> str:
        """A session of this server for Telethon's StringSession."""
        session = StringSession()
        session.set_dc(account.DC_ID, self.host, self.port)
        session.auth_key = AuthKey(key.data)
        text: str = session.save()
        return text

    def salt_of(self, key: Key) -> int:
        """The salt that clients with this key must use; they learn it from their first refused message."""
        return self._salts.setdefault(key.id, int.from_bytes(os.urandom(7), "little") + 1)

    # What connections ask

    @property
    def requests(self) -> Counter[str]:
        """How often each method was called."""
        return self._dispatcher.requests

    @property
    def log(self) -> list[tuple[Person | None, str, Any]]:
        """Every call in order: who, the method, the request."""
        return self._dispatcher.log

    async def answer(self, call: Call, request: Any) -> Any:
        """Work a request, and let those look who wait for something."""
        try:
            return await self._dispatcher.answer(call, request)
        finally:
            await self.tell_change()
