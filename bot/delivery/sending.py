"""One step of one row: its next part sent, or its parts edited, and each recorded as soon as it is told (RULES 15)."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from bot.delivery.failures import DeliveryStore
from bot.delivery.rates import Rates
from bot.delivery.witness import Told, Witness
from bot.errors import MessengerUnavailableError
from bot.model.delivery import Delivery, random_id
from bot.model.message import Message
from bot.model.subscriber import ChatKind
from bot.ports import Clock, Messenger

_Result = TypeVar("_Result")


class Sending:
    """Tells rows whose text is frozen through one messenger."""

    def __init__(
        self,
        archive: DeliveryStore,
        messenger: Messenger,
        clock: Clock,
        *,
        rates: Rates,
        witness: Witness,
        longest_send: timedelta,
    ) -> None:
        self._archive = archive
        self._messenger = messenger
        self._clock = clock
        self._rates = rates
        self._witness = witness
        self._longest_send = longest_send

    async def bring_on(self, row: Delivery, kind: ChatKind) -> None:
        """Send the next part of a frozen row, or edit those that stand. Raises DeliveryError and ArchiveError."""
        if row.confirmed_version:
            await self._edit(row)
        else:
            await self._send_next_part(row, kind)

    async def _send_next_part(self, row: Delivery, kind: ChatKind) -> None:
        parts = row.parts or ()
        number = len(row.message_ids)
        message_id = await self._answered(
            self._messenger.send(
                row.chat_id if row.begun_in is None else row.begun_in,
                parts[number],
                random_id=random_id(row.key, number, nonce=row.nonce),
                silent=row.silent,
                reply_to=row.reply_to_message_id if number == 0 else None,
            )
        )
        await self._archive.confirm_part(row.key, message_id=message_id)
        self._bear_witness(row, message_id, parts[number], is_edit=False)
        if number + 1 == len(parts):
            await self.confirm(row)
            return
        wait = self._rates.wait(row.chat_id, kind, self._clock.elapsed())
        await self._archive.postpone(row.key, until=self._clock.now() + wait)

    async def _edit(self, row: Delivery) -> None:
        """Replace the sent parts by those of the new version, which is as many: an alert is one message.

        What would look as it does is left alone.
        """
        standing = row.standing or ()
        for number, (message_id, part) in enumerate(zip(row.message_ids, row.parts or (), strict=False)):
            if standing[number : number + 1] == (part,):
                continue
            await self._answered(self._messenger.edit(row.chat_id, message_id, part))
            self._bear_witness(row, message_id, part, is_edit=True)
        await self.confirm(row)

    async def _answered(self, call: Awaitable[_Result]) -> _Result:
        """The messenger's answer. Raises MessengerUnavailableError when none comes in time."""
        try:
            async with asyncio.timeout(self._longest_send.total_seconds()):
                return await call
        except TimeoutError:
            seconds = self._longest_send.total_seconds()
            raise MessengerUnavailableError(f"No answer within {seconds:.0f} s.") from None

    async def confirm(self, row: Delivery) -> None:
        """Record that a row is sent in full in its version. Raises ArchiveError."""
        await self._archive.confirm(row.key, version=row.version, now=self._clock.now())

    def _bear_witness(self, row: Delivery, message_id: int, message: Message, *, is_edit: bool) -> None:
        at = self._clock.now()
        self._witness.told(Told(at=at, delivery=row, message_id=message_id, message=message, is_edit=is_edit))
