"""/settings: every wish can be typed and pressed, and nothing else can (RULES 14, 17)."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.commands.typed_wishes import WishRefusedError
from bot.commands.wishes import Wish, wishes
from bot.model.flag import Stance
from bot.model.message import Message
from bot.model.story import Severity
from bot.model.subscriber import Preferences
from bot.wording import texts
from tests.commands.conftest import ADMIN, GROUP, PERSON, STRANGER, Chats, text_of

SIGNALS = ("breakthrough", "encirclement", "withdrawal", "offensive", "capture")


@pytest.fixture
async def reader(chats: Chats) -> Chats:
    """A person who gets alerts."""
    await chats.say(PERSON, "/start")
    return chats


async def wished(chats: Chats, chat_id: int = PERSON) -> Preferences:
    subscriber = await chats.archive.subscriber(chat_id)
    assert subscriber is not None
    return subscriber.preferences


def labels(message: Message) -> list[str]:
    return [button.label for row in message.buttons for button in row]


def data_of(message: Message, label: str) -> bytes:
    (data,) = (button.data for row in message.buttons for button in row if button.label == label)
    assert data is not None
    return data


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        ("signals breakthrough, Encirclement", "signals", frozenset({"breakthrough", "encirclement"})),
        ("signals all", "signals", None),
        (f"signals {' '.join(SIGNALS)}", "signals", None),
        ("severity HIGH", "least_severity", Severity.HIGH),
        ("stances claimed feared", "stances", frozenset({Stance.CLAIMED, Stance.FEARED})),
        ("digests 21:30 7", "digest_times", (time(7), time(21, 30))),
        ("digests off", "digest_times", ()),
        ("quiet 23:00-6.30", "quiet", (time(23), time(6, 30))),
        ("quiet 23 – 24", "quiet", (time(23), time(0))),
        ("quiet none", "quiet", None),
        ("wake high", "wakes", Severity.HIGH),
        ("wake off", "wakes", None),
        ("cap 100", "alerts_an_hour", 100),
        ("empty no", "digest_of_nothing", False),
        ("language DE", "translate_to", "de"),
        ("language Ukrainian", "translate_to", "uk"),
        ("language no", "translate_to", "no"),
        ("language off", "translate_to", None),
        ("zone europe/warsaw", "zone", ZoneInfo("Europe/Warsaw")),
        ("zone New York", "zone", ZoneInfo("America/New_York")),
        ("zone UTC", "zone", ZoneInfo("UTC")),
        ("Zone: Tokyo", "zone", ZoneInfo("Asia/Tokyo")),
    ],
)
async def test_a_wish_is_typed(reader: Chats, typed: str, field: str, value: object) -> None:
    told = text_of(await reader.say(PERSON, f"/settings {typed}"))
    assert getattr(await wished(reader), field) == value
    assert told.endswith("/settings shows all.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("signals war", "war is none of: breakthrough"),
        ("severity high low", "high low is none of: low"),
        ("digests 25:00", "25:00 is no time of day"),
        ("digests ٧:00", "is no time of day"),
        ("digests 1 2 3 4 5 6 7", "At most 6 digests a day."),
        ("quiet 23:00", "23:00 is no span"),
        ("quiet 23:00-6:99", "6:99 is no time"),
        ("cap 0", "0 is no number from 1 to 100."),
        ("cap ²", "is no number"),
        ("cap many", "many is no number"),
        ("empty perhaps", "neither yes nor no"),
        ("language klingon", "klingon is no language"),
        ("zone Middle/Earth", "no time zone"),
        ("zone ../../etc/passwd", "no time zone"),
        ("colour blue", "There is no setting colour. Settings: signals, severity"),
        ("digest 08:00", "Example: /settings digests 07:30 21:00"),
    ],
)
async def test_what_cannot_be_read_changes_nothing_and_says_how(reader: Chats, typed: str, told: str) -> None:
    before = await wished(reader)
    answer = text_of(await reader.say(PERSON, f"/settings {typed}"))
    assert told in answer
    assert "/settings " in answer
    assert await wished(reader) == before


@pytest.mark.parametrize("wish", wishes(SIGNALS), ids=lambda wish: wish.name)
def test_the_example_of_each_wish_can_be_read_and_every_choice_chosen(wish: Wish) -> None:
    example = texts.SETTINGS_EXAMPLES[wish.name].removeprefix(f"/settings {wish.name} ")
    assert wish.read(example, Preferences()) != Preferences()
    for choice in wish.choices:
        before = choice.is_chosen(Preferences())
        chosen = choice.choose(Preferences())
        assert choice.is_chosen(chosen) is (not before or wish.name not in ("signals", "stances"))
        assert wish.shown(chosen)
    assert len({choice.code for choice in wish.choices}) == len(wish.choices)
    with pytest.raises(WishRefusedError):
        wish.read("🤷", Preferences())


def test_numbers_and_names_of_wishes_are_their_own() -> None:
    all_of_them = wishes(SIGNALS)
    assert len({wish.number for wish in all_of_them}) == len({wish.name for wish in all_of_them}) == len(all_of_them)
    assert {wish.name for wish in all_of_them} == texts.SETTINGS_TITLES.keys() == texts.SETTINGS_EXAMPLES.keys()
    assert texts.SETTINGS_TITLES.keys() == texts.SETTINGS_MEANINGS.keys()


async def test_a_wish_is_pressed_and_the_button_works_after_a_restart(reader: Chats) -> None:
    (overview,) = (await reader.say(PERSON, "/settings")).messages
    assert "Severity: medium and up" in overview.text
    assert len(overview.buttons) == 5
    severity = (await reader.push(PERSON, data_of(overview, "Severity"))).edit
    assert severity is not None
    assert labels(severity) == ["low", "✓ medium", "high", "critical", "‹ Back"]
    reader.desk = reader.opened()
    pressed = await reader.push(PERSON, data_of(severity, "critical"))
    assert pressed.toast == "Saved."
    assert pressed.edit is not None
    assert "✓ critical" in labels(pressed.edit)
    assert (await wished(reader)).least_severity is Severity.CRITICAL
    back = (await reader.push(PERSON, data_of(pressed.edit, "‹ Back"))).edit
    assert back is not None
    assert "Severity: critical and up" in back.text


async def test_signals_are_switched_one_by_one_and_all_of_them_means_any(reader: Chats) -> None:
    (signals,) = (await reader.say(PERSON, "/settings signals")).messages
    off = (await reader.push(PERSON, data_of(signals, "✓ offensive"))).edit
    assert (await wished(reader)).signals == frozenset(SIGNALS) - {"offensive"}
    assert off is not None
    await reader.push(PERSON, data_of(off, "offensive"))
    assert (await wished(reader)).signals is None


@pytest.mark.parametrize("data", [b"s:99:1", b"s:1", b"s:1:2:3", b"s:x:1"])
async def test_a_button_that_we_never_made_does_nothing(reader: Chats, data: bytes) -> None:
    before = await wished(reader)
    assert (await reader.push(PERSON, data)).toast == texts.BUTTON_UNKNOWN
    assert await wished(reader) == before


async def test_a_choice_that_is_gone_shows_those_there_are(reader: Chats) -> None:
    shown = (await reader.push(PERSON, b"s:1:12345")).edit
    assert shown is not None
    assert "✓ offensive" in labels(shown)
    assert (await wished(reader)).signals is None


async def test_who_gets_no_alerts_has_no_settings(chats: Chats) -> None:
    assert "/subscribe" in text_of(await chats.say(PERSON, "/settings"))
    assert "/subscribe" in str((await chats.push(PERSON, b"s:2:0")).toast)


async def test_a_groups_settings_are_for_who_subscribed_it_and_for_admins(chats: Chats) -> None:
    for person in (PERSON, STRANGER):
        await chats.say(person, "/start")
    await chats.say(PERSON, "/subscribe", chat_id=GROUP)
    await chats.say(STRANGER, "/settings severity low", chat_id=GROUP)
    await chats.push(STRANGER, b"s:2:0", chat_id=GROUP)
    assert (await wished(chats, GROUP)).least_severity is Severity.MEDIUM
    await chats.say(ADMIN, "/settings severity low", chat_id=GROUP)
    assert (await wished(chats, GROUP)).least_severity is Severity.LOW
