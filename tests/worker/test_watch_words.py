"""From a post to the alert of a watched word, over a real archive (RULES 4, 19)."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.pump import Pump
from bot.delivery.renderer import DeliveryRenderer
from bot.delivery.transcript import TranscriptMessenger
from bot.model.delivery import Delivery, DeliveryKind
from bot.model.message import EntityKind, Message, utf16_length
from bot.model.post import Origin
from bot.model.watch import NewWatchWord, WatchWord
from bot.ports import Archive
from bot.signals.detector import Detector
from bot.signals.own_words import key_of
from bot.worker import Worker
from storage.opening import open_archive
from tests.worker.house import EVENING, House

PONTOONS = "Под Херсоном через протоку навели понтоны, по ним идёт техника, охраны у въезда нет, мост рядом разбит."
COPY = f"❗️ {PONTOONS} Подписывайтесь на наш канал"
OTHERS = (
    "Ещё один понтон сорвало у Антоновки, людей ищут вторые сутки",
    "Сапёры сообщают о складе понтонов в лесу под Олешками",
)


async def watch(house: House, typed: str, *, chat_id: int = 7) -> WatchWord:
    """Let a chat watch a word, as /watch does."""
    now = house.clock.now()
    word = await house.archive.watch(
        NewWatchWord(chat_id=chat_id, text=typed, key=key_of(typed), added_at=now), most=50
    )
    assert word is not None
    return word


async def rows(house: House) -> Sequence[Delivery]:
    return [row for row in await house.alerts() if row.kind is DeliveryKind.WORD]


async def told(house: House) -> list[tuple[object, object, object]]:
    """Message, others and copies of each row."""
    return [(row.facts["message"], row.facts["others"], row.facts["copies"]) for row in await rows(house)]


async def test_a_post_with_a_form_of_the_word_fires_once_and_the_rest_is_counted(house: House) -> None:
    await house.subscribe()
    await watch(house, "понтон")
    first = await house.post("polevoy", 0, PONTOONS)
    await house.post("svodki", 3, COPY)
    await house.work()
    await house.post("okopnik", 5, OTHERS[0])
    await house.post("okopnik", 6, "Тихое утро без новостей")
    await house.work()
    assert await told(house) == [(first, 1, 1)]
    second = await house.post("zametki", 16, OTHERS[1])
    await house.post("svodki", 40, PONTOONS)
    await house.work()
    assert await told(house) == [(first, 1, 2), (second, 0, 0)]


async def test_an_alert_of_a_clock_that_was_ahead_holds_the_next_back_for_a_quarter_of_an_hour(
    archive: Archive, detector: Detector
) -> None:
    house = House(archive, detector)
    await house.subscribe()
    await watch(house, "понтон")
    house.clock.advance_to(EVENING + timedelta(hours=5))
    first = await house.post("polevoy", 5 * 60, PONTOONS)
    await house.work()
    right = House(archive, detector)
    await archive.clock_was_set(now=right.clock.now(), by=-timedelta(hours=5))
    second = await right.post("okopnik", 16, OTHERS[0], message_id=900)
    await right.work()
    assert sorted(await told(right), key=str) == sorted([(first, 0, 0), (second, 0, 0)], key=str)


async def test_it_goes_on_after_a_restart_where_it_was(detector: Detector, tmp_path: Path) -> None:
    url = str(tmp_path / "archive.db")
    before = House(await open_archive(url), detector)
    await before.subscribe()
    await watch(before, "понтон")
    first = await before.post("polevoy", 0, PONTOONS)
    await before.work()
    await before.archive.close()
    after = House(await open_archive(url), detector)
    await after.post("svodki", 4, COPY, message_id=900)
    await after.post("okopnik", 5, OTHERS[0], message_id=901)
    await after.work()
    assert await told(after) == [(first, 1, 1)]
    await after.archive.close()


async def test_a_word_that_is_added_or_taken_out_counts_at_once(house: House) -> None:
    await house.subscribe()
    await house.post("polevoy", 0, PONTOONS)
    await house.work()
    assert await told(house) == []
    word = await watch(house, "понтон")
    number = await house.post("okopnik", 1, OTHERS[0])
    await house.work()
    assert await told(house) == [(number, 0, 0)]
    await house.archive.unwatch(word.word_id)
    await house.post("okopnik", 30, OTHERS[1])
    await house.work()
    assert await told(house) == [(number, 0, 0)]


async def test_two_chats_and_two_words_are_told_each_for_itself(house: House) -> None:
    await house.subscribe(7)
    await house.subscribe(8)
    await watch(house, "понтон")
    await watch(house, "разбить мост", chat_id=7)
    await watch(house, r"/\bмост\w*/", chat_id=8)
    await house.post("polevoy", 0, PONTOONS)
    await house.work()
    assert [(row.chat_id, row.facts["words"]) for row in await rows(house)] == [
        (7, ["понтон"]),
        (8, [r"/\bмост\w*/"]),
    ]


@pytest.mark.parametrize("origin", [Origin.IMPORT, Origin.BACKFILL])
async def test_imported_posts_fire_nothing(house: House, origin: Origin) -> None:
    await house.subscribe()
    await watch(house, "понтон")
    await house.post("polevoy", 0, PONTOONS, origin=origin)
    await house.work()
    assert await told(house) == []


async def test_a_post_that_is_caught_up_too_late_fires_nothing(house: House) -> None:
    await house.subscribe()
    await watch(house, "понтон")
    await house.post("polevoy", 0, PONTOONS, origin=Origin.RECOVERED)
    house.clock.advance_to(EVENING + timedelta(hours=6))
    await house.work()
    assert await told(house) == []


async def test_an_edit_that_brings_the_word_in_fires_and_one_that_mends_a_slip_does_not(house: House) -> None:
    await house.subscribe()
    await watch(house, "понтон")
    number = await house.post("polevoy", 0, "На протоке что-то строят, подробности позже")
    await house.work()
    await house.post("polevoy", 5, "На протоке строят понтоны, подробнасти позже", message_id=number, edited=True)
    await house.work()
    await house.post("polevoy", 30, "На протоке строят понтоны, подробности позже", message_id=number, edited=True)
    await house.work()
    assert await told(house) == [(number, 0, 0)]


async def test_a_deleted_post_fires_nothing(house: House) -> None:
    await house.subscribe()
    await watch(house, "понтон")
    number = await house.post("polevoy", 0, PONTOONS)
    await house.delete("polevoy", number)
    await house.work()
    assert await told(house) == []


async def test_the_forms_are_kept_on_disk(house: House, detector: Detector, tmp_path: Path) -> None:
    house.worker = Worker(house.archive, detector, house.clock, cache_folder=tmp_path)
    await house.subscribe()
    await watch(house, "понтон")
    await house.post("polevoy", 0, PONTOONS)
    await house.work()
    assert len(await told(house)) == 1
    assert ["понтонами" in text for text in _texts_in(tmp_path)] == [True]


def _texts_in(folder: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in folder.iterdir()]


def bold(message: Message) -> list[str]:
    units = message.text.encode("utf-16-le")
    return [
        units[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le")
        for entity in message.entities
        if entity.kind is EntityKind.BOLD
    ]


async def test_what_a_subscriber_reads(house: House, archive: Archive, detector: Detector) -> None:
    await house.subscribe()
    await watch(house, "понтон")
    messenger = TranscriptMessenger(house.clock)
    pump = Pump(archive, messenger, DeliveryRenderer(archive, detector.gazetteer, house.clock), house.clock)
    await house.post("polevoy", 0, PONTOONS, message_id=55)
    await house.work()
    assert await pump.run_once() == 1
    await house.post("okopnik", 4, OTHERS[0])
    await house.post("svodki", 5, COPY)
    await house.work()
    assert await pump.run_once() == 0, "an edit waits for its time"
    house.clock.advance_to(EVENING + timedelta(minutes=20))
    assert await pump.run_once() == 1
    first, edited = messenger.sent
    assert first.message.text.replace("\u2060", "") == (
        "👁 понтон\n"
        "9 March, 20:00 Kyiv\n"
        "\n"
        "Polevoy @polevoy:\n"
        f"«{PONTOONS}»\n"
        "A watch word of this chat: /watching lists them, /unwatch takes one out."
    )
    assert bold(first.message) == ["понтон", "понтоны"]
    assert first.message.buttons[0][0].url == "https://t.me/polevoy/55"
    assert (edited.is_edit, edited.message_id) == (True, first.message_id)
    assert "and 1 more post, 1 copy since 20:00 /search понтон after:2024-03-09T20:00" in edited.message.text
    assert all(utf16_length(sent.message.text) < 4096 for sent in messenger.sent)
