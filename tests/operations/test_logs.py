"""Logs hold one line a record, and no secret."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot.operations.logs import one_line, set_up_logging


@pytest.fixture(autouse=True)
def _root_logger_restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def test_a_secret_is_struck_out_of_message_and_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "text", secrets=["123:very-secret"])
    try:
        raise RuntimeError("refused https://host/bot123:very-secret/send")
    except RuntimeError:
        logging.getLogger("bot").exception("sending with %s failed", "123:very-secret")
    told = capsys.readouterr().err
    assert "very-secret" not in told
    assert "sending with *** failed" in told
    assert "bot***/send" in told


def test_what_libraries_tell_of_their_own_work_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "text")
    for name in ("matplotlib.font_manager", "telethon.client", "apscheduler.scheduler"):
        logging.getLogger(name).info("generated something new")
        logging.getLogger(name).warning("%s failed", name)
    told = capsys.readouterr().err
    assert "generated" not in told
    assert told.count("failed") == 3


def test_hostile_text_cannot_forge_a_line_or_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "text")
    logging.getLogger("bot").warning("post: %s", "first\n2026-01-01 ERROR forged\x1b[2J\u202eend")
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_json_format_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")
    logging.getLogger("bot.worker").info("two\nlines")
    line = json.loads(capsys.readouterr().err)
    assert line["message"] == "two\nlines"
    assert (line["level"], line["logger"]) == ("info", "bot.worker")


def test_one_line_leaves_ordinary_text_alone() -> None:
    assert one_line("«Прорыв» під Бахмутом — 11:05") == "«Прорыв» під Бахмутом — 11:05"
