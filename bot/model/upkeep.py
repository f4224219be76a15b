"""What upkeep of the archive tells of itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneStep:
    """One stretch of the outbox: how many rows went, and up to which it was looked at (None: that was all)."""

    gone: int
    looked_up_to: int | None
