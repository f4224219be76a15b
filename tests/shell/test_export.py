"""``export``: every answer in a file that is whole or not there."""

import csv
import errno
import io
import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest
from pyarrow import parquet

from tests.shell.conftest import Frontwatch, post

POSTS = 540
"""More than are looked at in one go."""


Writing = Callable[..., str]


@pytest.fixture
def archive(frontwatch: Frontwatch, write_posts: Writing) -> None:
    """An archive of two sentences of our own."""
    name = write_posts(
        post(1, "=Прорыв у реки,\nсообщают «наши».", title="Front, notes"),
        post(2, "За прорывом последовала тишина."),
    )
    assert frontwatch("import", name).status == 0


@pytest.fixture
def fog(frontwatch: Frontwatch, write_posts: Writing) -> None:
    """An archive of many quiet posts, in all more than a pipe holds."""
    quiet = [post(number, f"Туман над рекой, день {number}. " + "Тихо. " * 20) for number in range(POSTS)[1:]]
    assert frontwatch("import", write_posts(*quiet)).status == 0


def exported(name: str) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [json.loads(line) for line in Path(name).read_bytes().splitlines()]


@pytest.mark.usefixtures("archive")
class TestExporting:
    def test_csv_on_standard_output(self, frontwatch: Frontwatch) -> None:
        outcome = frontwatch("export", "прорыв")
        assert outcome.status == 0
        assert outcome.err == ""
        assert outcome.out.startswith("\ufeffdate_utc,")
        rows = list(csv.DictReader(io.StringIO(outcome.out.removeprefix("\ufeff"), newline="")))
        assert [row["id"] for row in rows] == ["2", "1"]
        assert rows[1]["text"] == "'=Прорыв у реки,\nсообщают «наши»."

    def test_an_export_can_be_imported(self, frontwatch: Frontwatch, monkeypatch: pytest.MonkeyPatch) -> None:
        first = frontwatch("export", "прорыв", "--format", "jsonl", "--out", "a.out")
        assert first.status == 0
        monkeypatch.setenv("DATABASE_URL", "other.db")
        assert frontwatch("import", "a.out", "--json").lines[0]["added"] == 2
        assert frontwatch("export", "прорыв", "--out", "b.jsonl").status == 0
        assert Path("a.out").read_bytes() == Path("b.jsonl").read_bytes()

    def test_what_is_exported_is_imported_with_all_that_an_import_reads(
        self, frontwatch: Frontwatch, write_posts: Writing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: dict[str, Any] = {
            "reply_to": 2,
            "grouped_id": 9,
            "views": 70,
            "media": [{"type": "photo"}, {"type": "video"}],
        }
        later = post(7, "Прорыв, поправлено.", at="2023-05-11T20:00:00+00:00", event="edit", media=told["media"])
        latest = {"event": "delete", "channel": "front_notes", "id": 7, "date": "2023-05-12T00:00:00+00:00"}
        assert frontwatch("import", write_posts(post(7, "Прорыв.", **told), later, latest)).status == 0
        assert frontwatch("export", "поправлено", "--out", "a.jsonl").status == 0
        (line,) = exported("a.jsonl")
        assert {key: line[key] for key in told} == told
        assert (line["edited_at"], line["deleted_at"]) == (later["date"], latest["date"])
        (again,) = frontwatch("import", "a.jsonl", "--json").lines
        assert (again["read"], again["unchanged"], again["revised"]) == (1, 1, 0)

        monkeypatch.setenv("DATABASE_URL", "other.db")
        (taken,) = frontwatch("import", "a.jsonl", "--json").lines
        assert (taken["added"], taken["left_out"]) == (1, 0)
        assert frontwatch("export", "поправлено", "--out", "b.jsonl").status == 0
        as_a_new_post = {"revisions": 0, "deleted": False, "edited_at": None, "deleted_at": None}
        assert exported("b.jsonl") == [line | as_a_new_post], "only the version that stands goes along"
        (row,) = csv.DictReader(frontwatch("export", "поправлено").out.splitlines())
        assert row["media"] == "photo video"

    @pytest.mark.parametrize("arguments", [["--format", "json", "--out", "a.out"], ["--out", "a.json"]])
    def test_json_means_json_lines(self, frontwatch: Frontwatch, arguments: list[str]) -> None:
        assert frontwatch("export", "прорыв", *arguments).status == 0
        lines = Path(arguments[-1]).read_bytes().splitlines()
        assert [json.loads(line)["id"] for line in lines] == [2, 1]

    def test_parquet(self, frontwatch: Frontwatch) -> None:
        assert frontwatch("export", "прорыв", "--out", "posts.parquet").status == 0
        assert parquet.read_table("posts.parquet")["id"].to_pylist() == [2, 1]

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (["--out", "a.xlsx"], "2 posts in a.xlsx, as CSV\n"),
            (["--out", "posts", "--format", "jsonl"], "2 posts in posts, as JSON lines\n"),
            (["--out", "a.JSON"], "2 posts in a.JSON\n"),
        ],
    )
    def test_a_name_that_tells_no_format_is_told_what_it_got(
        self, frontwatch: Frontwatch, arguments: list[str], told: str
    ) -> None:
        outcome = frontwatch("export", "прорыв", *arguments)
        assert (outcome.status, outcome.err) == (0, told)

    def test_parquet_without_pyarrow(self, frontwatch: Frontwatch, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        Path("posts.parquet").write_text("yesterday's", encoding="utf-8")
        outcome = frontwatch("export", "прорыв", "--out", "posts.parquet")
        assert outcome.status == 2
        assert "frontwatch[analysis]" in outcome.err
        assert outcome.err.count("\n") == 1
        assert Path("posts.parquet").read_text(encoding="utf-8") == "yesterday's"

    @pytest.mark.parametrize(
        ("name", "told"),
        [
            ("none.csv", "none.csv holds only the head of the table"),
            ("none.jsonl", "none.jsonl is empty"),
            ("none.parquet", "none.parquet holds only the head of the table"),
        ],
    )
    def test_nothing_found_is_said_with_what_stands_in_the_file(
        self, frontwatch: Frontwatch, name: str, told: str
    ) -> None:
        outcome = frontwatch("export", "нетакогослова", "--out", name)
        assert (outcome.status, outcome.out, outcome.err) == (0, "", f"No post answers that; {told}.\n")
        assert Path(name).exists()

    def test_nothing_found_on_standard_output_is_said_beside_it(self, frontwatch: Frontwatch) -> None:
        outcome = frontwatch("export", "нетакогослова")
        assert (outcome.status, outcome.err, len(outcome.out.splitlines())) == (0, "No post answers that.\n", 1)

    def test_a_pipe_is_written_to_and_stays_one(self, frontwatch: Frontwatch) -> None:
        os.mkfifo("pipe")
        with subprocess.Popen(["/bin/cat", "pipe"], stdout=subprocess.PIPE) as reader:
            assert frontwatch("export", "прорыв", "--out", "pipe").status == 0
            assert reader.communicate(timeout=30)[0].startswith(b"\xef\xbb\xbfdate_utc,")
        assert stat.S_ISFIFO(Path("pipe").stat().st_mode)
        assert not list(Path().glob(".pipe*"))

    def test_standard_output_may_be_named_as_a_file(self, tmp_path: Path) -> None:
        program = str(Path(sys.executable).with_name("frontwatch"))
        told = subprocess.run(  # noqa: S603  (our own program)
            [program, "export", "прорыв", "--out", "/dev/stdout"], cwd=tmp_path, capture_output=True, check=True
        )
        assert told.stdout.startswith(b"\xef\xbb\xbfdate_utc,")

    def test_a_file_that_cannot_be_made_is_told_by_its_own_name(
        self, frontwatch: Frontwatch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_file = Path.open

        def closed(path: Path, mode: str = "r", *more: Any, **given: Any) -> IO[Any]:
            if mode == "xb":
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return open_file(path, mode, *more, **given)

        monkeypatch.setattr(Path, "open", closed)
        outcome = frontwatch("export", "прорыв", "--out", "a.csv")
        assert outcome.status == 2
        assert outcome.err == (
            f"frontwatch: {Path('a.csv').resolve()} cannot be written: Permission denied. "
            "Check its folder, or name another file.\n"
        )

    def test_a_link_goes_on_leading_to_its_file(self, frontwatch: Frontwatch) -> None:
        Path("kept").mkdir()
        Path("kept/posts.csv").write_text("yesterday's", encoding="utf-8")
        Path("link.csv").symlink_to("kept/posts.csv")
        assert frontwatch("export", "прорыв", "--out", "link.csv").status == 0
        assert Path("link.csv").is_symlink()
        assert Path("kept/posts.csv").read_bytes().startswith(b"\xef\xbb\xbfdate_utc,")

    def test_wrong_use_is_one_line(self, frontwatch: Frontwatch) -> None:
        for arguments, told in (
            (["after:gestern"], "after:2023-05-01, after:7d, after:12h. Nothing to search for."),
            (["прорыв", "--out", "."], "folder"),
            (["прорыв", "--out", "no/such/folder.csv"], "There is no folder"),
            (["прорыв", "--format", "xlsx"], "jsonl"),
            (["прорыв", "--out", "a" * 300], "name too long"),
            ([""], "example"),
        ):
            outcome = frontwatch("export", *arguments)
            assert outcome.status == 2
            assert told in outcome.err
            assert outcome.err.count("\n") == 1


@pytest.mark.usefixtures("fog")
def test_all_posts_there_are_without_a_cap(frontwatch: Frontwatch, tmp_path: Path) -> None:
    outcome = frontwatch("export", "туман", "--out", "fog.jsonl")
    assert outcome.status == 0
    assert outcome.out == ""
    assert outcome.err == f"{POSTS - 1:,} posts in fog.jsonl\n"
    ids = [json.loads(line)["id"] for line in (tmp_path / "fog.jsonl").read_bytes().splitlines()]
    assert ids == list(range(POSTS - 1, 0, -1))
    assert not list(tmp_path.glob(".fog*"))


@pytest.mark.usefixtures("fog")
def test_an_export_that_nobody_reads_can_be_interrupted(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("frontwatch")), "export", "туман"]
    with subprocess.Popen(  # noqa: S603  (our own program)
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        assert process.stdout.read(10)  # the rest is more than the pipe holds: it stays at work
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130


@pytest.mark.usefixtures("fog")
@pytest.mark.parametrize("command", [["export", "туман"], ["search", "туман"]])
def test_a_full_disk_is_told_in_a_line(tmp_path: Path, command: list[str]) -> None:
    program = str(Path(sys.executable).with_name("frontwatch"))
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(  # noqa: S603  (our own program)
            [program, *command], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert ended.returncode == 2
    assert ended.stderr.count(b"\n") == 1
    assert b"No space left" in ended.stderr


def test_without_an_archive_there_is_nothing_to_export(frontwatch: Frontwatch, tmp_path: Path) -> None:
    outcome = frontwatch("export", "прорыв", "--out", "posts.csv")
    assert outcome.status == 2
    assert list(tmp_path.iterdir()) == []
