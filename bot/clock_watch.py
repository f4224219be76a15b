"""A machine's clock that is set forth or back while the bot runs, noticed by the one clock that nobody sets."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.ports import Clock

LOOK_EVERY = timedelta(seconds=2)
STEP = timedelta(seconds=30)
"""Less than this is how clocks are kept right, and delays nothing that anybody waits for."""

_log = logging.getLogger(__name__)


class ClockWatch:
    """Holds the time of day against the time that has passed."""

    def __init__(self, clock: Clock, *, on_step: Callable[[timedelta], Awaitable[None]]) -> None:
        """``on_step`` is told by how much the clock was set, negative for back."""
        self._clock = clock
        self._on_step = on_step
        self._started_at = self._origin()

    async def run(self) -> None:
        """Look every few seconds, until cancelled."""
        while True:
            await self.look()
            await self._clock.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Tell a step since the last look, if there was one."""
        before, self._started_at = self._started_at, self._origin()
        step = self._started_at - before
        if abs(step) >= STEP:
            way = "back" if step < timedelta(0) else "forth"
            _log.warning("The machine's clock was set %s by %.0f s", way, abs(step).total_seconds())
            await self._on_step(step)

    def _origin(self) -> datetime:
        """What the time of day was when nothing had passed yet: always the same, unless the clock is set."""
        return self._clock.now() - self._clock.elapsed()
