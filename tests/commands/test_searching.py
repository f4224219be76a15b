"""/search through a real archive: what is found, how it is shown, and its pages."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands import finding, searching
from bot.commands.hits import total_shown
from bot.model.conversation import Answer
from bot.model.message import Button, EntityKind, Message, utf16_length
from bot.model.query import Total
from bot.settings import Access
from bot.wording import texts
from storage.sqlite import searching as index
from tests.commands.conftest import (
    ANALYST,
    BLOGGER,
    GROUP,
    NOW,
    PERSON,
    Chats,
    archive_with,
    fill,
    hours,
    post,
    text_of,
)


def parts_of(message: Message, kind: EntityKind) -> list[str]:
    units = message.text.encode("utf-16-le")
    return [
        units[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le")
        for entity in message.entities
        if entity.kind is kind
    ]


def links_of(answer: Answer) -> list[str]:
    """The posts that were found, in the order shown, without the links' common beginning."""
    shown = [*answer.messages, *([answer.edit] if answer.edit else [])]
    return [entity.url.removeprefix("https://t.me/") for message in shown for entity in message.entities if entity.url]


def button(answer: Answer, label: str) -> Button:
    (message,) = [*answer.messages, *([answer.edit] if answer.edit else [])]
    (found,) = [each for row in message.buttons for each in row if label in each.label]
    return found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("прорыв", ["blogger/5", "blogger/4", "ministry/1", "blogger/2", "blogger/1"]),
        ("Бахмут", ["blogger/4", "blogger/3"]),
        ("place:bakhmut", ["blogger/4", "analyst/1", "blogger/3", "blogger/2"]),
        ("place:Артёмовск", ["blogger/4", "analyst/1", "blogger/3", "blogger/2"]),
        ("breakthrough", ["analyst/1"]),
        ("breakthrough OR учения", ["analyst/1", "blogger/3"]),
        ("прорыв оборона", ["ministry/1", "blogger/1"]),
        ('"прорыв обороны"', ["blogger/1"]),
        ('~"прорыв обороны"', ["ministry/1", "blogger/1"]),
        ("прорыв -оборона", ["blogger/5", "blogger/4", "blogger/2"]),
        ('прорыв -"прорыв обороны"', ["blogger/5", "blogger/4", "ministry/1", "blogger/2"]),
        ("прорыв from:ministry", ["ministry/1"]),
        ("from:@analyst", ["analyst/2", "analyst/1"]),
        ('from:"Front Notes" from:ministry', ["analyst/2", "analyst/1", "ministry/1"]),
        ("прорыв has:media", ["blogger/2"]),
        ("has:forward", ["analyst/2"]),
        ("has:edit", []),
        ("has:media has:forward", []),
        ("прорыв after:2023-05-12 before:2023-05-12T07:30", ["blogger/4", "ministry/1", "blogger/2", "blogger/1"]),
        ("after:330min", ["blogger/5", "blogger/4"]),
        ("before:10h", ["blogger/2", "blogger/1"]),
        ("stance:denied from:ministry", ["ministry/1"]),
        ("stance:claimed from:ministry", []),
    ],
)
async def test_what_is_found(chats: Chats, typed: str, found: list[str]) -> None:
    assert links_of(await chats.say(PERSON, f"/search {typed}")) == found


async def test_a_signal_and_a_stance_mean_one_flag(chats: Chats) -> None:
    denied = links_of(await chats.say(PERSON, "/search signal:breakthrough stance:denied"))
    assert "ministry/1" in denied
    assert "blogger/1" not in denied
    claimed = links_of(await chats.say(PERSON, "/search signal:breakthrough stance:claimed"))
    assert "blogger/1" in claimed
    assert "ministry/1" not in claimed


async def test_how_a_hit_is_shown(chats: Chats) -> None:
    (message,) = (await chats.say(PERSON, "/search прорыв from:@blogger after:2023-05-11T23:00 before:2h")).messages
    assert parts_of(message, EntityKind.BOLD) == [
        "прорыв from:@\u2060blogger after:2023-05-11T23:00 before:2h",
        "прорыв",
        "прорывом",
        "прорыва",
        "ПРОРЫВ",
    ]
    assert "12 May, 08:00 · Военный блогер @blogger" in message.text, "Kyiv is three hours ahead of UTC"
    assert "deleted 09:00" in message.text
    assert "breakthrough claimed" in message.text
    assert "4 posts, newest first" in message.text


async def test_nothing_found_is_said(chats: Chats) -> None:
    assert "no post" in text_of(await chats.say(PERSON, "/search небывальщина"))


