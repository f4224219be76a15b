"""Text with entities: what is built can be sent, and what is split loses nothing."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.model.message import Button, Entity, EntityKind, Message, utf16_length
from bot.wording.rich_text import ENTITY_LIMIT, TEXT_LIMIT, RichText, is_link, join_blocks, split
from tests.wording.screens import LETTERS, assert_no_letter_is_cut

_TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("ab я😀\U0001f1fa \n\u0301."), st.characters(codec="utf-8")),
    max_size=60,
)
_KINDS = st.sampled_from([EntityKind.BOLD, EntityKind.ITALIC, EntityKind.BLOCKQUOTE])


def _covered(message: Message, entity: Entity) -> str:
    """The text under an entity, by UTF-16 units as a client cuts it; fails inside a surrogate pair."""
    units = message.text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


@st.composite
def _messages(draw: st.DrawFn) -> Message:
    text = RichText()
    for piece in draw(st.lists(st.tuples(_TEXT, st.lists(_KINDS, max_size=2, unique=True)), max_size=12)):
        text.add(piece[0], *piece[1])
    return text.message()


def test_entities_count_utf16_units() -> None:
    message = RichText().add("🔴 ").bold("прорыв").add(" 😀 ").italic("x").message()
    assert message.entities == (
        Entity(kind=EntityKind.BOLD, offset=3, length=6),
        Entity(kind=EntityKind.ITALIC, offset=13, length=1),
    )
    assert [_covered(message, entity) for entity in message.entities] == ["прорыв", "x"]


def test_nothing_is_read_as_markup() -> None:
    hostile = "a<b and c>d **x** [y](https://evil.example)"
    message = RichText().add(hostile).message()
    assert message == Message(text=hostile)


@pytest.mark.parametrize(
    "url", ["https://t.me/front/10", "http://example.org/a?b=c", "t.me/front/10", "HTTPS://example.org"]
)
def test_links_that_are_written(url: str) -> None:
    message = RichText().link("post", url).message()
    assert message.entities == (Entity(kind=EntityKind.LINK, offset=0, length=4, url=url),)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "tg://user?id=1",
        "javascript:alert(1)",
        "ftp://example.org/x",
        "@front",
        "https://",
        "https://localhost/x",
        "https://[::1/x",
        "https://example.org/\n/x",
        "https://example.org/\x1b[31m",
        "https://example.org/" + "x" * 2048,
    ],
)
def test_other_links_are_dropped_and_their_label_stays(url: str | None) -> None:
    assert not is_link(url)
    assert RichText().link("post", url).message() == Message(text="post")


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert RichText().add("a\ud800b").message().text == "a\ufffdb"


def test_a_new_line_is_begun_only_after_something() -> None:
    assert RichText().line().add("a").line().line().add("b").message().text == "a\n\nb"


def test_split_prefers_paragraphs_then_lines_then_words() -> None:
    assert [part.text for part in split(Message(text="aaa bb\ncc\n\ndd ee"), limit=13)] == ["aaa bb\ncc\n\n", "dd ee"]
    assert [part.text for part in split(Message(text="aaa bb\ncc dd ee"), limit=12)] == ["aaa bb\n", "cc dd ee"]
    assert [part.text for part in split(Message(text="aaa bb cc dd"), limit=8)] == ["aaa bb ", "cc dd"]
    assert [part.text for part in split(Message(text="aaaaaaaaaa"), limit=4)] == ["aaaa", "aaaa", "aa"]


def test_split_leaves_an_entity_whole_where_it_fits() -> None:
    message = RichText().add("first words ").bold("these two").add(" and more words").message()
    first, second, *_ = split(message, limit=16)
    assert first == Message(text="first words ")
    assert _covered(second, second.entities[0]) == "these two"


def test_split_shares_out_an_entity_that_is_longer_than_a_message() -> None:
    parts = split(RichText().link("aaaa bbbb cccc", "https://t.me/x").message(), limit=6)
    assert [part.text for part in parts] == ["aaaa ", "bbbb ", "cccc"]
    assert all(part.entities[0].url == "https://t.me/x" for part in parts)
    assert [_covered(part, part.entities[0]) for part in parts] == ["aaaa ", "bbbb ", "cccc"]


def test_split_never_parts_a_surrogate_pair() -> None:
    parts = split(Message(text="😀😀😀"), limit=3)
    assert [part.text for part in parts] == ["😀", "😀", "😀"]


@given(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=60), st.integers(12, 40), st.booleans())
def test_split_never_parts_a_letter(letters: list[str], limit: int, is_marked: bool) -> None:
    text = RichText().add("".join(letters), *([EntityKind.BOLD] if is_marked else []))
    parts = split(text.message(), limit=limit)
    assert "".join(part.text for part in parts) == "".join(letters)
    for part in parts:
        assert utf16_length(part.text) <= limit
        assert_no_letter_is_cut(part.text)


def test_split_obeys_the_limit_of_entities() -> None:
    text = RichText()
    for number in range(250):
        text.bold(f"w{number}").add(" ")
    parts = split(text.message())
    assert [len(part.entities) for part in parts] == [100, 100, 50]
    assert "".join(part.text for part in parts) == text.message().text


def test_buttons_go_with_the_last_part() -> None:
    buttons = ((Button(label="Open post", url="https://t.me/x/1"),),)
    parts = split(Message(text="aaa bbb", buttons=buttons), limit=4)
    assert [part.buttons for part in parts] == [(), buttons]


@given(_messages(), st.integers(min_value=2, max_value=40), st.integers(min_value=1, max_value=5))
@example(Message(text=" " * 10), 4, 5)
@example(RichText().add("aa").bold("😀" * 8).add("b c").message(), 5, 1)
def test_split_parts_are_valid_and_give_the_text_back(message: Message, limit: int, entity_limit: int) -> None:
    parts = split(message, limit=limit, entity_limit=entity_limit)
    for part in parts:
        assert part.text.strip()
        assert utf16_length(part.text) <= limit
        assert len(part.entities) <= entity_limit
        assert all(entity.length > 0 and _covered(part, entity) for entity in part.entities)
        assert all(entity.offset + entity.length <= utf16_length(part.text) for entity in part.entities)
    joined = "".join(part.text for part in parts)
    assert "".join(joined.split()) == "".join(message.text.split())
    if len(parts) == 1 and utf16_length(message.text) <= limit and len(message.entities) <= entity_limit:
        assert parts == (message,)


@given(_messages(), st.integers(min_value=2, max_value=40))
def test_split_keeps_every_marked_character_marked(message: Message, limit: int) -> None:
    for kind in (EntityKind.BOLD, EntityKind.BLOCKQUOTE):
        before = "".join(_covered(message, entity) for entity in message.entities if entity.kind is kind)
        parts = split(message, limit=limit)
        after = "".join(_covered(part, entity) for part in parts for entity in part.entities if entity.kind is kind)
        assert "".join(after.split()) == "".join(before.split())


def test_blocks_are_joined_until_a_message_is_full() -> None:
    blocks = [RichText().bold(name * 4).message() for name in "abc"]
    joined = join_blocks(blocks, limit=10)
    assert [message.text for message in joined] == ["aaaa\n\nbbbb", "cccc"]
    assert [[_covered(message, entity) for entity in message.entities] for message in joined] == [
        ["aaaa", "bbbb"],
        ["cccc"],
    ]


def test_a_block_that_is_too_long_is_split() -> None:
    assert [message.text for message in join_blocks([Message(text="aa bb cc")], limit=4)] == ["aa ", "bb ", "cc"]


@given(st.lists(_messages(), max_size=8), st.integers(min_value=4, max_value=60))
def test_joined_blocks_can_all_be_sent(blocks: list[Message], limit: int) -> None:
    for message in join_blocks(blocks, limit=limit):
        assert 0 < utf16_length(message.text) <= limit
        assert len(message.entities) <= ENTITY_LIMIT
        assert all(_covered(message, entity) for entity in message.entities)


def test_a_message_of_the_full_length_is_left_alone() -> None:
    message = Message(text="я" * TEXT_LIMIT)
    assert split(message) == (message,)
    assert len(split(Message(text="я" * (TEXT_LIMIT + 1)))) == 2
