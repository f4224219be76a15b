"""The messengers that need no network, held to the contract of all, and what the console shows."""

import io
import os
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.clocks import VirtualClock
from bot.delivery.console import ConsoleMessenger, message_lines
from bot.delivery.transcript import Sent, TranscriptMessenger
from bot.model.message import Button, EntityKind, Message
from bot.wording.alerts import render_alert
from bot.wording.rich_text import RichText
from tests.delivery.messenger_contract import Arrived, MessengerContract
from tests.wording.samples import GAZETTEER, NIGHT, claim, denial, story, subscriber

_NOW = datetime(2023, 5, 11, 18, 16, tzinfo=UTC)


class _Kept(MessengerContract):
    @pytest.fixture
    def chat_id(self) -> int:
        return 500

    @pytest.fixture
    def arrived(self, messenger: TranscriptMessenger, chat_id: int) -> Arrived:
        def texts() -> list[str]:
            latest: dict[int, str] = {}
            for sent in messenger.sent:
                if sent.chat_id == chat_id:
                    latest[sent.message_id] = sent.message.text
            return list(latest.values())

        return texts


class TestTranscriptMessenger(_Kept):
    """The messenger that keeps what was sent."""

    @pytest.fixture
    def messenger(self) -> TranscriptMessenger:
        return TranscriptMessenger(VirtualClock(_NOW))


class TestConsoleMessenger(_Kept):
    """The messenger that prints."""

    @pytest.fixture
    def messenger(self) -> ConsoleMessenger:
        return ConsoleMessenger(io.StringIO(), VirtualClock(_NOW))


async def test_the_transcript_tells_all_of_a_message() -> None:
    clock = VirtualClock(_NOW)
    messenger = TranscriptMessenger(clock)
    await messenger.send(500, Message(text="alert"), random_id=1)
    later = datetime(2023, 5, 11, 19, 0, tzinfo=UTC)
    clock.advance_to(later)
    await messenger.send(500, Message(text="answer"), random_id=2, silent=True, reply_to=1)
    await messenger.edit(500, 1, Message(text="alert, edited"))
    assert messenger.sent == [
        Sent(at=_NOW, chat_id=500, message_id=1, message=Message(text="alert")),
        Sent(at=later, chat_id=500, message_id=2, message=Message(text="answer"), silent=True, reply_to=1),
        Sent(at=later, chat_id=500, message_id=1, message=Message(text="alert, edited"), is_edit=True),
    ]


async def test_the_console_shows_sends_replies_and_edits() -> None:
    out = io.StringIO()
    messenger = ConsoleMessenger(out, VirtualClock(_NOW))
    await messenger.send(500, Message(text="alert"), random_id=1)
    await messenger.send(500, Message(text="alert"), random_id=1)
    await messenger.send(500, Message(text="answer"), random_id=2, silent=True, reply_to=1)
    await messenger.edit(500, 1, Message(text="alert, edited"))
    await messenger.edit(500, 1, Message(text="alert, edited"))
    shown = [line.rstrip(" ─") for line in out.getvalue().splitlines()]
    assert shown == [
        "── m1 · 11 May, 21:16 Kyiv",
        "alert",
        "",
        "── m2 ↳ reply to m1 · 11 May, 21:16 Kyiv · silent",
        "answer",
        "",
        "── m1 edited · 11 May, 21:16 Kyiv · alert, edited",
    ]


async def test_the_console_tells_times_in_the_zone_it_was_given() -> None:
    out = io.StringIO()
    messenger = ConsoleMessenger(out, VirtualClock(_NOW), zone=ZoneInfo("UTC"))
    await messenger.send(500, Message(text="alert"), random_id=1)
    assert out.getvalue().startswith("── m1 · 11 May, 18:16 UTC ─")


async def test_a_pipe_gets_plain_text() -> None:
    out = io.StringIO()
    messenger = ConsoleMessenger(out, VirtualClock(_NOW))
    (alert,) = render_alert(story(claim(), denial()), subscriber(), GAZETTEER, NIGHT)
    await messenger.send(500, alert, random_id=1)
    assert "\x1b" not in out.getvalue()
    assert max(cell_len(line) for line in out.getvalue().splitlines()) == 80


async def test_a_reader_who_leaves_does_not_stop_the_sending() -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as out:
        messenger = ConsoleMessenger(out, VirtualClock(_NOW))
        await messenger.send(500, Message(text="alert"), random_id=1)
        read_before = messenger.has_reader
        os.close(reading)
        await messenger.send(500, Message(text="another"), random_id=2)
        assert (read_before, messenger.has_reader) == (True, False)
        assert [sent.message.text for sent in messenger.sent] == ["alert", "another"]


def test_an_alert_on_paper() -> None:
    (alert,) = render_alert(story(claim(), denial()), subscriber(), GAZETTEER, NIGHT)
    assert [line.plain for line in message_lines(alert)] == [
        "🟠 BREAKTHROUGH claimed · Soledar (Bakhmut axis)",
        "11 May, 21:14 Kyiv · unverified claim",
        "Diary of the Front @front_diary (blogger, RU):",
        "│ «У Соледара прорыв нашей обороны, идёт тяжёлый бой.»",
        "Official: The Ministry denied at 23:48, 2 h 34 min after the claim → post",
        "https://t.me/ministry_example/20",
        "Why flagged: «прорыв нашей обороны» + place, claimed",
        "[Open post] [Whole story] [Mute this story]",
    ]


def test_markup_is_shown_lightly() -> None:
    message = RichText().add("🔴 ").bold("прорыв").add(" и ").italic("слух").message()
    (line,) = message_lines(message)
    assert line.plain == "🔴 прорыв и слух"
    assert [(line.plain[span.start : span.end], str(span.style)) for span in line.spans if span.style] == [
        ("прорыв", "bold"),
        ("слух", "italic"),
    ]


def test_quotes_are_marked_on_each_wrapped_line() -> None:
    message = RichText().add("said:").line().quote("one two three four").message()
    assert [line.plain for line in message_lines(message, width=12)] == ["said:", "│ one two", "│ three four"]


def test_buttons_stand_in_their_rows() -> None:
    buttons = [
        [Button(label="Open post", url="https://t.me/x/1"), Button(label="Mute", data=b"m")],
        [Button(label="?")],
    ]
    assert [line.plain for line in message_lines(RichText().add("a").message(buttons))][1:] == [
        "[Open post] [Mute]",
        "[?]",
    ]


@pytest.mark.parametrize(
    "hostile", ["\x1b[2J\x1b]0;title\x07", "\x9b31m", "a\rb", "\u202eevil", "\x00", "[bold]x[/bold]"]
)
def test_no_text_can_steer_the_terminal(hostile: str) -> None:
    message = Message(text=f"before {hostile} after", buttons=((Button(label=hostile),),))
    shown = "\n".join(line.plain for line in message_lines(message))
    assert not any(character in shown for character in "\x1b\x9b\x07\r\x00\u202e")
    assert shown.startswith("before ")
    assert ("[bold]x[/bold]" in shown) == (hostile == "[bold]x[/bold]")


@given(
    st.lists(st.tuples(st.text(alphabet="ab я🔴\n", max_size=30), st.sampled_from(EntityKind)), max_size=8),
    st.integers(8, 40),
)
def test_lines_are_never_wider_than_the_terminal(pieces: list[tuple[str, EntityKind]], width: int) -> None:
    text = RichText()
    for piece, kind in pieces:
        text.add(piece, kind)
    assert all(cell_len(line.plain) <= width for line in message_lines(text.message(), width=width))
