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

MOST_BUCKETS: Final = 10_000
"""People whose buckets are kept at once; each is full again 24 s after its last question, and then forgotten."""


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


class Buckets:
    """Everybody's buckets; no more than ``most`` at once, and a turn costs the same however many there are."""

    def __init__(self, *, most: int = MOST_BUCKETS) -> None:
        self._most = most
        self._by_person: dict[int, Bucket] = {}
        """In the order in which they asked last, so that the fullest stand in front."""

    def __len__(self) -> int:
        return len(self._by_person)

    def take(self, who: int, now: datetime) -> tuple[Turn, timedelta]:
        """One question of a person's at ``now``: what becomes of it, and how long until they may ask another.

        Among more than ``most`` people who ask at once, who asked longest ago is taken for somebody new.
        """
        turn, bucket = self._by_person.pop(who, Bucket.full(now)).take(now)
        self._by_person[who] = bucket
        self._forget(now)
        return turn, bucket.wait()

    def _forget(self, now: datetime) -> None:
        """Drop what says no more than a new one would, and what there is no room for."""
        while len(self._by_person) > self._most or self._longest_ago().is_full(now):
            del self._by_person[next(iter(self._by_person))]

    def _longest_ago(self) -> Bucket:
        """There is always one: who has just asked has not a full bucket."""
        return next(iter(self._by_person.values()))
