"""Few heaps for the many threads of a process that runs for weeks."""

import ctypes
import platform
from typing import Final

HEAPS: Final = 2
"""One for the event loop, and one for all other threads; with a single one questions took 3 % more CPU."""
_ARENA_MAX: Final = -8
"""``M_ARENA_MAX`` of glibc's malloc.h."""


def share_heaps() -> None:
    """Let threads take memory from the same heaps. Call it before any is started; only glibc makes more heaps.

    It gives each thread one of its own, and what that thread has freed no other takes: the connections' threads and
    those that group held 9 MB of free memory more after a week of 5,000 posts a day than after its first day.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(_ARENA_MAX, HEAPS)
