"""The alert of a watched word, as a subscriber reads it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.model.channel import Channel, ChannelClass
from bot.model.message import EntityKind, Message
from bot.model.post import Origin, Post
from bot.wording.words import WordNews, render_word_alert, search_for
from tests.wording.samples import NIGHT, subscriber

TEXT = "Ночь прошла тихо. Через протоку навели понтоны, техника идёт на тот берег. Ждём утра."
NOW = NIGHT + timedelta(minutes=1)


def news(*words: str, **facts: Any) -> WordNews:
    own = ("text", "handle", "title", "channel_class", "deleted_at", "telegram_id")
    post_facts = {name: facts.pop(name) for name in own if name in facts}
    channel = Channel(
        key=1,
        telegram_id=post_facts.get("telegram_id"),
        handle=post_facts.get("handle", "front_diary"),
        title=post_facts.get("title", "Diary of the Front"),
        channel_class=post_facts.get("channel_class", ChannelClass.MILBLOGGER_RU),
    )
    post = Post(
        post_id=1,
        channel=channel,
        message_id=10,
        date=NIGHT,
        text=post_facts.get("text", TEXT),
        origin=Origin.LIVE,
        deleted_at=post_facts.get("deleted_at"),
    )
    given: dict[str, Any] = {"is_recovered": False, "since": NIGHT, **facts}
    return WordNews(words=words or ("понтон",), post=post, **given)


def rendered(told: WordNews) -> Message:
    (message,) = render_word_alert(told, subscriber(), NOW)
    return message


def bold(message: Message) -> list[str]:
    units = message.text.encode("utf-16-le")
    spans = [(each.offset, each.offset + each.length) for each in message.entities if each.kind is EntityKind.BOLD]
    return [units[start * 2 : end * 2].decode("utf-16-le") for start, end in spans]


def test_word_channel_excerpt_and_link() -> None:
    message = rendered(news())
    assert message.text == (
        "👁 понтон\n"
        "11 May, 21:14 Kyiv\n"
        "\n"
        "Diary of the Front @front_diary (blogger, RU):\n"
        "«Через протоку навели понтоны, техника идёт на тот берег.»\n"
        "A watch word of this chat: /watching lists them, /unwatch takes one out."
    )
    assert bold(message) == ["понтон", "понтоны"]
    assert message.buttons[0][0].url == "https://t.me/front_diary/10"


def test_every_word_that_fired_is_named_and_in_bold() -> None:
    message = rendered(news("понтон", "навести понтон", r"/\bберег\w*/"))
    assert message.text.startswith("👁 понтон, навести понтон, /")
    assert bold(message)[1:] == ["навели понтоны", "берег"]
    many = rendered(news(*(f"слово{number}" for number in range(9)))).text.splitlines()[0]
    assert many == "👁 слово0, слово1, слово2, слово3, слово4, …"


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        ({"others": 3}, "and 3 more posts since 21:14 /search понтон after:2023-05-11T21:14"),
        ({"copies": 1}, "and 1 copy since 21:14 /search понтон after:2023-05-11T21:14"),
        ({"others": 1, "copies": 2}, "and 1 more post, 2 copies since 21:14 /search понтон after:2023-05-11T21:14"),
    ],
)
def test_what_was_counted_is_told_with_a_search(counts: dict[str, int], line: str) -> None:
    message = rendered(news(**counts))
    assert line in message.text.splitlines()
    (code,) = [entity for entity in message.entities if entity.kind is EntityKind.CODE]
    assert code.length == len("/search понтон after:2023-05-11T21:14")


def test_an_expression_has_no_search() -> None:
    message = rendered(news("/понт/", others=1))
    assert "and 1 more post since 21:14" in message.text.splitlines()
    assert search_for("навести мост") == '~"навести мост"'


def test_a_recovered_post_says_so() -> None:
    assert rendered(news(is_recovered=True)).text.splitlines()[1] == "11 May · recovered, posted 21:14 Kyiv"


def test_a_post_that_was_deleted_or_edited_meanwhile() -> None:
    assert "deleted 21:16" in rendered(news(deleted_at=NIGHT + timedelta(minutes=2))).text
    edited = rendered(news(text="Убрано по просьбе властей"))
    assert "«Убрано по просьбе властей»" in edited.text
    assert bold(edited) == ["понтон"]


@pytest.mark.parametrize(
    ("facts", "speaker"),
    [
        ({"handle": None, "channel_class": None}, "Diary of the Front:"),
        ({"handle": "diary", "title": "diary", "channel_class": None}, "@diary:"),
        ({"handle": None, "title": "x" * 200, "channel_class": None}, f"{'x' * 63}…:"),
    ],
)
def test_the_channel_is_named_by_what_is_known(facts: dict[str, Any], speaker: str) -> None:
    assert rendered(news(**facts)).text.splitlines()[3] == speaker


def test_a_channel_without_a_link_has_no_button() -> None:
    assert rendered(news(handle=None)).buttons == ()


def test_nothing_in_a_word_or_a_post_is_active() -> None:
    hostile = "понтон @all tg://resolve /start \u202eелка " + "понтон " * 300
    message = rendered(news("понтон @all", text=hostile))
    assert "@all" not in message.text
    assert "tg://" not in message.text
    assert "\u202e" not in message.text
    assert len(message.entities) < 100


def test_a_word_that_can_be_read_no_more_is_still_told() -> None:
    assert "навели понтоны" in rendered(news("/(/", text="Утром навели понтоны через протоку у Олешек")).text
