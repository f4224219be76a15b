"""Finding channels and reading what stands in them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telethon import errors
from telethon.tl import functions, types

from tests.telegram_server.rooms import Channel
from tests.telegram_server.server import TelegramServer


@pytest.fixture
def news(telegram: TelegramServer) -> Channel:
    """A channel with 250 posts, messages 2 to 251."""
    channel = telegram.add_channel("News", username="News_One")
    for number in range(2, 252):
        telegram.publish(channel, f"post {number}")
    return channel


async def test_account_and_bot_know_themselves(telegram: TelegramServer, user: Any, bot: Any) -> None:
    me, machine = await user.get_me(), await bot.get_me()
    assert (me.id, me.bot, me.phone) == (telegram.reader.id, False, telegram.reader.phone)
    assert (machine.id, machine.bot) == (telegram.bot.id, True)


async def test_a_username_is_found_whatever_its_case(user: Any, news: Channel) -> None:
    assert (await user.get_entity("nEWS_oNE")).id == news.id
    with pytest.raises(ValueError, match="No user has"):
        await user.get_entity("nobody_here")


async def test_joining_and_leaving(telegram: TelegramServer, user: Any, news: Channel) -> None:
    channel = await user.get_entity("news_one")
    assert channel.left
    await user(functions.channels.JoinChannelRequest(channel))
    assert telegram.reader.id in news.members
    assert [dialog.id for dialog in await user.get_dialogs()] == [-1_000_000_000_000 - news.id]
    await user(functions.channels.LeaveChannelRequest(channel))
    assert await user.get_dialogs() == []


@pytest.mark.parametrize("min_id", [0, 1, 100, 150, 251])
async def test_history_from_old_to_new_begins_after_min_id(user: Any, news: Channel, min_id: int) -> None:
    ids = [m.id async for m in user.iter_messages("news_one", reverse=True, min_id=min_id, wait_time=0)]
    assert ids == list(range(min_id + 1, 252))


async def test_history_from_new_to_old(user: Any, news: Channel) -> None:
    ids = [m.id async for m in user.iter_messages("news_one", wait_time=0)]
    assert ids == list(range(251, 0, -1))
    assert [m.id async for m in user.iter_messages("news_one", min_id=240, max_id=245)] == [244, 243, 242, 241]


async def test_history_before_a_date(telegram: TelegramServer, user: Any) -> None:
    old = telegram.add_channel("Old", username="old_news", fresh=True)
    noon = datetime(2023, 5, 11, 12, tzinfo=UTC)
    for hour in range(4):
        telegram.publish(old, f"{hour}", date=noon + timedelta(hours=hour))
    found = await user.get_messages("old_news", offset_date=noon + timedelta(hours=2), limit=10)
    assert [message.text for message in found] == ["1", "0"]


async def test_single_messages_and_holes(telegram: TelegramServer, user: Any, news: Channel) -> None:
    telegram.skip(news)
    after = telegram.publish(news, "after the hole")
    telegram.delete(news, 5)
    found = await user.get_messages("news_one", ids=[after - 1, after, 5, 1])
    assert [message and message.raw_text for message in found] == [None, "after the hole", None, None]
    assert isinstance(found[3].action, types.MessageActionChannelCreate)


async def test_a_post_carries_all_that_it_has(telegram: TelegramServer, user: Any, news: Channel) -> None:
    other = telegram.add_channel("Other", username="other_news")
    bold = types.MessageEntityBold(0, 4)
    first = telegram.publish(other, "bold text", entities=[bold], views=7)
    forwarded = telegram.forward(news, other, first)
    reply = telegram.publish(news, "reply", reply_to=forwarded)
    album = telegram.publish_album(news, ["two photos", ""])
    film = telegram.publish(news, "", media="video")

    copy, answer, one, two, video = await user.get_messages("news_one", ids=[forwarded, reply, *album, film])
    assert (copy.raw_text, copy.entities) == ("bold text", [bold])
    assert (copy.fwd_from.from_id.channel_id, copy.fwd_from.channel_post) == (other.id, first)
    assert answer.reply_to_msg_id == forwarded
    assert one.photo
    assert one.grouped_id is not None
    assert one.grouped_id == two.grouped_id
    assert video.video
    assert (await user.get_messages("other_news", ids=first)).views == 7


async def test_dialogs_tell_the_newest_message_of_each_channel(telegram: TelegramServer, user: Any) -> None:
    day = datetime(2023, 5, 11, tzinfo=UTC)
    for number in range(150):
        channel = telegram.add_channel(f"Channel {number}", fresh=True)
        telegram.publish(channel, "newest", date=day + timedelta(minutes=number), message_id=number + 1)
        telegram.admit(channel, telegram.reader)
    dialogs = await user.get_dialogs()
    assert [dialog.message.id for dialog in dialogs] == list(range(150, 0, -1))
    assert telegram.requests["messages.getDialogs"] == 2


async def test_a_wrong_access_hash_is_refused_to_an_account_but_none_is_enough_for_a_bot(
    telegram: TelegramServer, user: Any, bot: Any, news: Channel
) -> None:
    with pytest.raises(errors.ChannelInvalidError):
        await user(functions.channels.GetFullChannelRequest(types.InputChannel(news.id, 1)))
    with pytest.raises(errors.ChannelInvalidError):
        await user(functions.channels.GetFullChannelRequest(types.InputChannel(news.id, 0)))
    full = await bot(functions.channels.GetFullChannelRequest(types.InputChannel(news.id, 0)))
    assert full.full_chat.pts == news.box.pts


async def test_a_private_channel_is_refused(telegram: TelegramServer, user: Any, news: Channel) -> None:
    channel = await user.get_entity("news_one")
    news.private = True
    with pytest.raises(errors.ChannelPrivateError):
        await user.get_messages(channel, limit=1)


async def test_a_bot_may_not_read_history(bot: Any, news: Channel) -> None:
    with pytest.raises(errors.BotMethodInvalidError):
        await bot.get_messages("news_one", limit=1)
