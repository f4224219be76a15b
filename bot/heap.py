"""One heap for all threads of a process that runs for weeks."""

import ctypes
import platform
from typing import Final

_ARENA_MAX: Final = -8
"""``M_ARENA_MAX`` of glibc's malloc.h."""


def share_one_heap() -> None:
    """Let all threads take memory from one heap. Call it before any thread is started; only glibc has more of them.

    glibc gives each thread a heap of its own, and what one has freed no other takes: the connections' threads and
    those that group held 9 MB of free memory more after a week of 5,000 posts a day than after its first day.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
