"""What following channels needs of the archive: who is followed, how far each is read, and what is missing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.model.channel import Channel, ChannelRef, FollowState
from bot.model.delivery import NewDelivery
from bot.model.following import FollowStanding, Missing, Quiet, StateChange
from bot.model.post import CoveredRange


class FollowStore(Protocol):
    """The followed channels and the archive's own record of what it has of them (RULES 2)."""

    async def follow(self, channels: Sequence[ChannelRef], *, now: datetime) -> tuple[Channel, ...]:
        """Mark exactly these channels as followed, making the unknown ones; returned in the order given.

        Their classes and titles are kept up to date.
        """
        ...

    async def identify(self, key: int, ref: ChannelRef) -> Channel:
        """Record the id, handle and title that Telegram tells for a channel that the archive knows by ``key``."""
        ...

    async def cursor(self, key: int) -> int | None:
        """The highest id below which everything is stored or confirmed empty; None before the first coverage."""
        ...

    async def set_follow_state(self, key: int, state: FollowState, *, note: str | None, now: datetime) -> None:
        """Record how a channel is being read, with a remark for ``status``.

        A silent channel that is joined again stays silent: only a post of its ends that.
        """
        ...

    async def standings(self, *, since: datetime) -> Mapping[int, FollowStanding]:
        """Where the reading of each followed channel stands, by key; alarms are counted from ``since`` on."""
        ...

    async def missing(self, newest: Mapping[int, int]) -> Mapping[int, Missing]:
        """What is neither covered nor stored nor told as deleted between a channel's cursor and its newest id.

        ``newest`` and the answer go by channel key. A channel that has no cursor yet is left out: what is missing
        there is for the first following to say.
        """
        ...

    async def cover(self, ranges: Sequence[CoveredRange]) -> None:
        """Record ranges whose ids are all stored or confirmed empty, so that the cursors move over them."""
        ...

    async def posts_in_stories(self, *, since: datetime) -> Mapping[int, Mapping[int, datetime]]:
        """When followed channels' posts were posted that stand in stories, dated from ``since`` on and not deleted.

        By channel key and message id.
        """
        ...

    async def quiet_channels(self, *, now: datetime, days: int) -> Sequence[Quiet]:
        """The followed channels that are live or silent and have ever posted, with their habit of so many days."""
        ...

    async def mark_silent(self, silent: Sequence[int], heard: Sequence[int], *, now: datetime) -> None:
        """Record by their keys which live channels have fallen silent, and which silent ones are live again."""
        ...

    async def untold_states(self) -> Sequence[StateChange]:
        """The followed channels whose state administrators were not told yet, by key."""
        ...

    async def tell_states(self, changes: Sequence[StateChange], notices: Sequence[NewDelivery]) -> None:
        """Record these states as told and put the notices of them into the outbox, in one commit."""
        ...
