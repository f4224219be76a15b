"""Following the watch list: find each channel once, join it, and say how it is being read (TELEGRAM 12; RULES 6).

Finding a channel by its handle and joining it are what Telegram watches most closely. What the session already knows
is never asked for again and is read from the start on; the rest is spaced out. Finding and joining do not wait for
each other, since a channel that is found is polled until it is joined.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine, Iterable, Sequence
from datetime import timedelta
from typing import Any

from telethon import errors

from bot.model.channel import Channel, ChannelRef, FollowState
from bot.ports import Clock, FollowStore
from bot.telegram.asking import PAUSES, is_failure, raise_if_refused
from bot.telegram.client import Client
from bot.telegram.convert import channel_ref
from bot.telegram.joining import Joiner
from bot.telegram.places import Place, Places, found_among
from bot.telegram.roster import Followed, Roster, Wanted
from bot.telegram.trouble import error_code, wait_of

_log = logging.getLogger(__name__)

SOUGHT_AT_ONCE = 10
"""Channels that are looked for by their handles, or asked to let us in, in one go: that is dear (TELEGRAM 12)."""

SOUGHT_AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15))
"""How long a channel waits that Telegram fails to find; after the last it is lost, and tried as seldom as those."""


class Follower:
    """Brings the roster in line with the watch list; every channel it puts there is wanted from the reconciler."""

    def __init__(self, client: Client, roster: Roster, wanted: Wanted, store: FollowStore, clock: Clock) -> None:
        self._client = client
        self._roster = roster
        self._wanted = wanted
        self._store = store
        self._clock = clock
        self._places = Places(client, clock)
        self._joiner = Joiner(client, roster, wanted, store, clock)
        self._sought: Counter[int] = Counter()

    async def follow(self, watched: Sequence[ChannelRef]) -> None:
        """Follow exactly the channels of ``watched``; returns when each is joined, polled or lost.

        Channels that the session remembers are on the roster at once, those that the account is in come next;
        finding and joining the others may take as long as Telegram wishes. Raises SessionError, ArchiveError, and
        OSError where the connection is gone: calling it again goes on from there.
        """
        channels = await self._store.follow(watched, now=self._clock.now())
        self._forget_others(channels)
        self._put_remembered(channels)
        places = await self._dialogs()
        unknown: list[Channel] = []
        to_join: asyncio.Queue[Followed | None] = asyncio.Queue(len(channels) + 1)
        for channel in channels:
            place = found_among(places, channel) or self._places.remembered(channel)
            if place is None:
                unknown.append(channel)
            else:
                await self._settle(channel, place, to_join)
        await _together(self._find_all(unknown, to_join), self._join_all(to_join))

    async def try_again(self, watched: Sequence[ChannelRef]) -> None:
        """Try the lost channels of ``watched`` once more, and to join those that are only polled.

        One that lets us in is live, and caught up with. Of those that have to be looked for, and of the polled ones,
        a few at a time, in turns. Raises as ``follow`` does.
        """
        channels = await self._store.follow(watched, now=self._clock.now())
        lost = [channel for channel in channels if channel.follow_state is FollowState.LOST]
        places = await self._dialogs() if any(channel.handle is None for channel in lost) else []
        to_join: asyncio.Queue[Followed | None] = asyncio.Queue(len(channels) + 1)
        unknown = []
        for channel in lost:
            place = found_among(places, channel) or self._places.remembered(channel)
            if place is None:
                unknown.append(channel)
            else:
                await self._settle(channel, place, to_join)
        for channel in self._in_turn(unknown):
            await self._find(channel, to_join)
        polled = [channel for channel in channels if channel.follow_state is FollowState.POLLED]
        for channel in self._in_turn(polled):
            followed = self._roster.get(channel.telegram_id) if channel.telegram_id is not None else None
            if followed is not None:
                to_join.put_nowait(followed)
        to_join.put_nowait(None)
        await self._join_all(to_join)

    def _in_turn(self, channels: Iterable[Channel]) -> Sequence[Channel]:
        """A few of these, those first that were least often chosen."""
        chosen = sorted(channels, key=lambda channel: self._sought[channel.key])[:SOUGHT_AT_ONCE]
        self._sought.update(channel.key for channel in chosen)
        return chosen

    def _forget_others(self, channels: Iterable[Channel]) -> None:
        keys = {channel.key for channel in channels}
        for followed in self._roster:
            if followed.channel.key not in keys:
                self._roster.drop(followed.telegram_id)

    def _put_remembered(self, channels: Iterable[Channel]) -> None:
        """What the session knows can be read now, however long Telegram makes us wait before it tells more."""
        for channel in channels:
            place = self._places.remembered(channel)
            if place is not None and self._roster.get(place.telegram_id) is None:
                self._put(channel, place)

    async def _dialogs(self) -> list[Place]:
        """The channels that the account is in; none where the server does not list them."""
        pauses = iter(PAUSES)
        while True:
            try:
                return await self._places.dialogs()
            except errors.RPCError as error:
                raise_if_refused(error)
                pause = wait_of(error) or (next(pauses, None) if is_failure(error) else None)
                code = error_code(error)
            if pause is None:
                _log.info("The list of dialogs is not to be had (%s); channels go one by one", code)
                return []
            _log.warning("The dialogs are asked for again in %s (%s)", pause, code)
            await self._clock.sleep(pause)

    async def _find_all(self, unknown: Sequence[Channel], to_join: asyncio.Queue[Followed | None]) -> None:
        """Look for channels by their handles; ends the queue."""
        for pause in SOUGHT_AGAIN_AFTER:
            unknown = [channel for channel in unknown if not await self._find(channel, to_join)]
            if unknown:
                await self._clock.sleep(pause)
        for channel in unknown:
            if not await self._find(channel, to_join):
                await self._joiner.tell_state(channel, FollowState.LOST, "Telegram fails when it is asked for it")
        to_join.put_nowait(None)

    async def _find(self, channel: Channel, to_join: asyncio.Queue[Followed | None]) -> bool:
        """Look for a channel by its handle. False where Telegram failed: that says nothing of the channel."""
        if channel.handle is None:
            note = "Telegram finds channels by handle only; join it by hand, or give its handle in watch.toml"
            await self._joiner.tell_state(channel, FollowState.LOST, note)
            return True
        try:
            place = await self._places.by_handle(channel.handle)
        except errors.RPCError as error:
            if is_failure(error):
                return False
            await self._joiner.lose(channel, error)
            return True
        if place is None:
            await self._joiner.tell_state(channel, FollowState.LOST, "its handle belongs to somebody who is no channel")
        else:
            await self._settle(channel, place, to_join)
        return True

    async def _settle(self, channel: Channel, place: Place, to_join: asyncio.Queue[Followed | None]) -> None:
        """Put a found channel on the roster; history can be read from now on, joined or not."""
        for other in self._roster:
            if other.channel.key == channel.key and other.telegram_id != place.telegram_id:
                self._roster.drop(other.telegram_id)  # its handle was another channel's when it was remembered
        if place.told is not None:
            channel = await self._store.identify(channel.key, channel_ref(place.told))
            self._client.remember((place.told,))
        followed = self._put(channel, place)
        if place.is_joined:
            await self._joiner.tell_state(channel, FollowState.LIVE, None)
        else:
            to_join.put_nowait(followed)

    def _put(self, channel: Channel, place: Place) -> Followed:
        # A process that died before it had read a channel has left posts that are missed, and not old.
        since = channel.followed_since or self._clock.now()
        followed = Followed(channel=channel, telegram_id=place.telegram_id, access_hash=place.access_hash, since=since)
        self._roster.put(followed)
        self._wanted.add(followed.telegram_id)
        return followed

    async def _join_all(self, to_join: asyncio.Queue[Followed | None]) -> None:
        """Join what comes, until the queue is ended."""
        while (followed := await to_join.get()) is not None:
            await self._joiner.join(followed)


async def _together(*works: Coroutine[Any, Any, None]) -> None:
    """Do these side by side; the first error ends the others, and is raised as it is."""
    tasks = [asyncio.create_task(work, name="following") for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
