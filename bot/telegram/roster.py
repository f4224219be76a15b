"""Who is followed just now, and where posts may be missing; shared by follower, listener and reconciler."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telethon.tl import types

from bot.model.channel import Channel, ChannelRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A channel that Telegram has told us how to reach.

    ``access_hash`` is this account's key to it; ``since`` is when it was followed first.
    """

    channel: Channel
    telegram_id: int
    access_hash: int
    since: datetime

    @property
    def ref(self) -> ChannelRef:
        """The channel as its posts name it."""
        return ChannelRef(telegram_id=self.telegram_id, handle=self.channel.handle, title=self.channel.title)

    @property
    def peer(self) -> Any:
        """The channel as a request names it; reading by it resolves nothing."""
        return types.InputPeerChannel(self.telegram_id, self.access_hash)


class Roster:
    """The followed channels by Telegram's bare id."""

    def __init__(self) -> None:
        self._followed: dict[int, Followed] = {}

    def __iter__(self) -> Iterator[Followed]:
        return iter(tuple(self._followed.values()))

    def __len__(self) -> int:
        return len(self._followed)

    def get(self, telegram_id: int) -> Followed | None:
        """The followed channel with that id, if it is one."""
        return self._followed.get(telegram_id)

    def put(self, followed: Followed) -> None:
        """Follow a channel, or know it better."""
        self._followed[followed.telegram_id] = followed

    def drop(self, telegram_id: int) -> None:
        """Follow a channel no longer."""
        self._followed.pop(telegram_id, None)


class Wanted:
    """Channels that are to be reconciled because posts may be missing there; filled from anywhere, emptied by one."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._ids: set[int] = set()
        self._bell = asyncio.Event()

    def add(self, telegram_id: int | None = None) -> None:
        """Want a channel, or all of them; one that is not followed is nobody's concern."""
        if telegram_id is None:
            self._ids.update(followed.telegram_id for followed in self._roster)
        elif self._roster.get(telegram_id) is not None:
            self._ids.add(telegram_id)
        if self._ids:
            self._bell.set()

    def __len__(self) -> int:
        return len(self._ids)

    async def wait(self) -> None:
        """Return once something is wanted."""
        await self._bell.wait()

    async def take(
        self, *, most: int | None = None, rank: Callable[[Followed], tuple[int, ...]] | None = None
    ) -> tuple[Followed, ...]:
        """Wait until something is wanted; return the ``most`` of lowest rank, all by default, and want the rest."""
        await self._bell.wait()
        self._bell.clear()
        ids, self._ids = self._ids, set()
        found = [followed for followed in self._roster if followed.telegram_id in ids]
        if rank is not None:
            found.sort(key=rank)
        for followed in found[most:] if most is not None else ():
            self.add(followed.telegram_id)
        return tuple(found[:most])
