"""How the interpreter is set where people wait for answers while posts are read beside them."""

import gc
import sys
from typing import Final

TURN_SECONDS: Final = 0.000_5
"""How long a thread that computes may keep another waiting. A search goes through several threads, and Python's own is
5 ms at each hand-over: while 200 posts a second came it had half of the questions with a word wait twice as long."""


def be_prompt() -> None:
    """Let threads take turns quickly, and never search what is loaded by now for garbage again.

    Call it once, when what stays for good has been loaded: the detector is hundreds of thousands of objects, which a
    full collection would walk through while everybody waits.
    """
    sys.setswitchinterval(TURN_SECONDS)
    gc.collect()
    gc.freeze()
