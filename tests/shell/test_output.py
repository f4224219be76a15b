"""What is printed can be read everywhere: UTF-8 for programs in any locale, and no complaint when nobody reads."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.shell.conftest import post

FOREIGN = [
    {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "latin-1"},
]
CLAIM = "Срочно: противник прорвал оборону под Соледаром."


def shell(folder: Path, command: str, environ: Mapping[str, str]) -> "subprocess.CompletedProcess[bytes]":
    """Run a line of shell in which ``frontwatch`` is our program."""
    line = f'frontwatch() {{ "{sys.executable}" -W error -m bot "$@"; }}; {command}'
    return subprocess.run(  # noqa: S603
        ("/bin/bash", "-c", line),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), **environ},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("environ", FOREIGN, ids=lambda environ: " ".join(environ.values()))
@pytest.mark.parametrize("command", ["flag posts.jsonl", "replay posts.jsonl --json"])
def test_json_lines_are_utf_8_in_any_locale(
    tmp_path: Path, write_posts: Callable[..., str], command: str, environ: Mapping[str, str]
) -> None:
    write_posts(post(1, CLAIM))
    ended = shell(tmp_path, f"frontwatch {command}", environ)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "прорвал оборону" in ended.stdout.decode("utf-8")
    assert all(json.loads(line) for line in ended.stdout.splitlines())


def test_messages_for_people_need_no_unicode_terminal(tmp_path: Path, write_posts: Callable[..., str]) -> None:
    write_posts(post(1, CLAIM))
    ended = shell(tmp_path, "frontwatch replay posts.jsonl", FOREIGN[0])
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "прорвал оборону" in ended.stdout.decode("utf-8")


@pytest.mark.parametrize("command", ["flag posts.jsonl", "replay posts.jsonl --json", "replay posts.jsonl", "--help"])
def test_a_reader_may_leave_at_any_time(tmp_path: Path, write_posts: Callable[..., str], command: str) -> None:
    write_posts(*(post(number, CLAIM) for number in range(1, 50)))
    ended = shell(tmp_path, f"frontwatch {command} | head -n 1; exit ${{PIPESTATUS[0]}}", {})
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only where the system can play a full disk")
def test_a_full_disk_is_told_in_one_line(tmp_path: Path, write_posts: Callable[..., str]) -> None:
    write_posts(post(1, CLAIM))
    ended = shell(tmp_path, "frontwatch flag posts.jsonl > /dev/full", {})
    assert ended.returncode == 2
    assert ended.stderr.decode().startswith("frontwatch: The system says: [Errno 28]")
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "command",
    [
        "import posts.jsonl bad.jsonl empty.jsonl nope.jsonl --json",
        "import bad.jsonl --json",
        "import empty.jsonl --json",
        "replay posts.jsonl bad.jsonl --json",
        "replay empty.jsonl --json",
        "search прорыв after:gestern --json",
        "search нетакогослова --json",
        "search from:nobody --json",
        "status --json",
        "doctor --json",
        "LOG_LEVEL=loud frontwatch doctor --json",
        "signals explain прорыв --json",
        "signals forms @line Часов Яр --json",
    ],
)
def test_with_json_standard_output_holds_nothing_else(
    tmp_path: Path, write_posts: Callable[..., str], command: str
) -> None:
    write_posts(post(1, CLAIM))
    write_posts("no json", name="bad.jsonl")
    (tmp_path / "empty.jsonl").touch()
    told = command if "frontwatch" in command else f"frontwatch {command}"
    ended = shell(tmp_path, f"frontwatch import posts.jsonl > /dev/null; {told}", {})
    assert all(isinstance(json.loads(line), dict) for line in ended.stdout.splitlines())
    assert b"Traceback" not in ended.stderr
