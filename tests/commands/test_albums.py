"""An album is one post for people (RULES 5), in whatever order and pieces its members came."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from bot.model.post import SeenDeletion, SeenPost
from bot.model.query import Query
from bot.settings import Access
from bot.wording import texts
from tests.commands.conftest import BLOGGER, NOW, PERSON, Chats, archive_with, fill, hours, post, text_of
from tests.commands.test_searching import links_of

CAPTION = "Прорыв обороны у Соледара, снимки с места"


def album(*captions: str, first: int = 31) -> list[SeenPost]:
    """Pictures of one album with these texts."""
    return [
        replace(post(BLOGGER, first + place, hours(2), text, media=True), grouped_id=first)
        for place, text in enumerate(captions)
    ]


async def found(chats: Chats, typed: str) -> list[str]:
    return links_of(await chats.say(PERSON, f"/search {typed}"))


async def test_five_pictures_with_a_caption_are_one_hit_and_one_source() -> None:
    async with archive_with(album(CAPTION, "", "", "", "")) as archive:
        chats = Chats(archive, Access.OPEN)
        for typed in ("from:@blogger", "has:media", "Соледар", "place:soledar"):
            answer = await chats.say(PERSON, f"/search {typed}")
            assert links_of(answer) == ["blogger/31"]
            assert "1 post" in text_of(answer)
        (story,) = await archive.latest_stories(limit=9)
        assert (len(story.posts), story.sources, story.copies) == (1, 1, 0)
        assert text_of(await chats.say(PERSON, "/latest")).count("blogger") == 1
        for number in range(31, 36):
            told = text_of(await chats.say(PERSON, f"/post @blogger {number}"))
            assert told.count(CAPTION) == 1
            assert "album of 5" in told
            assert (texts.POST_ALBUM_TEXT in told) == (number > 31)
        whole = await archive.search(Query(has_media=True), limit=9, offset=0)
        assert len(whole.hits) == 5, "an export holds every member"


@pytest.mark.parametrize(
    ("captions", "stands"), [(("", CAPTION, ""), "blogger/32"), (("", "", ""), "blogger/31")], ids=["text", "none"]
)
async def test_the_same_member_stands_for_it_in_whatever_order_they_came(captions: Sequence[str], stands: str) -> None:
    for order in permutations(album(*captions)):
        async with archive_with([]) as archive:
            for member in order:
                await fill(archive, [member])
            assert await found(Chats(archive, Access.OPEN), "from:@blogger") == [stands]


async def test_a_caption_that_comes_or_goes_by_an_edit_moves_what_stands_for_the_album() -> None:
    members = album("", "", "")
    async with archive_with(members) as archive:
        chats = Chats(archive, Access.OPEN)
        later = replace(members[2], text=CAPTION, edited_at=NOW - hours(1))
        await fill(archive, [later])
        assert await found(chats, "has:media") == ["blogger/33"]
        await fill(archive, [replace(later, text="", edited_at=NOW - hours(0.5))])
        assert await found(chats, "has:media") == ["blogger/31"]


async def test_pictures_that_stand_are_found_though_their_caption_was_deleted() -> None:
    members = album(CAPTION, "", "")
    gone = SeenDeletion(channel=members[0].channel, message_id=31, deleted_at=NOW - hours(1), origin=members[0].origin)
    async with archive_with(members) as archive:
        chats = Chats(archive, Access.OPEN)
        await fill(archive, [gone])
        assert await found(chats, "has:media deleted:no") == ["blogger/32"]
        assert await found(chats, "has:media deleted:yes") == ["blogger/31"]


async def test_two_captions_are_two_answers_and_no_copies() -> None:
    async with archive_with(album(CAPTION, "", CAPTION)) as archive:
        assert await found(Chats(archive, Access.OPEN), "from:@blogger") == ["blogger/33", "blogger/31"]
        (story,) = await archive.latest_stories(limit=9)
        assert (story.sources, story.copies) == (1, 0)


async def test_neighbours_of_another_album_and_single_pictures_stand_for_themselves() -> None:
    single = post(BLOGGER, 35, hours(2), "", media=True)
    async with archive_with([*album("", CAPTION), *album("", "", first=33), single]) as archive:
        assert await found(Chats(archive, Access.OPEN), "has:media") == ["blogger/35", "blogger/33", "blogger/32"]
