"""JSON lines as CONTRACTS.md, "Posts in", has them."""

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.feeds import json_lines
from bot.feeds.entries import BadEntry, LeftOut
from bot.feeds.json_lines import parse_line, read_json_lines
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.post import Arrival, ForwardOrigin, MediaFact, Origin, SeenDeletion, SeenPost

POST = {"channel": "some_channel", "id": 123, "date": "2023-05-11T21:14:00+03:00", "text": "Пост."}
AT = datetime(2023, 5, 11, 18, 14, tzinfo=UTC)


def parse(**fields: object) -> Arrival:
    return parse_line(json.dumps(POST | fields).encode(), origin=Origin.IMPORT)


def reason(**fields: object) -> str:
    with pytest.raises(BadEntry) as caught:
        parse(**fields)
    return str(caught.value)


def read(content: bytes) -> tuple[list[Arrival], list[str]]:
    left_out: list[LeftOut] = []
    arrivals = list(
        read_json_lines(io.BytesIO(content), file="posts", origin=Origin.IMPORT, on_left_out=left_out.append)
    )
    return arrivals, [str(each) for each in left_out]


def test_a_bare_post() -> None:
    assert parse() == SeenPost(
        channel=ChannelRef(handle="some_channel"), message_id=123, date=AT, text="Пост.", origin=Origin.IMPORT
    )


def test_a_post_with_everything() -> None:
    assert parse(
        title="A channel",
        **{"class": "ministry_ua"},
        forwarded_from={"channel": "-1001234567890", "id": 7},
        reply_to=120,
        grouped_id=9,
        views=10,
        media=[{"type": "photo", "size": 1}],
        url="https://t.me/some_channel/123",
        reactions={"other": "fields"},
    ) == SeenPost(
        channel=ChannelRef(handle="some_channel", title="A channel", channel_class=ChannelClass.MINISTRY_UA),
        message_id=123,
        date=AT,
        text="Пост.",
        origin=Origin.IMPORT,
        forwarded_from=ForwardOrigin(channel=ChannelRef(telegram_id=1234567890), message_id=7),
        reply_to=120,
        grouped_id=9,
        views=10,
        media=(MediaFact(kind="photo"),),
        url="https://t.me/some_channel/123",
    )


def test_null_is_as_good_as_absent() -> None:
    optional = ("title", "class", "forwarded_from", "reply_to", "grouped_id", "views", "media", "url", "event")
    assert parse(**dict.fromkeys(optional)) == parse()


def test_an_edit_has_the_time_of_the_edit() -> None:
    edit = parse(event="edit")
    assert isinstance(edit, SeenPost)
    assert (edit.is_edit, edit.date, edit.edited_at) == (True, AT, AT)


def test_a_deletion_needs_no_text() -> None:
    line = json.dumps({"event": "delete", "channel": "some_channel", "id": 5, "date": "2023-05-11T18:14:00Z"})
    assert parse_line(line.encode(), origin=Origin.LIVE) == SeenDeletion(
        channel=ChannelRef(handle="some_channel"), message_id=5, deleted_at=AT, origin=Origin.LIVE
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("@some_channel", ChannelRef(handle="some_channel")),
        ("1234567890", ChannelRef(telegram_id=1234567890)),
        ("-1001234567890", ChannelRef(telegram_id=1234567890)),
        ("Naked Science", ChannelRef(title="Naked Science")),
        ("-100", ChannelRef(telegram_id=100)),
        ("0", ChannelRef(title="0")),
        ("9" * 30, ChannelRef(title="9" * 30)),
        ("x", ChannelRef(title="x")),
        ("https://t.me/c/1234567890", ChannelRef(telegram_id=1234567890)),
    ],
)
def test_any_name_is_a_channel(name: str, expected: ChannelRef) -> None:
    assert parse(channel=name).channel == expected


