"""Telethon's book-keeping of updates, made to tell where it may have lost some (TELEGRAM 2 and 3).

Telethon asks for the "difference" when it finds a gap. Where that brings nothing, it goes on in silence;
here the gap is told, so that the reconciler reads the channel's history from the archive's own cursor.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from telethon._updates import EntityCache, MessageBox
from telethon._updates.messagebox import PtsInfo
from telethon.tl import types

OnGap = Callable[[int | None], None]
"""Told a channel's bare id, or None when any channel may be affected."""


UPDATES_HELD = 5000
"""More than a burst, and some megabytes: less than comes in an hour in which the archive is locked."""


class HeldUpdates(asyncio.Queue[Any]):
    """Telethon's queue of pushed updates, which has no bound of its own.

    What comes while it is full is let go, and the gap told: history is read when there is room again, at our pace.
    """

    def __init__(self, on_gap: OnGap) -> None:
        super().__init__()
        self.most = UPDATES_HELD
        """How many are held."""
        self.let_go = 0
        """How many were not."""
        self._on_gap = on_gap

    def put_nowait(self, item: Any) -> None:
        """Hold an update if there is room."""
        if self.qsize() < self.most:
            super().put_nowait(item)
            return
        self.let_go += 1
        self._on_gap(None)


class WatchedMessageBox(MessageBox):  # type: ignore[misc]  # Telethon ships no types
    """The message box of one client; ``on_gap`` hears of every hole that no difference will fill."""

    next_deadline: Any

    def __init__(self, log: Any, on_gap: OnGap) -> None:
        super().__init__(log)
        self._on_gap = on_gap

    def try_begin_get_diff(self, entry: Any, reason: str) -> None:
        """As Telethon's; also tells of a "too long" where there is no state to ask from (TELEGRAM 2)."""
        if entry not in self.map:
            self._on_gap(entry if isinstance(entry, int) else None)
        super().try_begin_get_diff(entry, reason)

    def get_channel_difference(self, chat_hashes: EntityCache) -> Any:
        """As Telethon's; also tells of a channel that it drops because its access hash is not known."""
        wanted = set(self.getting_diff_for)
        request = super().get_channel_difference(chat_hashes)
        for dropped in wanted - self.getting_diff_for:
            self._on_gap(dropped)
        return request

    def apply_channel_difference(self, request: Any, diff: Any, chat_hashes: EntityCache) -> Any:
        """As Telethon's; keeps edits and deletions, and tells of a difference that jumps ahead and delivers nothing.

        Telethon counts the whole difference as seen before it looks at what is no new post, and drops that as old.
        """
        channel_id = request.channel.channel_id
        if isinstance(diff, types.updates.ChannelDifferenceTooLong):
            self._on_gap(channel_id)
        changes = []
        if isinstance(diff, types.updates.ChannelDifference):
            changes = [update for update in diff.other_updates if _is_counted_in(channel_id, update)]
            diff.other_updates = [update for update in diff.other_updates if not _is_counted_in(channel_id, update)]
        updates, users, chats = super().apply_channel_difference(request, diff, chat_hashes)
        return [*updates, *changes], users, chats

    def go_back(self, channel_id: int, pts: int) -> None:
        """Count a channel's updates from ``pts`` where we stand further on: all of them would pass for old."""
        state = self.map.get(channel_id)
        if state is not None and state.pts > pts:
            state.pts = pts

    def end_channel_difference(self, request: Any, reason: Any, chat_hashes: EntityCache) -> None:
        """As Telethon's for a refused difference; then tells, and forgets where the channel stood.

        The next update sets a new state; kept, the old one would make each later update a gap, or an old tale.
        """
        super().end_channel_difference(request, reason, chat_hashes)
        channel_id = request.channel.channel_id
        self.map.pop(channel_id, None)
        if self.next_deadline == channel_id:
            # Telethon finds the next deadline by this entry alone, and would wait for a missing one for ever.
            self.next_deadline = min(self.map, key=lambda entry: self.map[entry].deadline, default=None)
        self._on_gap(channel_id)

    def apply_difference(self, diff: Any, chat_hashes: EntityCache) -> Any:
        """As Telethon's; also tells of an account's difference that delivers nothing."""
        if isinstance(diff, types.updates.DifferenceTooLong):
            self._on_gap(None)
        return super().apply_difference(diff, chat_hashes)

    def end_difference(self) -> None:
        """As Telethon's for a refused difference; also tells."""
        super().end_difference()
        self._on_gap(None)


def _is_counted_in(channel_id: int, update: Any) -> bool:
    """Whether an update has its number in this channel's row."""
    pts = PtsInfo.from_update(update)
    return pts is not None and pts.entry == channel_id
