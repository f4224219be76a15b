"""What a client's event handlers were told, to be waited for."""

import asyncio
from typing import Any

from telethon import events

PATIENCE_SECONDS = 5


class Heard:
    """New, edited and deleted messages as a client hears of them, in order."""

    def __init__(self, client: Any) -> None:
        self.senders: list[int | None] = []
        """Who sent the new messages."""
        self._told: asyncio.Queue[tuple[str, Any]] = asyncio.Queue()
        client.add_event_handler(self._new, events.NewMessage())
        client.add_event_handler(self._edited, events.MessageEdited())
        client.add_event_handler(self._deleted, events.MessageDeleted())
        client.add_event_handler(self._pressed, events.CallbackQuery())

    async def next(self) -> tuple[str, Any]:
        """The next event's kind, with a text, deleted ids or a button's data."""
        return await asyncio.wait_for(self._told.get(), PATIENCE_SECONDS)

    async def take(self, count: int) -> list[tuple[str, Any]]:
        """The next events."""
        return [await self.next() for _ in range(count)]

    @property
    def silent(self) -> bool:
        """Whether nothing waits to be taken."""
        return self._told.empty()

    async def _new(self, event: Any) -> None:
        self.senders.append(event.sender_id)
        self._told.put_nowait(("new", event.message.raw_text))

    async def _edited(self, event: Any) -> None:
        self._told.put_nowait(("edited", event.message.raw_text))

    async def _deleted(self, event: Any) -> None:
        self._told.put_nowait(("deleted", event.deleted_ids))

    async def _pressed(self, event: Any) -> None:
        self._told.put_nowait(("pressed", event))
