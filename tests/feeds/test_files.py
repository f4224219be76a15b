"""Files and standard input: what they are is found by their content."""

import gzip
import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import InputError
from bot.feeds.entries import LeftOut
from bot.feeds.files import FeedKind, open_feed
from bot.model.post import Arrival, Origin, SeenPost
from tests.corpus import corpus_file

LINE = {"channel": "some_channel", "id": 1, "date": "2023-05-11T18:14:00+00:00", "text": "Пост."}
LINES = "".join(json.dumps(LINE | {"id": number}, ensure_ascii=False) + "\n" for number in range(1, 8)).encode()
EXPORT = {
    "name": "A channel",
    "type": "public_channel",
    "id": 77,
    "messages": [{"id": 1, "type": "message", "date_unixtime": "1683828840", "text": "Пост."}],
}


def read(path: Path | str) -> tuple[FeedKind, list[Arrival], list[LeftOut]]:
    left_out: list[LeftOut] = []
    with open_feed("-" if path == "-" else Path(path), origin=Origin.LIVE, on_left_out=left_out.append) as feed:
        arrivals = [arrival for batch in feed.batches() for arrival in batch.arrivals]
        return feed.kind, arrivals, left_out


@pytest.mark.parametrize(
    ("content", "kind", "count"),
    [
        (LINES, FeedKind.JSON_LINES, 7),
        (b"\xef\xbb\xbf" + LINES, FeedKind.JSON_LINES, 7),
        (b'{"channel": "x", "id": 1, "da\n' + LINES, FeedKind.JSON_LINES, 7),
        (b'\n{"messages": [], "channel": "x"}\n' + LINES, FeedKind.JSON_LINES, 7),
        (b"", FeedKind.JSON_LINES, 0),
        (json.dumps(EXPORT).encode(), FeedKind.TELEGRAM_DESKTOP, 1),
        (b"\xef\xbb\xbf" + json.dumps(EXPORT, indent=1).encode(), FeedKind.TELEGRAM_DESKTOP, 1),
        (json.dumps({"about": "x", "chats": {"list": [EXPORT]}}, indent=1).encode(), FeedKind.TELEGRAM_DESKTOP, 1),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_kinds_are_told_apart(tmp_path: Path, content: bytes, kind: FeedKind, count: int, packed: bool) -> None:
    path = tmp_path / "posts"
    path.write_bytes(gzip.compress(content) if packed else content)
    found, arrivals, _ = read(path)
    assert (found, len(arrivals)) == (kind, count)
    assert all(arrival.origin is Origin.LIVE for arrival in arrivals)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (LINES, gzip.compress(LINES)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert len(read("-")[1]) == 7


def test_batches_tell_how_far_they_came(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_bytes(LINES)
    left_out: list[LeftOut] = []
    with open_feed(path, origin=Origin.IMPORT, on_left_out=left_out.append) as feed:
        assert feed.bytes_total == len(LINES)
        batches = list(feed.batches(3))
    assert [len(batch.arrivals) for batch in batches] == [3, 3, 1]
    assert batches[-1].bytes_read == len(LINES)
    assert not left_out


def test_what_cannot_be_opened_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read(tmp_path / "none.json")
    with pytest.raises(InputError, match="it is a folder"):
        read(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read("a\0b")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04rest", "ZIP archive"),
        ("{}".encode("utf-16"), "UTF-16"),
        (b"\x1f\x8b\x08\x00", "cannot be read"),
        (b"\x1f\x8bnonsense", "cannot be read"),
    ],
)
def test_other_files_are_refused_with_a_remedy(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "posts").write_bytes(content)
    with pytest.raises(InputError, match=told):
        read(tmp_path / "posts")


def test_a_gzip_file_that_was_cut_short_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl.gz"
    lines = "".join(json.dumps(LINE | {"id": number, "text": str(number**9)}) + "\n" for number in range(1, 20_000))
    whole = gzip.compress(lines.encode())
    path.write_bytes(whole[: len(whole) // 2])
    _, arrivals, left_out = read(path)
    assert len(arrivals) > 1000
    assert "cut short" in left_out[-1].reason


@pytest.mark.parametrize("damage", [b"", b"garbage"])
def test_a_small_gzip_file_with_a_bad_end_gives_its_posts_too(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "posts.jsonl.gz"
    whole = gzip.compress(json.dumps(LINE).encode() + b"\n")
    path.write_bytes(whole + damage if damage else whole[:-8])
    _, arrivals, left_out = read(path)
    assert (len(arrivals), len(left_out)) == (1, 1)


@given(content=st.binary(max_size=200) | st.binary(max_size=60).map(lambda tail: gzip.compress(LINES)[:-8] + tail))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_read_or_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "posts"
    path.write_bytes(content)
    told = ""
    try:
        read(path)
    except InputError as error:
        told = str(error)
    assert told == "" or told.startswith(f"{path}: ")


@pytest.mark.corpus
def test_a_real_export() -> None:
    _, arrivals, left_out = read(corpus_file("telegram_desktop_export.json"))
    posts = [arrival for arrival in arrivals if isinstance(arrival, SeenPost)]
    assert sum(post.service is None for post in posts) == 449
    assert sum(post.service is not None for post in posts) == 4
    assert any(post.edited_at for post in posts)
    assert any(post.entities for post in posts)
    assert not left_out


@pytest.mark.corpus
def test_real_news() -> None:
    _, arrivals, left_out = read(corpus_file("news_posts.jsonl.gz"))
    assert len(arrivals) == 22_053
    assert not left_out
