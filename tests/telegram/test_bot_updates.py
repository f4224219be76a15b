"""What people write and press reaches the desk once, and its answers come back once (TELEGRAM 24 and 25; RULES 14)."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from telethon.tl import types

from bot.clocks import SystemClock
from bot.delivery.answer_pace import AnswerPace
from bot.delivery.rates import Rates
from bot.model.conversation import Answer, Incoming, Press
from bot.model.message import Button, Message
from bot.model.subscriber import ChatKind
from bot.settings import TelegramSettings
from bot.telegram.bot_updates import BotUpdates, incoming_from
from bot.telegram.client import Client
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sessions import open_bot
from tests.telegram_server.rooms import Person
from tests.telegram_server.server import TelegramServer


class EchoDesk:
    """Answers everything with what it was asked, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[Incoming] = []
        self.pressed: list[Press] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def answer(self, incoming: Incoming) -> Answer:
        """Say it back, with a button."""
        self.asked.append(incoming)
        await self.may_answer.wait()
        if incoming.text == "/break":
            raise RuntimeError("a bug in the desk")
        button = Button(label="More", data=b"more")
        return Answer(messages=(Message(text=f"You said {incoming.text}", buttons=((button,),)),))

    async def press(self, press: Press) -> Answer:
        """Turn the page."""
        self.pressed.append(press)
        if press.data == b"break":
            raise RuntimeError("a bug in the desk")
        return Answer(edit=Message(text="Page 2"), toast="Turned" * 100)


@pytest.fixture
def desk() -> EchoDesk:
    """Where messages and presses end."""
    return EchoDesk()


@pytest_asyncio.fixture
async def bot(
    telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path, desk: EchoDesk
) -> AsyncIterator[Client]:
    """The bot, listening."""
    client = await listening(settings, tmp_path / "data", desk)
    yield client
    await client.close()


def pace() -> AnswerPace:
    """Turns as in the running bot."""
    return AnswerPace(Rates(), SystemClock())


async def listening(settings: TelegramSettings, data_dir: Path, desk: EchoDesk) -> Client:
    """A bot whose updates end at ``desk``."""
    clock = SystemClock()
    client = await open_bot(settings, data_dir, clock=clock, tries=1)
    BotUpdates(client, TelegramMessenger(client), clock, answer=desk.answer, press=desk.press, turn=pace().turn).start()
    return client


@pytest.fixture
def anna(telegram: TelegramServer) -> Person:
    """Somebody who writes to the bot."""
    return telegram.add_person("Anna")


async def test_a_private_message_is_answered(
    telegram: TelegramServer, bot: Client, desk: EchoDesk, anna: Person
) -> None:
    message_id = telegram.say(anna, "/start")

    await telegram.until(lambda: telegram.sent(anna))

    (incoming,) = desk.asked
    assert (incoming.chat_id, incoming.user_id, incoming.chat_kind) == (anna.id, anna.id, ChatKind.PERSON)
    assert (incoming.chat_title, incoming.text, incoming.message_id) == ("Anna", "/start", message_id)
    assert incoming.at.utcoffset() is not None
    assert incoming.chat_access_hash
    (sent,) = telegram.sent(anna)
    assert (sent.text, sent.reply_to) == ("You said /start", None)


async def test_who_waits_for_a_slow_answer_sees_that_it_is_worked_on(
    telegram: TelegramServer, bot: Client, desk: EchoDesk, anna: Person
) -> None:
    desk.may_answer.clear()
    telegram.say(anna, "/search bridge")

    await telegram.until(lambda: telegram.requests["messages.setTyping"])
    assert not telegram.sent(anna)
    desk.may_answer.set()
    await telegram.until(lambda: telegram.sent(anna))

    assert telegram.requests["messages.setTyping"] == 1


