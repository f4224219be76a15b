"""A post comes in, an alert goes out, a question is answered: real Telethon, real archive, real processes."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.bot_process import BotProcess
from tests.telegram_server.rooms import Channel, Person
from tests.telegram_server.server import TelegramServer

pytestmark = pytest.mark.acceptance

# Our own sentences.
CLAIM = "Срочно: противник прорвал оборону под Соледаром, фронт посыпался."
EVERYDAY = "Доброе утро. Сегодня над линией фронта туман, дороги раскисли, волонтёры привезли генератор."


async def eventually(
    look: Callable[[], Awaitable[Any]], wanted: object, *, within: timedelta = timedelta(seconds=15)
) -> None:
    """Ask another process until it answers ``wanted``; there is no event to wait for across processes."""
    seen: Any = None
    try:
        async with asyncio.timeout(within.total_seconds()):
            while (seen := await look()) != wanted:  # noqa: ASYNC110  (the other side is a process)
                await asyncio.sleep(0.05)
    except TimeoutError:
        pytest.fail(f"wanted {wanted!r}, last seen {seen!r}")


def alerts(telegram: TelegramServer, reader: Person) -> list[str]:
    """The alerts that the reader got, as texts."""
    return [message.text for message in telegram.sent(reader) if "claimed" in message.text]


async def test_a_post_becomes_an_alert_and_its_copies_do_not(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel, aggregator: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members and telegram.reader.id in aggregator.members)
    telegram.publish(blogger, EVERYDAY)
    post = telegram.publish(blogger, CLAIM)
    await telegram.until(lambda: alerts(telegram, reader))
    telegram.forward(aggregator, blogger, post)
    telegram.publish(aggregator, CLAIM + " Подписывайтесь.")
    last = telegram.publish(aggregator, EVERYDAY)

    async def newest() -> Any:
        hits = await frontwatch.command("search", "туман", "--json", "--limit", "1")
        return hits and (hits[0]["channel"], hits[0]["id"])

    await eventually(newest, ("all_the_news", last))
    (alert,) = alerts(telegram, reader)
    assert "BREAKTHROUGH claimed" in alert
    assert "прорвал оборону под Соледаром" in alert
    assert await frontwatch.stop() == 130


async def test_a_channel_that_forbids_forwarding_is_quoted_with_a_link(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    """TELEGRAM 15: a forward would be refused, and with it the alert."""
    blogger.noforwards = True
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    post = telegram.publish(blogger, CLAIM)
    await telegram.until(lambda: alerts(telegram, reader))
    (alert,) = telegram.sent(reader)
    assert "прорвал оборону под Соледаром" in alert.text
    links = {getattr(entity, "url", None) for entity in alert.entities} | {
        url for row in alert.buttons for _, url in row
    }
    assert f"https://t.me/front_notes/{post}" in links
    assert telegram.requests["messages.forwardMessages"] == 0


async def test_an_edit_becomes_a_revision_and_a_deletion_a_tombstone(
    telegram: TelegramServer, frontwatch: BotProcess, blogger: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    edited = telegram.publish(blogger, "Колонна стоит у переправы.")
    deleted = telegram.publish(blogger, "Мост у переправы цел.")

    async def fate() -> Any:
        hits = await frontwatch.command("search", "переправа", "--json")
        return {hit["id"]: (hit["text"], hit["revisions"], hit["deleted"]) for hit in hits}

    await eventually(
        fate, {edited: ("Колонна стоит у переправы.", 0, False), deleted: ("Мост у переправы цел.", 0, False)}
    )
    telegram.edit(blogger, edited, "Колонна ушла от переправы.")
    telegram.react(blogger, edited)
    telegram.delete(blogger, deleted)
    await eventually(
        fate, {edited: ("Колонна ушла от переправы.", 1, False), deleted: ("Мост у переправы цел.", 0, True)}
    )


async def test_posts_of_the_downtime_are_caught_up_also_when_a_live_one_came_first(
    telegram: TelegramServer, frontwatch: BotProcess, blogger: Channel
) -> None:
    """RULES 2: live 110 arrives, the process is killed, and on restart 101–109 come."""
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    first = telegram.publish(blogger, "Запись до перерыва.")

    async def stored() -> Any:
        return sorted(hit["id"] for hit in await frontwatch.command("search", "запись", "--json", "--limit", "100"))

    await eventually(stored, [first])
    await frontwatch.stop()
    missed = [telegram.publish(blogger, f"Запись во время перерыва {number}.") for number in range(9)]
    # The history answers so late that the live post is stored long before it, and then the process dies.
    telegram.faults.delay("messages.getHistory", 30)
    before = telegram.requests["messages.getHistory"]
    await frontwatch.start()
    await telegram.until(lambda: telegram.requests["messages.getHistory"] > before)
    live = telegram.publish(blogger, "Запись после перерыва.")
    await eventually(stored, [first, live])
    await frontwatch.kill()
    telegram.faults.clear()
    await frontwatch.start()
    await eventually(stored, [first, *missed, live])


async def test_a_repeated_send_is_not_shown_twice(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    telegram.faults.cut_after("messages.sendMessage")
    telegram.publish(blogger, CLAIM)
    await telegram.until(lambda: telegram.requests["messages.sendMessage"] >= 2)
    await telegram.until(lambda: alerts(telegram, reader))

    async def waiting() -> Any:
        (status,) = await frontwatch.command("status", "--json")
        return status["outbox"]["waiting"]

    await eventually(waiting, 0)
    assert len(alerts(telegram, reader)) == 1


async def test_a_killed_bot_owes_its_alert_and_sends_it_once(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    telegram.faults.delay("messages.sendMessage", 30)
    telegram.publish(blogger, CLAIM)
    await telegram.until(lambda: telegram.requests["messages.sendMessage"] >= 1)
    await frontwatch.kill()
    telegram.faults.clear()
    await frontwatch.start()
    await telegram.until(lambda: alerts(telegram, reader), within=timedelta(minutes=3))
    assert len(alerts(telegram, reader)) == 1


async def test_a_search_is_answered_and_a_stranger_is_not(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    telegram.publish(blogger, CLAIM)
    await telegram.until(lambda: alerts(telegram, reader))
    telegram.say(reader, "/search прорвать")
    await telegram.until(lambda: len(telegram.sent(reader)) == 2)
    answer = telegram.sent(reader)[-1]
    assert "прорвал оборону под Соледаром" in answer.text
    stranger = telegram.add_person("Stranger", started=True)
    telegram.say(stranger, "/search прорвать")
    await telegram.until(lambda: telegram.sent(stranger))
    assert "Соледаром" not in telegram.sent(stranger)[0].text


async def test_ctrl_c_stops_it_and_no_secret_is_in_its_log(telegram: TelegramServer, frontwatch: BotProcess) -> None:
    await frontwatch.start()
    assert await frontwatch.stop(signal.SIGINT) == 130
    for secret in (telegram.bot_token, telegram.user_session, telegram.bot_session, "0123456789abcdef"):
        assert secret not in frontwatch.log
    assert "Traceback" not in frontwatch.log


async def test_a_server_that_knows_only_the_least_is_enough(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    """Everything beyond reading, joining and sending is a convenience: without it the way is the same."""
    telegram.faults.know_only(
        "help.getConfig",
        "users.getUsers",
        "updates.getState",
        "updates.getDifference",
        "updates.getChannelDifference",
        "contacts.resolveUsername",
        "channels.joinChannel",
        "messages.getHistory",
        "messages.sendMessage",
    )
    missed = telegram.publish(blogger, "Запись до начала.")
    await frontwatch.start()

    async def stored() -> Any:
        return sorted(hit["id"] for hit in await frontwatch.command("search", "запись", "--json"))

    await eventually(stored, [missed])
    telegram.publish(blogger, CLAIM)
    await telegram.until(lambda: alerts(telegram, reader))
    telegram.say(reader, "/search прорвать")
    await telegram.until(lambda: len(telegram.sent(reader)) == 2)
    assert "прорвал оборону под Соледаром" in telegram.sent(reader)[-1].text


async def test_a_trend_comes_as_a_picture_with_its_figures_in_words(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    telegram.publish(blogger, CLAIM)
    await telegram.until(lambda: alerts(telegram, reader))

    telegram.say(reader, "/trend breakthrough 1")
    telegram.say(reader, "/trend nonsense")
    await telegram.until(lambda: len(telegram.sent(reader)) == 3, within=timedelta(seconds=30))

    answers = telegram.sent(reader)[1:]
    (wrong,) = (answer for answer in answers if answer.file is None)
    (picture,) = (answer for answer in answers if answer.file is not None)
    assert "Example: /trend breakthrough 7" in wrong.text
    assert "1 flag: 1 claimed." in picture.text
    assert "/story 1" in picture.text
    assert picture.file is not None
    assert (picture.file.name, picture.file.data[:8]) == ("trend.png", b"\x89PNG\r\n\x1a\n")
    assert 10_000 < len(picture.file.data) < 500_000
    width, height = (int.from_bytes(picture.file.data[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (1080, 810)
    assert await frontwatch.stop() == 130
    assert "Traceback" not in frontwatch.log
