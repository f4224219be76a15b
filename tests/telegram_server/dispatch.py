"""From a decoded request to its answer: wrappers taken off, rights checked, faults applied, the handler called."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telethon.tl import functions

from .errors import RefusedError
from .faults import Faults
from .rendering import View
from .rooms import Person
from .world import World

if TYPE_CHECKING:
    from .connection import Connection
    from .server import TelegramServer

_WRAPPERS = (
    functions.InvokeWithLayerRequest,
    functions.InitConnectionRequest,
    functions.InvokeWithoutUpdatesRequest,
    functions.InvokeAfterMsgRequest,
    functions.InvokeAfterMsgsRequest,
)


def method_name(request: Any) -> str:
    """Telegram's name of a request: ``messages.sendMessage``."""
    space = type(request).__module__.removeprefix("telethon.tl.functions").lstrip(".")
    name = type(request).__name__.removesuffix("Request")
    name = name[0].lower() + name[1:]
    return f"{space}.{name}" if space and space != "__init__" else name


@dataclass(frozen=True, slots=True)
class Call:
    """What a handler gets: who calls, by which connection, and the server with its world."""

    server: "TelegramServer"
    connection: "Connection"

    @property
    def world(self) -> World:
        """The world behind the server."""
        return self.server.world

    @property
    def caller(self) -> Person:
        """The signed-in account; AUTH_KEY_UNREGISTERED if nobody is."""
        account = self.connection.account
        if account is None:
            raise RefusedError(401, "AUTH_KEY_UNREGISTERED")
        return account

    @property
    def view(self) -> View:
        """The world as the caller sees it."""
        return View(self.world, self.caller)


Handler = Callable[[Call, Any], Any]


@dataclass(frozen=True, slots=True)
class Method:
    """How one method is answered, and who may call it."""

    handler: Handler
    for_bots: bool = True
    for_strangers: bool = False
    """Whether it is open to those who are not signed in."""


class Dispatcher:
    """Answers requests, and keeps count of them."""

    def __init__(self, methods: Mapping[type, Method], faults: Faults) -> None:
        self._methods = methods
        self._faults = faults
        self.requests: Counter[str] = Counter()
        self.log: list[tuple[Person | None, str, Any]] = []

    async def answer(self, call: Call, request: Any) -> Any:
        """The result, or RefusedError, or CutError when a fault closes the connection."""
        request = self._bare(call, request)
        name = method_name(request)
        self.requests[name] += 1
        self.log.append((call.connection.account, name, request))
        if delay := self._faults.delay_of(name):
            await call.server.tell_change()
            await asyncio.sleep(delay)
        self._faults.before(name, request)
        call.server.pusher.acting = call.connection
        try:
            result = self._work(call, request)
        finally:
            call.server.pusher.acting = None
        self._faults.after(name)
        return self._faults.told(name, result)

    def _bare(self, call: Call, request: Any) -> Any:
        quiet = False
        while isinstance(request, _WRAPPERS):
            quiet |= isinstance(request, functions.InvokeWithoutUpdatesRequest)
            request = request.query
        if not quiet:
            call.connection.wants_updates = True
        return request

    def _work(self, call: Call, request: Any) -> Any:
        method = self._methods.get(type(request))
        if method is None:
            raise RefusedError(400, "METHOD_UNKNOWN")
        if not method.for_strangers and call.caller.bot and not method.for_bots:
            raise RefusedError(400, "BOT_METHOD_INVALID")
        return method.handler(call, request)