async def test_a_command_in_a_group_is_answered_under_itself_and_chatter_is_not(
    telegram: TelegramServer, bot: Client, desk: EchoDesk, anna: Person
) -> None:
    telegram.bot.sees_all = True
    group = telegram.add_group("War room", anna)
    telegram.say(anna, "Good morning", chat=group)
    telegram.say(anna, "/help@some_other_bot", chat=group)
    question = telegram.say(anna, "/search@Frontwatch_Test_Bot bridge", chat=group)

    await telegram.until(lambda: telegram.sent(group))

    (incoming,) = desk.asked
    assert (incoming.text, incoming.user_id, incoming.chat_kind) == (
        "/search@Frontwatch_Test_Bot bridge",
        anna.id,
        ChatKind.GROUP,
    )
    assert incoming.chat_id == -group.id
    assert [sent.reply_to for sent in telegram.sent(group)] == [question]


@pytest.mark.parametrize(
    ("typed", "is_ours"),
    [
        ("/help", True),
        ("/help@frontwatch_bot", True),
        ("/search@FRONTWATCH_bot\nbridge", True),
        ("/search me@frontwatch_bot", True),
        ("/search@frontwatch_bot, please", True),
        ("/help@another_bot", False),
        ("good morning", False),
    ],
)
def test_a_command_in_a_group_is_ours_unless_it_names_another_bot(typed: str, *, is_ours: bool) -> None:
    told = types.Message(
        id=5,
        peer_id=types.PeerChat(7),
        from_id=types.PeerUser(3),
        date=datetime(2023, 5, 11, tzinfo=UTC),
        message=typed,
    )

    incoming = incoming_from(told, None, bot_name="frontwatch_bot")

    assert (incoming and incoming.text) == (typed if is_ours else None)


async def test_an_anonymous_administrator_has_no_user_id(
    telegram: TelegramServer, bot: Client, desk: EchoDesk, anna: Person
) -> None:
    room = telegram.add_channel("War room", megagroup=True)
    room.members.update({anna.id: anna, telegram.bot.id: telegram.bot})

    telegram.say(anna, "/subscribe", chat=room, hidden=True)
    telegram.say(anna, "/help", chat=room)
    await telegram.until(lambda: len(telegram.sent(room)) == 2)

    assert [(incoming.user_id, incoming.chat_kind) for incoming in desk.asked] == [
        (None, ChatKind.GROUP),
        (anna.id, ChatKind.GROUP),
    ]


async def test_channel_posts_and_own_messages_are_no_questions(
    telegram: TelegramServer, bot: Client, desk: EchoDesk, anna: Person
) -> None:
    channel = telegram.add_channel("Alerts", username="our_alerts")
    channel.members[telegram.bot.id] = telegram.bot
    telegram.publish(channel, "/start")
    telegram.say(anna, "/start")

    await telegram.until(lambda: telegram.sent(anna))

    assert [incoming.chat_id for incoming in desk.asked] == [anna.id]


async def test_a_question_that_comes_twice_is_answered_once(
    telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path, desk: EchoDesk, anna: Person
) -> None:
    first = await listening(settings, tmp_path / "one", desk)
    telegram.say(anna, "/start")
    await telegram.until(lambda: telegram.sent(anna))
    (incoming,) = desk.asked
    messenger = TelegramMessenger(first)
    again = BotUpdates(first, messenger, SystemClock(), answer=desk.answer, press=desk.press, turn=pace().turn)
    again.start()

    telegram.say(anna, "/help")
    await telegram.until(lambda: len(desk.asked) == 3)
    await telegram.until(lambda: telegram.requests["messages.sendMessage"] == 3)

    assert [sent.text for sent in telegram.sent(anna)] == ["You said /start", "You said /help"]
    assert incoming.text == "/start"
    await first.close()


async def test_what_was_written_while_the_bot_was_down_is_answered_when_it_comes_back(
    telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path, desk: EchoDesk, anna: Person
) -> None:
    before = await listening(settings, tmp_path / "data", desk)
    telegram.say(anna, "/start")
    await telegram.until(lambda: telegram.sent(anna))
    await before.close()
    telegram.say(anna, "/latest")

    after = await listening(settings, tmp_path / "data", desk)
    await telegram.until(lambda: len(telegram.sent(anna)) == 2)

    assert [sent.text for sent in telegram.sent(anna)] == ["You said /start", "You said /latest"]
    await after.close()


