"""Clocks: the real one, and one that only moves when told (replay and tests)."""

import asyncio
import heapq
import time
from datetime import UTC, datetime, timedelta

from bot.model.times import aware_utc

_EVEN: int | None = getattr(time, "CLOCK_BOOTTIME", None)
"""Linux's monotonic clock stands still while the machine sleeps; Telegram's waits do not."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present instant, UTC-aware."""
        return datetime.now(UTC)

    def elapsed(self) -> timedelta:
        """Since the machine was started, the time included in which it slept."""
        return timedelta(seconds=time.monotonic() if _EVEN is None else time.clock_gettime(_EVEN))

    async def sleep(self, duration: timedelta) -> None:
        """Return when ``duration`` has passed."""
        await asyncio.sleep(max(0.0, duration.total_seconds()))


class VirtualClock:
    """A clock that stands still until ``advance_to``; sleepers wake in order of their times."""

    def __init__(self, start: datetime) -> None:
        self._start = self._now = aware_utc("start", start)
        self._sleepers: list[tuple[datetime, int, asyncio.Event]] = []
        self._naps = 0

    def now(self) -> datetime:
        """The instant that was last set."""
        return self._now

    def elapsed(self) -> timedelta:
        """Since the clock was made."""
        return self._now - self._start

    async def sleep(self, duration: timedelta) -> None:
        """Return once the clock has been advanced by ``duration``; at once for none."""
        if duration <= timedelta(0):
            return
        woken = asyncio.Event()
        self._naps += 1
        heapq.heappush(self._sleepers, (self._now + duration, self._naps, woken))
        await woken.wait()

    def advance_to(self, moment: datetime) -> None:
        """Set the clock to ``moment``; one earlier than now leaves it where it is."""
        self._now = max(self._now, aware_utc("moment", moment))
        while self._sleepers and self._sleepers[0][0] <= self._now:
            heapq.heappop(self._sleepers)[2].set()
