"""Telegram's own translation over the listening session."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.clocks import SystemClock
from bot.errors import TranslationError, TranslationPausedError
from bot.settings import TelegramSettings
from bot.telegram.client import Client
from bot.telegram.sessions import open_bot, open_reader
from bot.telegram.translator import TelegramTranslator
from tests.telegram_server.server import TelegramServer


@pytest_asyncio.fixture
async def reader(telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path) -> AsyncIterator[Client]:
    """The listening account, connected."""
    client = await open_reader(settings, tmp_path / "data", clock=SystemClock(), tries=1)
    yield client
    await client.close()


@pytest.fixture
def translator(reader: Client) -> TelegramTranslator:
    """The translator under test."""
    return TelegramTranslator(reader)


async def test_a_text_comes_back_in_the_language_that_was_asked_for(translator: TelegramTranslator) -> None:
    assert await translator.translate("прорыв 🇺🇦", "en") == "<en> прорыв 🇺🇦"


@pytest.mark.parametrize("code", ["TRANSLATE_REQ_QUOTA_EXCEEDED", "TRANSLATIONS_DISABLED", "FLOOD_WAIT_7200"])
async def test_a_used_up_quota_is_a_pause(telegram: TelegramServer, translator: TelegramTranslator, code: str) -> None:
    telegram.faults.refuse("messages.translateText", 420 if code.startswith("FLOOD") else 400, code)
    with pytest.raises(TranslationPausedError) as refused:
        await translator.translate("прорыв", "en")
    assert refused.value.retry_after == (timedelta(hours=2) if code.startswith("FLOOD") else None)


async def test_one_bad_text_pauses_nothing(telegram: TelegramServer, translator: TelegramTranslator) -> None:
    telegram.faults.refuse("messages.translateText", 500, "TRANSLATE_REQ_FAILED", times=2)
    for text, language in (("прорыв", "en"), ("прорыв", "english"), ("п" * 5000, "en")):
        with pytest.raises(TranslationError) as refused:
            await translator.translate(text, language)
        assert not isinstance(refused.value, TranslationPausedError)


async def test_a_lost_connection_pauses_nothing(reader: Client, translator: TelegramTranslator) -> None:
    await reader.close()
    with pytest.raises(TranslationError, match="did not answer"):
        await translator.translate("прорыв", "en")


async def test_a_bot_may_not_translate(telegram: TelegramServer, settings: TelegramSettings, tmp_path: Path) -> None:
    client = await open_bot(settings, tmp_path / "data", clock=SystemClock(), tries=1)
    with pytest.raises(TranslationPausedError, match="BOT_METHOD_INVALID"):
        await TelegramTranslator(client).translate("прорыв", "en")
    await client.close()
