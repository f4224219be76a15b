"""Who is followed, and how far each channel is read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.channel import Channel, ChannelRef, FollowState
from bot.model.delivery import NewDelivery
from bot.model.following import FollowStanding, Missing, Quiet, StateChange
from bot.model.post import CoveredRange
from storage.sqlite import coverage, identity, silence
from storage.sqlite.doors.connections import Connections


class Following(Connections):
    """FollowStore."""

    async def follow(self, channels: Sequence[ChannelRef], *, now: datetime) -> tuple[Channel, ...]:
        """See FollowStore."""
        return await self._writer.write(identity.follow, channels, now=now)

    async def identify(self, key: int, ref: ChannelRef) -> Channel:
        """See FollowStore."""
        return await self._writer.write(identity.identify, key, ref)

    async def cursor(self, key: int) -> int | None:
        """See FollowStore."""
        return await self._reader.read(coverage.cursor, key)

    async def set_follow_state(self, key: int, state: FollowState, *, note: str | None, now: datetime) -> None:
        """See FollowStore."""
        await self._writer.write(identity.set_follow_state, key, state, note=note, now=now)

    async def standings(self, *, since: datetime) -> Mapping[int, FollowStanding]:
        """See FollowStore."""
        return await self._reader.read(coverage.standings, since=since)

    async def missing(self, newest: Mapping[int, int]) -> Mapping[int, Missing]:
        """See FollowStore."""
        return await self._reader.read(coverage.missing, newest)

    async def cover(self, ranges: Sequence[CoveredRange]) -> None:
        """See FollowStore."""
        await self._writer.write(coverage.cover_all, ranges)

    async def posts_in_stories(self, *, since: datetime) -> Mapping[int, Mapping[int, datetime]]:
        """See FollowStore."""
        return await self._reader.read(coverage.posts_in_stories, since=since)

    async def quiet_channels(self, *, now: datetime, days: int) -> Sequence[Quiet]:
        """See FollowStore."""
        return await self._reader.read(silence.quiet_channels, now=now, days=days)

    async def mark_silent(self, silent: Sequence[int], heard: Sequence[int], *, now: datetime) -> None:
        """See FollowStore."""
        await self._writer.write(silence.mark, silent, heard, now=now)

    async def untold_states(self) -> Sequence[StateChange]:
        """See FollowStore."""
        return await self._reader.read(silence.untold)

    async def tell_states(self, changes: Sequence[StateChange], notices: Sequence[NewDelivery]) -> None:
        """See FollowStore."""
        await self._writer.write(silence.tell, changes, notices)
