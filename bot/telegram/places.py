"""Where Telegram keeps the channels of the watch list for this account (TELEGRAM 12).

What the session knows is asked of nobody; the list of dialogs costs one request for a hundred channels; finding a
channel by its handle is dear.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telethon import errors
from telethon.tl import functions, types

from bot.model.channel import Channel
from bot.ports import Clock
from bot.telegram.asking import ask_patiently
from bot.telegram.client import Client
from bot.telegram.convert import handle_of
from bot.telegram.pace import Pace
from bot.telegram.trouble import BROKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a channel is to be reached; ``told`` is the channel's own object where we have it."""

    telegram_id: int
    access_hash: int
    told: Any | None = None
    is_joined: bool = False


class Places:
    """Looks for channels, from the cheapest way to the dearest."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        # Waits of hours were seen after some 160 quick resolves (TELEGRAM 12).
        self._resolves = Pace(clock, burst=40, interval=timedelta(seconds=10))

    async def dialogs(self) -> list[Place]:
        """The channels that the account is in, a hundred a request.

        Telethon learns from this too where each channel's updates stand (TELEGRAM 2). Raises RPCError.
        """
        try:
            told = [dialog.entity async for dialog in self._client.iter_dialogs()]
        except (AttributeError, LookupError) as error:  # Telethon takes the answer apart without looking at it
            raise errors.ServerError(None, BROKEN) from error
        return [
            _place_of(entity, is_joined=not entity.left)
            for entity in told
            if isinstance(entity, types.Channel) and entity.access_hash is not None
        ]

    def remembered(self, channel: Channel) -> Place | None:
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
        return Place(telegram_id=known.channel_id, access_hash=known.access_hash)

    async def by_handle(self, handle: str) -> Place | None:
        """Where Telegram says that the channel with this handle is; None for a handle of somebody else.

        Raises as ``ask_patiently`` does.
        """
        request = functions.contacts.ResolveUsernameRequest(handle)
        answer = await ask_patiently(self._client, request, self._resolves, self._clock)
        told = next((chat for chat in getattr(answer, "chats", ()) if isinstance(chat, types.Channel)), None)
        return None if told is None or told.access_hash is None else _place_of(told)


def found_among(places: Iterable[Place], channel: Channel) -> Place | None:
    """The dialog of a channel, by id, else by handle whatever its case."""
    for place in places:
        if channel.telegram_id is not None:
            if place.telegram_id == channel.telegram_id:
                return place
        elif channel.handle is not None and (handle_of(place.told) or "").casefold() == channel.handle.casefold():
            return place
    return None


def _place_of(told: Any, *, is_joined: bool = False) -> Place:
    return Place(telegram_id=told.id, access_hash=told.access_hash, told=told, is_joined=is_joined)
