"""SUBSCRIBER_CHAT: who is looked up at once is told from the first story on, and who is not holds nobody up."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.clocks import SystemClock
from bot.errors import InputError
from bot.model.subscriber import SubscriberState
from bot.ports import Archive
from bot.settings import TelegramSettings, load_settings
from bot.standing_readers import StandingReaders
from bot.telegram.client import Client
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sessions import open_bot
from storage.opening import open_archive
from tests.delivery.boundary import NapClock
from tests.telegram_server.rooms import Person
from tests.telegram_server.server import TelegramServer
from tests.wording.samples import NIGHT

HOUR = timedelta(hours=1)


@pytest_asyncio.fixture
async def bot(telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path) -> AsyncIterator[Client]:
    """The bot, connected."""
    client = await open_bot(settings, tmp_path / "data", clock=SystemClock(), tries=1)
    yield client
    await client.close()


@pytest_asyncio.fixture
async def archive() -> AsyncIterator[Archive]:
    """An empty archive."""
    opened = await open_archive(":memory:")
    yield opened
    await opened.close()


@pytest.fixture
def anna(telegram: TelegramServer) -> Person:
    """A person who has started the bot."""
    return telegram.add_person("Anna", username="anna_reads", started=True)


@pytest.fixture
def boris(telegram: TelegramServer) -> Person:
    """Another one."""
    return telegram.add_person("Boris", username="boris_reads", started=True)


class Office:
    """One life of the bot, as far as it enrols."""

    def __init__(self, folder: Path, bot: Client, archive: Archive, *chats: str) -> None:
        (folder / "watch.toml").write_text("[[words]]\nword = 'мост'\n", encoding="utf-8")
        settings = load_settings({"SUBSCRIBER_CHAT": ",".join(chats)}, directory=folder)
        self.archive = archive
        self.clock = NapClock(NIGHT)
        self.readers = StandingReaders(settings, bot, TelegramMessenger(bot), archive, self.clock)

    async def active(self) -> list[int]:
        """Who is told."""
        return [each.chat_id for each in await self.archive.subscribers() if each.state is SubscriberState.ACTIVE]

    async def word_ids(self, *people: Person) -> list[int]:
        """The operator's words for these people."""
        return [word.word_id for each in people for word in await self.archive.watch_words(each.id)]


async def test_all_are_enrolled_at_once_where_telegram_tells_them(
    bot: Client, archive: Archive, anna: Person, boris: Person, tmp_path: Path
) -> None:
    office = Office(tmp_path, bot, archive, "@anna_reads", str(boris.id))
    await office.readers.begin()
    assert sorted(await office.active()) == sorted([anna.id, boris.id])
    assert len(await office.word_ids(anna, boris)) == 2
    await asyncio.wait_for(office.readers.run(), 1)


async def test_a_name_that_must_wait_is_waited_for_as_long_as_asked_and_holds_nobody_up(
    telegram: TelegramServer, bot: Client, archive: Archive, anna: Person, boris: Person, tmp_path: Path
) -> None:
    telegram.faults.flood("contacts.resolveUsername", 3600)
    office = Office(tmp_path, bot, archive, "@anna_reads", str(boris.id))
    await office.readers.begin()
    assert await office.active() == [boris.id]
    assert len(await office.word_ids(boris)) == 1
    running = asyncio.create_task(office.readers.run())
    await office.clock.napping.wait()
    office.clock.advance_to(NIGHT + HOUR - timedelta(seconds=1))
    await asyncio.sleep(0)
    assert telegram.requests["contacts.resolveUsername"] == 1
    office.clock.advance_to(NIGHT + HOUR)
    await asyncio.wait_for(running, 20)
    assert telegram.requests["contacts.resolveUsername"] == 2
    assert sorted(await office.active()) == sorted([anna.id, boris.id])
    assert len(await office.word_ids(anna, boris)) == 2


async def test_who_is_missing_after_a_restart_keeps_subscription_and_words(
    telegram: TelegramServer, bot: Client, archive: Archive, anna: Person, boris: Person, tmp_path: Path
) -> None:
    await Office(tmp_path, bot, archive, "@anna_reads", "@boris_reads").readers.begin()
    telegram.faults.flood("contacts.resolveUsername", 3600, times=2)
    office = Office(tmp_path, bot, archive, "@anna_reads", "@boris_reads")
    kept = await office.word_ids(anna, boris)
    await office.readers.begin()
    assert sorted(await office.active()) == sorted([anna.id, boris.id])
    assert await office.word_ids(anna, boris) == kept
    assert len(kept) == 2


async def test_a_name_that_nobody_has_is_the_operators_mistake(bot: Client, archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nobody on Telegram"):
        await Office(tmp_path, bot, archive, "@nobody_here").readers.begin()
