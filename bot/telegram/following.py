"""Following the watch list: find each channel once, join it, and say how it is being read (TELEGRAM 12; RULES 6).

Finding a channel by its handle and joining it are what Telegram watches most closely. What the session
already knows is never asked for again, the rest is spaced out, and until a channel is joined it is polled.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from telethon import errors
from telethon.tl import functions, types

from bot.model.channel import Channel, ChannelRef, FollowState
from bot.ports import Clock, FollowStore
from bot.telegram.client import Client
from bot.telegram.convert import channel_ref, handle_of
from bot.telegram.pace import Pace
from bot.telegram.roster import Followed, Roster, Wanted
from bot.telegram.trouble import CHANNEL_CLOSED_CODES, error_code, session_error, wait_of

_log = logging.getLogger(__name__)

SOUGHT_AT_ONCE = 10
"""Lost channels that are looked for by their handles in one go: that is dear (TELEGRAM 12)."""

_LOST_NOTES = {
    "CHANNEL_PRIVATE": "it is private, or we are banned there",
    "USERNAME_INVALID": "its handle is not a valid one",
    "USERNAME_NOT_OCCUPIED": "nobody has this handle",
}
_POLLED_NOTES = {
    "CHANNELS_TOO_MUCH": "the listening account follows as many channels as Telegram allows",
    "INVITE_REQUEST_SENT": "its administrators have to let us in",
    "USER_BANNED_IN_CHANNEL": "the listening account may join no channels now",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where Telegram keeps a channel for this account; ``told`` is the channel's own object where we have it."""

    telegram_id: int
    access_hash: int
    told: Any | None = None
    is_joined: bool = False


