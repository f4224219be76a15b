"""Everything that can go wrong, one switch each. A method is named as Telegram names it: ``messages.sendMessage``."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from .chances import Chances
from .errors import CutError, RefusedError
from .rooms import Chat

ALWAYS = 1 << 30
"""As ``times``: until ``clear``."""

ANY = "*"
"""As a method: whichever it is."""


@dataclass(slots=True)
class _Refusal:
    code: int
    message: str
    times: int
    chat_id: int | None

    def befalls(self, request: Any) -> bool:
        return self.times > 0 and self.chat_id in (None, _chat_id(request))


@dataclass(slots=True)
class _Lie:
    tell: Callable[[Any], Any]
    times: int


@dataclass(slots=True)
class UpdateFaults:
    """What happens to pushed updates on their way; each number counts the next pushes that it befalls."""

    withheld: int = 0
    """Pushes that never arrive: a hole in ``pts``."""
    doubled: int = 0
    """Pushes that arrive twice."""
    swapped: int = 0
    """Pushes that arrive after the one that follows them."""
    wrong_pts: int = 0
    """Pushes whose ``pts`` is shifted by ``pts_shift``."""
    pts_shift: int = 1000
    chances: Chances | None = None

    def take(self, name: str) -> bool:
        """Whether the fault of this name befalls the present push; counts it down."""
        left: int = getattr(self, name)
        setattr(self, name, max(0, left - 1))
        return left > 0 or (self.chances is not None and self.chances.strikes(name))


@dataclass(slots=True, kw_only=True)
class Rate:
    """At most ``most`` calls of ``methods`` in any stretch of ``within`` on the clock ``now``; a wait is asked else."""

    methods: frozenset[str]
    most: int
    within: timedelta
    now: Callable[[], datetime]
    refused: int = 0
    """How often a wait was asked for."""
    _calls: deque[datetime] = field(default_factory=deque)

    def count(self, method: str) -> None:
        """Count a call, or raise FLOOD_WAIT."""
        if method not in self.methods:
            return
        now = self.now()
        while self._calls and self._calls[0] <= now - self.within:
            self._calls.popleft()
        if len(self._calls) >= self.most:
            self.refused += 1
            left = self._calls[0] + self.within - now
            raise RefusedError(420, f"FLOOD_WAIT_{max(1, ceil(left.total_seconds()))}")
        self._calls.append(now)


@dataclass(slots=True)
class Faults:
    """The switches for requests; ``updates`` has those for what the server pushes."""

    updates: UpdateFaults = field(default_factory=UpdateFaults)
    on_call: Callable[[str, str], object] | None = None
    """Told of each call ``"before"`` it is worked and ``"after"`` it, with its method, before any answer is sent."""
    chances: Chances | None = None
    _refusals: dict[str, list[_Refusal]] = field(default_factory=dict)
    _cut_before: dict[str, int] = field(default_factory=dict)
    _cut_after: dict[str, int] = field(default_factory=dict)
    _delays: dict[str, float] = field(default_factory=dict)
    _lies: dict[str, list[_Lie]] = field(default_factory=dict)
    _known: frozenset[str] | None = None
    garbled_keys: int = 0
    """Steps of key exchanges that are answered by something of which no client knows."""
    rate: Rate | None = None
    """How fast requests may come, where that matters (TELEGRAM 16)."""

    def know_only(self, *methods: str) -> None:
        """Be a simpler server: METHOD_UNKNOWN for every method but these."""
        self._known = frozenset(methods)

    def refuse(self, method: str, code: int, message: str, *, times: int = 1, chat: Chat | None = None) -> None:
        """Answer the next calls (those about ``chat``, if given) with this RPC error, without acting."""
        refusal = _Refusal(code, message, times, chat.id if chat is not None else None)
        self._refusals.setdefault(method, []).append(refusal)

    def flood(self, method: str, seconds: int, *, times: int = 1, chat: Chat | None = None) -> None:
        """Answer the next calls (those about ``chat``, if given) with FLOOD_WAIT."""
        self.refuse(method, 420, f"FLOOD_WAIT_{seconds}", times=times, chat=chat)

    def internal_error(self, method: str, *, times: int = 1) -> None:
        """Answer the next calls with a 500."""
        self.refuse(method, 500, "RPC_CALL_FAIL", times=times)

    def still_running(self, *, times: int = 1) -> None:
        """Answer the next sends with RANDOM_ID_DUPLICATE (TELEGRAM 20)."""
        self.refuse("messages.sendMessage", 500, "RANDOM_ID_DUPLICATE", times=times)

    def cut_before(self, method: str, *, times: int = 1) -> None:
        """Close the connection at the next calls, without acting."""
        self._cut_before[method] = times

    def cut_after(self, method: str, *, times: int = 1) -> None:
        """Close the connection after acting on the next calls: the answer is lost."""
        self._cut_after[method] = times

    def lie(self, method: str, tell: Callable[[Any], Any], *, times: int = 1) -> None:
        """Answer the next calls with what ``tell`` makes of the true answer; see ``lies``."""
        self._lies.setdefault(method, []).append(_Lie(tell, times))

    def delay(self, method: str, seconds: float) -> None:
        """Answer every call this much later; zero ends it."""
        self._delays[method] = seconds

    def leave_to_chance(self, chances: Chances) -> None:
        """From now on every call and every push may meet with any fault, as likely as these chances say."""
        self.chances = self.updates.chances = chances

    def clear(self) -> None:
        """All is well again."""
        for switches in (self._refusals, self._cut_before, self._cut_after, self._delays, self._lies):
            switches.clear()
        self.updates = UpdateFaults()
        self.chances = None
        self._known = None
        self.rate = None

    # What the dispatcher asks

    def delay_of(self, method: str) -> float:
        """Seconds to wait before this call is worked."""
        by_chance = self.chances.slowness() if self.chances else 0.0
        return max(by_chance, *(self._delays.get(name, 0.0) for name in (method, ANY)))

    def before(self, method: str, request: Any) -> None:
        """Raise what befalls this call before it is worked."""
        if self.on_call is not None:
            self.on_call("before", method)
        if _take(self._cut_before, method):
            raise CutError
        if self._known is not None and method not in self._known:
            raise RefusedError(400, "METHOD_UNKNOWN")
        if self.rate is not None:
            self.rate.count(method)
        for refusal in (*self._refusals.get(method, ()), *self._refusals.get(ANY, ())):
            if refusal.befalls(request):
                refusal.times -= 1
                raise RefusedError(refusal.code, refusal.message)
        if self.chances is not None:
            _befall_before(self.chances)

    def told(self, method: str, answer: Any) -> Any:
        """What is told instead of the true answer, or that."""
        for lie in self._lies.get(method, ()):
            if lie.times > 0:
                lie.times -= 1
                answer = lie.tell(answer)
        return answer

    def after(self, method: str) -> None:
        """Raise what befalls this call after it was worked."""
        if self.on_call is not None:
            self.on_call("after", method)
        if _take(self._cut_after, method) or (self.chances is not None and self.chances.strikes("cut_after")):
            raise CutError


def _befall_before(chances: Chances) -> None:
    if chances.strikes("cut_before"):
        raise CutError
    if chances.strikes("internal_error"):
        raise RefusedError(500, "RPC_CALL_FAIL")
    if chances.strikes("flood"):
        raise RefusedError(420, f"FLOOD_WAIT_{chances.wait()}")


def _take(counts: dict[str, int], method: str) -> bool:
    for name in (method, ANY):
        if counts.get(name, 0) > 0:
            counts[name] -= 1
            return True
    return False


def _chat_id(request: Any) -> int | None:
    """The bare id of the chat that a request is about."""
    peer = getattr(request, "peer", None) or getattr(request, "channel", None)
    for name in ("user_id", "chat_id", "channel_id"):
        if (number := getattr(peer, name, None)) is not None:
            return int(number)
    return None


def shifted(updates: Any, by: int) -> Any:
    """The same updates with another ``pts``."""
    for update in getattr(updates, "updates", (updates,)):
        if getattr(update, "pts", None):
            update.pts += by
    return updates
