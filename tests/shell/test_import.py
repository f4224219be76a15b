"""``frontwatch import`` (CONTRACTS.md)."""

import asyncio
import gzip
import json
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.corpus import corpus_file
from tests.shell.conftest import Frontwatch, post


def test_the_same_file_twice_adds_nothing_and_alerts_nobody(
    frontwatch: Frontwatch, write_posts: Callable[..., str]
) -> None:
    name = write_posts(
        post(1, "Противник прорвал оборону под Соледаром."),
        post(2, "Туман над рекой."),
        {"event": "edit", "channel": "front_notes", "id": 2, "date": "2023-05-11T19:00:00+00:00", "text": "Ясно."},
        {"event": "delete", "channel": "front_notes", "id": 1, "date": "2023-05-11T20:00:00+00:00"},
    )
    (first,) = frontwatch("import", name, "--json").lines
    assert {key: first[key] for key in ("read", "added", "unchanged", "revised", "deleted", "service", "left_out")} == {
        "read": 4,
        "added": 2,
        "unchanged": 0,
        "revised": 1,
        "deleted": 1,
        "service": 0,
        "left_out": 0,
    }
    (second,) = frontwatch("import", name, "--json").lines
    assert (second["added"], second["revised"], second["deleted"], second["unchanged"]) == (0, 0, 0, 4)
    assert "Nothing new" in frontwatch("import", name).out
    Path("empty.jsonl").touch()
    assert "There was nothing to take in" in frontwatch("import", "empty.jsonl").out
    spoilt = frontwatch("import", write_posts("no json", name="spoilt.jsonl"))
    assert (spoilt.status, spoilt.out.startswith("Nothing could be taken in; 1 left out (")) == (3, True)
    (status,) = frontwatch("status", "--json").lines
    assert status["posts"] == 2
    assert status["outbox"] == {"waiting": 0, "parked": 0}
    assert status["change_log_behind"] == 0


def test_an_edit_that_comes_before_its_post_is_counted_once_it_is_one(
    frontwatch: Frontwatch, write_posts: Callable[..., str]
) -> None:
    the_edit = post(1, "Прорыва нет.", at="2023-05-11T19:00:00+00:00", event="edit")
    (first,) = frontwatch("import", write_posts(the_edit), "--json").lines
    assert (first["added"], first["revised"]) == (1, 0)
    assert frontwatch("search", "прорыв", "--json").lines[0]["revisions"] == 0
    (second,) = frontwatch("import", write_posts(post(1, "Прорыв.")), "--json").lines
    assert (second["added"], second["revised"]) == (0, 1)
    (hit,) = frontwatch("search", "прорыв", "has:edit", "--json").lines
    assert (hit["text"], hit["revisions"]) == ("Прорыва нет.", 1)
    assert "edited once" in frontwatch("search", "прорыв").out


def test_bad_lines_are_counted_told_and_passed_over(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    bad = ["{", "[]", '{"channel": "x"}', json.dumps(post(1, "x", at="2023-05-11T18:14:00"))]
    name = write_posts(*bad, *["no json"] * 10, post(2, "Туман над рекой."))
    outcome = frontwatch("import", name, "--json")
    assert outcome.status == 3
    assert (outcome.lines[0]["added"], outcome.lines[0]["left_out"]) == (1, 14)
    told = outcome.err.splitlines()
    assert len(told) == 11
    assert told[0].startswith("posts.jsonl line 1:")
    assert "no offset" in told[3]
    assert "14" in told[10]


def test_gzip_is_read_as_it_is(frontwatch: Frontwatch, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "posts.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(post(1, "Туман над рекой.")))
    assert frontwatch("import", "posts.jsonl.gz", "--json").lines[0]["added"] == 1


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_in(
    frontwatch: Frontwatch, write_posts: Callable[..., str]
) -> None:
    first, second = write_posts(post(1, "Туман."), name="a.jsonl"), write_posts(post(2, "Дождь."), name="b.jsonl")
    outcome = frontwatch("import", first, "nope.jsonl", second, "--json")
    assert outcome.status == 2
    assert outcome.err == "frontwatch: nope.jsonl: there is no such file. Check its name.\n"
    assert outcome.lines[0]["added"] == 2


def test_a_slip_of_the_pen_makes_no_archive(frontwatch: Frontwatch, tmp_path: Path) -> None:
    outcome = frontwatch("import", "nope.jsonl", "--json")
    assert (outcome.status, outcome.out) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_one_channel_by_its_many_names(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    names = ("front_notes", "@Front_Notes", "https://t.me/FRONT_NOTES", "Записки с фронта")
    lines = [post(number, "Туман.", channel=name) for number, name in enumerate(names, start=1)]
    lines[0]["title"] = "Записки с фронта"
    assert frontwatch("import", write_posts(*lines), "--json").lines[0]["added"] == 4
    assert {hit["channel"].casefold() for hit in frontwatch("search", "туман", "--json").lines} == {"front_notes"}


def test_channels_of_one_title_keep_their_posts_apart(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    name = write_posts(*(post(1, "Туман.", channel=channel, title="News") for channel in ("x", "y")))
    assert frontwatch("import", name, "--json").lines[0]["added"] == 2
    assert {hit["channel"] for hit in frontwatch("search", "туман", "--json").lines} == {"x", "y"}


@pytest.mark.corpus
def test_a_real_desktop_export_is_taken_in_whole(frontwatch: Frontwatch) -> None:
    export = str(corpus_file("telegram_desktop_export.json"))
    (first,) = frontwatch("import", export, "--json").lines
    assert (first["added"], first["service"], first["left_out"]) == (449, 4, 0)
    (second,) = frontwatch("import", export, "--json").lines
    assert (second["added"], second["revised"], second["unchanged"]) == (0, 0, 453)


@pytest.mark.corpus
async def test_an_interrupted_import_leaves_nothing_half_written(tmp_path: Path) -> None:
    news = corpus_file("news_posts.jsonl.gz")
    command = (sys.executable, "-m", "bot", "import", str(news))
    child = await asyncio.create_subprocess_exec(
        *command, env={"PATH": "/usr/bin", "PYTHONPATH": str(Path(__file__).parents[2]), "DATA_DIR": str(tmp_path)},
        stdout=PIPE, stderr=PIPE, cwd=tmp_path,
    )  # fmt: skip
    database = tmp_path / "frontwatch.db-wal"
    async with asyncio.timeout(60):
        while not database.exists() or database.stat().st_size < 1_000_000:  # noqa: ASYNC110  (the other side is a process)
            await asyncio.sleep(0.02)
    child.send_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        _, complaints = await child.communicate()
    assert child.returncode == 130, complaints.decode()
    assert b"Traceback" not in complaints
