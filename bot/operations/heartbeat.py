"""A file that a running bot touches, so that a container's health check can tell a hung one from a live one."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.ports import Clock

FILE_NAME = "heartbeat"
BEAT_EVERY = timedelta(seconds=20)
# Three beats missed: a long commit may cost one.
STALE_AFTER = timedelta(seconds=90)

_log = logging.getLogger(__name__)


async def beat(directory: Path, clock: Clock, is_well: Callable[[], Awaitable[bool]]) -> None:
    """Touch the heartbeat file every twenty seconds while ``is_well`` says so; runs until cancelled.

    A disk that takes no file ends nothing: the heartbeat grows stale, which is what it is for.
    """
    path = directory / FILE_NAME
    could_write = True
    while True:
        if await is_well():
            could_write = await asyncio.to_thread(_touch, path, clock.now(), is_news=could_write)
        await clock.sleep(BEAT_EVERY)


def _touch(path: Path, now: datetime, *, is_news: bool) -> bool:
    """Whether the file could be written; a failure that ``is_news`` is told."""
    try:
        path.write_text(now.isoformat() + "\n", encoding="ascii")
    except OSError as error:
        if is_news:
            _log.error("The heartbeat cannot be written: %s", error)
        return False
    return True


def heartbeat_problem(directory: Path, now: datetime) -> str | None:
    """What is wrong with the bot that keeps its heartbeat in ``directory``, or None when it is well."""
    try:
        last = datetime.fromisoformat((directory / FILE_NAME).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return f"no heartbeat in {directory}: is `frontwatch run` running with this DATA_DIR?"
    age = now - last
    if age < -STALE_AFTER:
        return f"the last heartbeat is of {last.isoformat(' ', 'seconds')}, which is still to come: was the clock set?"
    if age > STALE_AFTER:
        return f"the last heartbeat is {int(age.total_seconds())} s old: the bot hangs or has stopped; see its log"
    return None
