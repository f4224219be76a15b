"""/watch, /unwatch, /watching: words of a chat's own (RULES 14, 19)."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.commands.watch_preview import LOOKED_BACK
from bot.model.delivery import DeliveryKind
from bot.model.subscriber import Preferences
from bot.model.watch import MOST_WORDS, NewWatchWord
from bot.ports import Archive
from bot.settings import Access
from tests.commands.conftest import (
    ADMIN,
    ANALYST,
    BLOGGER,
    GROUP,
    NOW,
    PERSON,
    STRANGER,
    Chats,
    fill,
    hours,
    post,
    text_of,
)

LAST_WEEK = (
    post(BLOGGER, 101, hours(30), "Через протоку навели понтоны, по ним идёт техника, охраны у въезда нет"),
    post(ANALYST, 101, hours(29), "Через протоку навели понтоны, по ним идёт техника, охраны у въезда нет!"),
    post(BLOGGER, 102, hours(20), "Ещё один понтон сорвало у Антоновки, людей ищут вторые сутки"),
    post(BLOGGER, 103, LOOKED_BACK + hours(1), "Понтонов не видно"),
)


async def words_of(chats: Chats, chat_id: int = PERSON) -> list[str]:
    return [word.text for word in await chats.archive.watch_words(chat_id)]


@pytest.fixture
async def reader(chats: Chats) -> Chats:
    """A person who gets alerts, and posts of the last week."""
    await fill(chats.archive, LAST_WEEK)
    await chats.say(PERSON, "/start")
    return chats


async def test_a_word_is_watched_and_its_preview_tells_forms_and_last_week(reader: Chats) -> None:
    told = text_of(await reader.say(PERSON, "/watch понтон"))
    lines = told.splitlines()
    assert lines[0] == "Watched from now on: понтон"
    assert lines[1].endswith("понтонам …")
    assert "forms: понтон, понтона" in lines[1]
    assert lines[2] == "In the last 7 days: 3 posts, which would have made 2 alerts."
    assert "15 minutes" in lines[3]
    assert lines[-1] == "To stop: /unwatch понтон"
    assert await words_of(reader) == ["понтон"]


async def test_a_phrase_shows_the_forms_of_each_word(reader: Chats) -> None:
    told = text_of(await reader.say(PERSON, "/watch «навести   понтоны»"))
    assert "Watched from now on: навести понтоны" in told
    assert "навести – " in told
    assert "понтоны – " in told
    assert "in this order, with up to 2 others between" in told
    assert "2 posts, which would have made 1 alert." in told


async def test_a_word_that_nobody_used_says_so(reader: Chats) -> None:
    assert "In the last 7 days no post would have fired." in text_of(await reader.say(PERSON, "/watch катамаран"))


async def test_a_word_in_very_many_posts_is_warned_of(reader: Chats) -> None:
    flood = [post(BLOGGER, 1000 + number, timedelta(minutes=number), f"Сводка {number}") for number in range(501)]
    await fill(reader.archive, flood)
    assert "over 500 posts" in text_of(await reader.say(PERSON, "/watch сводка"))
    await reader.say(ADMIN, "/start")
    assert "Of the newest 500 posts, 49" in text_of(await reader.say(ADMIN, r"/watch /сводк/"))


async def test_the_same_word_in_another_form_is_watched_already(reader: Chats) -> None:
    await reader.say(PERSON, "/watch понтон")
    assert text_of(await reader.say(PERSON, "/watch ПОНТОНАМИ")) == "This chat watches that already: понтон"
    assert await words_of(reader) == ["понтон"]


async def test_unwatching_takes_any_form(reader: Chats) -> None:
    await reader.say(PERSON, "/watch понтон")
    await reader.say(PERSON, "/watch навести мост")
    assert text_of(await reader.say(PERSON, "/unwatch понтоны")) == "Watched no more: понтон"
    assert text_of(await reader.say(PERSON, "/unwatch навели мосты")) == "Watched no more: навести мост"
    assert await words_of(reader) == []
    assert "does not watch понтон" in text_of(await reader.say(PERSON, "/unwatch понтон"))


async def test_unwatching_asks_when_it_could_be_several(reader: Chats) -> None:
    for typed in ("банк", "банка"):
        await reader.archive.watch(NewWatchWord(chat_id=PERSON, text=typed, key=typed, added_at=NOW), most=9)
    assert "any of these; send one as it stands: банк, банка" in text_of(await reader.say(PERSON, "/unwatch банку"))
    assert text_of(await reader.say(PERSON, "/unwatch банка")) == "Watched no more: банка"


async def test_an_alert_that_the_quiet_hours_hold_goes_with_its_word(reader: Chats) -> None:
    subscriber = await reader.archive.subscriber(PERSON)
    assert subscriber is not None
    quiet = Preferences(quiet=(time(0), time(23, 59)))
    await reader.archive.save_subscriber(replace(subscriber, preferences=quiet))
    await reader.say(PERSON, "/watch понтон")
    await reader.say(PERSON, "/watch мост")
    fresh = [post(BLOGGER, 201, hours(0), "Понтон уплыл"), post(BLOGGER, 202, hours(0), "Мост стоит")]
    await fill(reader.archive, fresh)
    await reader.say(PERSON, "/unwatch понтон")
    later = NOW + timedelta(days=1)
    rows = await reader.archive.lease(now=later, limit=9, lease_for=timedelta(minutes=1), max_per_chat=9)
    assert [row.facts["words"] for row in rows if row.kind is DeliveryKind.WORD] == [["мост"]]


async def test_watching_lists_them(reader: Chats) -> None:
    assert "no words of its own" in text_of(await reader.say(PERSON, "/watching"))
    await reader.say(PERSON, "/watch понтон")
    standing = NewWatchWord(chat_id=PERSON, text="Каховская ГЭС", key="каховская гэс", added_at=NOW, is_standing=True)
    await reader.archive.set_standing_words([standing])
    told = text_of(await reader.say(PERSON, "/watching")).splitlines()
    assert told[:3] == ["2 words are watched in this chat:", "понтон", "Каховская ГЭС (by the operator)"]
    assert "operator's watch.toml" in text_of(await reader.say(PERSON, "/unwatch каховская гэс"))
    assert len(await words_of(reader)) == 2


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/watch", "/watch понтон, /watch прорвать оборону"),
        ("/watch !!!", "There is no word in that"),
        ("/watch " + "слово " * 9, "at most 8 words"),
        ("/unwatch", "Which word?"),
        ("/unwatch …", "does not watch …"),
    ],
)
async def test_what_cannot_be_understood_is_answered_with_an_example(reader: Chats, typed: str, answer: str) -> None:
    assert answer in text_of(await reader.say(PERSON, typed))
    assert await words_of(reader) == []


async def test_a_chat_that_gets_no_alerts_has_nothing_to_watch_for(chats: Chats) -> None:
    assert "/subscribe first" in text_of(await chats.say(STRANGER, "/watch понтон"))
    assert await words_of(chats, STRANGER) == []


async def test_fifty_words_are_the_most(reader: Chats) -> None:
    for number in range(MOST_WORDS):
        await reader.archive.watch(
            NewWatchWord(chat_id=PERSON, text=f"w{number}", key=f"w{number}", added_at=NOW), most=MOST_WORDS
        )
    assert "A chat can watch 50 words" in text_of(await reader.say(PERSON, "/watch понтон"))
    await reader.say(PERSON, "/unwatch w0")
    assert "Watched from now on" in text_of(await reader.say(PERSON, "/watch понтон"))


class TestExpressions:
    async def test_they_are_for_administrators(self, reader: Chats) -> None:
        assert "for administrators" in text_of(await reader.say(PERSON, "/watch /понтон/"))
        assert await words_of(reader) == []

    async def test_an_administrator_s_is_previewed_over_the_newest_posts(self, reader: Chats) -> None:
        await reader.say(ADMIN, "/start")
        told = text_of(await reader.say(ADMIN, r"/watch /\bпонтон\w*/"))
        assert r"Watched from now on: /\bпонтон\w*/" in told
        assert "3 posts, which would have made 2 alerts" in told
        assert await words_of(reader, ADMIN) == [r"/\bпонтон\w*/"]
        assert "Watched no more" in text_of(await reader.say(ADMIN, r"/unwatch /\bпонтон\w*/"))

    @pytest.mark.parametrize(
        ("typed", "answer"),
        [
            ("/(мост/", "no regular expression: missing )"),
            ("/м*/", "every post would fire"),
            (r"/мо\Bст/", r"not supported: \B"),
            (f"/{'а' * 201}/", "200 characters"),
        ],
    )
    async def test_what_is_wrong_with_one_is_said_in_words(self, reader: Chats, typed: str, answer: str) -> None:
        await reader.say(ADMIN, "/start")
        assert answer in text_of(await reader.say(ADMIN, f"/watch {typed}"))
        assert await words_of(reader, ADMIN) == []


class TestGroups:
    @pytest.fixture
    async def group(self, chats: Chats) -> Chats:
        """A group that PERSON has subscribed."""
        await chats.say(PERSON, "/subscribe", chat_id=GROUP)
        return chats

    async def test_only_who_subscribed_it_and_administrators_change_its_words(self, group: Chats) -> None:
        assert "Watched" in text_of(await group.say(PERSON, "/watch понтон", chat_id=GROUP))
        assert "Watched" in text_of(await group.say(ADMIN, "/watch мост", chat_id=GROUP))
        for command in ("/watch брод", "/unwatch мост"):
            assert text_of(await group.say(STRANGER, command, chat_id=GROUP)) == ""
        assert await words_of(group, GROUP) == ["понтон", "мост"]
        ((chat, notice),) = await group.notices()
        assert chat == STRANGER
        assert "can only be changed by" in notice

    async def test_an_anonymous_administrator_is_refused_with_the_reason(self, group: Chats) -> None:
        assert "anonymous" in text_of(await group.say(None, "/watch понтон", chat_id=GROUP))
        assert await words_of(group, GROUP) == []

    async def test_anybody_who_may_ask_reads_the_list(self, group: Chats) -> None:
        await group.say(PERSON, "/watch понтон", chat_id=GROUP)
        assert "понтон" in text_of(await group.say(STRANGER, "/watching", chat_id=GROUP))

    async def test_who_may_not_ask_does_not(self, archive: Archive) -> None:
        closed = Chats(archive, Access.CLOSED)
        assert "Sorry" in text_of(await closed.say(STRANGER, "/watching"))


async def test_forgetting_deletes_the_words(reader: Chats) -> None:
    await reader.say(PERSON, "/watch понтон")
    assert "your watch words" in text_of(await reader.say(PERSON, "/forget"))
    assert await words_of(reader) == []


async def test_help_names_the_commands(reader: Chats) -> None:
    told = text_of(await reader.say(PERSON, "/help"))
    assert all(f"/{command} – " in told for command in ("watch", "unwatch", "watching"))


async def test_an_expression_can_be_taken_out_as_it_was_shown(reader: Chats) -> None:
    await reader.say(ADMIN, "/start")
    (answer,) = (await reader.say(ADMIN, "/watch /сводк|мост/")).messages
    shown = answer.text.splitlines()[-1].removeprefix("To stop: ")
    assert text_of(await reader.say(ADMIN, shown)) == "Watched no more: /сводк|мост/"


async def test_a_word_that_was_typed_to_do_harm_is_shown_harmlessly(reader: Chats) -> None:
    answer = await reader.say(PERSON, "/watch понтон @everybody \u202eелка")
    (message,) = answer.messages
    assert "@everybody" not in message.text
    assert "\u202e" not in message.text
