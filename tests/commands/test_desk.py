"""The desk: subscribing, approving, groups, reading commands, and what is said to everything else."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.desk import COMMANDS
from bot.commands.rate import CAPACITY
from bot.commands.tables import WIDTH, columns_of
from bot.model.conversation import Answer
from bot.model.message import EntityKind, Message
from bot.model.subscriber import ChatKind, SubscriberState
from bot.ports import Archive
from bot.settings import Access
from bot.wording import texts
from storage.opening import open_archive
from tests.commands.conftest import ADMIN, GROUP, NOW, PERSON, STRANGER, Chats, archive_with, hours, text_of


@pytest.fixture
def approving(archive: Archive) -> Chats:
    return Chats(archive, Access.APPROVE)


@pytest.fixture
def closed(archive: Archive) -> Chats:
    return Chats(archive, Access.CLOSED)


async def state_of(chats: Chats, chat_id: int) -> SubscriberState | None:
    subscriber = await chats.archive.subscriber(chat_id)
    return subscriber.state if subscriber else None


class TestSubscribing:
    async def test_start_subscribes_where_anybody_may(self, chats: Chats) -> None:
        told = text_of(await chats.say(PERSON, "/start"))
        assert "Subscribed" in told
        subscriber = await chats.archive.subscriber(PERSON)
        assert subscriber is not None
        assert (subscriber.state, subscriber.kind, subscriber.subscribed_by) == (
            SubscriberState.ACTIVE,
            ChatKind.PERSON,
            PERSON,
        )
        assert "is subscribed" in text_of(await chats.say(PERSON, "/subscribe"))

    async def test_unsubscribing_and_coming_back(self, chats: Chats) -> None:
        await chats.say(PERSON, "/start")
        await chats.say(PERSON, "/unsubscribe")
        assert await state_of(chats, PERSON) is SubscriberState.LEFT
        assert "not subscribed" in text_of(await chats.say(PERSON, "/unsubscribe"))
        await chats.say(PERSON, "/subscribe")
        assert await state_of(chats, PERSON) is SubscriberState.ACTIVE

    async def test_forgetting_deletes(self, chats: Chats) -> None:
        await chats.say(PERSON, "/start")
        assert "deleted" in text_of(await chats.say(PERSON, "/forget"))
        assert await chats.archive.subscriber(PERSON) is None

    async def test_forgetting_is_about_a_person_not_a_group(self, chats: Chats) -> None:
        await chats.say(PERSON, "/start")
        assert "private" in text_of(await chats.say(PERSON, "/forget", chat_id=GROUP))
        assert await state_of(chats, PERSON) is SubscriberState.ACTIVE

    async def test_closed_refuses_politely(self, closed: Chats) -> None:
        assert "Sorry" in text_of(await closed.say(PERSON, "/start"))
        assert await state_of(closed, PERSON) is None
        assert "Subscribed" in text_of(await closed.say(ADMIN, "/start"))


class TestApproving:
    async def test_an_administrator_lets_a_person_in(self, approving: Chats) -> None:
        assert "administrator has to let you in" in text_of(await approving.say(PERSON, "/start"))
        assert await state_of(approving, PERSON) is SubscriberState.PENDING
        ((chat, notice),) = await approving.notices()
        assert chat == ADMIN
        assert f"/approve {PERSON}" in notice
        assert "has not yet" in text_of(await approving.say(PERSON, "/search прорыв"))

        assert "is let in" in text_of(await approving.say(ADMIN, f"/approve {PERSON}"))
        assert await state_of(approving, PERSON) is SubscriberState.ACTIVE
        ((chat, notice),) = await approving.notices()
        assert chat == PERSON
        assert "let in" in notice
        assert "newest first" in text_of(await approving.say(PERSON, "/search прорыв"))

    async def test_asking_again_troubles_administrators_once_a_day(self, approving: Chats) -> None:
        for text in ("/start", "/start", "/unsubscribe", "/start"):
            await approving.say(PERSON, text)
        assert len(await approving.notices()) == 1
        approving.clock.advance_to(NOW + hours(24))
        for text in ("/unsubscribe", "/start"):
            await approving.say(PERSON, text)
        assert len(await approving.notices()) == 1

    async def test_leaving_loses_the_approval(self, approving: Chats) -> None:
        await approving.say(PERSON, "/start")
        await approving.say(ADMIN, f"/approve {PERSON}")
        await approving.say(PERSON, "/unsubscribe")
        await approving.say(PERSON, "/start")
        assert await state_of(approving, PERSON) is SubscriberState.PENDING

    async def test_only_administrators_approve(self, approving: Chats) -> None:
        await approving.say(PERSON, "/start")
        assert "administrators" in text_of(await approving.say(PERSON, f"/approve {PERSON}"))
        assert await state_of(approving, PERSON) is SubscriberState.PENDING

    async def test_who_waits(self, approving: Chats) -> None:
        assert "Nobody waits" in text_of(await approving.say(ADMIN, "/approve"))
        await approving.say(PERSON, "/start")
        assert f"/approve {PERSON}" in text_of(await approving.say(ADMIN, "/approve"))

    @pytest.mark.parametrize("typed", ["abc", "12 13", "9" * 30, "9" * 5000, "1.5"])
    async def test_a_wrong_number_is_told_with_an_example(self, approving: Chats, typed: str) -> None:
        assert "Example: /approve 123456789" in text_of(await approving.say(ADMIN, f"/approve {typed}"))

    async def test_nobody_and_the_already_approved(self, approving: Chats) -> None:
        assert "has asked" in text_of(await approving.say(ADMIN, "/approve 777"))
        await approving.say(ADMIN, "/start")
        assert "in already" in text_of(await approving.say(ADMIN, f"/approve {ADMIN}"))
        await approving.say(ADMIN, "/unsubscribe")
        assert "does not wait" in text_of(await approving.say(ADMIN, f"/approve {ADMIN}"))

    async def test_subscribers_are_listed(self, approving: Chats) -> None:
        await approving.say(PERSON, "/start")
        await approving.say(ADMIN, "/start")
        (message,) = (await approving.say(ADMIN, "/subscribers")).messages
        assert "2 subscribers" in message.text
        assert_narrow(message)
        assert [line.split() for line in table_of(message)[1:]] == [
            ["Chat", "1", "1", "active"],
            ["Chat", "20", "20", "waits"],
        ]


class TestGroups:
    async def test_who_subscribed_a_group_may_end_it_and_others_are_told_once_in_private(self, chats: Chats) -> None:
        assert "Subscribed" in text_of(await chats.say(PERSON, "/subscribe", chat_id=GROUP))
        subscriber = await chats.archive.subscriber(GROUP)
        assert subscriber is not None
        assert (subscriber.kind, subscriber.subscribed_by) == (ChatKind.GROUP, PERSON)
        for _ in range(3):
            assert await chats.say(STRANGER, "/unsubscribe", chat_id=GROUP) == Answer()
        ((chat, notice),) = await chats.notices()
        assert chat == STRANGER
        assert "person who made it" in notice
        assert await state_of(chats, GROUP) is SubscriberState.ACTIVE
        await chats.say(PERSON, "/unsubscribe", chat_id=GROUP)
        assert await state_of(chats, GROUP) is SubscriberState.LEFT

    async def test_administrators_may_end_it_too(self, chats: Chats) -> None:
        await chats.say(PERSON, "/subscribe", chat_id=GROUP)
        await chats.say(ADMIN, "/unsubscribe", chat_id=GROUP)
        assert await state_of(chats, GROUP) is SubscriberState.LEFT

    async def test_an_anonymous_administrator_is_told_why_not(self, chats: Chats) -> None:
        assert "anonymous" in text_of(await chats.say(None, "/subscribe", chat_id=GROUP))
        assert await state_of(chats, GROUP) is None
        assert "anonymous" in text_of(await chats.say(None, "/search прорыв", chat_id=GROUP))

    async def test_a_strangers_group_waits_for_approval(self, approving: Chats) -> None:
        await approving.say(STRANGER, "/subscribe", chat_id=GROUP)
        assert await state_of(approving, GROUP) is SubscriberState.PENDING
        ((chat, notice),) = await approving.notices()
        assert (chat, f"/approve {GROUP}" in notice) == (ADMIN, True)
        await approving.say(ADMIN, f"/approve {GROUP}")
        assert await state_of(approving, GROUP) is SubscriberState.ACTIVE

    async def test_reading_follows_the_person(self, approving: Chats) -> None:
        await approving.say(ADMIN, "/subscribe", chat_id=GROUP)
        assert await approving.say(STRANGER, "/search прорыв", chat_id=GROUP) == Answer()
        assert "newest first" in text_of(await approving.say(ADMIN, "/search прорыв", chat_id=GROUP))

    async def test_figures_are_not_for_a_group(self, chats: Chats) -> None:
        assert await chats.say(ADMIN, "/subscribers", chat_id=GROUP) == Answer()
        ((chat, notice),) = await chats.notices()
        assert (chat, "private" in notice) == (ADMIN, True)

    @pytest.mark.parametrize("text", ["hello", "/weather", "/search@other_bot прорыв", "прорыв", "/"])
    async def test_other_talk_is_not_answered(self, chats: Chats, text: str) -> None:
        assert await chats.say(PERSON, text, chat_id=GROUP) == Answer()

    async def test_what_names_us_is_answered(self, chats: Chats) -> None:
        assert "no command /weather" in text_of(await chats.say(PERSON, "/weather@front_bot", chat_id=GROUP))
        assert "newest first" in text_of(await chats.say(PERSON, "/search@FRONT_bot прорыв", chat_id=GROUP))


class TestReading:
    async def test_latest(self, chats: Chats) -> None:
        told = text_of(await chats.say(PERSON, "/latest"))
        assert "BREAKTHROUGH" in told
        assert "Soledar" in told
        assert "«У противника ПРОРЫВ обороны" in told

    async def test_channels(self, chats: Chats) -> None:
        (message,) = (await chats.say(PERSON, "/channels")).messages
        assert "3 channels" in message.text
        assert_narrow(message)
        assert [line.split() for line in table_of(message)[1:]] == [
            ["@analyst", "6", "h", "2", "2"],
            ["@blogger", "4", "h", "5", "5"],
            ["@ministry", "9", "h", "1", "1"],
        ]

    async def test_status_is_for_administrators(self, chats: Chats) -> None:
        assert "administrators" in text_of(await chats.say(PERSON, "/status"))
        (message,) = (await chats.say(ADMIN, "/status")).messages
        assert_narrow(message)
        assert ["Posts", "8"] in [line.split() for line in table_of(message)]

    async def test_an_empty_archive_has_answers(self) -> None:
        async with archive_with([]) as archive:
            chats = Chats(archive, Access.OPEN)
            assert "No story yet" in text_of(await chats.say(ADMIN, "/latest"))
            assert "0 channels" in text_of(await chats.say(ADMIN, "/channels"))
            assert "no post" in text_of(await chats.say(ADMIN, "/search прорыв"))
            assert "0 subscribers" in text_of(await chats.say(ADMIN, "/subscribers"))
            assert text_of(await chats.say(ADMIN, "/status"))

    async def test_help_shows_what_the_person_may_do(self, chats: Chats) -> None:
        assert "/approve" not in text_of(await chats.say(PERSON, "/help"))
        assert "/approve" in text_of(await chats.say(ADMIN, "/help"))

    async def test_help_leaves_no_command_out(self, chats: Chats) -> None:
        told = text_of(await chats.say(ADMIN, "/help"))
        assert [name for name in COMMANDS if f"/{name} –" not in told] == ["start"]
        assert {*texts.HELP_COMMANDS, *texts.HELP_ADMIN_COMMANDS} < set(COMMANDS)


class TestEverythingElse:
    async def test_plain_text_is_answered_with_an_example(self, chats: Chats) -> None:
        assert "/search что с Бахмутом" in text_of(await chats.say(PERSON, "что с Бахмутом"))

    async def test_a_slip_is_guessed(self, chats: Chats) -> None:
        assert "Did you mean /search?" in text_of(await chats.say(PERSON, "/serch прорыв"))

    async def test_a_flood_is_told_once_to_wait(self, chats: Chats) -> None:
        for _ in range(CAPACITY):
            assert text_of(await chats.say_at_once(PERSON, "/help"))
        assert "wait 4 s" in text_of(await chats.say_at_once(PERSON, "/help"))
        assert await chats.say_at_once(PERSON, "/help") == Answer()
        assert text_of(await chats.say_at_once(STRANGER, "/help")), "others are not held up"
        chats.clock.advance_to(NOW + hours(1))
        assert text_of(await chats.say_at_once(PERSON, "/help"))

    async def test_a_button_for_administrators_proves_nothing(self, chats: Chats) -> None:
        refused = await chats.push(PERSON, b"u:1")
        assert refused.edit is None
        assert refused.toast is not None
        assert "administrators" in refused.toast
        assert (await chats.push(ADMIN, b"u:1")).edit is not None

    async def test_an_archive_that_cannot_be_written_is_said_in_words(self, tmp_path: Path) -> None:
        path = tmp_path / "archive.db"
        archive = await open_archive(str(path), patience=timedelta(milliseconds=10))
        other = sqlite3.connect(path, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            told = text_of(await Chats(archive, Access.OPEN).say(PERSON, "/start"))
        finally:
            other.close()
            await archive.close()
        assert "does not answer" in told


def table_of(message: Message) -> list[str]:
    (pre,) = [entity for entity in message.entities if entity.kind is EntityKind.PRE]
    return message.text[pre.offset : pre.offset + pre.length].split("\n")


def assert_narrow(message: Message) -> None:
    assert all(columns_of(line) <= WIDTH for line in table_of(message))
