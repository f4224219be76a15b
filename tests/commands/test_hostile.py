"""What people type and press with ill will, or by mistake: always answered in words, and never at a high price."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from bot.commands.desk import BUTTONS, COMMANDS
from bot.model.conversation import Answer
from bot.model.message import Message, utf16_length
from bot.settings import SignalSettings
from bot.shell.searching import answer as answer_in_shell
from bot.shell.statuses import DONE, WRONG_USE
from tests.commands.conftest import PERSON, Chats, text_of

QUERIES = 500
LONGEST_ANSWER = 4096
SIGNS = (
    *"\"«»“”„~-−:*^+(){}[]|&<>\\/;,.%_#@!?=$`'",
    *(
        "\0",
        "\x07",
        "\x1b[2J",
        "\u2028",
        "\u2029",
        "\x85",
        "\r\n",
        "\t",
        "\u202e",
        "\u200f",
        "\u2067",
        "\ufeff",
        "\ufffe",
    ),
    *(
        "\ud800",
        "\udfff",
        "\udc80",
        "👨‍👩‍👧‍👦",
        "🇺🇦",
        "👍🏽",
        "❤️",
        "1️⃣",
        "e\u0301\u0302\u0303",
        "ﷺ",
        "ß",
        "İ",
        "𝒑",
        "漢字",
        "\u0e33",
    ),
)
WORDS = (
    *(
        "NEAR(прорыв фронт, 5)",
        "AND",
        "OR",
        "NOT",
        "ИЛИ",
        "АБО",
        "words:",
        "words : прорыв",
        "{words tags}:",
        "tags:any",
    ),
    *("' OR 1=1 --", "'; DROP TABLE posts; --", "UNION SELECT", "%s", "%(x)s", "${HOME}", "{0.__class__}", "{typed}"),
    *("прорыв", "Бахмут", "п'ять", "обороны", "breakthrough", "https://t.me/blogger/1", "@blogger", "/help", "3.14"),
    *('~"', '-"', '"прорыв "обороны" фронта"', '~"прорыв «линии', "-~", "--", "-прорыв", "прорыв*", "*", "**", "п*"),
    *("after:9999-99-99", "after:99999999d", "before:-1d", "after:0000-00-00", "after:1e9", "before:2023-05-11T25:61"),
    *(
        "after:2023-05-11T10:00+99:99",
        "before:١٢d",
        "after:²d",
        "story:-1",
        "story:99999999999999999999",
        "story:#",
        "story:²",
    ),
    *(
        "from:",
        "from:@",
        'from:"',
        "from:-1001234567890123456789",
        "from:https://t.me/",
        "place:",
        "place:*",
        'place:""',
    ),
    *(
        "signal:breakthrough,",
        "signal:,",
        "stance:CLAIMED",
        "has:media,gold",
        "class:pmc",
        "deleted:",
        "sort:size",
        "x:y",
    ),
)
NUMBERS = ("0", "1", "7", "-1", "99", "2000", "2001", "10" * 7, "9" * 15, "9" * 16, "1e3", "١", "²", "")


def drawing(name: str) -> Random:
    """The same draws at each run."""
    return Random(name)  # noqa: S311  # nothing secret is drawn


def hostile(random: Random) -> str:
    """A few of those things, with blanks or without, and now and then very many of one."""
    pieces = random.choices(
        [random.choice(SIGNS), *random.sample(SIGNS, 8), *random.sample(WORDS, 12)], k=random.randint(1, 9)
    )
    text = random.choice(("", " ", " ", " OR ", "\n", ",")).join(pieces)
    return (text * (10_000 // max(1, len(text)) + 1))[:10_000] if random.random() < 0.04 else text


def messages_of(answer: Answer) -> Iterator[Message]:
    yield from answer.messages
    if answer.edit:
        yield answer.edit


def assert_can_be_sent(answer: Answer) -> None:
    """Each message is one that Telegram takes: not empty, not too long, with entities that lie in its text."""
    for message in messages_of(answer):
        assert message.text.strip()
        assert utf16_length(message.text) <= LONGEST_ANSWER
        assert len(message.entities) <= 100
        assert message.text.encode("utf-8")
        units = message.text.encode("utf-16-le")
        for entity in message.entities:
            assert 0 <= entity.offset < entity.offset + entity.length <= utf16_length(message.text)
            units[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le")
    if answer.toast is not None:
        assert 0 < len(answer.toast) <= 200


@pytest.mark.parametrize("command", ["search", "export"])
async def test_any_question_is_answered(chats: Chats, command: str) -> None:
    random = drawing(f"a question to {command}")
    for _ in range(QUERIES if command == "search" else QUERIES // 5):
        typed = hostile(random)
        answer = await chats.say(PERSON, f"/{command} {typed}")
        assert answer.messages or answer.attachments, ascii(typed)
        assert_can_be_sent(answer)
        for attachment in answer.attachments:
            if isinstance(attachment.content, Path):
                attachment.content.unlink()


async def test_any_question_is_answered_at_the_shell(chats: Chats, capsys: pytest.CaptureFixture[str]) -> None:
    random = drawing("a question at the shell")
    statuses = set()
    for _ in range(QUERIES // 2):
        typed = os.fsencode(re.sub("[\ud800-\udc7f\udd00-\udfff]", "", hostile(random))).decode("utf-8", "replace")
        status = await answer_in_shell(chats.archive, typed, SignalSettings(), as_json=False, limit=3)
        told = capsys.readouterr()
        assert status in (DONE, WRONG_USE), ascii(typed)
        assert told.out.strip() if status == DONE else "example" in told.err.lower()
        assert len(told.err) < 2_500
        statuses.add(status)
    assert statuses == {DONE, WRONG_USE}


async def test_whatever_follows_a_command_is_answered(chats: Chats) -> None:
    random = drawing("a command")
    await chats.say(PERSON, "/subscribe")
    for name in sorted(set(COMMANDS) - {"search", "export"}):
        for _ in range(25):
            rest = hostile(random) if random.random() < 0.7 else random.choice(NUMBERS)
            answer = await chats.say(PERSON, f"/{name} {rest}")
            assert answer.messages or answer.attachments, (name, ascii(rest))
            assert_can_be_sent(answer)


async def test_whatever_a_button_carries_is_answered(chats: Chats) -> None:
    random = drawing("a button")
    await chats.say(PERSON, "/subscribe")
    for _ in range(QUERIES):
        kind = random.choice([each.value for each in BUTTONS])
        numbers = ":".join(random.choices(NUMBERS, k=random.randint(0, 4))).encode()
        data = kind + b":" + numbers if random.random() < 0.8 else random.randbytes(random.randint(0, 64))
        answer = await chats.push(PERSON, data)
        assert answer.toast or answer.edit or answer.messages, data
        assert_can_be_sent(answer)


@pytest.mark.parametrize(
    "piece", ["слово{}ами ", "слово{}ами OR ", '~"взять говорить отступить {}" ', "from:ch{} ", "а{}-", '"']
)
async def test_what_is_typed_beyond_all_measure_costs_no_more(chats: Chats, piece: str) -> None:
    """The archive is asked for no more by ten kilobytes than by a few dozen words."""
    asked: list[int] = []
    for count in (60, 1_000):
        typed = "".join(piece.format(number) for number in range(count))
        answer = await chats.say(PERSON, f"/search {typed}")
        assert_can_be_sent(answer)
        asked.append(len(text_of(answer)))
    assert asked[1] <= asked[0] + 100
