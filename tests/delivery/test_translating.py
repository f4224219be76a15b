"""Excerpts in the reader's language: asked for once, within the hour's budget, and never waited for long (RULES 20)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.clocks import VirtualClock
from bot.delivery.translating import Translations
from bot.errors import TranslationError, TranslationPausedError
from bot.model.channel import ChannelRef
from bot.model.post import Origin, SeenPost
from bot.model.translation import Excerpt
from bot.model.work import Lane
from bot.ports import Archive
from storage.opening import open_archive

START = datetime(2023, 5, 11, 18, 0, tzinfo=UTC)


class Interpreter:
    """A translator at the boundary: answers when it is told to, or refuses."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.refusal: TranslationError | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def translate(self, text: str, language: str) -> str:
        """The text with the language's name before it."""
        self.asked.append((text, language))
        await self.may_answer.wait()
        if self.refusal:
            raise self.refusal
        return f"{language}: {text}"


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    """An archive with forty posts in Russian."""
    archive = await open_archive(":memory:")
    channel = ChannelRef(handle="front_diary")
    posts = [
        SeenPost(channel=channel, message_id=number, date=START, text=f"Прорыв {number}", origin=Origin.LIVE)
        for number in range(1, 41)
    ]
    await archive.take_in(posts, now=START)
    yield archive
    await archive.close()


@pytest.fixture
def interpreter() -> Interpreter:
    """The translator."""
    return Interpreter()


@pytest.fixture
def clock() -> VirtualClock:
    """The hour's clock."""
    return VirtualClock(START)


async def excerpts(archive: Archive) -> list[Excerpt]:
    return [
        Excerpt(post_id=each.post.post_id, text=each.post.text) for each in await archive.pending(Lane.URGENT, limit=40)
    ]


@asynccontextmanager
async def working(translations: Translations) -> AsyncIterator[Translations]:
    task = asyncio.create_task(translations.run())
    yield translations
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_an_excerpt_is_asked_for_once_and_then_known(
    archive: Archive, interpreter: Interpreter, clock: VirtualClock
) -> None:
    first, second, *_ = await excerpts(archive)
    async with working(Translations(archive, interpreter, clock)) as translations:
        many = await asyncio.gather(*(translations.of([first], "en") for _ in range(100)))
        assert many == [{first: "en: Прорыв 1"}] * 100
        assert await translations.of([first, second], "en") == {first: "en: Прорыв 1", second: "en: Прорыв 2"}
    after_a_restart = Translations(archive, interpreter, clock)
    assert await after_a_restart.of([first], "en") == {first: "en: Прорыв 1"}
    assert interpreter.asked == [("Прорыв 1", "en"), ("Прорыв 2", "en")]


async def test_what_is_in_the_readers_language_is_left_alone(
    archive: Archive, interpreter: Interpreter, clock: VirtualClock
) -> None:
    first, *_ = await excerpts(archive)
    english = Excerpt(post_id=first.post_id, text="A breakthrough near the town is claimed.")
    wordless = Excerpt(post_id=first.post_id, text="🔥🔥 12:30")
    async with working(Translations(archive, interpreter, clock)) as translations:
        assert await translations.of([english, wordless], "en") == {}
        assert await translations.of([first], "ru") == {}
    assert interpreter.asked == []


async def test_a_slow_translation_is_not_waited_for_and_comes_with_the_next_edit(
    archive: Archive, interpreter: Interpreter, clock: VirtualClock
) -> None:
    first, second, *_ = await excerpts(archive)
    interpreter.may_answer.clear()
    patience = timedelta(seconds=0.3)
    async with working(Translations(archive, interpreter, clock, patience=patience)) as translations:
        begun = asyncio.get_running_loop().time()
        for _ in range(100):  # a hundred chats wait once for it, not a hundred times
            assert await translations.of([first], "en") == {}
        assert asyncio.get_running_loop().time() - begun < 100 * patience.total_seconds()
        interpreter.may_answer.set()
        assert second in await translations.of([second], "en")  # one after the other: the first is there by now
        assert await translations.of([first], "en") == {first: "en: Прорыв 1"}
    assert len(interpreter.asked) == 2


async def test_no_more_than_the_hours_budget_is_asked_for(
    archive: Archive, interpreter: Interpreter, clock: VirtualClock
) -> None:
    wanted = await excerpts(archive)
    async with working(Translations(archive, interpreter, clock, an_hour=30)) as translations:
        assert len(await translations.of(wanted, "en")) == 30
        clock.advance_to(START + timedelta(minutes=59))
        assert len(await translations.of(wanted, "en")) == 30
        clock.advance_to(START + timedelta(minutes=60))
        assert len(await translations.of(wanted, "en")) == 40
    assert len(interpreter.asked) == 40


async def test_a_refused_quota_pauses_for_an_hour_or_for_as_long_as_telegram_says(
    archive: Archive, interpreter: Interpreter, clock: VirtualClock
) -> None:
    wanted = await excerpts(archive)
    async with working(Translations(archive, interpreter, clock)) as translations:
        interpreter.refusal = TranslationPausedError("TRANSLATE_REQ_QUOTA_EXCEEDED")
        assert await translations.of(wanted[:5], "en") == {}
        interpreter.refusal = TranslationPausedError("FLOOD_WAIT", timedelta(hours=3))
        clock.advance_to(START + timedelta(minutes=59))
        assert await translations.of(wanted[5:6], "en") == {}
        assert len(interpreter.asked) == 1
        clock.advance_to(START + timedelta(minutes=61))
        assert await translations.of(wanted[5:6], "en") == {}
        interpreter.refusal = None
        clock.advance_to(START + timedelta(hours=4))
        assert await translations.of(wanted[5:6], "en") == {}
        clock.advance_to(START + timedelta(hours=5))
        assert len(await translations.of(wanted[5:6], "en")) == 1


async def test_a_text_that_was_refused_is_not_asked_for_at_every_edit(
    archive: Archive, interpreter: Interpreter, clock: VirtualClock
) -> None:
    first, second, *_ = await excerpts(archive)
    async with working(Translations(archive, interpreter, clock)) as translations:
        interpreter.refusal = TranslationError("not this one")
        assert await translations.of([first], "en") == {}
        assert await translations.of([first], "en") == {}
        interpreter.refusal = None
        assert await translations.of([first, second], "en") == {second: "en: Прорыв 2"}
    assert len(interpreter.asked) == 2


async def test_no_budget_is_off(archive: Archive, interpreter: Interpreter, clock: VirtualClock) -> None:
    async with working(Translations(archive, interpreter, clock, an_hour=0)) as translations:
        assert await translations.of(await excerpts(archive), "en") == {}
    assert interpreter.asked == []
