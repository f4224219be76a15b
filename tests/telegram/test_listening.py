"""Live posts, edits and deletions reach the archive, whatever Telegram's pushes do (TELEGRAM 5 to 10)."""

from bot.model.post import ChangeKind, Origin
from tests.telegram.station import Station
from tests.telegram_server.server import TelegramServer


async def test_a_published_post_is_stored_as_live(telegram: TelegramServer, station: Station) -> None:
    channel = telegram.add_channel("Front news", username="frontnews")
    await station.start(channel)
    before = len(await station.changes())

    telegram.publish(channel, "The bridge stands.")

    change = (await station.changes(before + 1))[-1]
    assert change.post.text == "The bridge stands."
    assert change.origin is Origin.LIVE
    assert change.kind is ChangeKind.POST
    assert change.post.channel.handle == "frontnews"
    assert change.post.url == "https://t.me/frontnews/2"
