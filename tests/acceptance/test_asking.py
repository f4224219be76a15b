"""Questions in a chat, page by page, and what became of a post: real Telethon, real archive, real processes."""

import re
from datetime import timedelta
from typing import Any

import pytest
from telethon.tl import types

from tests.acceptance.bot_process import BotProcess
from tests.acceptance.test_living_alert import press
from tests.acceptance.test_whole_way import CLAIM, eventually
from tests.telegram_server.rooms import Channel, Person
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.talking import Sent

pytestmark = pytest.mark.acceptance

# Our own sentences.
POSTS = 12
STORE = "Сводка {}: склады 🔥 под охраной."
EDITED = "Мост у переправы взорван."
MENDED = "Мост у переправы цел."


async def asked(telegram: TelegramServer, reader: Person, question: str) -> Sent:
    """The answer to a question."""
    before = len(telegram.sent(reader))
    telegram.say(reader, question)
    await telegram.until(lambda: len(telegram.sent(reader)) > before, within=timedelta(seconds=30))
    return telegram.sent(reader)[before]


def now(telegram: TelegramServer, reader: Person, message: Sent) -> Sent:
    """A message as it stands now."""
    return next(each for each in telegram.sent(reader) if each.id == message.id)


def numbers(message: Sent) -> list[int]:
    """The posts on a page, by the numbers in their texts."""
    return [int(number) for number in re.findall(r"Сводка (\d+)", message.text)]


def marked(message: Sent) -> list[str]:
    """What stands in bold below the header."""
    units = message.text.encode("utf-16-le")
    bold = [each for each in message.entities if isinstance(each, types.MessageEntityBold)][1:]
    return [units[each.offset * 2 : (each.offset + each.length) * 2].decode("utf-16-le") for each in bold]


async def stored(frontwatch: BotProcess, words: str) -> Any:
    """How many posts answer, and what became of the newest."""
    hits = await frontwatch.command("search", words, "--json", "--limit", "100")
    return hits and (len(hits), hits[0]["revisions"], hits[0]["deleted"])


async def test_a_search_is_read_page_by_page_also_after_a_restart(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    for number in range(POSTS):
        telegram.publish(blogger, STORE.format(number))
    await frontwatch.start()
    await eventually(lambda: stored(frontwatch, "склад"), (POSTS, 0, False))

    first = await asked(telegram, reader, "/search складами from:@front_notes")
    assert f"{POSTS} posts, newest first · page 1" in first.text
    assert numbers(first) == [11, 10, 9, 8, 7]
    assert marked(first) == ["склады"] * 5
    await press(telegram, reader, first, "More")
    await telegram.until(lambda: now(telegram, reader, first).edits)
    second = now(telegram, reader, first)
    assert numbers(second) == [6, 5, 4, 3, 2]

    await frontwatch.stop()
    await frontwatch.start()
    telegram.publish(blogger, STORE.format(99))
    await eventually(lambda: stored(frontwatch, "склад"), (POSTS + 1, 0, False))
    await press(telegram, reader, second, "More")
    await telegram.until(lambda: len(now(telegram, reader, first).edits) == 2)
    third = now(telegram, reader, first)
    assert (numbers(third), marked(third)) == ([1, 0], ["склады"] * 2)
    assert [label for row in third.buttons for label, _ in row] == ["‹ Back"]


async def test_what_became_of_a_post_is_told_by_its_link(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    post = telegram.publish(blogger, EDITED)
    await eventually(lambda: stored(frontwatch, "мост"), (1, 0, False))
    telegram.edit(blogger, post, MENDED)
    await eventually(lambda: stored(frontwatch, "мост"), (1, 1, False))
    telegram.delete(blogger, post)
    await eventually(lambda: stored(frontwatch, "мост"), (1, 1, True))

    told = (await asked(telegram, reader, f"/post https://t.me/front_notes/{post}")).text
    assert EDITED in told
    assert "edited " in told
    assert "now: " in told
    assert "цел" in told.partition("now: ")[2]
    assert "deleted " in told
    assert "/post https://t.me/" in (await asked(telegram, reader, "/post nonsense")).text
    found = await asked(telegram, reader, "/search взорвать")
    assert "1 post" in found.text, "a post is found by what it said first"


async def test_the_newest_stories_the_channels_and_the_figures_are_told(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    await frontwatch.start()
    await telegram.until(lambda: telegram.reader.id in blogger.members)
    telegram.publish(blogger, CLAIM)
    await telegram.until(lambda: telegram.sent(reader))
    latest = await asked(telegram, reader, "/latest")
    assert "BREAKTHROUGH claimed · Soledar" in latest.text
    assert "прорвал оборону под Соледаром" in latest.text
    channels = await asked(telegram, reader, "/channels")
    assert "2 channels" in channels.text
    assert "@front_notes" in channels.text.replace("\u2060", "")
    stats = await asked(telegram, reader, "/stats")
    for answer in (channels, stats):
        (table,) = (each for each in answer.entities if isinstance(each, types.MessageEntityPre))
        lines = answer.text.encode("utf-16-le")[table.offset * 2 : (table.offset + table.length) * 2].decode(
            "utf-16-le"
        )
        assert all(len(line) <= 40 for line in lines.split("\n"))