class Follower:
    """Brings the roster in line with the watch list; every channel it puts there is wanted from the reconciler."""

    def __init__(self, client: Client, roster: Roster, wanted: Wanted, store: FollowStore, clock: Clock) -> None:
        self._client = client
        self._roster = roster
        self._wanted = wanted
        self._store = store
        self._clock = clock
        # Waits of hours were seen after some 160 quick resolves (TELEGRAM 12).
        self._resolves = Pace(clock, burst=40, interval=timedelta(seconds=10))
        self._sought: Counter[int] = Counter()
        self._joins = Pace(clock, burst=20, interval=timedelta(seconds=15))

    async def follow(self, watched: Sequence[ChannelRef]) -> None:
        """Follow exactly the channels of ``watched``; returns when each is joined, polled or lost.

        Channels that the account knows come first, so that they are live at once; finding the others may
        take as long as Telegram wishes. Raises SessionError, ArchiveError, and OSError where the
        connection is gone: calling it again goes on from there.
        """
        channels = await self._store.follow(watched, now=self._clock.now())
        self._forget_others(channels)
        places = await self._dialogs()
        unknown: list[Channel] = []
        to_join: list[Followed] = []
        for channel in channels:
            place = _found_among(places, channel) or self._remembered(channel)
            if place is None:
                unknown.append(channel)
            else:
                await self._settle(channel, place, to_join)
        for followed in to_join:
            await self._join(followed)
        for channel in unknown:
            await self._find_and_join(channel)

    async def try_lost_again(self, watched: Sequence[ChannelRef]) -> None:
        """Try to join the lost channels of ``watched`` once more; one that lets us in is live, and caught up with.

        Of those that have to be looked for, a few at a time, in turns. Raises as ``follow`` does.
        """
        channels = await self._store.follow(watched, now=self._clock.now())
        lost = [channel for channel in channels if channel.follow_state is FollowState.LOST]
        unknown = []
        for channel in lost:
            place = self._remembered(channel)
            if place is None:
                unknown.append(channel)
                continue
            followed = self._followed(channel, place)
            self._roster.put(followed)
            await self._join(followed)
            self._wanted.add(followed.telegram_id)
        unknown.sort(key=lambda channel: self._sought[channel.key])
        for channel in unknown[:SOUGHT_AT_ONCE]:
            self._sought[channel.key] += 1
            await self._find_and_join(channel)

    def _forget_others(self, channels: Iterable[Channel]) -> None:
        keys = {channel.key for channel in channels}
        for followed in self._roster:
            if followed.channel.key not in keys:
                self._roster.drop(followed.telegram_id)

    async def _dialogs(self) -> list[_Place]:
        """The channels that the account is in, a hundred a request; none where the server does not list them."""
        while True:
            try:
                return await self._list_dialogs()
            except errors.RPCError as error:
                _raise_if_refused(error)
                wait = wait_of(error)
                if wait is None:
                    _log.info("The list of dialogs is not to be had (%s); channels go one by one", error_code(error))
                    return []
            _log.warning("Telegram asks to wait %s before it lists the dialogs", wait)
            await self._clock.sleep(wait)

    async def _list_dialogs(self) -> list[_Place]:
        """Telethon learns from this too where each channel's updates stand (TELEGRAM 2)."""
        places = []
        async for dialog in self._client.iter_dialogs():
            told = dialog.entity
            if isinstance(told, types.Channel) and told.access_hash is not None:
                place = _Place(telegram_id=told.id, access_hash=told.access_hash, told=told, is_joined=not told.left)
                places.append(place)
        return places

    def _remembered(self, channel: Channel) -> _Place | None:
        """What the session file knows from earlier; asks nobody."""
        session = self._client.session
        known: Any = None
        try:
            if channel.telegram_id is not None:
                known = session.get_input_entity(types.PeerChannel(channel.telegram_id))
            elif channel.handle is not None:
                known = session.get_input_entity(channel.handle)
        except ValueError:
            return None
        if not isinstance(known, types.InputPeerChannel):
            return None
        return _Place(telegram_id=known.channel_id, access_hash=known.access_hash)

    async def _find_and_join(self, channel: Channel) -> None:
        if channel.handle is None:
            note = "Telegram finds channels by handle only; join it by hand, or give its handle in watch.toml"
            await self._tell_state(channel, FollowState.LOST, note)
            return
        try:
            answer = await self._ask(functions.contacts.ResolveUsernameRequest(channel.handle), self._resolves)
        except errors.RPCError as error:
            await self._lose(channel, error)
            return
        told = next((chat for chat in answer.chats if isinstance(chat, types.Channel)), None)
        if told is None or told.access_hash is None:
            await self._tell_state(channel, FollowState.LOST, "its handle belongs to somebody who is no channel")
            return
        to_join: list[Followed] = []
        place = _Place(telegram_id=told.id, access_hash=told.access_hash, told=told)
        await self._settle(channel, place, to_join)
        for followed in to_join:
            await self._join(followed)

    async def _settle(self, channel: Channel, place: _Place, to_join: list[Followed]) -> None:
        """Put a found channel on the roster; history can be read from now on, joined or not."""
        if place.told is not None:
            channel = await self._store.identify(channel.key, channel_ref(place.told))
            self._client.remember((place.told,))
        followed = self._followed(channel, place)
        self._roster.put(followed)
        self._wanted.add(followed.telegram_id)
        if place.is_joined:
            await self._tell_state(channel, FollowState.LIVE, None)
        else:
            to_join.append(followed)

    def _followed(self, channel: Channel, place: _Place) -> Followed:
        # A process that died before it had read a channel has left posts that are missed, and not old.
        since = channel.followed_since or self._clock.now()
        return Followed(channel=channel, telegram_id=place.telegram_id, access_hash=place.access_hash, since=since)

    async def _join(self, followed: Followed) -> None:
        """Join a channel, or say why it is only polled."""
        peer = types.InputChannel(followed.telegram_id, followed.access_hash)
        try:
            answer = await self._ask(functions.channels.JoinChannelRequest(peer), self._joins)
        except errors.UserAlreadyParticipantError:
            answer = None
        except errors.RPCError as error:
            code = error_code(error)
            if code in CHANNEL_CLOSED_CODES:
                self._roster.drop(followed.telegram_id)
                await self._lose(followed.channel, error)
            else:
                note = f"it is read by polling: {_POLLED_NOTES.get(code, f'joining was refused ({code})')}"
                await self._tell_state(followed.channel, FollowState.POLLED, note)
            return
        await self._know_better(followed, answer)
        await self._tell_state(followed.channel, FollowState.LIVE, None)
        # What was posted between the first look at the history and the joining was pushed to nobody.
        self._wanted.add(followed.telegram_id)

    async def _know_better(self, followed: Followed, answer: Any) -> None:
        """A join's answer carries the channel itself, which a remembered one lacked."""
        updates = answer if hasattr(answer, "chats") else getattr(answer, "updates", None)
        for told in getattr(updates, "chats", ()):
            if isinstance(told, types.Channel) and told.id == followed.telegram_id and told.access_hash is not None:
                self._client.remember((told,))
                channel = await self._store.identify(followed.channel.key, channel_ref(told))
                self._roster.put(replace(followed, channel=channel, access_hash=told.access_hash))

    async def _lose(self, channel: Channel, error: errors.RPCError) -> None:
        _raise_if_refused(error)
        code = error_code(error)
        await self._tell_state(channel, FollowState.LOST, _LOST_NOTES.get(code, f"Telegram refuses it ({code})"))

    async def _tell_state(self, channel: Channel, state: FollowState, note: str | None) -> None:
        if note is not None:
            _log.warning("%s is %s: %s", channel.name, state, note)
        await self._store.set_follow_state(channel.key, state, note=note, now=self._clock.now())

    async def _ask(self, request: Any, pace: Pace) -> Any:
        """Ask in our turn, as often as Telegram makes us wait."""
        while True:
            await pace.turn()
            try:
                return await self._client(request)
            except errors.RPCError as error:
                _raise_if_refused(error)
                wait = wait_of(error)
                if wait is None:
                    raise
            _log.warning("Telegram asks to wait %s before the next channel is found or joined", wait)
            await pace.obey(wait)


def _found_among(places: Iterable[_Place], channel: Channel) -> _Place | None:
    """The dialog of a channel, by id, else by handle whatever its case."""
    for place in places:
        if channel.telegram_id is not None:
            if place.telegram_id == channel.telegram_id:
                return place
        elif channel.handle is not None and (handle_of(place.told) or "").casefold() == channel.handle.casefold():
            return place
    return None


def _raise_if_refused(error: errors.RPCError) -> None:
    refused = session_error(error)
    if refused is not None:
        raise refused from error
