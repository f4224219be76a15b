"""An alert lives in its chat, and is muted there: real Telethon, real archive, real processes."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.acceptance.bot_process import BotProcess
from tests.acceptance.test_whole_way import eventually
from tests.telegram_server.rooms import Channel, Person
from tests.telegram_server.server import TelegramServer
from tests.telegram_server.talking import Press, Sent

pytestmark = pytest.mark.acceptance

# Our own sentences.
CLAIM = "Срочно: противник прорвал оборону под Соледаром, фронт посыпался."
ELSEWHERE = "Срочно: противник прорвал оборону под Купянском, резервов нет."
DENIAL = "Сообщения о прорыве обороны под Соледаром не соответствуют действительности."
FIRST_EDIT = timedelta(seconds=90)
"""A young alert is edited a minute after what is new in it (RULES 16)."""


@pytest_asyncio.fixture
async def ministry(telegram: TelegramServer, frontwatch: BotProcess, blogger: Channel, aggregator: Channel) -> Channel:
    """The ministry's channel; the bot runs and has joined all three."""
    channel = telegram.add_channel("Ministry", username="the_ministry")
    frontwatch.watch({"front_notes": "milblogger_ru", "all_the_news": "aggregator", "the_ministry": "ministry_ru"})
    await frontwatch.start()
    rooms = (blogger, aggregator, channel)
    await telegram.until(lambda: all(telegram.reader.id in room.members for room in rooms))
    return channel


async def alert_of(telegram: TelegramServer, reader: Person, blogger: Channel) -> Sent:
    """The alert that a claim brings."""
    telegram.publish(blogger, CLAIM)
    await telegram.until(lambda: telegram.sent(reader))
    return telegram.sent(reader)[0]


async def press(telegram: TelegramServer, reader: Person, message: Sent, label: str) -> Press:
    """Press the button whose label begins so, and wait for its answer."""
    (data,) = [data for row in message.buttons for text, data in row if text.startswith(label)]
    assert isinstance(data, bytes)
    pressed = telegram.press(reader, message.id, data)
    await telegram.until(lambda: pressed.answered)
    return pressed


async def test_an_alert_is_translated_and_a_denial_comes_as_a_reply_to_it(
    telegram: TelegramServer, reader: Person, blogger: Channel, ministry: Channel
) -> None:
    alert = await alert_of(telegram, reader, blogger)
    assert "In English: “<en> " in alert.text
    telegram.publish(ministry, DENIAL)
    await telegram.until(lambda: len(telegram.sent(reader)) == 2)
    reply = telegram.sent(reader)[1]
    assert reply.reply_to == alert.id
    assert "BREAKTHROUGH denied" in reply.text
    assert DENIAL.rstrip(".") in reply.text


async def test_the_whole_story_is_told_by_the_button_under_its_alert(
    telegram: TelegramServer, reader: Person, blogger: Channel, ministry: Channel
) -> None:
    alert = await alert_of(telegram, reader, blogger)
    await press(telegram, reader, alert, "Whole story")
    await telegram.until(lambda: len(telegram.sent(reader)) == 2)
    told = telegram.sent(reader)[1].text
    assert "BREAKTHROUGH claimed" in told.splitlines()[0]
    assert "Story #1, since" in told.splitlines()[1]


async def test_a_muted_alert_is_not_answered_any_more(
    telegram: TelegramServer, reader: Person, blogger: Channel, ministry: Channel
) -> None:
    alert = await alert_of(telegram, reader, blogger)
    assert (await press(telegram, reader, alert, "Mute this story")).answer
    telegram.publish(ministry, DENIAL)
    telegram.publish(blogger, ELSEWHERE)
    await telegram.until(lambda: any("Kupiansk" in message.text for message in telegram.sent(reader)))
    assert not any("denied" in message.text for message in telegram.sent(reader))


async def test_settings_are_changed_by_buttons_and_a_digest_comes_when_asked_for(
    telegram: TelegramServer, frontwatch: BotProcess, reader: Person, blogger: Channel, ministry: Channel
) -> None:
    await alert_of(telegram, reader, blogger)
    telegram.say(reader, "/settings")
    await telegram.until(lambda: len(telegram.sent(reader)) == 2)
    await press(telegram, reader, telegram.sent(reader)[1], "Severity")
    await telegram.until(lambda: telegram.sent(reader)[1].edits)
    assert (await press(telegram, reader, telegram.sent(reader)[1], "critical")).answer
    assert "Severity: critical" in telegram.sent(reader)[1].text
    telegram.publish(blogger, ELSEWHERE)

    async def flagged() -> Any:
        return [hit["flags"] != [] for hit in await frontwatch.command("search", "Купянск", "--json")]

    await eventually(flagged, [True])
    telegram.say(reader, "/digest")
    await telegram.until(lambda: len(telegram.sent(reader)) == 3)
    digest = telegram.sent(reader)[2]
    assert digest.text.startswith("Digest")
    assert "BREAKTHROUGH claimed · Soledar" in digest.text


@pytest.mark.torture
async def test_an_echo_is_told_in_place_a_minute_later(
    telegram: TelegramServer, reader: Person, blogger: Channel, aggregator: Channel, ministry: Channel
) -> None:
    alert = await alert_of(telegram, reader, blogger)
    telegram.publish(aggregator, CLAIM)
    await telegram.until(lambda: telegram.sent(reader)[0].edits, within=FIRST_EDIT)
    (edited,) = telegram.sent(reader)
    assert edited.id == alert.id
    assert edited.edits == (alert.text,)
    assert "1 copy" in edited.text
