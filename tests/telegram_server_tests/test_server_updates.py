"""What clients are told at once, what they catch up with later, and the faults on the way."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest_asyncio
from telethon import TelegramClient
from telethon.crypto import AuthKey
from telethon.sessions import SQLiteSession

from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer
from tests.telegram_server_tests.collecting import Heard


@pytest_asyncio.fixture
async def news(telegram: TelegramServer, user: Any) -> Channel:
    """A channel that the account has joined and knows the state of."""
    channel = telegram.add_channel("News", username="news_one")
    telegram.admit(channel, telegram.reader)
    await user.get_dialogs()
    return channel


async def test_new_edited_and_deleted_are_told_at_once(telegram: TelegramServer, user: Any, news: Channel) -> None:
    heard = Heard(user)
    post = telegram.publish(news, "first words")
    telegram.edit(news, post, "other words")
    telegram.react(news, post)
    telegram.delete(news, post)
    assert await heard.take(4) == [
        ("new", "first words"),
        ("edited", "other words"),
        ("edited", "other words"),
        ("deleted", [post]),
    ]


async def test_only_members_are_told(telegram: TelegramServer, user: Any, news: Channel) -> None:
    heard = Heard(user)
    telegram.publish(telegram.add_channel("Strange", username="strange_one"), "not for us")
    with telegram.unheard():
        telegram.publish(news, "told to nobody")
    telegram.edit(news, telegram.publish(news, "ours"), "ours, corrected")
    told = await heard.take(2)
    assert ("new", "not for us") not in told


async def test_after_a_withheld_update_the_client_fetches_the_difference(
    telegram: TelegramServer, user: Any, news: Channel
) -> None:
    heard = Heard(user)
    telegram.faults.updates.withheld = 1
    telegram.publish(news, "lost on the way")
    telegram.publish(news, "arrives")
    assert await heard.take(2) == [("new", "lost on the way"), ("new", "arrives")]
    assert telegram.requests["updates.getChannelDifference"] == 1


async def test_a_long_difference_comes_in_slices(telegram: TelegramServer, user: Any, news: Channel) -> None:
    heard = Heard(user)
    with telegram.unheard():
        for number in range(250):
            telegram.publish(news, f"{number}")
    telegram.publish(news, "250")
    assert await heard.take(251) == [("new", f"{number}") for number in range(251)]
    assert telegram.requests["updates.getChannelDifference"] == 3


async def test_an_account_catches_up_with_its_own_messages(telegram: TelegramServer, bot: Any) -> None:
    petro = telegram.add_person("Petro")
    heard = Heard(bot)
    with telegram.unheard():
        telegram.say(petro, "first")
    telegram.say(petro, "second")
    assert await heard.take(2) == [("new", "first"), ("new", "second")]
    telegram.bot.too_long = True
    with telegram.unheard():
        telegram.say(petro, "third")
    telegram.say(petro, "fourth")
    asked = telegram.requests["updates.getDifference"]
    await telegram.until(lambda: telegram.requests["updates.getDifference"] > asked)
    telegram.say(petro, "fifth")
    assert await heard.next() == ("new", "fifth")


async def test_doubled_updates_are_heard_once(telegram: TelegramServer, user: Any, news: Channel) -> None:
    heard = Heard(user)
    telegram.faults.updates.doubled = 1
    telegram.publish(news, "once")
    telegram.publish(news, "last")
    assert await heard.take(2) == [("new", "once"), ("new", "last")]
    assert heard.silent


async def test_swapped_updates_come_in_order(telegram: TelegramServer, user: Any, news: Channel) -> None:
    heard = Heard(user)
    telegram.faults.updates.swapped = 1
    telegram.publish(news, "first")
    telegram.publish(news, "second")
    assert await heard.take(2) == [("new", "first"), ("new", "second")]


async def test_a_wrong_pts_makes_the_client_ask(telegram: TelegramServer, user: Any, news: Channel) -> None:
    heard = Heard(user)
    telegram.faults.updates.wrong_pts = 1
    telegram.publish(news, "miscounted")
    assert await heard.next() == ("new", "miscounted")
    assert telegram.requests["updates.getChannelDifference"] == 1


async def test_a_difference_that_is_too_long_delivers_nothing(
    telegram: TelegramServer, user: Any, news: Channel
) -> None:
    heard = Heard(user)
    news.too_long = True
    telegram.faults.updates.withheld = 1
    telegram.publish(news, "lost on the way")
    telegram.publish(news, "makes the gap seen")
    # Telethon asks once more after "too long", and hears nothing until that is answered.
    await telegram.until(lambda: telegram.requests["updates.getChannelDifference"] == 2)
    telegram.publish(news, "heard again")
    assert await heard.next() == ("new", "heard again")


async def test_after_a_cut_the_client_comes_back_and_hears_again(
    telegram: TelegramServer, user: Any, news: Channel
) -> None:
    heard = Heard(user)
    before = telegram.requests["users.getUsers"]
    telegram.drop_connections(telegram.reader)
    await telegram.until(lambda: telegram.requests["users.getUsers"] > before)
    telegram.publish(news, "after the cut")
    assert await heard.next() == ("new", "after the cut")


async def test_catching_up_after_a_stop(telegram: TelegramServer, tmp_path: Path) -> None:
    news = telegram.add_channel("News", username="news_one")
    telegram.admit(news, telegram.reader)

    def client() -> Any:
        return TelegramClient(_session_file(telegram, tmp_path), 1, "hash", catch_up=True)

    first = client()
    await first.connect()
    await first.get_dialogs()
    await first.disconnect()
    telegram.publish(news, "missed")
    second = client()
    heard = Heard(second)
    await second.connect()
    assert await heard.next() == ("new", "missed")
    await second.disconnect()


def _session_file(telegram: TelegramServer, folder: Path) -> Any:
    session = SQLiteSession(str(folder / "reader.session"))
    key = telegram.key_of(telegram.reader)
    session.set_dc(2, telegram.host, telegram.port)
    session.auth_key = AuthKey(key.data)
    session.save()
    return session


Connect = Callable[..., Awaitable[Any]]


async def test_two_clients_of_one_account_both_hear(telegram: TelegramServer, user: Any, connect: Connect) -> None:
    news = telegram.add_channel("News", username="news_one")
    telegram.admit(news, telegram.reader)
    other = await connect(telegram.user_session)
    heard = [Heard(user), Heard(other)]
    telegram.publish(news, "for both")
    assert [await one.next() for one in heard] == [("new", "for both")] * 2
