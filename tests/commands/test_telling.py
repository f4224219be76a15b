"""/story and the button [Whole story]: one story from its first post on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.channel import ChannelClass, ChannelRef
from bot.model.message import Message, utf16_length
from bot.model.post import ForwardOrigin, Origin, SeenDeletion
from tests.commands.conftest import ANALYST, BLOGGER, MINISTRY, NOW, PERSON, Chats, fill, hours, post, text_of

RIVAL = ChannelRef(handle="rival", title="Другой блогер", channel_class=ChannelClass.MILBLOGGER_RU)
CLAIM = "Прорыв нашей обороны у Купянска, противник вклинился на два километра"


def named(handle: str, title: str, number: int) -> ChannelRef:
    return ChannelRef(handle=f"{handle}_{number}", title=f"{title} {number}", channel_class=ChannelClass.MILBLOGGER_RU)


@pytest.fixture
async def reader(chats: Chats) -> Chats:
    """A claim, a second one, copies, a denial two and a half hours later, and a deletion."""
    copies = [
        replace(
            post(
                ChannelRef(handle=f"copy_{number}", title=f"Копия {number}"),
                1,
                hours(6) - timedelta(minutes=number),
                CLAIM,
            ),
            forwarded_from=ForwardOrigin(channel=BLOGGER, message_id=81),
        )
        for number in range(1, 7)
    ]
    night = [
        post(BLOGGER, 81, hours(6.5), CLAIM),
        *copies,
        post(RIVAL, 2, hours(5), "У Купянска оборона прорвана, бой идёт в тылу"),
        post(MINISTRY, 82, hours(4), "Сведения о прорыве обороны у Купянска не соответствуют действительности"),
        post(ANALYST, 83, hours(3), "Russian troops withdrew from Kupiansk after the defence was breached"),
    ]
    await fill(chats.archive, night)
    await fill(
        chats.archive, [SeenDeletion(channel=RIVAL, message_id=2, deleted_at=NOW - hours(2), origin=Origin.LIVE)]
    )
    return chats


async def number_of(chats: Chats, signal: str, place: str) -> int:
    found = await chats.archive.latest_stories(limit=50)
    return next(story.story_id for story in found if (story.signal, story.place) == (signal, place))


async def test_a_story_is_told_by_date_with_its_copies_answers_and_fates(reader: Chats) -> None:
    number = await number_of(reader, "breakthrough", "kupiansk")
    told = text_of(await reader.say(PERSON, f"/story {number}"))
    lines = told.splitlines()
    assert "BREAKTHROUGH contested · Kupiansk" in lines[0] or "BREAKTHROUGH denied · Kupiansk" in lines[0]
    assert f"Story #{number}, since 12 May, 05:30 Kyiv" in lines[1]
    assert "repeated 6 times, by Копия 1, Копия 2, Копия 3, Копия 4 and 2 more" in told
    assert "08:00 denied · Министерство (ministry, RU), 2 h 30 min after the claim → post" in told
    assert "deleted 10:00" in told
    assert told.index("05:30 claimed") < told.index("08:00 denied")


async def test_stories_of_one_event_name_each_other(reader: Chats) -> None:
    breach, retreat = [await number_of(reader, signal, "kupiansk") for signal in ("breakthrough", "withdrawal")]
    assert f"/story {retreat}" in text_of(await reader.say(PERSON, f"/story #{breach}"))
    assert f"/story {breach}" in text_of(await reader.say(PERSON, f"/story {retreat}"))


async def test_the_button_of_an_alert_tells_the_same_after_a_restart(reader: Chats) -> None:
    number = await number_of(reader, "breakthrough", "kupiansk")
    typed = (await reader.say(PERSON, f"/story {number}")).messages
    reader.desk = reader.opened()
    pressed = await reader.push(PERSON, f"w:{number}".encode())
    assert pressed.messages == typed
    assert "no story #999999" in str((await reader.push(PERSON, b"w:999999")).toast)


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Which story?"), ("last", "last is no story's number"), ("999999", "no story #999999"), ("-1", "-1 is no")],
)
async def test_what_is_no_story_is_said_with_an_example(reader: Chats, typed: str, told: str) -> None:
    assert told in text_of(await reader.say(PERSON, f"/story {typed}"))


async def test_a_story_of_very_many_posts_fits_messages(reader: Chats) -> None:
    words = ["лес", "река", "поле", "мост", "дорога", "завод", "шахта", "станция", "хутор", "овраг"]
    flood = [
        post(
            named("voice", "Голос", number),
            1,
            hours(5) - timedelta(minutes=number),
            f"Под Купянском прорыв обороны: {words[number % 10]} {number}, {words[number // 10]} горит, {number * 7}",
        )
        for number in range(60)
    ]
    await fill(reader.archive, flood)
    number = await number_of(reader, "breakthrough", "kupiansk")
    messages: tuple[Message, ...] = (await reader.say(PERSON, f"/story {number}")).messages
    assert "later posts" in "\n".join(message.text for message in messages)
    assert all(utf16_length(message.text) <= 4096 and len(message.entities) <= 100 for message in messages)


async def test_the_newest_stories_tell_their_numbers(reader: Chats) -> None:
    number = await number_of(reader, "breakthrough", "kupiansk")
    assert f"/story {number}" in text_of(await reader.say(PERSON, "/latest"))
