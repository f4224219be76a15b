"""Ctrl-C and SIGTERM: five seconds, exit status 130, and nothing half-written, whatever is going on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from bot.operations.importing import BATCH_SIZE
from tests.shell.conftest import Frontwatch, post

LIMIT_SECONDS = 5


@pytest.fixture
def started(tmp_path: Path) -> Callable[..., "subprocess.Popen[bytes]"]:
    """Start a command as a process of its own, with pipes that nobody serves unless the test does."""

    def start(*arguments: str) -> "subprocess.Popen[bytes]":
        root = str(Path(__file__).parents[2])
        return subprocess.Popen(  # noqa: S603  (our own program)
            (sys.executable, "-m", "bot", *arguments),
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": root},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return start


def pipe(end: IO[bytes] | None) -> IO[bytes]:
    """One end of a process's pipes, which is there."""
    assert end is not None
    return end


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("command", ["import", "replay", "flag"])
def test_a_silent_standard_input_does_not_hold_up_the_end(
    started: Callable[..., "subprocess.Popen[bytes]"], command: str, number: int
) -> None:
    process = started(command, "-")
    with process:
        time.sleep(1)  # until it waits for its input, as far as one can know; any earlier is as good a moment
        process.send_signal(number)
        assert process.wait(LIMIT_SECONDS) == 130
        complaints = pipe(process.stderr).read().decode()
    assert "Traceback" not in complaints
    told = complaints.strip()
    if command == "import":  # which says so once it has begun
        told = told.removesuffix(" What was stored stays: run it again to finish.")
    assert told == "Interrupted; nothing is half-written."


def test_a_reader_that_reads_no_more_does_not_hold_up_the_end(
    started: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    line = json.dumps({"text": "Туман над рекой.", "id": "x" * 1000}).encode() + b"\n"
    (tmp_path / "posts.jsonl").write_bytes(line * 1000)
    process = started("flag", "posts.jsonl")
    with process:
        assert pipe(process.stdout).read(1) == b"{"
        time.sleep(1)  # until the pipe is full
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT_SECONDS) == 130
        assert b"Traceback" not in pipe(process.stderr).read()


def test_what_was_imported_before_an_interruption_stays_and_the_rest_follows(
    started: Callable[..., "subprocess.Popen[bytes]"], frontwatch: Frontwatch, write_posts: Callable[..., str]
) -> None:
    whole = [post(number, f"Туман номер {number}.") for number in range(1, 2 * BATCH_SIZE + 1)]
    process = started("import", "-")
    with process:
        lines = b"".join(json.dumps(each).encode() + b"\n" for each in whole[: BATCH_SIZE * 3 // 2])
        pipe(process.stdin).write(lines)
        pipe(process.stdin).flush()
        deadline = time.monotonic() + 30
        while not (status := frontwatch("status", "--json").out) or json.loads(status)["posts"] < BATCH_SIZE:
            assert time.monotonic() < deadline
        process.send_signal(signal.SIGINT)
        assert process.wait(LIMIT_SECONDS) == 130
        assert b"run it again to finish" in pipe(process.stderr).read()
    (report,) = frontwatch("import", write_posts(*whole), "--json").lines
    assert report["added"] + report["unchanged"] == 2 * BATCH_SIZE
    assert report["unchanged"] == BATCH_SIZE
    assert frontwatch("status", "--json").lines[0]["change_log_behind"] == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_heard_while_the_command_line_is_loaded(number: int) -> None:
    script = f"""
import os, sys
from bot.__main__ import main
class Signal:
    def find_spec(self, name, path, target=None):
        if name == "bot.cli":
            os.kill(os.getpid(), {int(number)})
sys.meta_path.insert(0, Signal())
main()
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)  # noqa: S603
    assert ended.returncode == 130
    assert ended.stderr.decode() == "Interrupted; nothing is half-written.\n"
