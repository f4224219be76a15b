"""Spacing requests out, so that Telegram does not ask to wait (TELEGRAM 12 and 16).

By the time that passes, not by the time of day: a clock that is set makes nobody wait for hours.
"""

from collections import deque
from datetime import timedelta

from bot.ports import Clock


class Pace:
    """A token bucket: ``burst`` turns at once after a rest, then one every ``interval``."""

    def __init__(self, clock: Clock, *, burst: int, interval: timedelta) -> None:
        self._clock = clock
        self._slack = interval * (burst - 1)
        self._interval = interval
        self._full_at = clock.elapsed()
        """When the bucket would be full again; it lies at most ``burst`` intervals ahead before anybody waits."""

    async def turn(self) -> None:
        """Return when the next request may go out; turns are given in the order asked for."""
        now = self._clock.elapsed()
        full_at = max(self._full_at, now)
        self._full_at = full_at + self._interval
        wait = full_at - self._slack - now
        if wait > timedelta(0):
            await self._clock.sleep(wait)

    async def obey(self, wait: timedelta) -> None:
        """Return after ``wait``; until then nobody else gets a turn either."""
        until = self._clock.elapsed() + wait
        self._full_at = max(self._full_at, until + self._slack)
        await self._clock.sleep(wait)


class Quota:
    """At most ``most`` turns in any stretch of ``within``; after a rest all of them at once."""

    def __init__(self, clock: Clock, *, most: int, within: timedelta) -> None:
        self._clock = clock
        self._most = most
        self._within = within
        self._given: deque[timedelta] = deque(maxlen=most)
        """The times of the last turns, those included that are still waited for."""

    async def turn(self) -> None:
        """Return when the next request may go out; turns are given in the order asked for."""
        now = at = self._clock.elapsed()
        if len(self._given) == self._most:
            at = max(at, self._given[0] + self._within)
        self._given.append(at)
        if at > now:
            await self._clock.sleep(at - now)

    async def obey(self, wait: timedelta) -> None:
        """Return after ``wait``; until then nobody else gets a turn, and afterwards turns come evenly for a while."""
        until = self._clock.elapsed() + wait
        step = self._within / self._most
        # As if the turns had been given one by one until then.
        self._given.extend(until - self._within + step * number for number in range(1, self._most + 1))
        await self._clock.sleep(wait)
