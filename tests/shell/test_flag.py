"""``frontwatch flag`` (CONTRACTS.md)."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell.conftest import Frontwatch

CLAIM = "Срочно: противник прорвал оборону под Соледаром."


def test_each_line_is_answered_in_its_place(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    name = write_posts(
        {"text": CLAIM, "channel": None, "id": "any-scalar", "date": None},
        "no json",
        {"channel": "x", "id": 3, "date": "2023-05-11T18:14:00", "text": "Прорыв трубы на улице Мира."},
        {"id": 1.5, "text": 7},
        {"text": "", "id": True},
    )
    outcome = frontwatch("flag", name)
    assert outcome.status == 3
    first, second, third, fourth, fifth = outcome.lines
    assert [line["line"] for line in outcome.lines] == [0, 1, 2, 3, 4]
    assert (first["channel"], first["id"]) == (None, "any-scalar")
    (flag,) = first["flags"]
    assert (flag["signal"], flag["stance"], flag["places"]) == ("breakthrough", "claimed", ["soledar"])
    for mention in flag["mentions"]:
        assert CLAIM[mention["start"] : mention["end"]] == mention["text"]
        assert mention["cue"] is None
    assert set(second) == {"line", "error"}
    assert third == {"line": 2, "channel": "x", "id": 3, "flags": []}
    assert "text" in fourth["error"]
    assert (fifth["id"], fifth["flags"]) == (True, [])


def test_good_lines_exit_0_from_gzip_and_standard_input(
    frontwatch: Frontwatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = json.dumps({"text": CLAIM}).encode()
    (tmp_path / "posts.gz").write_bytes(gzip.compress(line))
    packed = frontwatch("flag", "posts.gz")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(line))))
    typed = frontwatch("flag", "-")
    assert packed.status == typed.status == 0
    assert packed.out == typed.out


def test_a_broken_gzip_is_told(frontwatch: Frontwatch, tmp_path: Path) -> None:
    (tmp_path / "posts.gz").write_bytes(gzip.compress(b"x" * 1000)[:20])
    outcome = frontwatch("flag", "posts.gz")
    assert outcome.status == 2
    assert "cannot be read" in outcome.err


def test_a_gzip_file_that_was_cut_short_is_flagged_as_far_as_it_goes(frontwatch: Frontwatch, tmp_path: Path) -> None:
    (tmp_path / "posts.gz").write_bytes(gzip.compress(json.dumps({"text": CLAIM}).encode() + b"\n")[:-8])
    outcome = frontwatch("flag", "posts.gz")
    assert outcome.status == 3
    assert [line["line"] for line in outcome.lines] == [0]
    assert "posts.gz after line 1: the file is damaged or cut short here" in outcome.err


def test_another_kind_of_file_is_told(frontwatch: Frontwatch, tmp_path: Path) -> None:
    (tmp_path / "posts").write_bytes(json.dumps({"text": CLAIM}).encode("utf-16"))
    outcome = frontwatch("flag", "posts")
    assert (outcome.status, outcome.out) == (2, "")
    assert "UTF-16" in outcome.err


def test_what_is_no_json_is_never_printed(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    name = write_posts(
        '{"text": "x", "id": NaN}', '{"text": "x", "id": 1e999}', '{"text": "Прорыв \\ud83d", "id": "\\ud83d"}'
    )
    outcome = frontwatch("flag", name)
    assert outcome.status == 3
    assert [set(line) for line in outcome.lines] == [{"line", "error"}] * 2 + [{"line", "channel", "id", "flags"}]
    assert outcome.lines[2]["id"] == "\ufffd"
