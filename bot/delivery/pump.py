"""The pump: leases rows of the outbox, sends them, and records what became of each (RULES 15, 16; TELEGRAM 19–26).

Killed anywhere, it resumes: a text is frozen before its first part is sent, each part carries a
``random_id`` made from the row, and a part is recorded as soon as it is sent. It never sleeps over
a row: whatever has to wait goes back into the outbox with a time, so that no chat holds up another.
"""

import asyncio
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.alerts.capping import AN_HOUR, count_of_more, is_over_the_cap
from bot.delivery.failures import DeliveryStore, Failures
from bot.delivery.rates import Rates
from bot.delivery.sending import Sending
from bot.delivery.witness import NoWitness, Witness
from bot.errors import ArchiveError, ArchiveUnavailableError, DeliveryError
from bot.model.delivery import Delivery, DeliveryKind
from bot.model.message import Message
from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from bot.outages import Outage, outlasting
from bot.ports import Clock, Messenger

_log = logging.getLogger(__name__)


class Renderer(Protocol):
    """Turns a row into its text."""

    async def render(self, delivery: Delivery, subscriber: Subscriber) -> Sequence[Message]:
        """The parts to be sent, none where nothing is left to tell; what it raises parks the row."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PumpSettings:
    """How much the pump does at once and how long it waits.

    A lease outlives the longest send, so that no row is ever in two hands.
    """

    at_once: int = 16
    lease_for: timedelta = field(default=timedelta(minutes=2))
    longest_send: timedelta = field(default=timedelta(seconds=60))
    shortest_rest: timedelta = field(default=timedelta(milliseconds=100))
    longest_rest: timedelta = field(default=timedelta(seconds=30))


class Pump:
    """Empties the outbox through one messenger; there is one pump per outbox and messenger."""

    def __init__(
        self,
        archive: DeliveryStore,
        messenger: Messenger,
        renderer: Renderer,
        clock: Clock,
        *,
        rates: Rates | None = None,
        witness: Witness | None = None,
        settings: PumpSettings | None = None,
    ) -> None:
        self._archive = archive
        self._renderer = renderer
        self._clock = clock
        self._rates = rates or Rates()
        self._settings = settings or PumpSettings()
        witness = witness or NoWitness()
        self._failures = Failures(archive, clock, self._rates, witness)
        longest = self._settings.longest_send
        self._sending = Sending(archive, messenger, clock, rates=self._rates, witness=witness, longest_send=longest)
        self._in_hand: dict[str, int] = {}
        """The chat of each row that is being worked; none of them is leased for another row meanwhile."""
        self._undecided: set[str] = set()
        """Those of them that may be sent, and are not counted by the rates yet."""

    async def run_once(self) -> int:
        """Work all rows that are due now, up to ``at_once`` of them; returns how many. Zero: nothing is due.

        Raises ArchiveError when the outbox cannot be read.
        """
        rows = await self._lease()
        async with asyncio.TaskGroup() as group:
            for row in rows:
                group.create_task(self._work(row), name=f"delivery {row.key}")
        return len(rows)

    async def run(self, bell: asyncio.Event) -> None:
        """Work rows as they come due until cancelled; ``bell`` is rung when there may be new ones.

        Takes over what a pump that died had under lease. Rows that are under way when it is cancelled go
        back into the outbox at once. An archive that cannot be used for a while is outlasted; any other ArchiveError
        is raised.
        """
        outage = Outage(self._clock, "pump")
        await outlasting(outage, self.take_over)
        async with asyncio.TaskGroup() as group:
            while True:
                bell.clear()
                if not await outlasting(outage, partial(self._start_due, group, bell)):
                    await self._rest(bell, await outlasting(outage, self._rest_for))

    async def take_over(self) -> None:
        """Begin where a pump that died has stopped: its leases end, and who was to wait for a while still waits.

        What Telegram asks to wait it asks for a chat; the row that met it stands for the others, and for those to
        come. Raises ArchiveError.
        """
        await self._archive.release_leases()
        now, moment = self._clock.now(), self._clock.elapsed()
        for chat_id, until in (await self._archive.put_off(now=now)).items():
            self._rates.hold(chat_id, moment + (until - now))

    async def _start_due(self, group: asyncio.TaskGroup, bell: asyncio.Event) -> int:
        """Begin to work as many due rows as there is room for; each rings the bell when it ends."""
        rows = await self._lease()
        for row in rows:
            task = group.create_task(self._work(row), name=f"delivery {row.key}")
            task.add_done_callback(lambda _: bell.set())
        return len(rows)

    async def _rest(self, bell: asyncio.Event, rest_for: timedelta) -> None:
        """Return when the bell rings or the next row comes due."""
        waits = {
            asyncio.create_task(bell.wait(), name="bell of the pump"),
            asyncio.create_task(self._clock.sleep(rest_for), name="rest of the pump"),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def next_due(self) -> datetime | None:
        """When there may be something to send: rows have come due, and the rates allow one; None if nothing waits.

        Raises ArchiveError.
        """
        now, moment = self._clock.now(), self._clock.elapsed()
        resting = self._rates.resting(moment)
        due = await self._archive.next_due(now=now, resting={*resting, *self._in_hand.values()})
        times = [now + (until - moment) for until in resting.values()]
        times += [due] if due is not None else []
        return max(min(times), now + (self._rates.free_again(moment) - moment)) if times else None

    def resting(self) -> Collection[int]:
        """The chats that may get nothing at this moment, by the rates or because Telegram said so."""
        return self._rates.resting(self._clock.elapsed()).keys()

    async def _rest_for(self) -> timedelta:
        due = await self.next_due() if self._room() else None
        if due is None:
            return self._settings.longest_rest  # or until the bell rings: also when a place becomes free
        wait = due - self._clock.now()
        return max(self._settings.shortest_rest, min(wait, self._settings.longest_rest))

    def _room(self) -> int:
        """How many rows more may be worked at once."""
        return self._settings.at_once - len(self._in_hand)

    async def _lease(self) -> Sequence[Delivery]:
        """Take what is due, and no more than may be sent at this moment: what has to wait stays where it is."""
        now, moment = self._clock.now(), self._clock.elapsed()
        limit = min(self._room(), self._rates.free(moment) - len(self._undecided))
        if limit <= 0:
            return ()
        resting = {*self._rates.resting(moment), *self._in_hand.values()}
        lease_for = self._settings.lease_for
        rows = await self._archive.lease(now=now, limit=limit, lease_for=lease_for, resting=resting)
        self._in_hand.update({row.key: row.chat_id for row in rows})
        self._undecided.update(row.key for row in rows)
        return rows

    async def _work(self, row: Delivery) -> None:
        """Bring one row a step further; never raises but for cancellation."""
        try:
            await self._tell_or_record(row)
        except ArchiveUnavailableError as error:
            # Nothing can be recorded now. The lease runs out, and the same random_id makes a repeat harmless.
            _log.warning("Delivery %s could not be recorded; it is tried again after its lease. %s", row.key, error)
        except ArchiveError:
            _log.exception("Delivery %s could not be recorded; it is tried again after its lease.", row.key)
        except asyncio.CancelledError:
            await self._failures.give_back(row)
            raise
        finally:
            self._undecided.discard(row.key)
            self._in_hand.pop(row.key, None)

    async def _tell_or_record(self, row: Delivery) -> None:
        try:
            await self._tell(row)
        except DeliveryError as error:
            await self._failures.record(row, error)
        except ArchiveError:
            raise
        except Exception as error:
            _log.exception("Delivery %s failed in a way that nobody foresaw; it is parked.", row.key)
            await self._failures.park(row, f"{type(error).__name__}: {error}")
        else:
            self._failures.forget(row)

    async def _tell(self, row: Delivery) -> None:
        subscriber = await self._archive.subscriber(row.chat_id)
        refusal = _refusal(row, subscriber)
        if refusal is not None:
            await self._failures.park(row, refusal)
            return
        if _is_sent_in_full(row):
            await self._sending.confirm(row)
            return
        if await self._is_one_too_many(row, subscriber):
            return
        kind = subscriber.kind if subscriber else _kind_of(row.chat_id)
        moment = self._clock.elapsed()
        wait = self._rates.wait(row.chat_id, kind, moment)
        if wait > timedelta(0):  # Telegram has asked for it since the row was leased
            await self._failures.put_back(row, until=self._clock.now() + wait)
            return
        # Before anything is awaited: the sends beside this one must see that the turn is taken.
        self._rates.take(row.chat_id, kind, moment)
        self._undecided.discard(row.key)
        frozen = await self._frozen(row, subscriber)
        if frozen is not None:
            await self._sending.bring_on(frozen, kind)

    async def _is_one_too_many(self, row: Delivery, subscriber: Subscriber | None) -> bool:
        """Whether the chat has had its alerts of the hour: then this one is only counted."""
        if subscriber is None or row.kind is not DeliveryKind.ALERT or row.confirmed_version or row.parts is not None:
            return False
        now, wanted = self._clock.now(), subscriber.preferences
        told = await self._archive.alerts_told(row.chat_id, since=now - AN_HOUR)
        if not is_over_the_cap(wanted, row.weight, told):
            return False
        await self._archive.pass_over(row.key, count_of_more(row.chat_id, wanted, now), now=now)
        return True

    async def _frozen(self, row: Delivery, subscriber: Subscriber | None) -> Delivery | None:
        """The row with its text; a text that was frozen before stays as it is.

        None when there is nothing to send now: the row has nothing to tell any more, or is to be rendered anew
        because a newer version came to be wanted meanwhile.
        """
        if row.parts is not None:
            return row
        if subscriber is None:
            raise ValueError("a row for no subscriber brings no text")
        parts = tuple(await self._renderer.render(row, subscriber))
        if not parts and row.confirmed_version:
            raise ValueError("the edit has no text")
        if not parts:
            await self._archive.withdraw(row.key, version=row.version)
        elif await self._archive.freeze(row.key, parts, version=row.version):
            return replace(row, parts=parts)
        await self._failures.put_back(row, until=self._clock.now())
        return None


def _is_sent_in_full(row: Delivery) -> bool:
    """Killed between the last part and the confirmation: there is nothing left to send."""
    return row.confirmed_version == 0 and row.parts is not None and len(row.message_ids) >= len(row.parts)


def _refusal(row: Delivery, subscriber: Subscriber | None) -> str | None:
    """Why this chat must not get the row, or None.

    A notice answers something that was done in the chat, so it also goes to one that is not subscribed,
    not yet, or no longer; only a chat that takes no messages is left alone.
    """
    state = subscriber.state if subscriber else None
    if state is SubscriberState.ACTIVE:
        return None
    if row.kind is DeliveryKind.NOTICE and state is not SubscriberState.PARKED:
        return None
    return f"The subscriber is {state}." if state else "The chat is no subscriber."


def _kind_of(chat_id: int) -> ChatKind:
    """What kind of chat a marked id means; a channel and a supergroup look the same and have the same limits."""
    return ChatKind.PERSON if chat_id > 0 else ChatKind.GROUP