def test_channels_that_share_a_title_stay_two() -> None:
    first, second = (parse(channel=name, title="News").channel for name in ("x", "y"))
    assert (first, second) == (ChannelRef(title="x"), ChannelRef(title="y"))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"channel": " "}, "channel is empty"),
        ({"channel": 5}, "channel is not a text"),
        ({"channel": None}, "channel is not a text"),
        ({"id": True}, "id is not a whole number"),
        ({"id": "123"}, "id is not a whole number"),
        ({"id": 1.0}, "id is not a whole number"),
        ({"id": None}, "id is not a whole number"),
        ({"id": 0}, "id is too small"),
        ({"id": -5}, "id is too small"),
        ({"id": 2**63}, "id is too large"),
        ({"date": "2023-05-11T18:14:00"}, "date has no offset from UTC"),
        ({"date": "2023-05-11"}, "date has no offset from UTC"),
        ({"date": "yesterday"}, "date is not an ISO 8601 time"),
        ({"date": 1683828840}, "date is not a text"),
        ({"date": "0001-01-01T00:00:00+14:00"}, "date is not an ISO 8601 time"),
        ({"date": "1969-12-31T23:59:59+00:00"}, "date is before 1970"),
        ({"date": "2100-01-01T00:00:00+00:00"}, "date is after 2099"),
        ({"date": "9999-12-31T23:59:59+00:00"}, "date is after 2099"),
        ({"text": None}, "text is not a text"),
        ({"event": "pin"}, "event is neither edit nor delete"),
        ({"class": "blogger"}, "class is none of ministry_ru"),
        ({"title": 1}, "title is not a text"),
        ({"forwarded_from": "x"}, "forwarded_from is not an object"),
        ({"forwarded_from": {"channel": "x", "id": 0}}, "id is too small"),
        ({"reply_to": False}, "reply_to is not a whole number"),
        ({"views": -1}, "views is too small"),
        ({"media": {"type": "photo"}}, "media is not a list"),
        ({"media": ["photo"]}, "media holds an item without a type"),
    ],
)
def test_wrong_fields_are_named(fields: dict[str, object], expected: str) -> None:
    assert reason(**fields).startswith(expected)


@pytest.mark.parametrize("field", ["channel", "id", "date", "text"])
def test_missing_fields_are_named(field: str) -> None:
    post = {key: value for key, value in POST.items() if key != field}
    with pytest.raises(BadEntry, match=f"{field} is missing"):
        parse_line(json.dumps(post).encode(), origin=Origin.IMPORT)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"{", "it is not JSON"),
        (b"[]", "it is not a JSON object"),
        (b"\xff{}", "it is not UTF-8"),
        (b"[" * 100_000, "it is not JSON that can be read"),
        (b'{"id": ' + b"9" * 5000 + b"}", "it is not JSON that can be read"),
        (b'{"ignored": NaN}', "it is not JSON that can be read"),
    ],
)
def test_lines_that_are_no_objects(line: bytes, expected: str) -> None:
    with pytest.raises(BadEntry, match=expected):
        parse_line(line, origin=Origin.IMPORT)


def test_half_a_surrogate_pair_is_replaced_one_for_one() -> None:
    arrival = parse(text="a\ud83db")
    assert isinstance(arrival, SeenPost)
    assert arrival.text == "a\ufffdb"


def test_bad_lines_are_told_and_the_rest_goes_on() -> None:
    good = json.dumps(POST).encode()
    arrivals, told = read(b"\n".join([good, b"", b"no", b"   ", good]))
    assert len(arrivals) == 2
    assert told == ["posts line 3: it is not JSON: Expecting value at column 1"]


def test_a_line_without_end_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_LINE_BYTES", 2**20)
    arrivals, told = read(b"x" * (3 * 2**20) + b"\n" + json.dumps(POST).encode())
    assert len(arrivals) == 1
    assert told == ["posts line 1: the line is longer than 1 MB"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_FIELDS = ("channel", "id", "date", "text", "event", "title", "class", "forwarded_from", "reply_to", "media", "views")


@given(fields=st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=3))
@settings(suppress_health_check=[HealthCheck.too_slow])  # the first text drawn in a fresh clone takes a second
def test_any_value_in_any_field_is_an_arrival_or_a_bad_line(fields: dict[str, object]) -> None:
    arrivals, told = read(json.dumps(POST | fields).encode())
    assert len(arrivals) + len(told) == 1
    for arrival in arrivals:
        assert 0 < arrival.message_id < 2**63
        if isinstance(arrival, SeenPost):
            arrival.text.encode()
            assert arrival.date.utcoffset() is not None


@given(content=st.binary() | st.text().map(str.encode))
def test_any_bytes_are_lines_or_bad_lines(content: bytes) -> None:
    arrivals, told = read(content)
    assert len(arrivals) + len(told) == sum(bool(line.strip()) for line in io.BytesIO(content))


@given(text=st.text(st.characters(exclude_categories=["Cs"])), number=st.integers(1, 2**63 - 1))
def test_a_good_post_comes_through_unchanged(text: str, number: int) -> None:
    arrival = parse(text=text, id=number)
    assert isinstance(arrival, SeenPost)
    assert (arrival.text, arrival.message_id) == (text, number)
