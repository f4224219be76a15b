"""What ``frontwatch`` and ``python -m bot`` start: a signal is heard before all the rest is loaded."""

import contextlib
import os
import signal
from types import FrameType
from typing import NoReturn

_STANDARD_ERROR = 2
_INTERRUPTED = 130
"""As in bot.shell.statuses, from where it would come too late."""


def main() -> NoReturn:
    """Load the command line and run it; Ctrl-C or SIGTERM until then ends the process with status 130."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    from bot.cli import main as run

    run()


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    """Nothing is open yet, or open any more: there is nothing to put away."""
    with contextlib.suppress(OSError):
        os.write(_STANDARD_ERROR, b"Interrupted; nothing is half-written.\n")
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
