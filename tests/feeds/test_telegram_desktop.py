"""Telegram Desktop's result.json."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InputError
from bot.feeds.entries import LeftOut
from bot.feeds.telegram_desktop import read_desktop_export
from bot.model.channel import ChannelRef
from bot.model.message import Entity, EntityKind
from bot.model.post import ForwardOrigin, MediaFact, Origin, SeenPost

AT = datetime(2023, 5, 11, 18, 14, tzinfo=UTC)
MESSAGE: dict[str, Any] = {
    "id": 5,
    "type": "message",
    "date": "2023-05-11T21:14:00",
    "date_unixtime": "1683828840",
    "from": "A channel",
    "text": "Пост.",
}


def chat(*messages: object, **header: object) -> dict[str, object]:
    return {"name": "A channel", "type": "public_channel", "id": 1234567890, "messages": list(messages)} | header


def read(export: object) -> tuple[list[SeenPost], list[LeftOut]]:
    content = export if isinstance(export, bytes) else json.dumps(export).encode()
    left_out: list[LeftOut] = []
    posts = read_desktop_export(
        io.BytesIO(content), file="result.json", origin=Origin.IMPORT, on_left_out=left_out.append
    )
    return list(posts), left_out


def one(**fields: object) -> SeenPost:
    [post], left_out = read(chat(MESSAGE | fields))
    assert not left_out
    return post


def test_a_plain_message() -> None:
    assert one() == SeenPost(
        channel=ChannelRef(telegram_id=1234567890, title="A channel"),
        message_id=5,
        date=AT,
        text="Пост.",
        origin=Origin.IMPORT,
    )


def test_entities_are_counted_in_utf16_units() -> None:
    post = one(
        text=[
            "🔥 ",
            {"type": "bold", "text": "Срочно"},
            "\n",
            {"type": "text_link", "text": "тут", "href": "https://a.b"},
        ]
    )
    assert post.text == "🔥 Срочно\nтут"
    assert post.entities == (
        Entity(kind=EntityKind.BOLD, offset=3, length=6),
        Entity(kind=EntityKind.LINK, offset=10, length=3, url="https://a.b"),
    )


def test_unknown_and_empty_entities() -> None:
    post = one(
        text=[{"type": "custom_emoji", "text": "x"}, {"type": "bold", "text": ""}, {"type": "plain", "text": "y"}]
    )
    assert post.text == "xy"
    assert post.entities == (Entity(kind=EntityKind.OTHER, offset=0, length=1),)


def test_edits_keep_their_time() -> None:
    assert one(edited_unixtime="1683828900").edited_at == datetime(2023, 5, 11, 18, 15, tzinfo=UTC)
    assert one(edited="1970-01-01T03:00:00", edited_unixtime="0").edited_at is None
    assert one(edited="2023-05-11T21:15:00").edited_at is None


def test_a_service_message_is_kept_as_such() -> None:
    post = one(type="service", action="edit_group_photo", photo="photos/1.jpg", text="")
    assert post.service == "edit_group_photo"
    assert post.media == ()


def test_a_forward_names_its_channel_but_no_person() -> None:
    assert one(forwarded_from="Other channel").forwarded_from == ForwardOrigin(
        channel=ChannelRef(title="Other channel")
    )
    assert one(forwarded_from="Other", forwarded_from_id="channel77").forwarded_from == ForwardOrigin(
        channel=ChannelRef(telegram_id=77, title="Other")
    )
    assert one(forwarded_from="Ivan", forwarded_from_id="user77").forwarded_from == ForwardOrigin(channel=None)
    assert one(forwarded_from=None).forwarded_from == ForwardOrigin(channel=None)


def test_replies_within_the_channel_only() -> None:
    assert one(reply_to_message_id=3).reply_to == 3
    assert one(reply_to_message_id=3, reply_to_peer_id="channel9").reply_to is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"photo": "photos/1.jpg", "width": 640, "height": 480, "photo_file_size": 9000},
            MediaFact(kind="photo", width=640, height=480, size_bytes=9000),
        ),
        (
            {
                "file": "v.mp4",
                "media_type": "video_file",
                "mime_type": "video/mp4",
                "duration_seconds": 12,
                "file_size": 7,
            },
            MediaFact(kind="video", mime="video/mp4", duration_seconds=12.0, size_bytes=7),
        ),
        ({"file": "(not included)", "file_name": "a.pdf"}, MediaFact(kind="document", name="a.pdf")),
        ({"poll": {"question": "?"}}, MediaFact(kind="poll")),
    ],
)
def test_media(fields: dict[str, object], expected: MediaFact) -> None:
    assert one(**fields).media == (expected,)


def test_a_local_time_is_not_guessed() -> None:
    posts, left_out = read(chat({key: value for key, value in MESSAGE.items() if key != "date_unixtime"}, MESSAGE))
    assert len(posts) == 1
    assert [str(each) for each in left_out] == [
        "result.json message 5: date_unixtime is missing, and date has no offset: "
        "export again with a newer Telegram Desktop"
    ]


def test_a_date_with_an_offset_will_do() -> None:
    fields = MESSAGE | {"date": "2023-05-11T21:14:00+03:00"}
    del fields["date_unixtime"]
    assert read(chat(fields))[0][0].date == AT


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": -999},
        {"id": None},
        {"type": "unsupported"},
        {"date_unixtime": "9" * 12},
        {"date_unixtime": True},
        {"text": 5},
        {"text": [5]},
        {"text": [{"type": "bold"}]},
    ],
)
def test_a_message_that_cannot_be_understood_is_left_out(wrong: dict[str, object]) -> None:
    posts, left_out = read(chat(MESSAGE | wrong, MESSAGE))
    assert (len(posts), len(left_out)) == (1, 1)
    assert left_out[0].is_fault


def test_the_header_may_come_after_the_messages() -> None:
    export = chat(MESSAGE)
    assert read(dict(reversed(export.items()))) == read(export)


def test_a_whole_account_gives_its_channels_and_counts_the_rest() -> None:
    account = {
        "about": "x",
        "personal_information": {"user_id": 1, "name": "x"},
        "contacts": {"list": [{"id": 3, "type": "public_channel", "messages": [MESSAGE]}]},
        "chats": {
            "about": "x",
            "list": [
                chat(MESSAGE, id=11),
                chat(MESSAGE, type="personal_chat", name="Ivan", id=12),
                chat(MESSAGE, type="private_supergroup", id=13),
                {"type": "saved_messages", "id": 14, "messages": [MESSAGE]},
            ],
        },
        "left_chats": {"about": "x", "list": [chat(MESSAGE, type="private_channel", id=15)]},
    }
    posts, left_out = read(account)
    assert [post.channel.telegram_id for post in posts] == [11, 13, 15]
    [told] = left_out
    assert "2 chats that are no channels" in told.reason
    assert not told.is_fault


def test_the_export_of_a_talk_is_refused() -> None:
    with pytest.raises(InputError, match="export of a personal_chat"):
        read(chat(MESSAGE, type="personal_chat"))


def test_an_object_without_chats_is_refused() -> None:
    with pytest.raises(InputError, match="holds no chat"):
        read({"about": "nothing"})


def test_a_file_that_was_cut_short_gives_what_it_has() -> None:
    whole = json.dumps(chat(MESSAGE, MESSAGE | {"id": 6})).encode()
    posts, left_out = read(whole[: whole.index(b'"id": 6') + 20])
    assert [post.message_id for post in posts] == [5]
    assert "cut short" in left_out[0].reason
    with pytest.raises(InputError, match="damaged"):
        read(whole[:60])


@pytest.mark.parametrize("bad", [b"\xed\xa0\x80", b"\xff"])
def test_a_file_with_bytes_that_are_no_text_gives_what_stands_before_them(bad: bytes) -> None:
    whole = json.dumps(chat(MESSAGE, MESSAGE | {"id": 6, "text": "HERE"})).encode()
    posts, left_out = read(whole.replace(b"HERE", bad))
    assert [post.message_id for post in posts] == [5]
    assert len(left_out) == 1


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "text", "type", "href", "messages", "name"]), inner, max_size=3)
    ),
    max_leaves=6,
)
_MESSAGE_FIELDS = (
    *MESSAGE,
    "text_entities",
    "edited_unixtime",
    "forwarded_from",
    "forwarded_from_id",
    "photo",
    "width",
)


@given(fields=st.dictionaries(st.sampled_from(_MESSAGE_FIELDS), _JSON, max_size=4))
def test_any_message_is_a_post_or_left_out(fields: dict[str, object]) -> None:
    posts, left_out = read(chat(MESSAGE | fields))
    assert len(posts) + len(left_out) == 1
    for post in posts:
        post.text.encode()


@given(
    header=st.dictionaries(st.sampled_from(["name", "type", "id", "messages", "chats"]), _JSON), cut=st.integers(0, 400)
)
def test_any_export_is_read_or_refused_in_words(header: dict[str, object], cut: int) -> None:
    content = json.dumps(chat(MESSAGE) | header).encode()
    told = "result.json: "
    posts: list[SeenPost] = []
    try:
        posts, _ = read(content[: len(content) - cut])
    except InputError as error:
        told = str(error)
    assert told.startswith("result.json: ")
    assert len(posts) <= 3
