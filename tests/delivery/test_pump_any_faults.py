"""Whatever fails, in whatever order, and wherever the pump dies: every part arrives once, in its order."""

import asyncio
from datetime import timedelta
from enum import Enum, auto

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.pump import Pump
from bot.errors import FloodWaitError, MessengerUnavailableError, StillRunningError
from bot.model.delivery import DeliveryKind, NewDelivery, Priority
from bot.model.message import Message
from storage.opening import open_archive
from tests.delivery.boundary import FaultyMessenger, NapClock, TextRenderer
from tests.wording.samples import NIGHT, subscriber

_CHATS = (500, 600)


class _KilledError(BaseException):
    """Stands for the process's death."""


class _Fault(Enum):
    NONE = auto()
    FLOOD_WAIT = auto()
    STILL_RUNNING = auto()
    NO_CONNECTION = auto()
    LOST_ANSWER = auto()
    KILLED_BEFORE = auto()
    KILLED_AFTER = auto()


def _set(messenger: FaultyMessenger, fault: _Fault) -> None:
    match fault:
        case _Fault.FLOOD_WAIT:
            messenger.fail_next(FloodWaitError(timedelta(seconds=7)))
        case _Fault.STILL_RUNNING:
            messenger.fail_next(StillRunningError())
        case _Fault.NO_CONNECTION:
            messenger.fail_next(MessengerUnavailableError())
        case _Fault.LOST_ANSWER:
            messenger.lose_next_answer(MessengerUnavailableError())
        case _Fault.KILLED_BEFORE:
            messenger.fail_next(_KilledError())
        case _Fault.KILLED_AFTER:
            messenger.lose_next_answer(_KilledError())
        case _Fault.NONE:
            pass


@settings(max_examples=40, deadline=None)
@given(
    parts_of_rows=st.lists(st.integers(1, 3), min_size=1, max_size=5),
    faults=st.lists(st.sampled_from(_Fault), max_size=25),
)
def test_every_part_arrives_once_and_in_order(parts_of_rows: list[int], faults: list[_Fault]) -> None:
    asyncio.run(_every_part_arrives_once(parts_of_rows, faults))


async def _every_part_arrives_once(parts_of_rows: list[int], faults: list[_Fault]) -> None:
    archive = await open_archive(":memory:")
    clock = NapClock(NIGHT)
    messenger = FaultyMessenger(clock)
    try:
        for chat_id in _CHATS:
            await archive.save_subscriber(subscriber(chat_id=chat_id))
        await archive.enqueue([_row(number, parts) for number, parts in enumerate(parts_of_rows)])
        pump = Pump(archive, messenger, TextRenderer(), clock)
        coming = iter(faults)
        while (due := await pump.next_due()) is not None:
            clock.advance_to(due)
            _set(messenger, next(coming, _Fault.NONE))
            try:
                await pump.run_once()
            except* _KilledError:
                await archive.release_leases()
                pump = Pump(archive, messenger, TextRenderer(), clock)
        for number, parts in enumerate(parts_of_rows):
            arrived = [sent.message.text for sent in messenger.sent if sent.message.text.startswith(f"row {number} ")]
            assert arrived == [f"row {number} part {part}" for part in range(parts)]
    finally:
        await archive.close()


def _row(number: int, parts: int) -> NewDelivery:
    return NewDelivery(
        key=f"row-{number}",
        chat_id=_CHATS[number % len(_CHATS)],
        kind=DeliveryKind.DIGEST,
        priority=Priority.DIGEST,
        created_at=NIGHT,
        parts=tuple(Message(text=f"row {number} part {part}") for part in range(parts)),
    )
