"""Following channels: which ids are missing, and who is read first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.channel import Channel, FollowState


@dataclass(frozen=True, slots=True, kw_only=True)
class IdRange:
    """Message ids of one channel from ``first_id`` to ``last_id``, both included."""

    first_id: int
    last_id: int

    def __post_init__(self) -> None:
        if self.last_id < self.first_id:
            raise ValueError(f"the range of ids from {self.first_id} to {self.last_id} is empty")

    def __len__(self) -> int:
        return self.last_id - self.first_id + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowStanding:
    """Where the reading of a followed channel stands.

    ``cursor`` is that of RULES 2, None before the first coverage. ``alarms`` counts its posts of late that stand in
    stories: what was flagged there tells where the next news is likely.
    """

    cursor: int | None
    alarms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What a channel's archive lacks above its ``cursor``: ids in order, neither stored nor confirmed empty."""

    cursor: int
    ranges: tuple[IdRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """How long a followed live or silent channel has posted nothing, and had at this time of day on each earlier day.

    ``is_heard_again`` is true of a silent one that has posted since.
    """

    channel: Channel
    quiet_for: timedelta
    on_earlier_days: tuple[timedelta, ...]
    is_heard_again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """A followed channel whose state is another one than administrators were ``told`` last; None for never."""

    channel: Channel
    told: FollowState | None
    last_post_at: datetime | None
