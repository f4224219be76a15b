"""From the change log to stories and alerts, over a real archive (RULES 3–5, 8–12)."""

import asyncio
from datetime import date as day
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import ArchiveError, ArchiveUnavailableError
from bot.model.channel import ChannelClass
from bot.model.flag import Reading
from bot.model.post import Origin
from bot.model.query import Query, Words
from bot.model.story import Role, Severity, StoryState
from bot.model.work import Lane, WorkDone
from bot.ports import Archive
from bot.signals.detector import Detector
from bot.worker import Worker
from tests.worker.house import EVENING, House

ALARM = "Срочно: прорыв обороны в районе Соледара, колонна техники идёт на запад, связи с ротой нет с вечера."
OWN_WORDS = "Подтверждаю: у Соледара противник прорвал линию обороны, подробности дам позже, когда выйдут люди."
DENIAL = "Заявления о прорывах обороны на различных участках не соответствуют действительности."
BLOGGER = ChannelClass.MILBLOGGER_RU


async def finds(house: House, *forms: str) -> int:
    words = tuple(Words(positions=(frozenset({form}),)) for form in forms)
    return len((await house.archive.search(Query(wanted=words), limit=9)).hits)


async def test_a_claim_becomes_a_story_and_one_alert_and_its_copies_none(house: House) -> None:
    await house.subscribe()
    await house.post("polevoy", 0, ALARM, channel_class=BLOGGER)
    await house.post("svodki", 5, f"❗️ {ALARM}", channel_class=ChannelClass.AGGREGATOR)
    assert await house.work() == 2
    await house.post("okopnik", 9, f"{ALARM} Держим кулаки", channel_class=BLOGGER)
    assert await house.work() == 1
    (story,) = await house.stories()
    assert (story.signal, story.place, story.sources, story.copies) == ("breakthrough", "soledar", 1, 2)
    assert [alert.key for alert in await house.alerts()] == ["alert:1:7"]
    assert await house.work() == 0


async def test_the_texts_of_all_versions_are_found(house: House) -> None:
    number = await house.post("polevoy", 0, "Тихий вечер")
    await house.work()
    await house.post("polevoy", 5, "Тихое утро", message_id=number, edited=True)
    await house.work()
    assert [await finds(house, word) for word in ("вечер", "утро", "ночь")] == [1, 1, 0]


async def test_imports_and_backfill_are_archived_and_alert_nobody(house: House) -> None:
    await house.subscribe()
    await house.post("polevoy", 0, ALARM, origin=Origin.IMPORT)
    await house.post("okopnik", 1, OWN_WORDS, origin=Origin.BACKFILL)
    assert await house.work() == 2
    (story,) = await house.stories()
    assert story.sources == 2
    assert await house.alerts() == ()


async def test_urgent_changes_are_worked_before_the_others(house: House) -> None:
    for minute in range(5):
        await house.post("polevoy", minute, f"Старый пост номер {minute}", origin=Origin.IMPORT)
    await house.post("okopnik", 9, ALARM)
    assert await house.worker.run_once() == 1
    assert len(await house.stories()) == 1
    assert await house.worker.run_once() == 5


async def test_an_old_post_that_is_caught_up_alerts_nobody(house: House) -> None:
    await house.subscribe()
    await house.post("polevoy", 0, ALARM, origin=Origin.RECOVERED)
    house.clock.advance_to(EVENING + timedelta(hours=6))
    await house.work()
    assert len(await house.stories()) == 1
    assert await house.alerts() == ()


async def test_a_denial_joins_the_claim_and_a_deletion_retracts_it(house: House) -> None:
    number = await house.post("polevoy", 0, ALARM)
    await house.work()
    await house.post("vedomstvo", 60, DENIAL, channel_class=ChannelClass.MINISTRY_RU)
    await house.work()
    (story,) = await house.stories()
    assert (story.state, story.posts[1].role, story.transition) == (StoryState.DENIED, Role.DENIAL, 1)
    await house.delete("polevoy", number)
    assert await house.work() == 1
    (story,) = await house.stories()
    assert story.posts[0].deleted_at is not None
    assert story.sources == 0


async def test_a_deleted_claim_that_nobody_answered_is_retracted(house: House) -> None:
    number = await house.post("polevoy", 0, ALARM)
    await house.work()
    await house.delete("polevoy", number)
    await house.work()
    (story,) = await house.stories()
    assert (story.state, story.transition, story.version) == (StoryState.RETRACTED, 1, 2)


async def test_an_edit_withdraws_a_claim_or_makes_one(house: House) -> None:
    await house.subscribe()
    number = await house.post("polevoy", 0, "На фронте без перемен")
    await house.work()
    await house.post("polevoy", 1, ALARM, message_id=number, edited=True)
    await house.work()
    (story,) = await house.stories()
    assert story.state is StoryState.CLAIMED
    assert len(await house.alerts()) == 1
    await house.post("polevoy", 2, "Удалил, не подтвердилось", message_id=number, edited=True)
    await house.work()
    (story,) = await house.stories()
    assert (story.state, story.posts[0].withdrawn) == (StoryState.RETRACTED, True)


