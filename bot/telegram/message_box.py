"""Telethon's book-keeping of updates, made to tell where it may have lost some (TELEGRAM 2 and 3).

Telethon asks for the "difference" when it finds a gap. Where that brings nothing, it goes on in silence;
here the gap is told, so that the reconciler reads the channel's history from the archive's own cursor.
"""

from collections.abc import Callable
from typing import Any

from telethon._updates import EntityCache, MessageBox
from telethon._updates.messagebox import ENTRY_ACCOUNT, PtsInfo
from telethon.tl import types

OnGap = Callable[[int | None], None]
"""Told a channel's bare id, or None when any channel may be affected."""


class WatchedMessageBox(MessageBox):  # type: ignore[misc]  # Telethon ships no types
    """The message box of one client; ``on_gap`` hears of every hole that no difference will fill."""

    __slots__ = ("_highest", "_on_gap")

    def __init__(self, log: Any, on_gap: OnGap) -> None:
        super().__init__(log)
        self._on_gap = on_gap
        self._highest: dict[Any, int] = {}

    def apply_pts_info(self, update: Any, *, reset_deadlines: Any) -> Any:
        """As Telethon's; also tells of "too long" for a channel of which there is no state to go on from."""
        if isinstance(update, types.UpdateChannelTooLong) and update.channel_id not in self.map:
            self._on_gap(update.channel_id)
        told = PtsInfo.from_update(update)
        if told is not None:
            self._highest[told.entry] = max(told.pts, self._highest.get(told.entry, 0))
        return super().apply_pts_info(update, reset_deadlines=reset_deadlines)

    def get_channel_difference(self, chat_hashes: EntityCache) -> Any:
        """As Telethon's; also tells of a channel that it drops because its access hash is not known."""
        wanted = set(self.getting_diff_for)
        request = super().get_channel_difference(chat_hashes)
        for dropped in wanted - self.getting_diff_for:
            self._on_gap(dropped)
        return request

    def apply_channel_difference(self, request: Any, diff: Any, chat_hashes: EntityCache) -> Any:
        """As Telethon's; also tells of a difference that jumps ahead and delivers nothing."""
        if isinstance(diff, types.updates.ChannelDifferenceTooLong):
            self._on_gap(request.channel.channel_id)
        return super().apply_channel_difference(request, diff, chat_hashes)

    def end_channel_difference(self, request: Any, reason: Any, chat_hashes: EntityCache) -> None:
        """As Telethon's; then tells, and goes on from the newest update, or each later one would be a gap again."""
        super().end_channel_difference(request, reason, chat_hashes)
        channel_id = request.channel.channel_id
        self._go_on_from_newest(channel_id)
        self._on_gap(channel_id)

    def apply_difference(self, diff: Any, chat_hashes: EntityCache) -> Any:
        """As Telethon's; also tells of an account's difference that delivers nothing."""
        if isinstance(diff, types.updates.DifferenceTooLong):
            self._on_gap(None)
        return super().apply_difference(diff, chat_hashes)

    def end_difference(self) -> None:
        """As Telethon's; then tells, and goes on from the newest update of the account."""
        super().end_difference()
        self._go_on_from_newest(ENTRY_ACCOUNT)
        self._on_gap(None)

    def _go_on_from_newest(self, entry: Any) -> None:
        state = self.map.get(entry)
        if state is not None:
            state.pts = max(state.pts, self._highest.get(entry, 0))
