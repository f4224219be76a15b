"""What a bot can do: hear people, send once, edit, answer buttons; and what it is refused."""

from typing import Any

import pytest
from telethon import Button, TelegramClient, errors, events
from telethon.sessions import StringSession
from telethon.tl import functions, types

from tests.telegram_server.rooms import Channel, Group, Person
from tests.telegram_server.server import TelegramServer
from tests.telegram_server_tests.collecting import Heard


@pytest.fixture
def petro(telegram: TelegramServer) -> Person:
    """Somebody who has started the bot."""
    return telegram.add_person("Petro", username="petro_p", started=True)


def peer(person: Person) -> Any:
    """A person as a bot may name them: without a hash."""
    return types.InputPeerUser(person.id, 0)


async def test_a_person_writes_and_the_bot_answers(telegram: TelegramServer, bot: Any, petro: Person) -> None:
    heard = Heard(bot)
    question = telegram.say(petro, "/start now")
    assert await heard.next() == ("new", "/start now")
    await bot.send_message(peer(petro), "Welcome, **Petro**", reply_to=question, silent=True)
    (sent,) = telegram.sent(petro)
    assert (sent.text, sent.reply_to, sent.silent) == ("Welcome, Petro", question, True)
    assert sent.entities == (types.MessageEntityBold(9, 5),)


async def test_a_repeated_random_id_is_one_message(telegram: TelegramServer, bot: Any, petro: Person) -> None:
    request = functions.messages.SendMessageRequest(peer(petro), "once", random_id=77)
    first, again = await bot(request), await bot(request)
    assert first.id == again.id
    assert [(sent.text, sent.random_id) for sent in telegram.sent(petro)] == [("once", 77)]
    olena = telegram.add_person("Olena", started=True)
    await bot(functions.messages.SendMessageRequest(peer(olena), "once", random_id=77))
    assert len(telegram.sent(olena)) == 1


async def test_a_send_into_a_channel_tells_the_id_for_its_random_id(telegram: TelegramServer, bot: Any) -> None:
    channel = telegram.add_channel("Alerts", username="alerts_here")
    target = await bot.get_input_entity("alerts_here")
    with pytest.raises(errors.ChatWriteForbiddenError):
        await bot.send_message(target, "too early")
    telegram.admit(channel, telegram.bot, admin=True)
    request = functions.messages.SendMessageRequest(target, "alert", random_id=5)
    for _ in range(2):
        updates = (await bot(request)).updates
        assert [(u.id, u.random_id) for u in updates if isinstance(u, types.UpdateMessageID)] == [(2, 5)]
    assert [sent.id for sent in telegram.sent(channel)] == [2]


async def test_an_edit_keeps_the_earlier_text(telegram: TelegramServer, bot: Any, petro: Person) -> None:
    message = await bot.send_message(peer(petro), "one source")
    await bot.edit_message(message, "two sources")
    with pytest.raises(errors.MessageNotModifiedError):
        await bot.edit_message(message, "two sources")
    (sent,) = telegram.sent(petro)
    assert (sent.text, sent.edits) == ("two sources", ("one source",))


async def test_a_pressed_button_is_answered(telegram: TelegramServer, bot: Any, petro: Person) -> None:
    heard = Heard(bot)
    await bot.send_message(peer(petro), "Mute?", buttons=[[Button.inline("Mute", b"mute:1")]])
    (sent,) = telegram.sent(petro)
    assert sent.buttons == ((("Mute", b"mute:1"),),)
    press = telegram.press(petro, sent.id, b"mute:1")
    kind, event = await heard.next()
    assert (kind, event.data, event.sender_id) == ("pressed", b"mute:1", petro.id)
    await event.answer("Muted", alert=True)
    assert (press.answered, press.answer, press.alert) == (True, "Muted", True)


@pytest.mark.parametrize("kind", ["basic group", "supergroup"])
async def test_the_bot_hears_in_a_group_only_what_is_meant_for_it(
    telegram: TelegramServer, bot: Any, petro: Person, kind: str
) -> None:
    group: Group | Channel = telegram.add_group("Editors", petro)
    if kind == "supergroup":
        group = telegram.add_channel("Editors", megagroup=True)
        telegram.admit(group, telegram.bot, petro)
    heard = Heard(bot)
    telegram.say(petro, "between ourselves", chat=group)
    telegram.say(petro, "/status", chat=group)
    telegram.say(petro, "what says @frontwatch_test_bot?", chat=group)
    assert await heard.take(2) == [("new", "/status"), ("new", "what says @frontwatch_test_bot?")]
    assert heard.silent


async def test_an_anonymous_administrator_writes_as_the_group(
    telegram: TelegramServer, bot: Any, petro: Person
) -> None:
    group = telegram.add_channel("Talk", megagroup=True)
    telegram.admit(group, telegram.bot, petro)
    heard = Heard(bot)
    telegram.say(petro, "/subscribe", chat=group, hidden=True)
    telegram.say(petro, "/subscribe", chat=group)
    await heard.take(2)
    assert heard.senders == [-1_000_000_000_000 - group.id, petro.id]


