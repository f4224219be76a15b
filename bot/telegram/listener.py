"""Live posts: what Telegram pushes, put into our own words and handed on at once.

A handler here only normalises (TELEGRAM 6): no request, no resolving (TELEGRAM 7), no slow work. What is
missed all the same is found by the reconciler.
"""

import logging
from collections.abc import Iterable
from typing import Any, Protocol

from telethon import events
from telethon.tl import types

from bot.model.post import Arrival, Origin
from bot.ports import Clock
from bot.telegram.client import Client
from bot.telegram.convert import seen_deletions, seen_post
from bot.telegram.roster import Roster, Wanted

_log = logging.getLogger(__name__)


class ArrivalSink(Protocol):
    """Where live posts go."""

    async def put(self, arrival: Arrival) -> None:
        """Take an arrival; returns when there is room for it, not when it is stored."""
        ...


class Listener:
    """Turns the updates of followed channels into arrivals, in the order in which Telegram tells them."""

    def __init__(self, client: Client, roster: Roster, wanted: Wanted, sink: ArrivalSink, clock: Clock) -> None:
        self._client = client
        self._roster = roster
        self._wanted = wanted
        self._sink = sink
        self._clock = clock

    def start(self) -> None:
        """Listen from now on; gaps that Telethon finds are wanted from the reconciler."""
        told = (types.UpdateNewChannelMessage, types.UpdateEditChannelMessage, types.UpdateDeleteChannelMessages)
        self._client.add_event_handler(self._on_update, events.Raw(told))
        self._client.on_gap(self._wanted.add)

    def stop(self) -> None:
        """Take no further updates."""
        self._client.remove_event_handler(self._on_update)

    async def _on_update(self, update: Any) -> None:
        channel_id = _channel_of(update)
        if channel_id is None or self._roster.get(channel_id) is None:
            return
        try:
            for arrival in self._arrivals(update, channel_id):
                await self._sink.put(arrival)
        except Exception:
            # Telethon has counted this update as seen already: nobody would send it again (TELEGRAM 6).
            _log.exception("A live update of channel %d was not taken in; its history will be read", channel_id)
            self._wanted.add(channel_id)

    def _arrivals(self, update: Any, channel_id: int) -> Iterable[Arrival]:
        followed = self._roster.get(channel_id)
        if followed is None:
            return ()
        if isinstance(update, types.UpdateDeleteChannelMessages):
            return seen_deletions(update.messages, followed.ref, Origin.LIVE, told_at=self._clock.now())
        post = seen_post(
            update.message,
            followed.ref,
            Origin.LIVE,
            is_edit=isinstance(update, types.UpdateEditChannelMessage),
            known=getattr(update, "_entities", None),
        )
        return () if post is None else (post,)


def _channel_of(update: Any) -> int | None:
    """The bare id of the channel that an update is about."""
    if isinstance(update, types.UpdateDeleteChannelMessages):
        channel_id: int = update.channel_id
        return channel_id
    return getattr(update.message.peer_id, "channel_id", None)
