"""Spacing requests out, so that Telegram does not ask to wait (TELEGRAM 12 and 16)."""

from datetime import timedelta

from bot.ports import Clock


class Pace:
    """A token bucket: ``burst`` turns at once after a rest, then one every ``interval``."""

    def __init__(self, clock: Clock, *, burst: int, interval: timedelta) -> None:
        self._clock = clock
        self._slack = interval * (burst - 1)
        self._interval = interval
        self._full_at = clock.now()
        """When the bucket would be full again; it lies at most ``burst`` intervals ahead before anybody waits."""

    async def turn(self) -> None:
        """Return when the next request may go out; turns are given in the order asked for."""
        now = self._clock.now()
        full_at = max(self._full_at, now)
        self._full_at = full_at + self._interval
        wait = full_at - self._slack - now
        if wait > timedelta(0):
            await self._clock.sleep(wait)

    async def obey(self, wait: timedelta) -> None:
        """Return after ``wait``; until then nobody else gets a turn either."""
        until = self._clock.now() + wait
        self._full_at = max(self._full_at, until + self._slack)
        await self._clock.sleep(wait)
