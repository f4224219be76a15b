"""Sending as the bot: once each, whatever is lost on the way, and each refusal told as what it means."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from telethon.tl import types

from bot.clocks import SystemClock
from bot.errors import (
    ChatGoneError,
    ChatMigratedError,
    FloodWaitError,
    InputError,
    MessageRejectedError,
    MessengerUnavailableError,
    StillRunningError,
)
from bot.model.message import Button, Entity, EntityKind, Message
from bot.model.subscriber import ChatKind
from bot.settings import TelegramSettings
from bot.telegram.chats import resolve_chat
from bot.telegram.client import Client
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sessions import open_bot
from tests.telegram_server.rooms import Channel, Person
from tests.telegram_server.server import TelegramServer

TEXT = Message(text="A breakthrough is claimed.")


def marked(channel: Channel) -> int:
    """The id by which chats know a channel."""
    return int(f"-100{channel.id}")


@pytest_asyncio.fixture
async def bot(telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path) -> AsyncIterator[Client]:
    """The bot, connected."""
    client = await open_bot(settings, tmp_path / "data", clock=SystemClock(), tries=1)
    yield client
    await client.close()


@pytest.fixture
def messenger(bot: Client) -> TelegramMessenger:
    """The messenger under test."""
    return TelegramMessenger(bot)


@pytest.fixture
def anna(telegram: TelegramServer) -> Person:
    """A person whom the bot may write to."""
    return telegram.add_person("Anna", started=True)


async def test_a_message_arrives_with_entities_and_buttons_as_they_were_built(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    message = Message(
        text="🔴 a<b and c>d Source",
        entities=(
            Entity(kind=EntityKind.BOLD, offset=3, length=3),
            Entity(kind=EntityKind.BLOCKQUOTE, offset=3, length=11),
            Entity(kind=EntityKind.LINK, offset=15, length=6, url="https://t.me/frontnews/2"),
        ),
        buttons=((Button(label="More", data=b"more:1"), Button(label="Open", url="https://t.me/frontnews/2")),),
    )

    message_id = await messenger.send(anna.id, message, random_id=1, silent=True)

    (sent,) = telegram.sent(anna)
    assert sent.id == message_id
    assert sent.text == message.text
    assert [(type(e), e.offset, e.length) for e in sent.entities] == [
        (types.MessageEntityBold, 3, 3),
        (types.MessageEntityBlockquote, 3, 11),
        (types.MessageEntityTextUrl, 15, 6),
    ]
    assert sent.buttons == ((("More", b"more:1"), ("Open", "https://t.me/frontnews/2")),)
    assert sent.silent


@pytest.mark.parametrize(
    "url", ["tg://user?id=5", "javascript:alert(1)", "@somebody", "file:///etc/passwd", "https://"]
)
async def test_no_other_link_than_a_web_link_goes_out(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person, url: str
) -> None:
    link = Entity(kind=EntityKind.LINK, offset=0, length=4, url=url)

    await messenger.send(
        anna.id, Message(text="Link", entities=(link,), buttons=((Button(label="x", url=url),),)), random_id=1
    )

    (sent,) = telegram.sent(anna)
    assert (sent.entities, sent.buttons) == ((), ())


async def test_a_repeated_random_id_is_the_first_message(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    first = await messenger.send(anna.id, TEXT, random_id=-5)

    assert await messenger.send(anna.id, TEXT, random_id=-5) == first
    assert await messenger.send(anna.id, TEXT, random_id=6) != first
    assert len(telegram.sent(anna)) == 2


async def test_a_lost_answer_is_no_second_message(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    telegram.faults.cut_after("messages.sendMessage")

    message_id = await messenger.send(anna.id, TEXT, random_id=1)

    assert [sent.id for sent in telegram.sent(anna)] == [message_id]


async def test_an_answer_that_never_comes_is_given_up_and_the_retry_is_no_second_message(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.client.CALL_TIMEOUT", timedelta(milliseconds=100))
    telegram.faults.delay("messages.sendMessage", 1)
    with pytest.raises(MessengerUnavailableError):
        await messenger.send(anna.id, TEXT, random_id=1)
    telegram.faults.delay("messages.sendMessage", 0)

    await messenger.send(anna.id, TEXT, random_id=1)

    assert len(telegram.sent(anna)) == 1


async def test_a_person_and_a_group_with_the_same_number_are_not_confused(
    telegram: TelegramServer, messenger: TelegramMessenger, bot: Client, anna: Person
) -> None:
    group = telegram.add_group("War room", anna)
    namesake = telegram.add_person("Namesake", id=group.id, started=True)
    await resolve_chat(bot, messenger, str(-group.id))

    await messenger.send(namesake.id, TEXT, random_id=1)

    assert len(telegram.sent(namesake)) == 1
    assert telegram.sent(group) == []


async def test_replies_hang_under_their_message_and_survive_its_deletion(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    alert = await messenger.send(anna.id, TEXT, random_id=1)
    await messenger.send(anna.id, TEXT, random_id=2, reply_to=alert)
    await messenger.send(anna.id, TEXT, random_id=3, reply_to=4_000)

    assert [sent.reply_to for sent in telegram.sent(anna)] == [None, alert, None]


@pytest.mark.parametrize("code", ["TOPIC_DELETED", "TOPIC_CLOSED"])
async def test_a_reply_into_a_topic_that_is_gone_comes_plain_and_only_a_closed_chat_is_gone(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person, code: str
) -> None:
    alert = await messenger.send(anna.id, TEXT, random_id=1)
    telegram.faults.refuse("messages.sendMessage", 400, code)
    await messenger.send(anna.id, TEXT, random_id=2, reply_to=alert)
    assert [sent.reply_to for sent in telegram.sent(anna)] == [None, None]
    telegram.faults.refuse("messages.sendMessage", 400, code, times=2)
    with pytest.raises(ChatGoneError):
        await messenger.send(anna.id, TEXT, random_id=3, reply_to=alert)


async def test_an_edit_replaces_text_and_buttons_and_the_same_text_is_no_failure(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    message_id = await messenger.send(anna.id, TEXT, random_id=1)
    edited = Message(text="It is denied.", buttons=((Button(label="Story", data=b"s"),),))

    await messenger.edit(anna.id, message_id, edited)
    await messenger.edit(anna.id, message_id, edited)

    (sent,) = telegram.sent(anna)
    assert (sent.text, sent.buttons) == ("It is denied.", ((("Story", b"s"),),))


async def test_a_wait_is_told_with_its_length_and_nothing_is_sent(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    telegram.faults.flood("messages.sendMessage", 40)

    with pytest.raises(FloodWaitError) as raised:
        await messenger.send(anna.id, TEXT, random_id=1)

    assert raised.value.retry_after == timedelta(seconds=40)
    assert telegram.sent(anna) == []


async def test_a_first_call_still_running_is_told_as_such(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    telegram.faults.still_running(times=2)

    with pytest.raises(StillRunningError):
        await messenger.send(anna.id, TEXT, random_id=1)


async def test_somebody_who_blocked_the_bot_is_gone(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    anna.blocked.add(telegram.bot.id)

    with pytest.raises(ChatGoneError, match="blocked"):
        await messenger.send(anna.id, TEXT, random_id=1)


async def test_a_wait_for_one_chat_is_none_for_another(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    boris = telegram.add_person("Boris", started=True)
    telegram.faults.flood("messages.sendMessage", 3600)
    with pytest.raises(FloodWaitError):
        await messenger.send(anna.id, TEXT, random_id=1)

    await messenger.send(boris.id, TEXT, random_id=2)

    assert len(telegram.sent(boris)) == 1


async def test_a_message_of_somebody_else_cannot_be_edited_and_the_chat_is_not_given_up(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    question = telegram.say(anna, "/help")

    with pytest.raises(MessageRejectedError, match="MESSAGE_AUTHOR_REQUIRED"):
        await messenger.edit(anna.id, question, TEXT)


async def test_half_a_character_is_refused_before_it_is_sent(messenger: TelegramMessenger, anna: Person) -> None:
    with pytest.raises(MessageRejectedError):
        await messenger.send(anna.id, Message(text="half: \ud83d"), random_id=1)


async def test_a_group_that_became_a_supergroup_is_told_with_its_new_id(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    group = telegram.add_group("War room", anna)
    await messenger.send(-group.id, TEXT, random_id=1)
    supergroup = telegram.migrate(group)

    with pytest.raises(ChatMigratedError) as raised:
        await messenger.send(-group.id, TEXT, random_id=2)

    assert raised.value.new_chat_id == marked(supergroup)
    await messenger.send(raised.value.new_chat_id, TEXT, random_id=2)
    assert len(telegram.sent(supergroup)) == 1


async def test_a_group_that_is_closed_to_us_is_gone_also_where_its_fate_is_not_told(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    group = telegram.add_group("War room", anna)
    group.write_forbidden = True
    telegram.faults.refuse("messages.getChats", 400, "METHOD_INVALID")

    with pytest.raises(ChatGoneError):
        await messenger.send(-group.id, TEXT, random_id=1)


@pytest.mark.parametrize("trouble", ["a wait", "a failure", "another data centre"])
async def test_a_group_whose_fate_cannot_be_told_just_now_is_not_given_up(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person, trouble: str
) -> None:
    group = telegram.add_group("War room", anna)
    await messenger.send(-group.id, TEXT, random_id=1)
    telegram.migrate(group)
    if trouble == "a wait":
        telegram.faults.flood("messages.getChats", 5)
    elif trouble == "a failure":
        telegram.faults.refuse("messages.getChats", 409, "SOMETHING_NEW")
    else:
        telegram.faults.refuse("messages.getChats", 303, "PHONE_MIGRATE_4")

    with pytest.raises((FloodWaitError, MessengerUnavailableError)):
        await messenger.send(-group.id, TEXT, random_id=2)
    with pytest.raises(ChatMigratedError):
        await messenger.send(-group.id, TEXT, random_id=2)


async def test_a_call_that_is_sent_elsewhere_may_be_made_again(
    telegram: TelegramServer, messenger: TelegramMessenger, anna: Person
) -> None:
    telegram.faults.refuse("messages.sendMessage", 303, "USER_MIGRATE_4")
    with pytest.raises(MessengerUnavailableError, match="DC 4"):
        await messenger.send(anna.id, TEXT, random_id=1)
    await messenger.send(anna.id, TEXT, random_id=1)
    assert len(telegram.sent(anna)) == 1


async def test_no_connection_is_told_as_such(
    telegram: TelegramServer, messenger: TelegramMessenger, bot: Client, anna: Person
) -> None:
    await bot.disconnect()

    with pytest.raises(MessengerUnavailableError):
        await messenger.send(anna.id, TEXT, random_id=1)


async def test_calls_under_way_at_a_disconnection_are_told_as_no_connection(
    telegram: TelegramServer, messenger: TelegramMessenger, bot: Client, anna: Person
) -> None:
    telegram.faults.delay("messages.sendMessage", 30)
    sending = asyncio.create_task(messenger.send(anna.id, TEXT, random_id=1))
    await telegram.until(lambda: telegram.requests["messages.sendMessage"])

    await bot.disconnect()

    with pytest.raises(MessengerUnavailableError):
        await sending


async def test_subscriber_chats_are_found_by_name_and_by_id(
    telegram: TelegramServer, messenger: TelegramMessenger, bot: Client, anna: Person
) -> None:
    channel = telegram.add_channel("Alerts", username="our_alerts")
    supergroup = telegram.add_channel("War room", username="war_room", megagroup=True)
    for chat in (channel, supergroup):
        chat.members[telegram.bot.id] = telegram.bot
        chat.admins.add(telegram.bot.id)
    group = telegram.add_group("Small room", anna)

    by_name = await resolve_chat(bot, messenger, "@our_alerts")
    assert (by_name.chat_id, by_name.kind, by_name.title) == (marked(channel), ChatKind.CHANNEL, "Alerts")
    found = [await resolve_chat(bot, messenger, name) for name in ("@war_room", str(-group.id), str(anna.id))]
    assert [chat.kind for chat in found] == [ChatKind.GROUP, ChatKind.GROUP, ChatKind.PERSON]
    assert [chat.title for chat in found] == ["War room", "Small room", "Anna"]

    for number, told in enumerate([by_name, *found]):
        await messenger.send(told.chat_id, TEXT, random_id=number + 1)
    assert all(len(telegram.sent(chat)) == 1 for chat in (channel, supergroup, group, anna))


async def test_a_name_that_nobody_has_is_the_operators_mistake(messenger: TelegramMessenger, bot: Client) -> None:
    with pytest.raises(InputError, match="@nobody_at_all"):
        await resolve_chat(bot, messenger, "@nobody_at_all")


async def test_an_id_is_believed_where_its_name_is_not_told(
    telegram: TelegramServer, messenger: TelegramMessenger, bot: Client, anna: Person
) -> None:
    telegram.faults.refuse("users.getUsers", 400, "METHOD_INVALID")

    chat = await resolve_chat(bot, messenger, str(anna.id))

    assert (chat.chat_id, chat.kind, chat.title) == (anna.id, ChatKind.PERSON, str(anna.id))
