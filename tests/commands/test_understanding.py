"""What a question names is looked up in the archive: channels, classes, stories."""

from dataclasses import fields
from zoneinfo import ZoneInfo

import pytest

from bot.commands.query import KnownNames
from bot.commands.understanding import Understood, understand
from bot.model.channel import ChannelRef
from bot.model.query import Query, Total
from bot.ports import Archive
from tests.commands.conftest import NOW, detector, fill, hours, post


async def asked(archive: Archive, text: str) -> Understood:
    names = KnownNames(gazetteer=detector().gazetteer, signals=detector().signals)
    return await understand(text, archive=archive, now=NOW, zone=ZoneInfo("Europe/Kyiv"), names=names)


async def key_of(archive: Archive, handle: str) -> int:
    channel = await archive.find_channel(ChannelRef(handle=handle))
    assert channel is not None
    return channel.key


async def test_found_channels_become_keys_and_others_are_told(archive: Archive) -> None:
    understood = await asked(archive, "from:@blogger from:@nobody прорыв")
    assert understood.query is not None
    assert understood.query.channel_keys == (await key_of(archive, "blogger"),)
    (remark,) = understood.remarks
    assert "nobody" in remark


@pytest.mark.parametrize(("typed", "meant"), [("@Ch1", "Ch1"), ("ch1", "Ch1"), ("@b", "b"), ("@канал", "канал")])
async def test_names_that_are_no_handles_are_found_as_people_type_them(
    archive: Archive, typed: str, meant: str
) -> None:
    for name in ("Ch1", "b", "канал"):
        await fill(archive, [post(ChannelRef.parse(name), 1, hours(1), "Прорыв")])
    understood = await asked(archive, f"прорыв from:{typed}")
    assert understood.remarks == ()
    assert understood.query is not None
    page = await archive.search(understood.query, limit=5)
    assert [hit.post.channel.name for hit in page.hits] == [meant]


async def test_what_the_archive_does_not_know_has_no_posts(archive: Archive) -> None:
    for text, told in (("from:@nobody прорыв", "nobody"), ("class:pmc", "pmc"), ("story:999999", "#999999")):
        understood = await asked(archive, text)
        assert understood.query is not None
        assert told in understood.remarks[0]
        page = await archive.search(understood.query, limit=5)
        assert page.hits == ()
        assert await archive.count_hits(understood.query, most=5) == Total(posts=0)


async def test_a_class_is_its_channels_and_narrows_those_that_are_named(archive: Archive) -> None:
    bloggers = await asked(archive, "class:milblogger_ru")
    assert bloggers.query is not None
    assert bloggers.query.channel_keys == (await key_of(archive, "blogger"),)
    both = await asked(archive, "class:milblogger_ru,analyst from:@analyst from:@ministry")
    assert both.query is not None
    assert both.query.channel_keys == (await key_of(archive, "analyst"),)


async def test_a_story_is_its_posts(archive: Archive) -> None:
    (story, *_) = await archive.latest_stories(limit=1)
    understood = await asked(archive, f"story:{story.story_id}")
    assert understood.query is not None
    page = await archive.search(understood.query, limit=50)
    assert {hit.post.post_id for hit in page.hits} == {post.post_id for post in story.posts}
    narrowed = await asked(archive, f"story:{story.story_id} from:@blogger")
    assert narrowed.query is not None
    page = await archive.search(narrowed.query, limit=50)
    assert {hit.post.channel.handle for hit in page.hits} == {"blogger"}


async def test_without_names_all_are_asked(archive: Archive) -> None:
    understood = await asked(archive, "прорыв")
    assert understood.query is not None
    assert (understood.query.channel_keys, understood.query.post_ids) == (None, None)


async def test_every_part_of_a_query_can_be_asked_for(archive: Archive) -> None:
    words = "прорыв -учения from:@blogger after:2d before:1d signal:capture stance:past place:bakhmut story:1"
    query = (await asked(archive, f"{words} has:media,forward,edit,link deleted:yes sort:relevance")).query
    never_set = [field.name for field in fields(Query) if getattr(query, field.name) == getattr(Query(), field.name)]
    assert never_set == ["albums_as_one"], "nobody types that: it is for whoever sees the answer"
