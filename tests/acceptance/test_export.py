"""A search as a file, from /export in a chat to the bytes on a phone: real Telethon, real archive, a real process."""

import csv
import io
import json

import pytest

from tests.acceptance.bot_process import BotProcess
from tests.acceptance.test_whole_way import eventually
from tests.telegram_server.rooms import Channel, Person
from tests.telegram_server.server import TelegramServer

pytestmark = pytest.mark.acceptance

# Our own sentences.
HOSTILE = "=Прорыв у переправы,\nпишут «очевидцы»"
QUIET = "Утро без новостей, над рекой туман."


async def test_a_search_comes_as_a_file(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel
) -> None:
    first = telegram.publish(blogger, HOSTILE)
    telegram.publish(blogger, QUIET)
    await frontwatch.start()

    async def found() -> int:
        return len(await frontwatch.command("search", "очевидцы OR туман", "--json"))

    await eventually(found, 2)
    telegram.say(reader, "/export прорыв")
    await telegram.until(lambda: any(message.file for message in telegram.sent(reader)))
    (sent,) = (message for message in telegram.sent(reader) if message.file)
    assert sent.file is not None
    assert sent.file.name.startswith("frontwatch-")
    assert sent.file.name.endswith(".csv")
    assert sent.text == "прорыв · 1 post, newest first"
    content = sent.file.data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))
    assert (row["channel"], row["id"], row["text"]) == ("front_notes", str(first), f"'{HOSTILE}")

    telegram.say(reader, "/export jsonl from:@front_notes")
    await telegram.until(lambda: sum(message.file is not None for message in telegram.sent(reader)) == 2)
    (*_, last) = (message.file for message in telegram.sent(reader) if message.file)
    assert [json.loads(line)["text"] for line in last.data.splitlines()] == [QUIET, HOSTILE]
    assert [line["text"] for line in await frontwatch.command("export", "туман", "--format", "jsonl")] == [QUIET]