async def test_a_server_that_tells_no_state_is_answered_all_the_same(
    telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path, desk: EchoDesk, anna: Person
) -> None:
    for method in ("updates.getState", "updates.getDifference", "bots.setBotCommands"):
        telegram.faults.refuse(method, 400, "METHOD_INVALID", times=100)
    client = await listening(settings, tmp_path / "data", desk)

    for question in ("/start", "/help"):
        telegram.say(anna, question)
    await telegram.until(lambda: len(telegram.sent(anna)) == 2)

    assert [incoming.text for incoming in desk.asked] == ["/start", "/help"]
    await client.close()


async def test_a_press_edits_its_message_and_releases_the_button(
    telegram: TelegramServer, bot: Client, desk: EchoDesk, anna: Person
) -> None:
    telegram.say(anna, "/latest")
    await telegram.until(lambda: telegram.sent(anna))
    (sent,) = telegram.sent(anna)

    pressed = telegram.press(anna, sent.id, b"more")
    await telegram.until(lambda: pressed.answered)

    assert desk.pressed == [Press(chat_id=anna.id, user_id=anna.id, message_id=sent.id, data=b"more")]
    assert telegram.sent(anna)[0].text == "Page 2"
    assert pressed.answer == ("Turned" * 100)[:200]


async def test_a_press_that_is_told_twice_is_one(
    telegram: TelegramServer, bot: Client, desk: EchoDesk, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a switch would be back where it was."""
    telegram.say(anna, "/latest")
    await telegram.until(lambda: telegram.sent(anna))
    (sent,) = telegram.sent(anna)
    push = telegram.pusher.push
    with monkeypatch.context() as twice:
        twice.setattr(telegram.pusher, "push", lambda *told: (push(*told), push(*told)))
        telegram.press(anna, sent.id, b"more")
    last = telegram.press(anna, sent.id, b"break")
    await telegram.until(lambda: last.answered)
    assert [press.data for press in desk.pressed] == [b"more", b"break"]


async def test_a_bug_in_the_desk_is_logged_and_the_next_question_is_answered(
    telegram: TelegramServer, bot: Client, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.say(anna, "/break")
    telegram.say(anna, "/help")
    await telegram.until(lambda: telegram.sent(anna))
    pressed = telegram.press(anna, telegram.sent(anna)[0].id, b"break")
    await telegram.until(lambda: pressed.answered)

    assert [sent.text for sent in telegram.sent(anna)] == ["You said /help"]
    assert [record.levelno for record in caplog.records if record.exc_info] == [logging.ERROR, logging.ERROR]


async def test_a_short_wait_is_obeyed_and_the_answer_sent(telegram: TelegramServer, bot: Client, anna: Person) -> None:
    telegram.faults.flood("messages.sendMessage", 1)
    telegram.say(anna, "/help")

    await telegram.until(lambda: telegram.sent(anna))

    assert len(telegram.sent(anna)) == 1


async def test_an_answer_to_somebody_who_left_is_dropped_with_a_line_in_the_log(
    telegram: TelegramServer, bot: Client, desk: EchoDesk, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    anna.blocked.add(telegram.bot.id)
    telegram.say(anna, "/help")
    await telegram.until(lambda: telegram.requests["messages.sendMessage"])
    boris = telegram.add_person("Boris")
    telegram.say(boris, "/help")
    await telegram.until(lambda: telegram.sent(boris))

    assert telegram.sent(anna) == []
    assert "blocked" in caplog.text


async def test_the_menu_of_commands_is_shown_and_a_refusal_is_no_obstacle(
    telegram: TelegramServer, bot: Client, settings: TelegramSettings, caplog: pytest.LogCaptureFixture
) -> None:
    desk = EchoDesk()
    updates = BotUpdates(
        bot, TelegramMessenger(bot), SystemClock(), answer=desk.answer, press=desk.press, turn=pace().turn
    )

    await updates.announce([("help", "What I can do")])
    telegram.faults.refuse("bots.setBotCommands", 400, "METHOD_INVALID")
    await updates.announce([("help", "Refused")])

    assert list(telegram.bot_commands.values()) == [[("help", "What I can do")]]
    assert "METHOD_INVALID" in caplog.text
