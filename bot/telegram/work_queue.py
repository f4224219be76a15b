"""What people ask of the bot, waiting for its turn: bounded in all, and for each of them."""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from typing import Final

_log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]

AT_ONCE: Final = 8
MOST: Final = 256
"""What waits and is under way, of everybody."""

MOST_OF_ONE: Final = 8
"""Of one person: as many as may be asked in one go, the refusal of the next, and one to spare."""


class WorkQueue:
    """Does what it is given in order, a few at once; what finds no room is dropped, which costs nothing.

    A person has one piece of work under way at a time, so that nobody takes the places of all others. Its tasks live
    only while there is work.
    """

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, Work]] = deque()
        self._of: Counter[int] = Counter()
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.dropped = 0
        """How much found no room so far."""

    def put(self, who: int, work: Work) -> bool:
        """Do ``work`` for ``who`` when its turn comes; False when there is no room. Call it inside the event loop."""
        if self._of[who] >= MOST_OF_ONE or self._of.total() >= MOST:
            self.dropped += 1
            if self.dropped & (self.dropped - 1) == 0:  # at 1, 2, 4, 8 …: a flood must not flood the log
                _log.warning("More is asked than can be answered: %d questions were dropped so far", self.dropped)
            return False
        self._of[who] += 1
        self._waiting.append((who, work))
        self._start()
        return True

    def clear(self) -> None:
        """Forget what has not begun."""
        for who, _ in self._waiting:
            self._leave(who)
        self._waiting.clear()

    def _start(self) -> None:
        while len(self._tasks) < AT_ONCE and (found := self._next()) is not None:
            who, work = found
            self._busy.add(who)
            task = asyncio.create_task(self._do(who, work), name="answer")
            self._tasks.add(task)
            task.add_done_callback(self._end)

    def _next(self) -> tuple[int, Work] | None:
        for position, (who, work) in enumerate(self._waiting):
            if who not in self._busy:
                del self._waiting[position]
                return who, work
        return None

    async def _do(self, who: int, work: Work) -> None:
        try:
            await work()
        finally:
            self._busy.discard(who)
            self._leave(who)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            _log.error("An answer ended by a bug", exc_info=error)
        self._start()

    def _leave(self, who: int) -> None:
        self._of[who] -= 1
        if not self._of[who]:
            del self._of[who]
