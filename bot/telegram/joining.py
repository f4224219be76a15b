"""Joining channels, one after the other and slowly, and saying how each is read (TELEGRAM 12; RULES 6)."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

from telethon import errors
from telethon.tl import functions, types

from bot.model.channel import Channel, FollowState
from bot.ports import Clock, FollowStore
from bot.telegram.asking import ask_patiently, raise_if_refused
from bot.telegram.client import Client
from bot.telegram.convert import channel_ref
from bot.telegram.pace import Pace
from bot.telegram.roster import Followed, Roster, Wanted
from bot.telegram.trouble import CHANNEL_CLOSED_CODES, error_code

_log = logging.getLogger(__name__)

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


class Joiner:
    """Joins channels of the roster, or says why one is only polled or lost."""

    def __init__(self, client: Client, roster: Roster, wanted: Wanted, store: FollowStore, clock: Clock) -> None:
        self._client = client
        self._roster = roster
        self._wanted = wanted
        self._store = store
        self._clock = clock
        self._joins = Pace(clock, burst=20, interval=timedelta(seconds=15))

    async def join(self, followed: Followed) -> None:
        """Join a channel, or say why it is only polled. Raises SessionError, ArchiveError and OSError."""
        peer = types.InputChannel(followed.telegram_id, followed.access_hash)
        request = functions.channels.JoinChannelRequest(peer)
        try:
            answer = await ask_patiently(self._client, request, self._joins, self._clock)
        except errors.UserAlreadyParticipantError:
            answer = None
        except errors.RPCError as error:
            await self._refused(followed, error)
            return
        await self._know_better(followed, answer)
        await self.tell_state(followed.channel, FollowState.LIVE, None)
        # What was posted between the first look at the history and the joining was pushed to nobody.
        self._wanted.add(followed.telegram_id)

    async def lose(self, channel: Channel, error: errors.RPCError) -> None:
        """Say that a channel is lost by this refusal."""
        raise_if_refused(error)
        code = error_code(error)
        await self.tell_state(channel, FollowState.LOST, _LOST_NOTES.get(code, f"Telegram refuses it ({code})"))

    async def tell_state(self, channel: Channel, state: FollowState, note: str | None) -> None:
        """Record how a channel is read."""
        if note is not None:
            _log.warning("%s is %s: %s", channel.name, state, note)
        await self._store.set_follow_state(channel.key, state, note=note, now=self._clock.now())

    async def _refused(self, followed: Followed, error: errors.RPCError) -> None:
        code = error_code(error)
        if code in CHANNEL_CLOSED_CODES:
            self._roster.drop(followed.telegram_id)
            await self.lose(followed.channel, error)
            return
        note = f"it is read by polling: {_POLLED_NOTES.get(code, f'joining was refused ({code})')}"
        await self.tell_state(followed.channel, FollowState.POLLED, note)

    async def _know_better(self, followed: Followed, answer: Any) -> None:
        """A join's answer carries the channel itself, which a remembered one lacked."""
        updates = answer if hasattr(answer, "chats") else getattr(answer, "updates", None)
        for told in getattr(updates, "chats", ()):
            if isinstance(told, types.Channel) and told.id == followed.telegram_id and told.access_hash is not None:
                self._client.remember((told,))
                channel = await self._store.identify(followed.channel.key, channel_ref(told))
                self._roster.put(replace(followed, channel=channel, access_hash=told.access_hash))
