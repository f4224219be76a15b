"""/mute and /unmute: a story, a signal, a channel (RULES 14)."""

from datetime import timedelta

import pytest

from bot.model.subscriber import Mute, MuteKind, Preferences
from bot.ports import Archive
from tests.commands.conftest import GROUP, PERSON, STRANGER, Chats, text_of


@pytest.fixture
async def reader(chats: Chats) -> Chats:
    """A person who gets alerts."""
    await chats.say(PERSON, "/start")
    return chats


async def mutes(chats: Chats, chat_id: int = PERSON) -> list[tuple[str, str]]:
    subscriber = await chats.archive.subscriber(chat_id)
    assert subscriber is not None
    return [(mute.kind.value, mute.target) for mute in subscriber.preferences.mutes]


async def story_number(archive: Archive) -> tuple[int, int]:
    """A story, and its event."""
    (story, *_) = await archive.latest_stories(limit=1)
    return story.story_id, story.event_id


async def test_a_story_a_signal_and_a_channel_are_muted_listed_and_heard_of_again(reader: Chats) -> None:
    number, event = await story_number(reader.archive)
    assert f"Muted: story #{event} and all of its event." in text_of(await reader.say(PERSON, f"/mute #{number}"))
    assert "Muted: every offensive." in text_of(await reader.say(PERSON, "/mute Offensive"))
    assert "Muted: what only @blogger tells." in text_of(await reader.say(PERSON, "/mute t.me/blogger"))
    await reader.say(PERSON, "/mute Front Notes")
    kinds = [kind for kind, _ in await mutes(reader)]
    assert kinds == ["story", "signal", "channel", "channel"]
    (listed,) = (await reader.say(PERSON, "/mute")).messages
    assert "4 things are muted in this chat:" in listed.text
    assert len(listed.buttons) == 4
    pressed = await reader.push(PERSON, listed.buttons[0][0].data or b"")
    assert pressed.edit is not None
    assert "3 things" in pressed.edit.text
    await reader.say(PERSON, "/unmute offensive")
    await reader.say(PERSON, "/unmute @blogger")
    await reader.say(PERSON, "/unmute @analyst")
    assert await mutes(reader) == []
    assert "Nothing is muted" in text_of(await reader.say(PERSON, "/mute"))


async def test_a_mute_may_end_by_itself(reader: Chats) -> None:
    told = text_of(await reader.say(PERSON, "/mute offensive 8h"))
    assert "every offensive, until" in told
    (mute,) = (await _preferences(reader)).mutes
    assert mute.until is not None
    assert mute.until - reader.clock.now() == timedelta(hours=8)
    reader.clock.advance_to(mute.until)
    assert "Nothing is muted" in text_of(await reader.say(PERSON, "/mute"))
    await reader.say(PERSON, "/mute capture")
    assert await mutes(reader) == [("signal", "capture")]


async def _preferences(chats: Chats) -> Preferences:
    subscriber = await chats.archive.subscriber(PERSON)
    assert subscriber is not None
    return subscriber.preferences


async def test_the_same_thing_is_muted_once(reader: Chats) -> None:
    await reader.say(PERSON, "/mute offensive")
    await reader.say(PERSON, "/mute offensive 2d")
    (mute,) = (await _preferences(reader)).mutes
    assert mute == Mute(kind=MuteKind.SIGNAL, target="offensive", until=reader.clock.now() + timedelta(days=2))


async def test_the_button_of_an_alert_mutes_its_event(reader: Chats) -> None:
    _, event = await story_number(reader.archive)
    assert "Muted" in str((await reader.push(PERSON, f"m:{event}".encode())).toast)
    assert await mutes(reader) == [("story", str(event))]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/mute 999999", "There is no story #999999."),
        ("/mute @nobody_known", "@nobody_known is no story, signal or channel here."),
        ("/mute \x00\u202e🤷" + "x" * 5000, "is no story, signal or channel here."),
        ("/unmute", "Example: /unmute 41"),
        ("/unmute offensive", "That is not muted."),
        ("/unmute no-such-thing", "is no story, signal or channel here."),
    ],
)
async def test_what_is_not_known_is_said_with_an_example(reader: Chats, typed: str, told: str) -> None:
    assert told in text_of(await reader.say(PERSON, typed))
    assert await mutes(reader) == []


async def test_who_gets_no_alerts_mutes_nothing(chats: Chats) -> None:
    for typed in ("/mute offensive", "/unmute offensive"):
        assert "/subscribe" in text_of(await chats.say(PERSON, typed))
    for data in (b"m:1", b"n:1"):
        assert "/subscribe" in str((await chats.push(PERSON, data)).toast)


async def test_in_a_group_only_its_subscriber_mutes(chats: Chats) -> None:
    for person in (PERSON, STRANGER):
        await chats.say(person, "/start")
    await chats.say(PERSON, "/subscribe", chat_id=GROUP)
    await chats.say(STRANGER, "/mute offensive", chat_id=GROUP)
    await chats.push(STRANGER, b"m:1", chat_id=GROUP)
    assert await mutes(chats, GROUP) == []
    await chats.say(PERSON, "/mute offensive", chat_id=GROUP)
    assert await mutes(chats, GROUP) == [("signal", "offensive")]
