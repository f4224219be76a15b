"""Whatever bytes come in, the readers give posts, a reason why not, or a sentence; never a traceback, never a flood."""

import gzip
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from telethon.tl import types

from bot.commands.typed import read_command
from bot.configuration.environment import KEYS
from bot.configuration.watch_file import read_watch_list
from bot.errors import InputError, Problem
from bot.feeds import json_lines
from bot.feeds.entries import LeftOut
from bot.feeds.files import open_feed
from bot.model.channel import ChannelRef
from bot.model.post import Arrival, Origin, SeenPost
from bot.model.pressing import read_press
from bot.settings import read_settings
from bot.telegram.bot_updates import incoming_from
from bot.telegram.convert import seen_post

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
DATE = st.sampled_from(["2023-05-11T18:14:00+00:00", "2023-05-11T18:14:00", "0001-01-01T00:00:00+14:00", "1683828840"])
LINE = st.fixed_dictionaries(
    {},
    optional={
        "channel": st.just("front_notes") | JSON,
        "id": st.integers(1, 9) | JSON,
        "date": DATE | JSON,
        "text": st.text() | JSON,
        "title": JSON,
        "class": JSON,
        "event": st.sampled_from(["edit", "delete"]) | JSON,
        "forwarded_from": JSON,
        "reply_to": JSON,
        "grouped_id": JSON,
        "media": JSON,
        "views": JSON,
        "url": JSON,
    },
)
MESSAGE = st.fixed_dictionaries(
    {},
    optional={
        "id": st.integers(1, 9) | JSON,
        "type": st.sampled_from(["message", "service"]) | JSON,
        "date": DATE | JSON,
        "date_unixtime": DATE | JSON,
        "edited_unixtime": DATE | JSON,
        "text": st.text() | st.lists(st.fixed_dictionaries({"type": JSON, "text": JSON}) | st.text()) | JSON,
        "text_entities": JSON,
        "forwarded_from": JSON,
        "photo": JSON,
        "file": JSON,
        "media_type": JSON,
        "reply_to_message_id": JSON,
        "action": JSON,
    },
)
CHAT = st.fixed_dictionaries(
    {"messages": st.lists(MESSAGE, max_size=4) | JSON},
    optional={"name": JSON | st.just("Notes"), "type": JSON | st.just("public_channel"), "id": JSON | st.just(7)},
)
EXPORT = CHAT | st.fixed_dictionaries({"chats": st.fixed_dictionaries({"list": st.lists(CHAT, max_size=2)}) | JSON})


def read(content: bytes) -> tuple[list[Arrival], list[LeftOut]]:
    """What a file of this content gives; an InputError is an empty answer."""
    left_out: list[LeftOut] = []
    arrivals: list[Arrival] = []
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            with open_feed(Path(file.name), origin=Origin.IMPORT, on_left_out=left_out.append) as feed:
                for batch in feed.batches():
                    arrivals.extend(batch.arrivals)
        except InputError:
            left_out.clear()
    return arrivals, left_out


@given(st.lists(LINE, max_size=5), st.booleans())
def test_any_json_lines_are_posts_or_reasons(lines: list[dict[str, Any]], packed: bool) -> None:
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    arrivals, left_out = read(gzip.compress(content) if packed else content)
    # A single object with the keys of a chat is an export; else each line is one or the other.
    assert len(arrivals) + len(left_out) <= len(lines)


@given(EXPORT)
def test_any_export_is_posts_or_reasons(export: dict[str, Any]) -> None:
    arrivals, _ = read(json.dumps(export).encode())
    for arrival in arrivals:
        arrival_text = arrival.text if isinstance(arrival, SeenPost) else ""
        assert arrival_text.encode("utf-8") is not None


@given(
    st.binary(max_size=200)
    | st.text(alphabet='{}[]":,0eE-\\un \x00\ud800', max_size=60).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )
)
@example(b'"\xed\xa0\x80"')
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    for start in (
        b"",
        b'{"messages": [',
        b"\x1f\x8b\x08\x00",
        b'{"name":"x","type":"public_channel","id":1,"messages":[',
    ):
        read(start + content)


def bomb(unit: bytes, times: int) -> bytes:
    return gzip.compress(unit * times)


@pytest.mark.parametrize(
    "content",
    [
        bomb(b" ", 40 * 2**20),
        b'{"channel": "x", "id": 1, "text": "' + b"a" * 200_000,
        b"[" * 200_000,
        b'{"channel":' * 50_000,
        b'{"name":"x","type":"public_channel","id":1,"messages":[{"text":' + b"[" * 20_000,
        b'{"id": ' + b"9" * 100_000 + b"}",
        b'{"name":"x","type":"public_channel","id":1,"messages":["' + b"a" * 65_450 + b'",' + b"9" * 50_000 + b"]}",
    ],
    ids=["packed blanks", "cut text", "brackets", "objects", "export of brackets", "endless number", "export of it"],
)
def test_bombs_end_in_words(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_lines, "MAX_LINE_BYTES", 2**20)
    arrivals, _ = read(content)
    assert arrivals == []