async def test_a_small_or_is_told_where_nothing_answers(chats: Chats) -> None:
    assert "“or” was looked for as a word" in text_of(await chats.say(PERSON, "/search прорыв or небывальщина"))
    assert "“and” was looked for" in text_of(await chats.say(PERSON, "/export прорыв and небывальщина"))
    assert "looked for" not in text_of(await chats.say(PERSON, "/search прорыв OR небывальщина"))
    await fill(chats.archive, [post(ANALYST, 70, hours(1), "Retreat or breakthrough?")])
    assert "looked for" not in text_of(await chats.say(PERSON, "/search retreat or breakthrough"))


async def test_a_phrase_of_words_with_many_forms_is_answered_soon(chats: Chats) -> None:
    sentence = "Прорвав оборону, взяли высоту и отступили к реке"
    await fill(chats.archive, [post(ANALYST, 60, hours(1), sentence), post(ANALYST, 61, hours(1), "Взяли, прорвав")])
    phrase = '~"прорвать оборона взять высота и отступить"'
    assert links_of(await chats.say(PERSON, f"/search {phrase}")) == ["analyst/60"]
    assert text_of(await chats.say(PERSON, f"/search {' '.join([phrase] * 30)}"))


async def test_an_unknown_channel_is_told_and_has_no_posts(chats: Chats) -> None:
    told = text_of(await chats.say(PERSON, "/search прорыв from:@nobody"))
    assert "@nobody" in told
    assert "no post" in told


async def test_what_was_not_understood_is_told_beside_the_hits(chats: Chats) -> None:
    told = text_of(await chats.say(PERSON, "/search прорыв signal:panic"))
    assert "signal:panic was left out" in told
    assert "5 posts" in told


@pytest.mark.parametrize("typed", ["", "🔥", '"'])
async def test_a_question_of_nothing_is_answered_with_an_example(chats: Chats, typed: str) -> None:
    assert "for example" in text_of(await chats.say(PERSON, f"/search {typed}"))


class TestPages:
    COUNT = 12

    async def filled(self, chats: Chats) -> None:
        texts = [
            post(BLOGGER, 100 + number, hours(24) - timedelta(minutes=number), f"Сводка {number}: склад")
            for number in range(self.COUNT)
        ]
        await fill(chats.archive, texts)

    async def test_pages_go_forth_and_back_and_survive_a_restart(self, chats: Chats) -> None:
        await self.filled(chats)
        first = await chats.say(PERSON, "/search склады")
        assert links_of(first) == [f"blogger/{number}" for number in (111, 110, 109, 108, 107)]
        chats.desk = chats.opened()
        second = await chats.push(PERSON, button(first, "More").data)
        assert links_of(second) == [f"blogger/{number}" for number in (106, 105, 104, 103, 102)]
        assert "page 2" in text_of(second)
        third = await chats.push(PERSON, button(second, "More").data)
        assert links_of(third) == ["blogger/101", "blogger/100"]
        assert [each.label for row in third.edit.buttons for each in row] == ["‹ Back"] if third.edit else False
        back = await chats.push(PERSON, button(second, "Back").data)
        assert links_of(back) == links_of(first)

    async def test_posts_that_come_meanwhile_shift_nothing(self, chats: Chats) -> None:
        await self.filled(chats)
        first = await chats.say(PERSON, "/search склады")
        await fill(chats.archive, [post(ANALYST, 50, -hours(1), "Ещё один склад")])
        second = await chats.push(PERSON, button(first, "More").data)
        assert links_of(second) == [f"blogger/{number}" for number in (106, 105, 104, 103, 102)]

    async def test_a_relative_date_stays_where_it_was(self, chats: Chats) -> None:
        await self.filled(chats)
        first = await chats.say(PERSON, "/search склады after:24h")
        chats.clock.advance_to(NOW + hours(5))
        second = await chats.push(PERSON, button(first, "More").data)
        assert links_of(second)[0] == "blogger/106"

    async def test_another_chat_learns_nothing_from_a_number(self, chats: Chats) -> None:
        await self.filled(chats)
        first = await chats.say(PERSON, "/search склады")
        foreign = await chats.push(PERSON, button(first, "More").data, chat_id=GROUP)
        assert foreign.edit is None
        assert foreign.toast is not None

    async def test_an_old_search_says_so(self, chats: Chats) -> None:
        await self.filled(chats)
        first = await chats.say(PERSON, "/search склады")
        chats.clock.advance_to(NOW + timedelta(days=31))
        await chats.say(PERSON, "/search склады")
        old = await chats.push(PERSON, button(first, "More").data)
        assert old.toast == "This search is too old. Please send it again."

    async def test_forgetting_a_person_forgets_their_questions(self, chats: Chats) -> None:
        await self.filled(chats)
        first = await chats.say(PERSON, "/search склады")
        await chats.say(PERSON, "/forget")
        assert (await chats.push(PERSON, button(first, "More").data)).edit is None

    @pytest.mark.parametrize(
        "data",
        [b"", b"q", b"q:1", b"q:1:2:3", b"q:1:0", b"q:999999:2", b"q:1:999999999999", b"z:1", b"\xff\x00", b"q:-1:2"],
    )
    async def test_hostile_data_is_answered_by_a_toast(self, chats: Chats, data: bytes) -> None:
        await self.filled(chats)
        await chats.say(PERSON, "/search склады")
        answer = await chats.push(PERSON, data)
        assert answer.toast
        assert answer.edit is None


