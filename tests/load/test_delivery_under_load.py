"""A thousand subscribers: within the rates, severest first, a turn for each chat, at a cost that does not grow."""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import pytest

from bot.clocks import VirtualClock
from bot.delivery.failures import DeliveryStore
from bot.delivery.pump import Pump
from bot.errors import FloodWaitError
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.subscriber import ChatKind, Preferences
from bot.ports import Archive
from storage.opening import open_archive
from storage.sqlite import outbox
from storage.sqlite.schema import ensure_current
from tests.delivery.boundary import FaultyMessenger, TextRenderer
from tests.wording.samples import NIGHT, subscriber

LOW, MEDIUM, CRITICAL = 0, 1, 3


class CountedArchive:
    """The real archive; ``calls`` counts what is asked of it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        self.calls[name] += 1
        return getattr(self._archive, name)


@dataclass
class Office:
    """A post office: a pump over a counted archive, in virtual time."""

    archive: Archive
    counted: CountedArchive
    clock: VirtualClock
    messenger: FaultyMessenger
    pump: Pump

    async def subscribe(self, *chat_ids: int, kind: ChatKind = ChatKind.PERSON) -> None:
        """Make subscribers that no cap spares anything."""
        for chat_id in chat_ids:
            reader = subscriber(chat_id=chat_id, kind=kind, preferences=Preferences(alerts_an_hour=10_000))
            await self.archive.save_subscriber(reader)

    async def want(self, *rows: tuple[int, str, int]) -> None:
        """Put alerts into the outbox: chat, story, weight."""
        wanted = [
            NewDelivery(
                key=f"{story}:{chat_id}",
                chat_id=chat_id,
                kind=DeliveryKind.ALERT,
                priority=Priority.ALERT,
                created_at=self.clock.now(),
                weight=weight,
            )
            for chat_id, story, weight in rows
        ]
        await self.archive.enqueue(wanted)

    async def pass_time(self, span: timedelta, *, most: int | None = None) -> None:
        """Send whatever comes due in this time, or until ``most`` messages are out."""
        end = self.clock.now() + span
        while True:
            while await self.pump.run_once():
                pass
            due = await self.pump.next_due()
            if most is not None and len(self.messenger.sent) >= most:
                return
            if due is None or due > end:
                break
            self.clock.advance_to(due)
        self.clock.advance_to(end)

    def told(self, chat_id: int) -> list[timedelta]:
        """When a chat was sent something, since the start."""
        return [sent.at - NIGHT for sent in self.messenger.sent if sent.chat_id == chat_id]


@pytest.fixture
async def post() -> AsyncIterator[Office]:
    archive = await open_archive(":memory:")
    counted, clock = CountedArchive(archive), VirtualClock(NIGHT)
    messenger = FaultyMessenger(clock)
    pump = Pump(cast(DeliveryStore, counted), messenger, TextRenderer(), clock)
    yield Office(archive, counted, clock, messenger, pump)
    await archive.close()


async def test_a_thousand_subscribers_are_told_once_each_as_fast_as_telegram_allows(post: Office) -> None:
    chats = range(1, 1001)
    await post.subscribe(*chats)
    await post.want(*((chat_id, "story", MEDIUM) for chat_id in chats))
    await post.pass_time(timedelta(minutes=5))
    assert [len(post.told(chat_id)) for chat_id in chats] == [1] * 1000
    in_each_second = Counter(sent.at for sent in post.messenger.sent)
    assert set(in_each_second.values()) == {30, 1000 % 30}
    assert max(in_each_second) - NIGHT == timedelta(seconds=1000 // 30)
    assert post.counted.calls["postpone"] == 0, "what has to wait is left where it is"
    assert post.counted.calls["lease"] < 1000 / 5


async def test_of_many_alerts_the_severest_goes_to_everybody_first(post: Office) -> None:
    chats = range(1, 101)
    await post.subscribe(*chats)
    await post.want(*((chat_id, "low", LOW) for chat_id in chats))
    await post.want(*((chat_id, "medium", MEDIUM) for chat_id in chats))
    await post.want(*((chat_id, "critical", CRITICAL) for chat_id in chats))
    await post.pass_time(timedelta(minutes=1))
    stories = [sent.message.text.partition(":")[0] for sent in post.messenger.sent]
    assert stories == ["critical"] * 100 + ["medium"] * 100 + ["low"] * 100


async def test_one_chat_that_is_told_to_wait_for_minutes_holds_up_nobody(post: Office) -> None:
    others = range(1, 61)
    await post.subscribe(999, *others)
    await post.want(*((999, f"story {number:02}", CRITICAL) for number in range(50)))
    await post.want(*((chat_id, "story", LOW) for chat_id in others))
    post.messenger.fail_for("story 00:999 v1", FloodWaitError(timedelta(seconds=300)))
    await post.pass_time(timedelta(seconds=299))
    assert post.told(999) == []
    assert Counter(chat_id for chat_id, *_ in post.messenger.calls)[999] == 1, "the wait is obeyed"
    assert max(post.told(chat_id)[0] for chat_id in others) <= timedelta(seconds=2)
    assert post.counted.calls["postpone"] == 1
    post.messenger.answer_again("story 00:999 v1")
    await post.pass_time(timedelta(seconds=60))
    assert post.told(999) == [timedelta(seconds=300 + number) for number in range(50)]


async def test_a_busy_group_has_its_twenty_a_minute_and_people_their_turn(post: Office) -> None:
    people = range(1, 31)
    await post.subscribe(-100, kind=ChatKind.GROUP)
    await post.subscribe(*people)
    await post.want(*((-100, f"story {number:02}", CRITICAL) for number in range(45)))
    await post.want(*((chat_id, f"story {number}", LOW) for chat_id in people for number in range(3)))
    await post.pass_time(timedelta(minutes=3))
    minutes = Counter(int(at.total_seconds()) // 60 for at in post.told(-100))
    assert minutes == {0: 20, 1: 20, 2: 5}
    assert all(len(post.told(chat_id)) == 3 for chat_id in people)
    assert max(at for chat_id in people for at in post.told(chat_id)) <= timedelta(seconds=5)
    assert post.counted.calls["postpone"] == 0


@pytest.mark.parametrize("waiting", [1, 10])
async def test_a_send_costs_the_same_with_ten_thousand_rows_behind_it(post: Office, waiting: int) -> None:
    chats = range(1, 1001)
    await post.subscribe(*chats)
    await post.want(*((chat_id, f"story {number}", MEDIUM) for number in range(waiting) for chat_id in chats))
    post.counted.calls.clear()
    await post.pass_time(timedelta(minutes=1), most=300)
    sent = len(post.messenger.sent)
    assert sent == 300
    for asked in ("subscriber", "alerts_told", "freeze", "confirm_part", "confirm"):
        assert post.counted.calls[asked] == sent
    assert post.counted.calls["lease"] + post.counted.calls["next_due"] + post.counted.calls["postpone"] < sent / 5


def test_edits_that_wait_for_their_time_cost_the_pump_nothing() -> None:
    few, many = _steps_of_a_lease(100), _steps_of_a_lease(10_000)
    assert many <= 1.5 * few


def _steps_of_a_lease(waiting: int) -> int:
    """What SQLite has to do to find the one alert that is due beside so many edits that are not, and what is next."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    ensure_current(db, ":memory:")
    later = NIGHT + timedelta(minutes=5)
    outbox.enqueue(db, [_row(number, Priority.EDIT, not_before=later) for number in range(waiting)])
    outbox.enqueue(db, [_row(waiting, Priority.ALERT)])
    steps = _StepCounter()
    db.set_progress_handler(steps, 10)
    leased = outbox.lease(db, now=NIGHT, limit=16, lease_for=timedelta(minutes=2), max_per_chat=1)
    assert [row.key for row in leased] == [f"row {waiting}"]
    assert outbox.next_due(db, now=NIGHT) == NIGHT + timedelta(minutes=2)
    db.close()
    return steps.count


class _StepCounter:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> int:
        self.count += 1
        return 0


def _row(number: int, priority: Priority, **more: Any) -> NewDelivery:
    return NewDelivery(
        key=f"row {number}", chat_id=number, kind=DeliveryKind.ALERT, priority=priority, created_at=NIGHT, **more
    )
