"""A clock that jumps: the bot's own, but for what a file says at each look. Only tests know of it."""

from datetime import datetime, timedelta
from pathlib import Path

import bot.app
from bot.clocks import SystemClock


def jump_with(file: Path) -> None:
    """Let the bot of this process tell the time by a machine whose clock is off by the seconds in ``file``."""

    class JumpingClock(SystemClock):
        """Its sleeps last as long as ever: a jump of a machine's clock moves no timer."""

        def now(self) -> datetime:
            return super().now() + timedelta(seconds=float(file.read_text(encoding="ascii") or 0))

    bot.app.SystemClock = JumpingClock  # type: ignore[attr-defined]
