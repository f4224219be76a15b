"""All threads of a process take memory from two heaps, where the system makes more of them."""

import platform
import subprocess
import sys

import pytest

from bot.heap import HEAPS

_MANY_THREADS = """
import ctypes, threading
from bot.heap import share_heaps
share_heaps()
kept = []
threads = [threading.Thread(target=lambda: kept.append([bytes(4096) for _ in range(100)])) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if hasattr(libc := ctypes.CDLL(None), "malloc_stats"):
    libc.malloc_stats()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no library of the whole process to ask")
def test_threads_share_heaps() -> None:
    done = subprocess.run([sys.executable, "-c", _MANY_THREADS], capture_output=True, text=True, check=True)  # noqa: S603 — our own script
    heaps = sum(line.startswith("Arena ") for line in done.stderr.splitlines())
    assert heaps == (HEAPS if platform.libc_ver()[0] == "glibc" else 0)