async def test_the_menu_of_commands_is_kept(telegram: TelegramServer, bot: Any) -> None:
    command = types.BotCommand("latest", "the newest alerts")
    await bot(functions.bots.SetBotCommandsRequest(types.BotCommandScopeDefault(), "", [command]))
    assert telegram.bot_commands == {("Default", ""): [("latest", "the newest alerts")]}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("ґ" * 4097, errors.MessageTooLongError),
        ("😀" * 2049, errors.MessageTooLongError),
        (" ", errors.MessageEmptyError),
    ],
)
async def test_texts_that_telegram_refuses(bot: Any, petro: Person, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await bot(functions.messages.SendMessageRequest(peer(petro), text))


async def test_people_whom_the_bot_cannot_reach(telegram: TelegramServer, bot: Any, petro: Person) -> None:
    stranger = telegram.add_person("Stranger")
    with pytest.raises(errors.PeerIdInvalidError):
        await bot.send_message(peer(stranger), "hello")
    petro.blocked.add(telegram.bot.id)
    with pytest.raises(errors.UserIsBlockedError):
        await bot.send_message(peer(petro), "hello")
    petro.deactivated = True
    with pytest.raises(errors.InputUserDeactivatedError):
        await bot.send_message(peer(petro), "hello")


async def test_a_migrated_group_is_another_chat(telegram: TelegramServer, bot: Any, petro: Person) -> None:
    group = telegram.add_group("Editors", petro)
    await bot.send_message(types.InputPeerChat(group.id), "before")
    new = telegram.migrate(group)
    with pytest.raises(errors.PeerIdInvalidError):
        await bot.send_message(types.InputPeerChat(group.id), "after")
    old = (await bot(functions.messages.GetChatsRequest([group.id]))).chats[0]
    assert (old.deactivated, old.migrated_to.channel_id) == (True, new.id)
    await bot.send_message(types.InputPeerChannel(new.id, 0), "after")
    assert [sent.text for sent in telegram.sent(new)] == ["after"]


async def test_signing_in_with_a_token(telegram: TelegramServer) -> None:
    client = TelegramClient(StringSession(telegram.session_string(telegram.add_key())), 1, "hash")
    await client.connect()
    assert await client.get_me() is None
    with pytest.raises(errors.AccessTokenInvalidError):
        await client.sign_in(bot_token="1:wrong")
    await client.sign_in(bot_token=telegram.bot_token)
    assert (await client.get_me()).id == telegram.bot.id
    await client.disconnect()


async def test_signing_in_by_telephone(telegram: TelegramServer) -> None:
    client = TelegramClient(StringSession(telegram.session_string(telegram.add_key())), 1, "hash")
    await client.connect()
    phone = telegram.reader.phone
    await client.send_code_request(phone)
    with pytest.raises(errors.PhoneCodeInvalidError):
        await client.sign_in(phone, "00000")
    await client.sign_in(phone, telegram.code)
    assert (await client.get_me()).id == telegram.reader.id
    await client.disconnect()


async def test_a_writer_who_is_known_is_told_of_in_short(telegram: TelegramServer, bot: Any, petro: Person) -> None:
    heard = Heard(bot)
    kinds: list[str] = []
    bot.add_event_handler(lambda update: _note(kinds, update), events.Raw())
    first = telegram.say(petro, "/latest")
    telegram.say(petro, "/search bridge", reply_to=first)
    group = telegram.add_group("Editors", petro)
    telegram.say(petro, "/help", chat=group)
    telegram.say(petro, "/status", chat=group)
    assert await heard.take(4) == [("new", text) for text in ("/latest", "/search bridge", "/help", "/status")]
    assert heard.senders == [petro.id] * 4
    assert kinds == ["UpdateNewMessage", "UpdateShortMessage", "UpdateNewMessage", "UpdateShortChatMessage"]


async def _note(kinds: list[str], update: Any) -> None:
    kinds.append(type(update).__name__)


async def test_a_file_arrives_whole(telegram: TelegramServer, bot: Any, petro: Person) -> None:
    data = bytes(range(256)) * 2048
    message = await bot.send_file(peer(petro), data, caption="The list", attributes=[_named("hits.csv")])
    (sent,) = telegram.sent(petro)
    assert (sent.id, sent.text) == (message.id, "The list")
    assert sent.file is not None
    assert sent.file.data == data
    assert message.file.name == "hits.csv"


def _named(name: str) -> Any:
    return types.DocumentAttributeFilename(name)


async def test_forwarding_is_refused_where_the_channel_forbids_it(
    telegram: TelegramServer, user: Any, bot: Any
) -> None:
    news = telegram.add_channel("News", username="news_one")
    post = telegram.publish(news, "first words")
    group = telegram.add_group("Editors", telegram.reader)
    await user.get_dialogs()
    target = types.InputPeerChat(group.id)
    await user.forward_messages(target, post, "news_one")
    news.noforwards = True
    with pytest.raises(errors.ChatForwardsRestrictedError):
        await user.forward_messages(target, post, "news_one")
    (copy,) = await user.get_messages(target, limit=5)
    assert (copy.raw_text, copy.fwd_from.channel_post) == ("first words", post)


async def test_a_deleted_answer_stays_on_record(telegram: TelegramServer, bot: Any, petro: Person) -> None:
    message = await bot.send_message(peer(petro), "too much said")
    await bot.delete_messages(peer(petro), [message.id])
    assert [(sent.text, sent.deleted) for sent in telegram.sent(petro)] == [("too much said", True)]
    assert await bot.get_messages(peer(petro), ids=message.id) is None
