"""Entries of a file that cannot be used: the first ten are told one by one, then their number (CONTRACTS.md)."""

from bot.feeds.entries import LeftOut
from bot.shell.printing import say

TOLD_ONE_BY_ONE = 10


class LeftOutTally:
    """Counts what was left out, and tells it on standard error."""

    def __init__(self) -> None:
        self.faults = 0
        self._others: list[LeftOut] = []

    def __call__(self, left_out: LeftOut) -> None:
        """Take note of one entry."""
        if not left_out.is_fault:
            self._others.append(left_out)
            return
        self.faults += 1
        if self.faults <= TOLD_ONE_BY_ONE:
            say(str(left_out), err=True)

    def tell_the_rest(self) -> None:
        """Say how many there were beyond those that were told."""
        if self.faults > TOLD_ONE_BY_ONE:
            say(f"… {self.faults:,} entries were left out in all.", err=True)
        for other in self._others:
            say(str(other), err=True)
