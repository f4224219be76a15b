"""What strangers write stays text: on a terminal, in JSON, in a table, in a message (docs/security.md)."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.shell.conftest import Frontwatch, post

ESCAPES = "\x1b[2J\x1b]0;taken\x07\x9b31m\x7f\x00"
TURNED = "\u202e\u2066\u200f"
CLAIM = f"Прорыв обороны под Соледаром{ESCAPES}{TURNED}\r\nfrontwatch: все спокойно\u2028конец"
HOSTILE = f"=HYPERLINK(1) {CLAIM} /forget @somebody tg://user?id=1 javascript:alert(1) <b>x</b> [y](http://z)"
TITLE = f"Сводка{ESCAPES}{TURNED}\nнас нет"
QUESTIONS = (
    ("search", "обороны"),
    ("search", "обороны", "--json"),
    ("export", "обороны"),
    ("export", "обороны", "--format", "jsonl"),
    ("status",),
    ("status", "--json"),
    ("trend", "--days", "7"),
)


@pytest.fixture
def posts(write_posts: Callable[..., str]) -> str:
    """A file of hostile posts of a channel with a hostile title."""
    named = [post(number, f"{HOSTILE} {number}", channel=TITLE, title=TITLE) for number in range(1, 4)]
    return write_posts(*named, post(9, HOSTILE), f'{{"channel": "{TURNED}\x9b", "id": {ESCAPES}')


def steering(text: str, *, kept: str = "\n") -> set[str]:
    """The characters in ``text`` that could steer a terminal, break a line or turn the direction of reading."""
    turning = "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    found = {each for each in text if each in turning or unicodedata.category(each) == "Cc"}
    return {repr(each) for each in found if each not in kept}


@pytest.mark.parametrize("command", ["flag", "import", "replay", "replay --json"])
def test_hostile_files_steer_no_terminal(frontwatch: Frontwatch, posts: str, command: str) -> None:
    name, *options = command.split()
    outcome = frontwatch(name, posts, *options)
    assert outcome.status == 3
    assert "Прорыв" in outcome.out or name in ("import", "flag")
    assert steering(outcome.out + outcome.err) == set()


def test_answers_about_hostile_posts_steer_no_terminal(frontwatch: Frontwatch, posts: str) -> None:
    frontwatch("import", posts)
    for question in QUESTIONS:
        outcome = frontwatch(*question)
        # Within its quotes a cell of a table keeps its line ends.
        kept = "\r\n\u2028\u200f\u202e\u2066" if question == ("export", "обороны") else "\n"
        assert steering(outcome.out + outcome.err, kept=kept) == set(), question
        assert outcome.out, question


def test_json_tells_a_hostile_text_as_it_is(frontwatch: Frontwatch, posts: str) -> None:
    frontwatch("import", posts)
    told = [line["text"] for line in frontwatch("search", "обороны", "--json").lines]
    assert HOSTILE in told
    assert {
        json.loads(line)["text"] for line in frontwatch("export", "обороны", "--format", "jsonl").out.splitlines()
    } == set(told)


def test_no_cell_of_a_table_begins_a_formula(frontwatch: Frontwatch, posts: str) -> None:
    frontwatch("import", posts)
    rows = list(csv.reader(io.StringIO(frontwatch("export", "обороны").out, newline="")))
    assert len(rows) == 5
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell.startswith("'=HYPERLINK") for row in rows for cell in row)


def test_an_alert_holds_no_active_part_of_a_post(frontwatch: Frontwatch, posts: str) -> None:
    told: list[dict[str, Any]] = frontwatch("replay", posts, "--json").lines
    texts = "\n".join(line["text"] for line in told)
    assert texts
    for active in ("/forget", "@somebody", "tg://"):
        assert active not in texts


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", f"no{ESCAPES}{TURNED}such.jsonl".replace("\x00", "")),
        ("search", f"from:{ESCAPES}{TURNED} signal:{ESCAPES}".replace("\x00", "")),
        ("signals", "explain", CLAIM.replace("\x00", "")),
        ("signals", "forms", "@\x9b2J\u202e"),
        ("trend", "--signal", "\x1b[2J"),
        ("\x1b[2J",),
    ],
)
def test_hostile_arguments_steer_no_terminal(frontwatch: Frontwatch, posts: str, arguments: tuple[str, ...]) -> None:
    frontwatch("import", posts)
    outcome = frontwatch(*arguments)
    assert outcome.out or outcome.err
    assert steering(outcome.out + outcome.err) == set()


def test_hostile_settings_steer_no_terminal(frontwatch: Frontwatch, tmp_path: Path) -> None:
    (tmp_path / "watch.toml").write_text(
        '[[channels]]\nname = "front_notes"\n"\\u001b[2J\\u202e" = 1\nclass = "\\u009b31m"\n', encoding="utf-8"
    )
    (tmp_path / ".env").write_text("ACCESS=\x1b[2J\x9b\n", encoding="utf-8")
    for command in (("doctor",), ("doctor", "--json"), ("status",)):
        outcome = frontwatch(*command)
        assert outcome.status in (1, 2)
        assert steering(outcome.out + outcome.err) == set()