async def test_an_answer_fits_one_message_whatever_the_posts_hold() -> None:
    wide = [
        post(BLOGGER, number, hours(number), "прорыв " + "🔥" * 3_000 if number % 2 else "прорыв 🔥 " * 700)
        for number in range(1, 9)
    ]
    async with archive_with(wide) as archive:
        (message,) = (
            await Chats(archive, Access.OPEN).say(
                PERSON, "/search прорыв " + " ".join(f"signal:{'y' * 50}{n}" for n in range(30))
            )
        ).messages
    assert utf16_length(message.text) <= 4_096
    assert len(message.entities) <= 100
    assert message.buttons
    assert len(parts_of(message, EntityKind.LINK)) == 5


_HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(['"', "«", "-", "~", ":", "OR ", "NEAR(", "* ", "from:", "place:", "\0", "';--", "\ud800"]),
        st.text(max_size=10),
    )
)


async def test_hostile_questions_are_answered(chats: Chats) -> None:
    questions: list[str] = []

    @given(_HOSTILE.map("".join))
    @settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
    def collect(question: str) -> None:
        questions.append(question)

    collect()
    for question in questions:
        assert text_of(await chats.say(PERSON, f"/search {question}"))


@pytest.mark.parametrize(
    "question", ["a" * 10_000, '"' * 10_000, "прорыв " * 1_500, "-" * 9_999, "я OR " * 2_000, "а-" * 5_000]
)
async def test_ten_kilobytes_are_answered(chats: Chats, question: str) -> None:
    assert text_of(await chats.say(PERSON, f"/search {question}"))


async def test_many_answers_are_counted_up_to_a_limit(chats: Chats, monkeypatch: pytest.MonkeyPatch) -> None:
    assert total_shown(Total(posts=finding.COUNTED_UP_TO, is_exact=False)) == "over 10,000 posts"
    monkeypatch.setattr(finding, "COUNTED_UP_TO", 5)
    assert "прорыв · 5 posts, newest first\n" in text_of(await chats.say(PERSON, "/search прорыв"))
    monkeypatch.setattr(finding, "COUNTED_UP_TO", 4)
    monkeypatch.setattr(searching, "HITS_A_PAGE", 2)
    first = await chats.say(PERSON, "/search прорыв")
    assert "прорыв · over 4 posts, newest first · page 1\n" in text_of(first)
    second = await chats.push(PERSON, button(first, "More").data)
    assert "over 4 posts, newest first · page 2" in text_of(second)
    last = await chats.push(PERSON, button(second, "More").data)
    assert links_of(last) == ["blogger/1"]


class TestBeyondWhatIsWeighed:
    @pytest.fixture(autouse=True)
    def three_are_weighed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Instead of a thousand."""
        monkeypatch.setattr(index, "WEIGHED", 3)
        monkeypatch.setattr(finding, "MOST_WEIGHED", 3)
        monkeypatch.setattr(searching, "HITS_A_PAGE", 2)

    async def test_pages_that_do_not_exist_are_not_offered(self, chats: Chats) -> None:
        first = await chats.say(PERSON, "/search прорыв sort:relevance")
        assert "5 posts, most relevant of the newest thousand first" in text_of(first)
        more = button(first, "More")
        last = await chats.push(PERSON, more.data)
        assert len(links_of(last)) == 1
        assert last.edit is not None
        assert [each.label for row in last.edit.buttons for each in row] == ["‹ Back"]
        assert more.data is not None
        beyond = await chats.push(PERSON, more.data.removesuffix(b"2") + b"3")
        assert beyond.toast == texts.SEARCH_NOT_WEIGHED

    async def test_without_words_nothing_is_weighed(self, chats: Chats) -> None:
        first = await chats.say(PERSON, "/search from:@blogger sort:relevance")
        assert "5 posts, newest first" in text_of(first)
        third = await chats.push(PERSON, button(await chats.push(PERSON, button(first, "More").data), "More").data)
        assert links_of(third) == ["blogger/1"]
