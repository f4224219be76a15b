"""Pictures are drawn in a process of their own: what takes a second of computing must not hold up the event loop."""

import asyncio
import logging
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, get_context, parent_process

from bot import charts
from bot.errors import DrawingError
from bot.model.trend import Chart

_log = logging.getLogger(__name__)


class DrawingProcess:
    """The Draughtsman of ``bot.ports``: one process, started when the first picture is wanted, which it outlives.

    Wishes are drawn in their order. A process that dies takes the wishes at hand with it; the next starts anew.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def draw(self, chart: Chart) -> bytes:
        """The chart as a PNG. Raises DrawingError when the process died, or could not be started."""
        pool = self._pool
        try:
            if pool is None:
                pool = self._pool = _started()
            return await asyncio.wrap_future(pool.submit(charts.draw, chart))
        except (BrokenProcessPool, OSError) as error:
            _log.warning("A picture was not drawn, its process has gone (%s)", type(error).__name__)
            if self._pool is pool:
                self.close()
            raise DrawingError("The picture could not be drawn just now.") from error

    def close(self) -> None:
        """Let the process end; one that still draws is not waited for."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _started() -> ProcessPoolExecutor:
    # Spawned, not forked: a fork of a process with threads and open connections may hang, and would keep them open.
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_settle)


def _settle() -> None:
    """In the new process: the parent decides when to stop, and when it was killed there is nothing left to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(0)
