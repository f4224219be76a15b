"""An archive that cannot be used for a while: each loop waits longer and longer, says so once, and goes on.

What an operator can mend beside a running bot ends no loop. Damage, and what a newer program made, does.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from bot.errors import ArchiveUnavailableError
from bot.ports import Clock

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)
OVER_AFTER = timedelta(minutes=2)
"""A loop that went on for longer than this before it failed again has met another outage."""

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class Outage:
    """The archive's trouble as one loop meets it."""

    def __init__(self, clock: Clock, who: str) -> None:
        """``who`` is the loop that waits, as the log calls it."""
        self._clock = clock
        self._who = who
        self._told: str | None = None
        self._failed_at = timedelta(0)
        self._pause = FIRST_PAUSE

    async def wait(self, error: ArchiveUnavailableError) -> None:
        """Tell it, if it is news, and return when it is time to try again."""
        pause = self._next_pause()
        self.tell(error, f"next try in {pause.total_seconds():.0f} s")
        await self._clock.sleep(pause)

    def tell(self, error: ArchiveUnavailableError, remedy: str) -> None:
        """Log it, unless that was done for this outage."""
        level = logging.DEBUG if str(error) == self._told else logging.WARNING
        _log.log(level, "%s The %s waits; %s.", error, self._who, remedy)
        self._told = str(error)

    def over(self) -> None:
        """The archive was used: the next trouble is another one."""
        if self._told is not None:
            _log.info("The archive can be used again; the %s goes on.", self._who)
        self._told = None
        self._pause = FIRST_PAUSE

    def _next_pause(self) -> timedelta:
        now = self._clock.elapsed()
        if now - self._failed_at > OVER_AFTER:
            self.over()
        self._failed_at = now
        pause = self._pause
        self._pause = min(pause * 2, LONGEST_PAUSE)
        return pause


async def outlasting(outage: Outage, call: Callable[[], Awaitable[_Result]]) -> _Result:
    """What ``call`` returns, which is called again as long as the archive cannot be used."""
    while True:
        try:
            result = await call()
        except ArchiveUnavailableError as error:
            await outage.wait(error)
        else:
            outage.over()
            return result


async def in_its_time(outage: Outage, call: Callable[[], Awaitable[object]]) -> None:
    """Make a call of the timetable; where the archive cannot be used, it is the next one's turn."""
    try:
        await call()
    except ArchiveUnavailableError as error:
        outage.tell(error, "it is its turn again by the timetable")
    else:
        outage.over()
