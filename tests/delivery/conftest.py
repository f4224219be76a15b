"""A pump over a real archive in memory, with a messenger at the outer boundary that fails as told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.delivery.pump import Pump
from bot.delivery.witness import Told
from bot.model.delivery import Delivery, DeliveryKind, NewDelivery, Priority
from bot.model.subscriber import Subscriber
from bot.model.work import Lane, WorkDone
from bot.ports import Archive
from storage.opening import open_archive
from tests.delivery.boundary import FaultyMessenger, NapClock, TextRenderer
from tests.wording.samples import NIGHT, subscriber


@dataclass
class Notes:
    """A witness that writes down what it is told."""

    told_of: list[Told] = field(default_factory=list)
    parked_for: dict[str, str] = field(default_factory=dict)

    def told(self, told: Told) -> None:
        """Note a message."""
        self.told_of.append(told)

    def parked(self, delivery: Delivery, reason: str) -> None:
        """Note a row that was given up."""
        self.parked_for[delivery.key] = reason


@dataclass
class Bench:
    """A pump, and all that is around it."""

    archive: Archive
    clock: NapClock
    messenger: FaultyMessenger
    renderer: TextRenderer
    notes: Notes
    pump: Pump

    def new_pump(self) -> Pump:
        """Another pump over the same outbox, as after a restart."""
        return Pump(self.archive, self.messenger, self.renderer, self.clock, witness=self.notes)

    async def subscribe(self, chat_id: int, **changes: Any) -> Subscriber:
        """Make a subscriber."""
        reader = subscriber(chat_id=chat_id, **changes)
        await self.archive.save_subscriber(reader)
        return reader

    async def want(self, key: str, chat_id: int = 500, **changes: Any) -> None:
        """Put a row into the outbox."""
        facts: dict[str, Any] = {
            "kind": DeliveryKind.ALERT,
            "priority": Priority.ALERT,
            "created_at": self.clock.now(),
        }
        await self.archive.enqueue([NewDelivery(key=key, chat_id=chat_id, **(facts | changes))])

    async def want_newer(self, key: str, version: int, chat_id: int = 500) -> None:
        """Raise the wanted version of an alert, as the worker does."""
        newer = NewDelivery(
            key=key,
            chat_id=chat_id,
            kind=DeliveryKind.ALERT,
            priority=Priority.ALERT,
            created_at=self.clock.now(),
            version=version,
        )
        work = WorkDone(lane=Lane.URGENT, up_to=0, at=self.clock.now(), deliveries=(newer,))
        await self.archive.commit_work(work)

    async def drain(self) -> None:
        """Work until nothing is due at this very moment."""
        while await self.pump.run_once():
            pass

    async def pass_time(self, *, until: datetime | None = None, **span: float) -> None:
        """Let time pass, working whatever comes due on the way."""
        end = until or self.clock.now() + timedelta(**span)
        await self.drain()
        while (due := await self.pump.next_due()) is not None and due <= end:
            self.clock.advance_to(due)
            await self.drain()
        self.clock.advance_to(end)

    def calls_of(self, chat_id: int, text: str) -> int:
        """How often this text was tried to be sent to the chat; all tries carried one ``random_id``."""
        tries = [random_id for chat, said, random_id in self.messenger.calls if (chat, said) == (chat_id, text)]
        assert len(set(tries)) <= 1
        return len(tries)

    @property
    def texts(self) -> list[str]:
        """What was sent and edited so far, in order."""
        return [sent.message.text for sent in self.messenger.sent]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """A bench with one active subscriber, chat 500; each row is rendered as its key and version."""
    archive = await open_archive(":memory:")
    clock = NapClock(NIGHT)
    messenger = FaultyMessenger(clock)
    renderer = TextRenderer()
    notes = Notes()
    pump = Pump(archive, messenger, renderer, clock, witness=notes)
    bench = Bench(archive=archive, clock=clock, messenger=messenger, renderer=renderer, notes=notes, pump=pump)
    await bench.subscribe(500)
    yield bench
    await archive.close()
