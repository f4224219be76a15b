"""Watching how channels are read: who falls silent is recorded, and administrators are told what changes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.alerts.silence import is_silent
from bot.model.channel import FollowState
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.ports import FollowStore
from bot.wording.states import states_changed

TOLD_EVERY = timedelta(minutes=30)
"""Many channels change together: one message for all of them, and the next one no sooner."""
HABIT_DAYS = 28


class ChannelWatch:
    """Judges silences and tells changes of state; safe to call at any time, and again after a start."""

    def __init__(self, store: FollowStore, *, admins: frozenset[int], is_read: Callable[[int], bool]) -> None:
        """``is_read`` tells by key whether all that a channel has posted is known to be stored just now."""
        self._store = store
        self._admins = admins
        self._is_read = is_read
        self._told_at: datetime | None = None

    async def tick(self, now: datetime) -> bool:
        """Whether there is something new in the outbox. Raises ArchiveError."""
        await self._judge(now)
        if self._told_at is not None and timedelta(0) <= now - self._told_at < TOLD_EVERY:
            return False
        changes = await self._store.untold_states()
        if not changes:
            return False
        # That a new channel is live is as it should be.
        news = [change for change in changes if change.told or change.channel.follow_state is not FollowState.LIVE]
        notices = []
        if news:
            self._told_at = now
            parts = states_changed(news, now=now)
            notices = [
                NewDelivery(
                    key=f"notice:channels:{now:%Y-%m-%dT%H:%M:%S}:{admin}",
                    chat_id=admin,
                    kind=DeliveryKind.NOTICE,
                    priority=Priority.NOTICE,
                    created_at=now,
                    parts=parts,
                )
                for admin in sorted(self._admins)
            ]
        await self._store.tell_states(changes, notices)
        return bool(notices)

    async def _judge(self, now: datetime) -> None:
        quiet = await self._store.quiet_channels(now=now, days=HABIT_DAYS)
        heard = [each.channel.key for each in quiet if each.is_heard_again]
        silent = [
            each.channel.key
            for each in quiet
            if each.channel.follow_state is FollowState.LIVE
            and self._is_read(each.channel.key)
            and is_silent(each.quiet_for, each.on_earlier_days)
        ]
        if silent or heard:
            await self._store.mark_silent(silent, heard, now=now)
