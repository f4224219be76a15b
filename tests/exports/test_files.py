"""Files of posts: what is written comes back, hostile texts do nothing, and a full file says so."""

import csv
import io
import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from bot.errors import InputError
from bot.exports.files import Format, open_file
from bot.exports.rows import COLUMNS, disarmed
from bot.feeds.json_lines import parse_line, read_json_lines
from bot.model.post import ForwardOrigin, MediaFact, Origin, SeenPost
from bot.model.query import Hit
from tests.exports.samples import CHANNEL, hit

ALBUM = (MediaFact(kind="photo"), MediaFact(kind="video"))
LATER, LATEST = datetime(2023, 5, 11, 19, tzinfo=UTC), datetime(2023, 5, 12, tzinfo=UTC)

HOSTILE = st.one_of(
    st.text(),
    st.text(st.sampled_from("=+-@\t\r\n'\",; aя\x00\u2028")),
    st.sampled_from(['=HYPERLINK("x")', "+1", "-1+1|cmd", "@SUM(1)", "\t=1", "\r=1", '",=1', "\ud83d"]),
)


def written(hits: Sequence[Hit], file_format: Format, *, most_bytes: int | None = None) -> tuple[bytes, int, bool]:
    out = io.BytesIO()
    file = open_file(out, file_format, most_bytes=most_bytes)
    for each in hits:
        file.add([each])
    file.finish()
    return out.getvalue(), file.posts, file.is_full


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_csv_file_opens_in_spreadsheets() -> None:
    content, posts, is_full = written([hit('Прорыв,\n«обороны» "вот"', media=ALBUM)], Format.CSV)
    assert content.startswith(b"\xef\xbb\xbfdate_utc,channel,")
    assert content.endswith(b"\r\n")
    assert (posts, is_full) == (1, False)
    (row,) = rows_of(content)
    assert row == {
        "date_utc": "2023-05-11 18:14:05",
        "channel": "notes_test",
        "title": "Notes, on trial",
        "class": "analyst",
        "id": "12",
        "url": "https://t.me/notes_test/12",
        "text": 'Прорыв,\n«обороны» "вот"',
        "flags": "breakthrough:claimed capture:feared",
        "places": "soledar bakhmut",
        "forwarded_from": "first_test/7",
        "origin": "import",
        "deleted": "no",
        "revisions": "0",
        "media": "photo video",
    }


@pytest.mark.parametrize(
    ("origin", "told"),
    [(None, ""), (ForwardOrigin(channel=None), "hidden"), (ForwardOrigin(channel=None, message_id=3), "3")],
)
def test_what_a_forward_hides(origin: ForwardOrigin | None, told: str) -> None:
    (row,) = rows_of(written([hit(forwarded_from=origin)], Format.CSV)[0])
    assert row["forwarded_from"] == told


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@given(st.lists(st.tuples(HOSTILE, HOSTILE), max_size=4))
def test_every_text_comes_back_and_none_is_a_formula(texts: list[tuple[str, str]]) -> None:
    hits = [hit(text, places=(place,)) for text, place in texts]
    content, _, _ = written(hits, Format.CSV)
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert tuple(lines[0]) == COLUMNS
    assert len(lines) == len(texts) + 1
    for line, told in zip(lines[1:], texts, strict=True):
        text, place = (_CONTROL.sub("\ufffd", each.encode("utf-8", "replace").decode()) for each in told)
        cells = dict(zip(COLUMNS, line, strict=True))
        assert cells["text"] in (text, f"'{text}")
        assert cells["places"] in (place, f"'{place}")
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+7 900", "-1", "@channel", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠SUM(1)"]
)
def test_a_formula_is_disarmed_and_nothing_else(cell: str) -> None:
    assert disarmed(cell) == f"'{cell}"
    assert disarmed(f" {cell}") == f" {cell}"
    assert disarmed("") == ""


