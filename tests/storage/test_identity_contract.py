"""Who a channel is (RULES 1), and who is followed."""

import pytest

from bot.model.channel import Channel, ChannelClass, ChannelRef, FollowState
from bot.model.post import CoveredRange, Origin
from bot.ports import Archive
from tests.storage.samples import NOW, gone, seen

BY_ID = ChannelRef(telegram_id=77)
BY_HANDLE = ChannelRef(handle="Voenkor_Test")
BY_TITLE = ChannelRef(title="Военкор на пробу")
WHOLE = ChannelRef(telegram_id=77, handle="voenkor_test", title="Военкор на пробу")


async def meet(archive: Archive, *refs: ChannelRef) -> list[Channel | None]:
    """Take in a post of each in turn; the channels that they went to."""
    met = []
    for number, ref in enumerate(refs, 1):
        await archive.take_in([seen(number, channel=ref)], now=NOW)
        met.append(await archive.find_channel(ref))
    return met


async def count(archive: Archive) -> int:
    """How many channels there are."""
    return len(await archive.channel_reports(now=NOW))


@pytest.mark.parametrize("known_by", [BY_ID, BY_HANDLE, BY_TITLE])
async def test_a_channel_known_by_one_name_is_enriched_by_the_others(archive: Archive, known_by: ChannelRef) -> None:
    await meet(archive, known_by, WHOLE)
    assert await count(archive) == 1
    for ref in (BY_ID, ChannelRef(handle="VOENKOR_TEST"), BY_TITLE, WHOLE):
        found = await archive.find_channel(ref)
        assert found is not None
        assert (found.telegram_id, found.handle, found.title) == (77, "voenkor_test", "Военкор на пробу")


async def test_a_name_that_matches_nothing_stands_alone(archive: Archive) -> None:
    await meet(archive, BY_ID, BY_HANDLE, BY_TITLE)
    assert await count(archive) == 3
    assert await archive.find_channel(ChannelRef(title="военкор на пробу")) is None


@pytest.mark.parametrize(
    ("imported", "typed"),
    [
        ("Ch1", ["@Ch1", "ch1", "@CH1", "Ch1"]),
        ("b", ["@b", "B"]),
        ("канал", ["@канал", "Канал", "@КАНАЛ"]),
        ("@два слова", ["Два слова", "@два слова"]),
        ("Front Notes", ["front notes"]),
        ("front_notes", ["@Front_Notes"]),
    ],
)
async def test_a_person_may_name_a_channel_with_an_at_and_in_any_capitals(
    archive: Archive, imported: str, typed: list[str]
) -> None:
    (channel,) = await meet(archive, ChannelRef.parse(imported))
    assert channel is not None
    for name in typed:
        assert await archive.channel_meant(ChannelRef.parse(name)) == channel


async def test_capitals_that_several_titles_share_name_none_of_them(archive: Archive) -> None:
    small, large = await meet(archive, ChannelRef.parse("ab"), ChannelRef.parse("AB"))
    assert await archive.channel_meant(ChannelRef.parse("@ab")) == small
    assert await archive.channel_meant(ChannelRef.parse("AB")) == large
    assert await archive.channel_meant(ChannelRef.parse("Ab")) is None
    for nobody in ("@", "@@", "\ud83d", "ac"):
        assert await archive.channel_meant(ChannelRef.parse(nobody)) is None


async def test_a_handle_is_no_title_of_a_channel_with_another_handle(archive: Archive) -> None:
    await meet(archive, ChannelRef(handle="news_test", title="Front_News"))
    assert await archive.channel_meant(ChannelRef(handle="front_news")) is None


async def test_a_bare_name_may_be_a_title(archive: Archive) -> None:
    await meet(archive, ChannelRef(telegram_id=5, title="Rybar"), ChannelRef.parse("Rybar"))
    assert await count(archive) == 1


async def test_a_bare_name_may_turn_out_to_be_a_title(archive: Archive) -> None:
    await meet(archive, ChannelRef.parse("Rybar"), ChannelRef(telegram_id=5, title="Rybar"))
    assert await count(archive) == 1


async def test_the_same_title_does_not_join_channels_of_other_ids_or_handles(archive: Archive) -> None:
    await meet(
        archive,
        ChannelRef(telegram_id=1, handle="news_test", title="Новости"),
        ChannelRef(telegram_id=2, title="Новости"),
        ChannelRef(handle="other_news", title="Новости"),
    )
    assert await count(archive) == 2  # the handle may be the second's, and cannot be the first's
    second = await archive.find_channel(ChannelRef(telegram_id=2))
    assert second is not None
    assert second.handle == "other_news"


async def test_a_title_that_two_channels_bear_is_neither_s(archive: Archive) -> None:
    bare = ChannelRef(title="Новости")
    await meet(archive, ChannelRef(telegram_id=1, title="Новости"), ChannelRef(telegram_id=2, title="Новости"))
    assert await archive.find_channel(bare) is None
    first, again = await meet(archive, bare, bare)
    assert first == again
    assert await count(archive) == 3


async def test_a_handle_that_moved_belongs_to_its_new_owner(archive: Archive) -> None:
    await meet(archive, ChannelRef(telegram_id=1, handle="front_test"), ChannelRef(telegram_id=2, handle="front_test"))
    found = await archive.find_channel(ChannelRef(handle="front_test"))
    loser = await archive.find_channel(ChannelRef(telegram_id=1))
    assert found is not None
    assert loser is not None
    assert (found.telegram_id, loser.handle) == (2, None)


