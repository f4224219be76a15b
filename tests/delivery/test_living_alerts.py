"""The pump and living alerts: edits, replies, and the cap of an hour (RULES 15, 16)."""

from datetime import timedelta

import pytest

from bot.alerts.capping import count_of_more, is_over_the_cap
from bot.delivery.renderer import DeliveryRenderer
from bot.errors import MessageRejectedError
from bot.model.delivery import DeliveryKind, Priority
from bot.model.message import Message
from bot.model.story import Severity
from bot.model.subscriber import Preferences, SubscriberState
from tests.delivery.conftest import Bench
from tests.wording.samples import GAZETTEER, NIGHT, at

HOUR = timedelta(hours=1)


@pytest.fixture
def hourly(bench: Bench) -> Bench:
    """A bench whose notices are rendered as in life: the rest of a row's text does not matter here."""
    own, real = bench.renderer, DeliveryRenderer(bench.archive, GAZETTEER, bench.clock)

    async def render(delivery: object, subscriber: object) -> object:
        is_notice = getattr(delivery, "kind", None) is DeliveryKind.NOTICE
        return await (real if is_notice else own).render(delivery, subscriber)  # type: ignore[arg-type]

    class Both:
        """Either renderer."""

        def __init__(self) -> None:
            self.render = render

    bench.renderer = Both()  # type: ignore[assignment]  # a renderer is anything that renders
    bench.pump = bench.new_pump()
    return bench


async def test_an_edit_that_changes_nothing_is_not_made(bench: Bench) -> None:
    class Same:
        """Renders every version alike."""

        async def render(self, delivery: object, subscriber: object) -> list[Message]:
            del delivery, subscriber
            return [Message(text="as ever")]

    bench.renderer = Same()  # type: ignore[assignment]  # a renderer is anything that renders
    bench.pump = bench.new_pump()
    await bench.want("a")
    await bench.pass_time(seconds=2)
    edits = bench.messenger.edits_tried
    await bench.want_newer("a", 2)
    await bench.pass_time(seconds=2)
    assert (bench.texts, bench.messenger.edits_tried) == (["as ever"], edits)
    assert await bench.archive.next_due(now=bench.clock.now()) is None


async def test_a_text_that_grew_old_while_it_was_rendered_is_rendered_anew(bench: Bench) -> None:
    class Slow:
        """Lets the worker raise the version while the first text is made."""

        async def render(self, delivery: object, subscriber: object) -> list[Message]:
            del subscriber
            version = getattr(delivery, "version", 0)
            if version == 1:
                await bench.want_newer("a", 2)
            return [Message(text=f"a v{version}")]

    bench.renderer = Slow()  # type: ignore[assignment]  # a renderer is anything that renders
    bench.pump = bench.new_pump()
    await bench.want("a")
    await bench.pass_time(seconds=5)
    assert bench.texts == ["a v2"]


async def test_a_reply_to_a_message_that_the_reader_deleted_is_sent(bench: Bench) -> None:
    await bench.want("a")
    await bench.pass_time(seconds=2)
    await bench.want_newer("a", 2)
    bench.messenger.fail_next(MessageRejectedError("MESSAGE_ID_INVALID"))
    await bench.pass_time(seconds=2)
    assert bench.notes.parked_for == {"a": "MESSAGE_ID_INVALID"}
    await bench.want("r", kind=DeliveryKind.REPLY, priority=Priority.REPLY, reply_to_key="a")
    await bench.pass_time(seconds=2)
    assert bench.texts == ["a v1", "r v1"]


async def test_what_is_over_the_cap_is_counted_and_told_when_the_hour_is_over(hourly: Bench) -> None:
    await hourly.subscribe(500, preferences=Preferences(alerts_an_hour=2))
    for number in range(5):
        await hourly.want(f"a{number}", weight=Severity.MEDIUM)
    await hourly.want("wakes", weight=Severity.CRITICAL)
    await hourly.pass_time(minutes=30)
    assert hourly.texts == ["wakes v1", "a0 v1"]
    await hourly.pass_time(minutes=30)
    assert hourly.texts == ["wakes v1", "a0 v1", "4 more stories this hour: /latest"]
    # The hour is over since the alerts were sent, too.
    await hourly.pass_time(until=NIGHT + HOUR + timedelta(minutes=1))
    await hourly.want("b", weight=Severity.MEDIUM)
    await hourly.pass_time(minutes=1)
    assert hourly.texts[-1] == "b v1"
    status = await hourly.archive.status(now=hourly.clock.now())
    assert (status.outbox_waiting, status.outbox_parked) == (0, 0)


async def test_edits_and_replies_do_not_count_in_the_cap(bench: Bench) -> None:
    await bench.subscribe(500, preferences=Preferences(alerts_an_hour=1))
    await bench.want("a")
    await bench.pass_time(seconds=2)
    await bench.want_newer("a", 2)
    await bench.want("r", kind=DeliveryKind.REPLY, priority=Priority.REPLY, reply_to_key="a")
    await bench.pass_time(seconds=5)
    assert sorted(bench.texts) == ["a v1", "a v2", "r v1"]


async def test_who_has_left_is_told_of_no_more(hourly: Bench) -> None:
    await hourly.subscribe(500, preferences=Preferences(alerts_an_hour=0))
    await hourly.want("a", weight=Severity.MEDIUM)
    await hourly.pass_time(minutes=1)
    await hourly.subscribe(500, state=SubscriberState.LEFT)
    await hourly.pass_time(hours=2)
    assert hourly.texts == []


@pytest.mark.parametrize(
    ("severity", "told", "is_over"),
    [(Severity.HIGH, 19, False), (Severity.HIGH, 20, True), (Severity.CRITICAL, 99, False)],
)
def test_the_cap(severity: Severity, told: int, is_over: bool) -> None:
    assert is_over_the_cap(Preferences(), severity, told) is is_over


def test_the_count_comes_at_the_hour_s_turn_or_when_the_quiet_hours_end() -> None:
    assert count_of_more(5, Preferences(), NIGHT).not_before == at(19)
    quiet = Preferences(quiet=(at(22).time(), at(8).time()))
    assert count_of_more(5, quiet, NIGHT).not_before == at(5, day=12)
    assert count_of_more(5, quiet, NIGHT).key == count_of_more(5, quiet, NIGHT + timedelta(minutes=45)).key
