"""/stats and the claims in /channels: figures that a phone shows, of a real archive."""

from dataclasses import replace

import pytest

from bot.commands.tables import WIDTH, columns_of
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.conversation import Answer
from bot.model.message import Message, utf16_length
from bot.model.post import Origin, SeenDeletion
from bot.settings import Access
from tests.commands.conftest import (
    ANALYST,
    BLOGGER,
    MINISTRY,
    NOW,
    PERSON,
    STRANGER,
    Chats,
    archive_with,
    fill,
    hours,
    post,
    text_of,
)
from tests.commands.test_desk import assert_narrow, table_of

# Our own sentences.
CLAIM = "Прорыв обороны в районе Часова Яра, бой продолжается."
DENIAL = "Сообщения о прорыве обороны в районе Часова Яра не соответствуют действительности."


def message_of(answer: Answer) -> Message:
    (message,) = [*answer.messages, *([answer.edit] if answer.edit else [])]
    return message


async def test_stats_of_a_small_archive(chats: Chats) -> None:
    await fill(chats.archive, [post(ANALYST, 40, hours(24 * 10), "Тихий день, новостей нет")])
    message = message_of(await chats.say(PERSON, "/stats"))
    assert message.text.startswith("Archive: 9 posts, 3 channels\n")
    assert_narrow(message)
    rows = [line.split() for line in table_of(message)]
    assert rows[0] == ["7", "d", "30", "d"]
    assert ["Posts", "8", "9"] in rows
    assert ["Posts", "a", "day", "1.1", "0.9"] in rows, "the archive is ten days old"
    denied = [row for row in rows if row[:2] == ["breakthrough", "denied"]]
    assert denied
    assert rows.index(["Flags"]) < rows.index(denied[0]) < rows.index(["Stories", "now"])
    assert rows[-1][:3] == ["Answer", "after", "(median)"]


async def test_stats_of_an_empty_archive() -> None:
    async with archive_with([]) as archive:
        message = message_of(await Chats(archive, Access.OPEN).say(PERSON, "/stats"))
        assert message.text.startswith("Archive: 0 posts, 0 channels\n")
        assert [line.split() for line in table_of(message)][1:] == [
            ["Posts", "0", "0"],
            ["Posts", "a", "day", "0", "0"],
            ["Flags", "–", "–"],
            ["Stories", "now", "–", "–"],
            ["Officially", "answered", "0", "0"],
            ["Answer", "after", "(median)", "–", "–"],
        ]


async def test_stats_are_for_those_who_may_read(chats: Chats) -> None:
    closed = Chats(chats.archive, Access.CLOSED)
    assert "no new subscribers" in text_of(await closed.say(STRANGER, "/stats"))


async def test_channels_tell_what_became_of_their_claims() -> None:
    arrivals = [
        post(BLOGGER, 1, hours(20), CLAIM),
        post(MINISTRY, 1, hours(18), DENIAL),
        post(BLOGGER, 2, hours(24 * 100), CLAIM),
    ]
    async with archive_with(arrivals) as archive:
        chats = Chats(archive, Access.OPEN)
        told = text_of(await chats.say(PERSON, "/channels"))
        assert "\nClaims of the last 90 days, and what became of them\n@blogger: 1 claim · 1 denied" in told
        assert "@ministry:" not in told
        await fill(
            archive, [SeenDeletion(channel=BLOGGER, message_id=1, deleted_at=NOW - hours(1), origin=Origin.LIVE)]
        )
        assert text_of(await chats.say(PERSON, "/channels")).endswith("@blogger: 1 claim · 1 denied · 1 retracted")


@pytest.mark.parametrize("letters", ["w", "Ж"])
async def test_a_page_of_channels_that_all_claimed_is_one_message(letters: str) -> None:
    names = [f"{letters * 28}{number:02}" for number in range(25)]
    handles = letters == "w"
    channels = [
        ChannelRef(
            handle=name if handles else None, title=None if handles else name, channel_class=ChannelClass.MILBLOGGER_RU
        )
        for name in names
    ]
    claims = [post(channel, 1, hours(20), f"{CLAIM} {number}") for number, channel in enumerate(channels)]
    gone = [
        SeenDeletion(channel=channel, message_id=1, deleted_at=NOW - hours(1), origin=Origin.LIVE)
        for channel in channels
    ]
    async with archive_with([*claims, *gone]) as archive:
        chats = Chats(archive, Access.OPEN)
        message = message_of(await chats.say(PERSON, "/channels"))
        assert utf16_length(message.text) <= 4096
        assert all(columns_of(line) <= WIDTH for line in table_of(message))
        ((button,),) = message.buttons
        assert len(table_of(message_of(await chats.push(PERSON, button.data)))) == 1 + 5
        assert replace(message, buttons=()) == replace(message_of(await chats.say(PERSON, "/channels")), buttons=())