async def test_a_channel_keeps_its_older_names(archive: Archive) -> None:
    await meet(archive, ChannelRef(telegram_id=1, handle="old_name", title="Старое"))
    await meet(archive, ChannelRef(telegram_id=1, handle="new_name", title="Новое"))
    assert await count(archive) == 1
    for ref in (ChannelRef(handle="old_name"), ChannelRef(title="Старое")):
        found = await archive.find_channel(ref)
        assert found is not None
        assert (found.handle, found.title) == ("new_name", "Новое")


async def test_following_is_exact(archive: Archive) -> None:
    await archive.follow([BY_HANDLE, BY_ID], now=NOW)
    first, second = await archive.follow([BY_ID, BY_TITLE], now=NOW)
    assert (first.telegram_id, second.title) == (77, "Военкор на пробу")
    followed = [report.channel.name for report in await archive.channel_reports(now=NOW) if report.channel.followed]
    assert followed == ["77", "Военкор на пробу"]


async def test_the_operator_s_class_stands_against_a_file_s(archive: Archive) -> None:
    listed = ChannelRef(handle="voenkor_test", channel_class=ChannelClass.MILBLOGGER_RU)
    await archive.follow([listed], now=NOW)
    from_file = ChannelRef(handle="voenkor_test", channel_class=ChannelClass.MEDIA)
    await archive.take_in([seen(1, channel=from_file)], now=NOW)
    found = await archive.find_channel(listed)
    assert found is not None
    assert found.channel_class is ChannelClass.MILBLOGGER_RU
    await archive.follow([], now=NOW)
    await archive.take_in([seen(2, channel=from_file)], now=NOW)
    (report,) = await archive.channel_reports(now=NOW)
    assert report.channel.channel_class is ChannelClass.MEDIA


async def test_a_list_without_classes_takes_none_away(archive: Archive) -> None:
    await archive.follow([ChannelRef(handle="voenkor_test", channel_class=ChannelClass.PMC)], now=NOW)
    (channel,) = await archive.follow([ChannelRef(handle="voenkor_test", title="Военкор")], now=NOW)
    assert (channel.channel_class, channel.title) == (ChannelClass.PMC, "Военкор")


async def test_telegram_tells_who_a_followed_channel_is(archive: Archive) -> None:
    (listed,) = await archive.follow([BY_HANDLE], now=NOW)
    identified = await archive.identify(listed.key, WHOLE)
    assert identified.key == listed.key
    assert (identified.telegram_id, identified.title, identified.followed) == (77, "Военкор на пробу", True)


async def test_a_followed_channel_that_was_imported_before_goes_on_there(archive: Archive) -> None:
    await archive.take_in([seen(1, channel=ChannelRef(telegram_id=77, title="Импорт"))], now=NOW)
    listed_as = ChannelRef(handle="voenkor_test", channel_class=ChannelClass.PMC)
    (listed,) = await archive.follow([listed_as], now=NOW)
    await archive.set_follow_state(listed.key, FollowState.POLLED, note="cannot be joined", now=NOW)
    identified = await archive.identify(listed.key, WHOLE)
    imported = await archive.find_channel(BY_ID)
    assert imported is not None
    assert identified == imported
    assert identified.key != listed.key
    assert identified.followed
    assert (identified.follow_state, identified.channel_class) == (FollowState.POLLED, ChannelClass.PMC)
    assert await count(archive) == 1
    assert (await archive.follow([listed_as], now=NOW))[0].key == identified.key


@pytest.mark.parametrize("kept", ["post", "tombstone"])
async def test_two_channels_that_prove_to_be_one_keep_their_posts_until_merged(archive: Archive, kept: str) -> None:
    await archive.take_in([seen(1, channel=ChannelRef(telegram_id=77, title="Импорт"))], now=NOW)
    (listed,) = await archive.follow([BY_HANDLE], now=NOW)
    own = seen(2, channel=BY_HANDLE) if kept == "post" else gone(2, channel=BY_HANDLE)
    await archive.take_in([own], now=NOW, covered=CoveredRange(channel=BY_HANDLE, first_id=1, last_id=2))
    identified = await archive.identify(listed.key, WHOLE)
    assert identified.followed
    assert await count(archive) == 2
    assert await archive.find_channel(BY_HANDLE) == identified
    assert await archive.cursor(listed.key) == 2
    reports = {report.channel.key: report.channel for report in await archive.channel_reports(now=NOW)}
    assert not reports[listed.key].followed


async def test_how_a_channel_is_read(archive: Archive) -> None:
    (channel,) = await archive.follow([WHOLE], now=NOW)
    await archive.set_follow_state(channel.key, FollowState.LOST, note="banned", now=NOW)
    missed = [seen(number, channel=WHOLE, origin=Origin.RECOVERED) for number in range(1, 15)]
    pinned = seen(15, channel=WHOLE, origin=Origin.RECOVERED, service="pin_message")
    await archive.take_in(missed[:3], now=NOW)
    await archive.take_in([*missed, pinned, seen(16, channel=WHOLE, origin=Origin.LIVE)], now=NOW)
    (report,) = await archive.channel_reports(now=NOW)
    assert (report.channel.follow_state, report.channel.follow_note, report.recovered) == (
        FollowState.LOST,
        "banned",
        14,
    )
    await archive.follow([], now=NOW)
    (report,) = await archive.channel_reports(now=NOW)
    assert (report.channel.followed, report.channel.follow_state) == (False, None)


async def test_odd_titles_are_no_error(archive: Archive) -> None:
    odd = ChannelRef(title="канал \ud83d 'x\"; DROP TABLE posts")
    await archive.take_in([seen(1, channel=odd)], now=NOW)
    assert (await archive.take_in([seen(1, channel=odd)], now=NOW)).unchanged == 1
    assert await archive.find_channel(odd) is not None
