"""/post: everything that the archive knows of one post."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.channel import ChannelRef
from bot.model.message import utf16_length
from bot.model.post import ForwardOrigin, MediaFact, Origin, SeenDeletion, SeenPost
from tests.commands.conftest import ANALYST, BLOGGER, MINISTRY, NOW, PERSON, Chats, fill, hours, post, text_of

HIDDEN = ChannelRef(telegram_id=4242, title="Закрытый канал")


@pytest.fixture
async def reader(chats: Chats) -> Chats:
    """A post that was edited twice, repeated three times, and deleted."""
    first = post(BLOGGER, 41, hours(6), "Прорыв обороны у Соледара, противник зашёл в тыл двум ротам", media=True)
    second = replace(first, text="Прорыв обороны у Соледара, противник зашёл в тыл роте", edited_at=NOW - hours(5))
    third = replace(second, text="У Соледара идут бои, прорыва обороны пока нет", edited_at=NOW - hours(4))
    copy = post(ANALYST, 41, hours(5.5), first.text)
    forwards = [
        SeenPost(
            channel=ChannelRef(handle=f"digest_{number}", title=f"Digest {number}"),
            message_id=number,
            date=NOW - hours(5) + timedelta(minutes=number),
            text=first.text,
            origin=Origin.LIVE,
            forwarded_from=ForwardOrigin(channel=ChannelRef(handle="Blogger"), message_id=41),
        )
        for number in range(1, 8)
    ]
    gone = SeenDeletion(channel=BLOGGER, message_id=41, deleted_at=NOW - hours(3), origin=Origin.LIVE)
    for arrivals in ([first, copy, *forwards], [second], [third], [gone]):
        await fill(chats.archive, arrivals)
    return chats


@pytest.mark.parametrize(
    "typed",
    ["https://t.me/blogger/41", "t.me/s/Blogger/41?single", "@blogger 41", "blogger/41", "Военный блогер 41"],
)
async def test_a_post_is_named_by_its_link_or_by_channel_and_number(reader: Chats, typed: str) -> None:
    assert "зашёл в тыл двум ротам" in text_of(await reader.say(PERSON, f"/post {typed}"))


async def test_the_whole_history_is_told(reader: Chats) -> None:
    told = text_of(await reader.say(PERSON, "/post https://t.me/blogger/41"))
    lines = told.splitlines()
    assert lines[0].startswith("@blogger, 12 May, 06:00 Kyiv → post")
    assert "photo" in told
    assert "edited 07:00" in told
    assert "edited 08:00" in told
    assert "now: «У Соледара идут бои, прорыва обороны пока нет»" in told
    assert "deleted 09:00" in told
    assert "Flagged: breakthrough denied" in told
    assert "BREAKTHROUGH" in told
    assert "as a claim" in told
    assert "Repeated by 8 posts" in told
    assert "06:30 Front Notes" in told.replace("@analyst", "Front Notes")
    assert "and 3 more" in told


async def test_a_copy_names_what_it_copies(reader: Chats) -> None:
    assert "as a copy of" in text_of(await reader.say(PERSON, "/post @analyst 41"))
    told = text_of(await reader.say(PERSON, "/post @digest_1 1"))
    assert "Forwarded from @Blogger/41" in told


async def test_what_is_not_there_is_said(reader: Chats) -> None:
    for typed, answer in (
        ("", "Which post?"),
        ("nonsense", "nonsense is no link to a post."),
        ("https://t.me/nobody_known/5", "No channel nobody_known"),
        ("https://t.me/blogger/999", "The archive holds no post 999 of blogger."),
        ("https://example.org/blogger/41x", "is no link to a post."),
        ("\x00'; DROP TABLE posts --", "is no link"),
    ):
        assert answer in text_of(await reader.say(PERSON, f"/post {typed}"))


async def test_a_private_channel_is_named_by_its_number(reader: Chats) -> None:
    hidden = SeenPost(channel=HIDDEN, message_id=5, date=NOW - hours(1), text="Секретно", origin=Origin.LIVE)
    await fill(reader.archive, [hidden])
    assert "Секретно" in text_of(await reader.say(PERSON, "/post https://t.me/c/4242/5"))


async def test_albums_media_and_silent_edits_are_told(reader: Chats) -> None:
    def of_album(number: int) -> SeenPost:
        media = MediaFact(
            kind="video",
            media_id=number,
            name="бой.mp4",
            size_bytes=12_400_000,
            duration_seconds=33.6,
            width=9,
            height=16,
        )
        return replace(post(MINISTRY, number, hours(2), ""), grouped_id=77, media=(media,))

    await fill(reader.archive, [of_album(51), of_album(52)])
    told = text_of(await reader.say(PERSON, "/post @ministry 51"))
    assert "video бой.mp4 9×16 12.4 MB 34 s" in told
    assert "album of 2" in told
    assert "(no text)" in told


async def test_the_longest_history_fits_messages(reader: Chats) -> None:
    long = post(BLOGGER, 60, hours(2), "Прорыв обороны. " + "Подробности позже. " * 400)
    await fill(reader.archive, [long])
    for number in range(30):
        edited = replace(
            long, text=f"Версия {number}. {long.text}", edited_at=NOW - hours(1) + timedelta(seconds=number)
        )
        await fill(reader.archive, [edited])
    answer = await reader.say(PERSON, "/post @blogger 60")
    assert "22 earlier edits" in text_of(answer)
    assert all(utf16_length(message.text) <= 4096 for message in answer.messages)