TOML_VALUE = st.text(max_size=12).map(json.dumps) | st.sampled_from(
    ["1", "true", "[]", "{}", "1.5", "[[]]", "inf", "1979-05-27"]
)
TOML_HEAD = st.sampled_from(
    ["[[channels]]", "[signals]", "[signals.own]", "[[words]]", "[[term]]", "[place]", "[[a.b]]"]
)
TOML_KEY = st.sampled_from(["name", "class", "title", "word", "disabled", "capture", "severity", "x", '""', "a.b"])
TOML = st.lists(TOML_HEAD | st.tuples(TOML_KEY, TOML_VALUE).map(" = ".join), max_size=8).map("\n".join)


@given(TOML | st.text(max_size=80))
def test_any_watch_file_is_read_or_its_mistakes_told(source: str) -> None:
    problems: list[Problem] = []
    watch = read_watch_list(source, "watch.toml", problems)
    assert all(str(problem).strip() for problem in problems)
    assert len(
        {(channel.handle or "").casefold() or channel.title or channel.telegram_id for channel in watch.channels}
    ) == len(watch.channels)


@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=40), max_size=6), st.text(max_size=60))
def test_any_environment_is_read_or_its_mistakes_told(environ: dict[str, str], dotenv: str) -> None:
    environ = {key: value.replace("\x00", "") for key, value in environ.items()}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, ".env").write_bytes(dotenv.encode("utf-8", "surrogatepass"))
        _, problems = read_settings(environ, directory=Path(folder))
    assert all(str(problem).strip() for problem in problems)


@given(st.text(max_size=60) | st.text(max_size=40).map("/".__add__), st.binary(max_size=64))
def test_any_line_and_any_button_are_understood_or_not(text: str, data: bytes) -> None:
    command = read_command(text)
    assert command is None or text.lstrip().startswith("/")
    pressed = read_press(data)
    assert pressed is None or data.startswith(pressed.kind.value + b":")


def odd(*usual: Any) -> st.SearchStrategy[Any]:
    """A usual value or none."""
    return st.sampled_from([*usual, None])


NUMBERS = st.integers(-(2**63), 2**63 - 1)
PEERS = st.builds(types.PeerChannel, NUMBERS) | st.builds(types.PeerUser, NUMBERS) | st.builds(types.PeerChat, NUMBERS)
ENTITIES = st.lists(
    st.builds(types.MessageEntityBold, NUMBERS, NUMBERS)
    | st.builds(types.MessageEntityTextUrl, NUMBERS, NUMBERS, st.text())
    | st.builds(types.MessageEntityUnknown, NUMBERS, NUMBERS),
    max_size=3,
)
MEDIA: tuple[Callable[[], Any], ...] = (
    lambda: types.MessageMediaEmpty(),
    lambda: types.MessageMediaPhoto(),
    lambda: types.MessageMediaPhoto(photo=types.PhotoEmpty(1)),
    lambda: types.MessageMediaDocument(),
    lambda: types.MessageMediaDocument(document=types.DocumentEmpty(1)),
    lambda: types.MessageMediaUnsupported(),
    lambda: types.MessageMediaGeo(types.GeoPointEmpty()),
)
MESSAGES = st.builds(
    types.Message,
    id=st.integers(1, 2**31 - 1),
    peer_id=PEERS,
    from_id=st.none() | PEERS,
    date=odd(datetime(2024, 1, 1, tzinfo=UTC)),
    message=st.text() | st.none(),
    entities=st.none() | ENTITIES,
    media=st.none() | st.sampled_from(MEDIA).map(lambda make: make()),
    fwd_from=st.none()
    | st.builds(
        types.MessageFwdHeader,
        date=odd(datetime(2024, 1, 1, tzinfo=UTC)),
        from_id=st.none() | PEERS,
        from_name=st.none() | st.text(),
        channel_post=st.none() | NUMBERS,
    ),
    reply_to=st.none() | st.builds(types.MessageReplyHeader, reply_to_msg_id=st.none() | NUMBERS),
    grouped_id=st.none() | NUMBERS,
    views=st.none() | NUMBERS,
    edit_date=odd(datetime(2024, 1, 2, tzinfo=UTC)),
    edit_hide=odd(True, False),
)


@given(MESSAGES, st.text(), st.none() | st.text())
def test_any_message_of_telegram_is_a_post_or_none(message: Any, title: str, name: str | None) -> None:
    post = seen_post(message, ChannelRef(telegram_id=7), Origin.LIVE)
    assert (post is None) == (message.date is None)
    chat = SimpleNamespace(title=title, access_hash=1)
    incoming = incoming_from(message, None, bot_name=name)
    assert incoming is None or (incoming.text and chat.title == title)
