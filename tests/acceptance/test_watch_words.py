"""Words of one's own, from /watch in a chat to the alert: real Telethon, real archive, real processes."""

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.bot_process import BotProcess
from tests.acceptance.test_whole_way import eventually
from tests.telegram_server.rooms import Channel, Person
from tests.telegram_server.server import TelegramServer

pytestmark = pytest.mark.acceptance

# Our own sentences.
PONTOONS = "Через протоку у Олешек навели понтоны, техника идёт на тот берег, охраны не видно."
ANOTHER = "Вечером сапёры нашли в камышах ещё один понтон, лодки целы."
QUIET = "Утро без новостей, над рекой туман."


def word_alerts(telegram: TelegramServer, reader: Person) -> list[str]:
    """The alerts of watched words that the reader got, as they stand now."""
    return [message.text for message in telegram.sent(reader) if message.text.startswith("👁")]


async def stored(frontwatch: BotProcess, words: str) -> Any:
    """Channel and id of the newest post with these words."""
    hits = await frontwatch.command("search", words, "--json", "--limit", "1")
    return hits and (hits[0]["channel"], hits[0]["id"])


async def test_a_watched_word_fires_once_for_a_group_of_copies_also_after_a_restart(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel, aggregator: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members and telegram.reader.id in aggregator.members)
    telegram.say(reader, "/watch понтон")
    await telegram.until(lambda: len(telegram.sent(reader)) == 1)
    answer = telegram.sent(reader)[0].text
    assert "Watched from now on: понтон" in answer
    assert "понтонам" in answer

    telegram.publish(blogger, QUIET)
    telegram.publish(blogger, PONTOONS)
    await telegram.until(lambda: word_alerts(telegram, reader))
    (alert,) = word_alerts(telegram, reader)
    assert "навели понтоны" in alert

    telegram.publish(aggregator, f"{PONTOONS} Подписывайтесь.")
    await frontwatch.kill()
    await frontwatch.start()
    telegram.publish(aggregator, f"❗️{PONTOONS}")
    telegram.publish(blogger, ANOTHER)
    last = telegram.publish(aggregator, QUIET)

    async def newest() -> Any:
        return await stored(frontwatch, "туман")

    await eventually(newest, ("all_the_news", last))
    assert len(word_alerts(telegram, reader)) == 1, "copies, and what came within minutes, ring nobody"


async def test_a_word_that_was_taken_out_and_a_stranger_s_word_fire_nothing(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    stranger = telegram.add_person("Stranger", started=True)
    telegram.say(stranger, "/watch понтон")
    await telegram.until(lambda: telegram.sent(stranger))
    for number, command in enumerate(("/watch понтон", "/watch туман", "/unwatch понтоны", "/watching"), start=1):
        telegram.say(reader, command)
        await telegram.until(lambda number=number: len(telegram.sent(reader)) == number)  # type: ignore[misc]  # a default binds it
    assert "1 word is watched in this chat:\nтуман" in telegram.sent(reader)[-1].text
    telegram.publish(blogger, PONTOONS)
    telegram.publish(blogger, QUIET)
    await telegram.until(lambda: word_alerts(telegram, reader))
    assert [alert.splitlines()[0] for alert in word_alerts(telegram, reader)] == ["👁 туман"]
    assert len(telegram.sent(stranger)) == 1


async def test_the_operator_s_words_are_watched_from_the_first_start(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel, tmp_path: Path
) -> None:
    with (tmp_path / "watch.toml").open("a", encoding="utf-8") as file:
        file.write("\n[[words]]\nword = '/\\bпонтон\\w*\\b/'\n")
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    telegram.publish(blogger, PONTOONS)
    await telegram.until(lambda: word_alerts(telegram, reader))
    assert r"понтон\w*\b/" in word_alerts(telegram, reader)[0]