async def test_an_album_is_one_source(house: House) -> None:
    await house.post("polevoy", 0, ALARM, grouped_id=9)
    await house.post("polevoy", 0, OWN_WORDS, grouped_id=9)
    await house.work()
    (story,) = await house.stories()
    assert (story.sources, len(story.posts)) == (1, 2)


async def test_stories_go_on_from_batch_to_batch_as_if_it_were_one(house: House) -> None:
    await house.post("polevoy", 0, ALARM)
    await house.work()
    await house.post("okopnik", 30, OWN_WORDS)
    await house.post("zametki", 40, "На направлении Бахмута прорван фронт, подтверждают трое")
    await house.work()
    await house.post("svodki", 50, OWN_WORDS)
    await house.work()
    (story,) = await house.stories()
    assert (story.place, story.sources, story.copies) == ("soledar", 3, 1)


class _Stumbling(Detector):
    """A detector that has a bug with one word."""

    def __init__(self, sound: Detector) -> None:
        self._sound = sound
        self.gazetteer = sound.gazetteer
        self.own_signals = sound.own_signals

    def read(self, text: str, *, date: day | None = None, channel_class: ChannelClass | None = None) -> Reading:
        if "заминка" in text:
            raise RuntimeError("an odd word")
        return self._sound.read(text, date=date, channel_class=channel_class)


async def test_a_post_that_makes_the_detector_fail_is_told_and_passed_over(house: House, detector: Detector) -> None:
    house.worker = Worker(house.archive, _Stumbling(detector), house.clock)
    await house.post("polevoy", 0, "Тут заминка")
    await house.post("polevoy", 1, ALARM)
    assert await house.work() == 2
    assert (await house.archive.status(now=house.clock.now())).faulty_posts == 1
    assert len(await house.stories()) == 1


async def test_run_waits_for_the_bell_and_stops_when_cancelled(house: House) -> None:
    bell = asyncio.Event()
    task = asyncio.create_task(house.worker.run(bell))
    async with asyncio.timeout(10):
        for minute in range(3):
            await house.post("polevoy", minute, f"Пост номер {minute}")
            bell.set()
            while await house.archive.pending(Lane.URGENT, limit=1):  # noqa: ASYNC110  # the archive tells no events
                await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_batch_that_could_not_be_committed_is_worked_again(house: House) -> None:
    await house.post("polevoy", 0, ALARM)
    task = asyncio.create_task(house.worker.run_once())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await house.work()
    (story,) = await house.stories()
    assert (story.sources, story.version) == (1, 1)


class _FullDisk:
    """The archive on a disk that takes some of the commits of work only later."""

    def __init__(self, archive: Archive, *errors: Exception) -> None:
        self._archive = archive
        self.errors = list(errors)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._archive, name)

    async def commit_work(self, work: WorkDone) -> None:
        if self.errors:
            raise self.errors.pop(0)
        await self._archive.commit_work(work)


async def test_a_full_disk_is_outlasted_and_damage_is_not(house: House, detector: Detector) -> None:
    full = ArchiveUnavailableError("There is no space left.")
    disk = _FullDisk(house.archive, full, full, full)
    worker = Worker(disk, detector, house.clock)
    await house.post("polevoy", 0, ALARM)
    task = asyncio.create_task(worker.run(asyncio.Event()))
    async with asyncio.timeout(20):
        while await house.archive.pending(Lane.URGENT, limit=1):
            house.clock.advance_to(house.clock.now() + timedelta(seconds=1))
            await asyncio.sleep(0)
        assert disk.errors == []
        assert len(await house.stories()) == 1
        task.cancel()
        disk.errors = [ArchiveError("The archive is damaged.")]
        await house.post("polevoy", 1, ALARM)
        with pytest.raises(ArchiveError, match="damaged"):
            await worker.run(asyncio.Event())


async def test_a_story_in_a_burst_of_its_signal_weighs_more(house: House) -> None:
    places = ("Угледара", "Соледара", "Работино", "Сватово", "Кременной", "Марьинки", "Купянска")
    for days in range(9):
        await house.post("polevoy", days * 24 * 60, f"Прорвана оборона в районе {places[days % 2]}, день {days}")
        await house.work()
    for number, place in enumerate(places):
        await house.post(f"channel_{number}", 9 * 24 * 60 + 5 * number, f"Прорвана оборона в районе {place}, бой")
        await house.work()
    stories = {story.founded_at: story for story in await house.stories()}
    first, *_, last = (stories[moment] for moment in sorted(stories) if moment >= EVENING + timedelta(days=9))
    assert (first.severity, first.reasons) == (Severity.MEDIUM, ("a place is named",))
    assert (last.severity, last.reasons) == (Severity.HIGH, ("a place is named", "burst: 7 flags in 3 h, usually 1"))
