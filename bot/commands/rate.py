"""How often one person may ask: a token bucket each (pure; the buckets are kept by the desk).

It protects the alerts: answers share the bot's own limits with them (TELEGRAM 19).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

CAPACITY: Final = 6
"""Questions that a person may ask in one go."""

REFILL: Final = timedelta(seconds=4)
"""Time after which one more question is free."""


class Turn(Enum):
    """What becomes of one question."""

    TAKEN = "answer it"
    REFUSED = "tell the person to wait"
    IGNORED = "the person has been told already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A person's questions left at ``at``; ``was_told`` that they are to wait."""

    left: float
    at: datetime
    was_told: bool = False

    @classmethod
    def full(cls, now: datetime) -> "Bucket":
        """Nobody has asked yet."""
        return cls(left=float(CAPACITY), at=now)

    def is_full(self, now: datetime) -> bool:
        """Whether it says no more than a new one would."""
        return self._filled(now) >= CAPACITY

    def wait(self) -> timedelta:
        """How long until one more question is free."""
        return max(timedelta(0), (1 - self.left) * REFILL)

    def take(self, now: datetime) -> "tuple[Turn, Bucket]":
        """Ask one question at ``now``: what becomes of it, and the bucket afterwards.

        A flood is told to wait once, not once a message: the refusals cost as much as answers.
        """
        left = self._filled(now)
        now = max(now, self.at)
        if left >= 1:
            return Turn.TAKEN, Bucket(left=left - 1, at=now)
        turn = Turn.IGNORED if self.was_told else Turn.REFUSED
        return turn, Bucket(left=left, at=now, was_told=True)

    def _filled(self, now: datetime) -> float:
        return min(float(CAPACITY), self.left + max(timedelta(0), now - self.at) / REFILL)
