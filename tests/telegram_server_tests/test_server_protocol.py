"""The protocol underneath, and the faults of requests."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telethon import TelegramClient, errors
from telethon.network import (
    ConnectionTcpAbridged,
    ConnectionTcpFull,
    ConnectionTcpIntermediate,
    ConnectionTcpObfuscated,
)
from telethon.sessions import StringSession
from telethon.tl import functions, types

from tests.telegram_server.faults import ALWAYS, ANY
from tests.telegram_server.mtproto import Key
from tests.telegram_server.rooms import Person
from tests.telegram_server.server import TelegramServer

Connect = Callable[..., Awaitable[Any]]

TRANSPORTS = [ConnectionTcpFull, ConnectionTcpAbridged, ConnectionTcpIntermediate, ConnectionTcpObfuscated]


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_every_transport_carries_small_and_large_packets(
    telegram: TelegramServer, connect: Connect, transport: type
) -> None:
    petro = telegram.add_person("Petro", started=True)
    client = await connect(telegram.bot_session, connection=transport)
    text = "слово " * 600
    await client(functions.messages.SendMessageRequest(types.InputPeerUser(petro.id, 0), text))
    (sent,) = telegram.sent(petro)
    assert sent.text == text


async def test_many_requests_at_once(telegram: TelegramServer, user: Any) -> None:
    names = [f"channel_{number:03}" for number in range(120)]
    for name in names:
        telegram.add_channel(name, username=name)
    found = await asyncio.gather(*(user(functions.contacts.ResolveUsernameRequest(name)) for name in names))
    assert [answer.chats[0].title for answer in found] == names


async def test_an_unknown_method_is_refused_cleanly(user: Any) -> None:
    with pytest.raises(errors.BadRequestError, match="METHOD_UNKNOWN"):
        await user(functions.stories.GetAllStoriesRequest())
    assert await user.get_me()


async def test_an_unknown_key_is_told_so(telegram: TelegramServer) -> None:
    session = StringSession(telegram.session_string(Key(os.urandom(256))))
    client = TelegramClient(session, 1, "hash", retry_delay=0)
    with pytest.raises(errors.AuthKeyNotFound):
        await client.connect()
    await client.disconnect()


async def test_nonsense_closes_only_its_own_connection(telegram: TelegramServer, user: Any) -> None:
    reader, writer = await asyncio.open_connection(telegram.host, telegram.port)
    writer.write(b"\x10\x00\x00\x00" + bytes(12))
    assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    assert await user.get_me()


async def test_a_stopped_server_comes_back_on_the_same_port(telegram: TelegramServer, user: Any) -> None:
    port = telegram.port
    await telegram.stop()
    await telegram.start()
    assert telegram.port == port
    await telegram.until(lambda: telegram.connections)
    assert (await user.get_me()).id == telegram.reader.id


async def test_no_updates_for_a_client_that_wants_none(telegram: TelegramServer, connect: Connect) -> None:
    client = await connect(telegram.user_session, receive_updates=False)
    await client.get_me()
    assert [connection.wants_updates for connection in telegram.connections] == [False]


async def test_a_flood_wait_lasts_for_as_many_calls_as_asked(telegram: TelegramServer, user: Any) -> None:
    telegram.faults.flood("users.getFullUser", 2, times=2)
    request = functions.users.GetFullUserRequest(types.InputUserSelf())
    for _ in range(2):
        with pytest.raises(errors.FloodWaitError) as caught:
            await user(request)
        assert caught.value.seconds == 2
    assert (await user(request)).full_user.id == telegram.reader.id


async def test_a_flood_wait_of_one_chat_leaves_the_others_alone(telegram: TelegramServer, bot: Any) -> None:
    slow, quick = (telegram.add_person(name, started=True) for name in ("Slow", "Quick"))
    telegram.faults.flood("messages.sendMessage", 40, chat=slow)
    await bot.send_message(types.InputPeerUser(quick.id, 0), "hello")
    with pytest.raises(errors.FloodWaitError):
        await bot.send_message(types.InputPeerUser(slow.id, 0), "hello")


async def test_a_session_that_is_used_twice_is_refused_everything(telegram: TelegramServer, user: Any) -> None:
    telegram.faults.refuse(ANY, 406, "AUTH_KEY_DUPLICATED", times=ALWAYS)
    for request in (functions.updates.GetStateRequest(), functions.help.GetConfigRequest()):
        with pytest.raises(errors.AuthKeyDuplicatedError):
            await user(request)


async def test_a_session_that_was_signed_out_is_nobody(telegram: TelegramServer, user: Any, bot: Any) -> None:
    telegram.sign_out(telegram.reader)
    assert await user.get_me() is None
    with pytest.raises(errors.AuthKeyUnregisteredError):
        await user.get_dialogs()
    assert await bot.get_me()


async def test_internal_errors_and_any_other_refusal(telegram: TelegramServer, connect: Connect) -> None:
    user = await connect(telegram.user_session, request_retries=0, raise_last_call_error=True)
    telegram.faults.refuse("users.getFullUser", 406, "AUTH_KEY_DUPLICATED")
    telegram.faults.internal_error("users.getFullUser")
    request = functions.users.GetFullUserRequest(types.InputUserSelf())
    with pytest.raises(errors.AuthKeyDuplicatedError):
        await user(request)
    with pytest.raises(errors.RpcCallFailError):
        await user(request)


@pytest.fixture
def petro(telegram: TelegramServer) -> Person:
    """Somebody who has started the bot."""
    return telegram.add_person("Petro", started=True)


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
async def test_a_cut_connection_makes_the_client_repeat_and_the_message_is_one(
    telegram: TelegramServer, bot: Any, petro: Person, fault: str
) -> None:
    getattr(telegram.faults, fault)("messages.sendMessage")
    await bot(functions.messages.SendMessageRequest(types.InputPeerUser(petro.id, 0), "once", random_id=3))
    assert telegram.requests["messages.sendMessage"] == 2
    assert len(telegram.sent(petro)) == 1


async def test_a_duplicate_that_is_still_running(telegram: TelegramServer, connect: Connect, petro: Person) -> None:
    bot = await connect(telegram.bot_session, request_retries=0, raise_last_call_error=True)
    telegram.faults.still_running()
    request = functions.messages.SendMessageRequest(types.InputPeerUser(petro.id, 0), "once", random_id=3)
    with pytest.raises(errors.RandomIdDuplicateError):
        await bot(request)
    await bot(request)
    assert len(telegram.sent(petro)) == 1


async def test_a_slow_answer_holds_up_nobody_else(telegram: TelegramServer, user: Any) -> None:
    telegram.faults.delay("users.getFullUser", 30)
    slow = asyncio.ensure_future(user(functions.users.GetFullUserRequest(types.InputUserSelf())))
    assert await user.get_me()
    assert not slow.done()
    slow.cancel()


async def test_a_simpler_server_knows_fewer_methods(telegram: TelegramServer, user: Any) -> None:
    telegram.faults.know_only("users.getUsers")
    assert await user.get_me()
    with pytest.raises(errors.BadRequestError, match="METHOD_UNKNOWN"):
        await user.get_dialogs()


async def test_cleared_faults_are_gone(telegram: TelegramServer, user: Any) -> None:
    telegram.faults.flood("users.getUsers", 60, times=9)
    telegram.faults.updates.withheld = 3
    telegram.faults.clear()
    assert await user.get_me()
    assert telegram.faults.updates.withheld == 0