@given(st.lists(HOSTILE, max_size=4))
def test_json_lines_have_the_fields_of_a_search_and_can_be_imported(texts: list[str]) -> None:
    content, posts, _ = written([hit(text) for text in texts], Format.JSON_LINES)
    lines = content.splitlines()
    assert len(lines) == posts == len(texts)
    for line, text in zip(lines, texts, strict=True):
        entry = json.loads(line)
        assert entry == {
            "channel": "notes_test",
            "id": 12,
            "date": "2023-05-11T18:14:05+00:00",
            "text": text.encode("utf-8", "replace").decode(),
            "url": "https://t.me/notes_test/12",
            "deleted": False,
            "revisions": 0,
            "flags": [
                {"signal": "breakthrough", "stance": "claimed"},
                {"signal": "capture", "stance": "feared"},
            ],
            "class": "analyst",
            "title": "Notes, on trial",
            "forwarded_from": {"channel": "first_test", "id": 7},
            "origin": "import",
            "places": ["soledar", "bakhmut"],
            "media": [],
            "grouped_id": None,
            "reply_to": None,
            "views": None,
            "edited_at": None,
            "deleted_at": None,
        }
        read = parse_line(line, origin=Origin.IMPORT)
        assert isinstance(read, SeenPost)
        assert (read.text, read.forwarded_from) == (entry["text"], hit().post.forwarded_from)
        assert (read.channel.handle, read.channel.title) == (CHANNEL.handle, CHANNEL.title)


def test_what_else_is_known_of_a_post_comes_back_too() -> None:
    shown = hit(media=ALBUM, grouped_id=-9, reply_to=5, views=70, edited_at=LATER, deleted_at=LATEST, revisions=2)
    content, _, _ = written([shown], Format.JSON_LINES)
    (post,) = read_json_lines(
        io.BytesIO(content), file="posts", origin=Origin.IMPORT, on_left_out=lambda told: pytest.fail(str(told))
    )
    assert isinstance(post, SeenPost)
    assert (post.media, post.grouped_id, post.reply_to, post.views) == (ALBUM, -9, 5, 70)
    (row,) = parquet.read_table(io.BytesIO(written([shown], Format.PARQUET)[0])).to_pylist()
    assert (row["media"], row["views"], row["edited_at"], row["deleted_at"], row["revisions"]) == (
        [{"type": "photo"}, {"type": "video"}], 70, LATER, LATEST, 2,
    )  # fmt: skip


def test_a_file_that_is_full_ends_with_a_whole_line() -> None:
    hits = [hit(f"Пост {number}") for number in range(20)]
    for file_format in (Format.CSV, Format.JSON_LINES):
        whole, _, _ = written(hits, file_format)
        for most in (0, 40, 500, len(whole) - 1, len(whole)):
            content, posts, is_full = written(hits, file_format, most_bytes=most)
            assert whole.startswith(content)
            assert content.endswith(b"\n") or not content
            assert is_full == (posts < len(hits))
            assert len(content) <= max(most, len(written([], file_format)[0]))
        assert not is_full


def test_after_the_first_post_without_room_no_shorter_one_gets_in() -> None:
    content, posts, is_full = written([hit("a"), hit("b" * 2000), hit("c")], Format.JSON_LINES, most_bytes=1500)
    assert (posts, is_full, content.count(b"\n")) == (1, True, 1)


def test_a_parquet_file_comes_back() -> None:
    hits = [hit("половина \ud83d"), hit(forwarded_from=None, places=())]
    content, posts, _ = written(hits, Format.PARQUET)
    first, second = parquet.read_table(io.BytesIO(content)).to_pylist()
    assert posts == 2
    assert first["date"] == datetime(2023, 5, 11, 18, 14, 5, tzinfo=UTC)
    assert (first["text"], first["places"]) == ("половина ?", ["soledar", "bakhmut"])
    assert first["flags"][0] == {"signal": "breakthrough", "stance": "claimed"}
    assert first["forwarded_from"] == {"channel": "first_test", "id": 7}
    assert (second["forwarded_from"], second["places"]) == (None, [])
    assert parquet.read_table(io.BytesIO(written([], Format.PARQUET)[0])).num_rows == 0


def test_without_pyarrow_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"frontwatch\[analysis\]"):
        open_file(io.BytesIO(), Format.PARQUET)
    open_file(io.BytesIO(), Format.CSV)
