"""No secret leaves the program: not in a log at its wordiest, in an answer, a complaint, or the archive."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.acceptance.bot_process import BotProcess
from tests.shell.conftest import Frontwatch
from tests.telegram_server.rooms import Channel, Person
from tests.telegram_server.server import TelegramServer

API_HASH = "5ecret0123456789abcdef0123456789"
PASSWORD = "pass/word@of:proxy"
TOKEN_KEY = "AAsecretkeysecretkeysecretkeysecret"
CLAIM = "Срочно: противник прорвал оборону в районе Соледара, колонна техники идёт на запад."


@dataclass(frozen=True)
class Search:
    """Looks for secrets, each in the shapes in which it might have been written."""

    secrets: tuple[str, ...]

    def found_in(self, text: str | bytes) -> list[str]:
        """Those that stand there."""
        where = text.encode() if isinstance(text, str) else text
        keys = [key for number, _, key in (each.partition(":") for each in self.secrets) if number.isdigit()]
        shapes = {*self.secrets, *keys, *(quote(secret, safe="") for secret in self.secrets)}
        return sorted(shape for shape in shapes if shape.encode() in where)


def test_the_search_finds_what_it_looks_for() -> None:
    assert Search((PASSWORD,)).found_in(f"socks5://me:{quote(PASSWORD, safe='')}@host")
    assert Search((f"123:{TOKEN_KEY}",)).found_in(TOKEN_KEY)


async def test_a_whole_run_with_faults_tells_no_secret(
    telegram: TelegramServer, reader: Person, blogger: Channel, aggregator: Channel, tmp_path: Path
) -> None:
    process = BotProcess(
        telegram, tmp_path, SUBSCRIBER_CHAT=str(reader.id), LOG_LEVEL="DEBUG", TELEGRAM_API_HASH=API_HASH
    )
    process.watch({"front_notes": "milblogger_ru"})
    search = Search((API_HASH, telegram.bot_token, telegram.user_session, telegram.bot_session))
    telegram.faults.refuse("messages.sendMessage", 500, "INTERNAL_SERVER_ERROR")
    telegram.faults.refuse("users.getFullUser", 400, "API_ID_INVALID")
    await process.start()
    try:
        telegram.publish(blogger, CLAIM)
        telegram.say(reader, "/status")
        telegram.drop_connections()
        await telegram.until(lambda: any("Soledar" in sent.text for sent in telegram.sent(reader)))
        status = await process.command("status", "--json")
        doctor = await process.command("doctor", "--json")
    finally:
        await process.kill()
    assert "DEBUG" in process.log
    assert search.found_in(process.log + repr(status) + repr(doctor)) == []
    files = [path for path in (tmp_path / "data").iterdir() if ".session" not in path.name]
    assert any(path.name == "frontwatch.db" for path in files)
    assert {path.name: search.found_in(path.read_bytes()) for path in files} == {path.name: [] for path in files}


@pytest.fixture
def secret_settings(tmp_path: Path) -> Iterator[Search]:
    session = "1" + "Q" * 352
    settings = {
        "TELEGRAM_API_ID": "1",
        "TELEGRAM_API_HASH": API_HASH,
        "TELEGRAM_BOT_TOKEN": f"123:{TOKEN_KEY}",
        "TELEGRAM_SESSION": session,
        "TELEGRAM_PROXY": f"socks5://me:{quote(PASSWORD, safe='')}@127.0.0.1:9",
        "LOG_LEVEL": "DEBUG",
    }
    lines = "\n".join(f"{key}={value}" for key, value in settings.items())
    (tmp_path / ".env").write_text(lines, encoding="utf-8")
    hook = sys.excepthook
    yield Search((API_HASH, f"123:{TOKEN_KEY}", session, PASSWORD))
    sys.excepthook = hook


def test_commands_and_wrong_settings_tell_no_secret(
    frontwatch: Frontwatch, secret_settings: Search, tmp_path: Path
) -> None:
    told = ""
    for command in (("doctor",), ("doctor", "--json"), ("status",), ("login",)):
        outcome = frontwatch(*command)
        told += outcome.out + outcome.err
    kept = (tmp_path / ".env").read_text(encoding="utf-8")
    misspelt = f"{kept}\nTELEGRAM_API_HAHS={API_HASH}\n"
    for wrong in (kept.replace("=", " = x ", 3), kept.replace("socks5", "gopher"), misspelt):
        (tmp_path / ".env").write_text(wrong, encoding="utf-8")
        outcome = frontwatch("doctor")
        told += outcome.out + outcome.err
    assert "TELEGRAM_PROXY" in told
    assert secret_settings.found_in(told) == []


ADDRESS = f"https://host/bot123:{TOKEN_KEY}/x by socks5://me:{quote(PASSWORD, safe='')}@host, key {TOKEN_KEY}"
CRASH = f"""
from bot.operations.logs import set_up_logging
set_up_logging("DEBUG", "text", secrets=["123:{TOKEN_KEY}", {PASSWORD!r}])
raise RuntimeError("refused {ADDRESS}")
"""


def test_a_traceback_that_ends_the_program_tells_no_secret() -> None:
    root = Path(__file__).parents[2]
    ended = subprocess.run((sys.executable, "-c", CRASH), cwd=root, capture_output=True, check=False)  # noqa: S603
    assert ended.returncode == 1
    assert b"RuntimeError: refused" in ended.stderr
    assert b"Traceback" in ended.stderr
    told = ended.stderr.decode().partition("RuntimeError: refused")[2]
    assert Search((f"123:{TOKEN_KEY}", PASSWORD)).found_in(told) == []


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_any_logger_and_argument_is_struck_out(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.operations.logs import set_up_logging

    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    try:
        set_up_logging("DEBUG", log_format, secrets=[PASSWORD, f"1:{TOKEN_KEY}"])
        logging.getLogger("telethon.network").error("%r %s", {"password": PASSWORD}, quote(PASSWORD, safe=""))
        logging.getLogger("else").info(TOKEN_KEY)
    finally:
        root.handlers[:], root.level, sys.excepthook = handlers, level, hook
    told = capsys.readouterr().err
    assert told.count("***") == 3
    assert Search((PASSWORD, f"1:{TOKEN_KEY}")).found_in(told) == []
