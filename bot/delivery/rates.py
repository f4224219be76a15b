"""How fast may be sent: what Telegram allows a bot, kept by counting the last sends (TELEGRAM 19).

Pure bookkeeping: it holds no clock, and tells how long to wait instead of waiting. Edits count as sends. Its times are
those of ``Clock.elapsed``, which nobody sets.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from bot.model.subscriber import ChatKind

_NO_WAIT = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most ``count`` messages in any span of ``per``."""

    count: int
    per: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What Telegram allows: over all chats, to each chat, and to each group or channel besides."""

    overall: Limit = field(default=Limit(count=30, per=timedelta(seconds=1)))
    chat: Limit = field(default=Limit(count=1, per=timedelta(seconds=1)))
    group: Limit = field(default=Limit(count=20, per=timedelta(minutes=1)))


UNLIMITED = Limits(
    overall=Limit(count=1000, per=timedelta(0)),
    chat=Limit(count=1, per=timedelta(0)),
    group=Limit(count=1, per=timedelta(0)),
)
"""For messengers that no server limits, such as the console."""

_FEW_CHATS = 64


class _Window:
    """The times of the last sends under one limit."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._taken: deque[timedelta] = deque(maxlen=limit.count)

    def wait(self, now: timedelta) -> timedelta:
        if len(self._taken) < self._limit.count:
            return _NO_WAIT
        return self._taken[0] + self._limit.per - now

    def free(self, now: timedelta) -> int:
        return self._limit.count - sum(taken + self._limit.per > now for taken in self._taken)

    def take(self, now: timedelta) -> None:
        self._taken.append(now)

    def is_idle(self, now: timedelta) -> bool:
        return self._taken[-1] + self._limit.per <= now


class Rates:
    """Tells when a chat may get its next message, and remembers what was sent.

    Memory is bounded by the chats written to within the longest limit.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._overall = _Window(self._limits.overall)
        self._chats: dict[tuple[int, Limit], _Window] = {}
        self._held: dict[int, timedelta] = {}
        self._tidy_above = _FEW_CHATS

    def wait(self, chat_id: int, kind: ChatKind, now: timedelta) -> timedelta:
        """How long this chat's next message has to wait from ``now``; zero when it may go."""
        windows = (self._chats.get((chat_id, limit)) for limit in self._limits_of(kind))
        waits = [window.wait(now) for window in windows if window is not None]
        held = self._held.get(chat_id, now) - now
        return max(_NO_WAIT, self._overall.wait(now), held, *waits)

    def free(self, now: timedelta) -> int:
        """How many messages may go out at this moment, over all chats."""
        return self._overall.free(now)

    def free_again(self, now: timedelta) -> timedelta:
        """When the next message may go out, whichever chat it is for; ``now`` if one may."""
        return now + max(_NO_WAIT, self._overall.wait(now))

    def resting(self, now: timedelta) -> dict[int, timedelta]:
        """The chats that may get nothing at this moment, and until when."""
        rests = {chat_id: until for chat_id, until in self._held.items() if until > now}
        for (chat_id, _), window in self._chats.items():
            wait = window.wait(now)
            if wait > _NO_WAIT:
                rests[chat_id] = max(now + wait, rests.get(chat_id, now))
        return rests

    def take(self, chat_id: int, kind: ChatKind, now: timedelta) -> None:
        """Count a message, or an edit, to this chat."""
        self._forget_idle(now)
        self._overall.take(now)
        for limit in self._limits_of(kind):
            self._chats.setdefault((chat_id, limit), _Window(limit)).take(now)

    def hold(self, chat_id: int, until: timedelta) -> None:
        """Send nothing to this chat before ``until``: Telegram said so."""
        self._held[chat_id] = until

    @property
    def remembered(self) -> int:
        """How many limits of chats are being kept, for metrics."""
        return len(self._chats) + len(self._held)

    def _limits_of(self, kind: ChatKind) -> Iterator[Limit]:
        yield self._limits.chat
        if kind is not ChatKind.PERSON:
            yield self._limits.group

    def _forget_idle(self, now: timedelta) -> None:
        """Drop what limits nobody any more, whenever the memory has doubled since the last time."""
        if self.remembered <= self._tidy_above:
            return
        self._chats = {key: window for key, window in self._chats.items() if not window.is_idle(now)}
        self._held = {chat_id: until for chat_id, until in self._held.items() if until > now}
        self._tidy_above = max(_FEW_CHATS, 2 * self.remembered)
