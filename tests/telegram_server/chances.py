"""Faults that befall by chance, all drawn from one seed, so that a bad run can be had again."""

import random
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """How likely each fault is: of a call the first ones, of a pushed update the others; 0 never, 1 always."""

    flood: float = 0.0
    internal_error: float = 0.0
    cut_before: float = 0.0
    cut_after: float = 0.0
    slow: float = 0.0
    withheld: float = 0.0
    doubled: float = 0.0
    swapped: float = 0.0
    wrong_pts: float = 0.0


@dataclass(slots=True)
class Chances:
    """Draws, and keeps count of what befell. ``flood_seconds`` and ``slow_seconds`` are the most that is waited."""

    odds: Odds
    seed: int
    flood_seconds: int = 1
    slow_seconds: float = 0.3
    befell: Counter[str] = field(default_factory=Counter)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Begin the row of draws."""
        self._random = random.Random(self.seed)  # noqa: S311  # faults, no secrets

    def strikes(self, fault: str) -> bool:
        """Whether the fault of this name befalls now."""
        if self._random.random() >= getattr(self.odds, fault):
            return False
        self.befell[fault] += 1
        return True

    def slowness(self) -> float:
        """Seconds by which the present call is answered later."""
        return self._random.uniform(0, self.slow_seconds) if self.strikes("slow") else 0.0

    def wait(self) -> int:
        """Seconds of the present flood wait."""
        return self._random.randint(1, self.flood_seconds)
