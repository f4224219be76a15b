"""``frontwatch run`` as a child process, as an operator runs it: environment in, log out."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.telegram_server.server import TelegramServer

ADMIN = 9001
READY = "Frontwatch is running"
STOPS_WITHIN = timedelta(seconds=5)


class BotProcess:
    """The bot in a folder of its own; it can be stopped, killed and started again on the same archive."""

    def __init__(self, telegram: TelegramServer, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.log = ""
        self._environment = {
            **_bare_environment(),
            "TELEGRAM_API_ID": "1",
            "TELEGRAM_API_HASH": "0123456789abcdef0123456789abcdef",
            "TELEGRAM_BOT_TOKEN": telegram.bot_token,
            "TELEGRAM_SESSION": telegram.user_session,
            "TELEGRAM_BOT_SESSION": telegram.bot_session,
            "TELEGRAM_DC": telegram.dc,
            **environment,
        }
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None

    def watch(self, channels: Mapping[str, str]) -> None:
        """Write watch.toml: handles and their classes."""
        tables = [f'[[channels]]\nname = "{name}"\nclass = "{kind}"\n' for name, kind in channels.items()]
        (self.folder / "watch.toml").write_text("\n".join(tables), encoding="utf-8")

    async def start(self, *, until_ready: bool = True) -> None:
        """Start it and wait until it says that it runs."""
        command = (sys.executable, "-m", "bot", "run")
        self._process = await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=self._environment, stdout=PIPE, stderr=STDOUT
        )
        ready = asyncio.Event()
        self._reading = asyncio.create_task(self._read_log(self._process, ready))
        if until_ready:
            async with asyncio.timeout(30):
                await ready.wait()
            assert READY in self.log, self.log

    @property
    def pid(self) -> int:
        """The number of the process that was started last."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.returncode is None

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and return the exit status; fails when it takes longer than is promised."""
        assert self._process is not None
        if self.is_running:
            self._process.send_signal(number)
        async with asyncio.timeout(STOPS_WITHIN.total_seconds()):
            return await self._ended()

    async def kill(self) -> None:
        """SIGKILL: no chance to put anything away."""
        assert self._process is not None
        if self.is_running:
            self._process.kill()
        await self._ended()

    async def command(self, *arguments: str) -> list[Any]:
        """The JSON lines of another frontwatch command in the same folder, beside the running bot."""
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=self.folder, env=self._environment, stdout=PIPE, stderr=PIPE
        )
        try:
            output, complaints = await child.communicate()
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        assert child.returncode in (0, 1), complaints.decode()
        return [json.loads(line) for line in output.decode().splitlines()]

    async def _ended(self) -> int:
        assert self._process is not None
        assert self._reading is not None
        status = await self._process.wait()
        await self._reading
        return status

    async def _read_log(self, process: Process, ready: asyncio.Event) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.log += line.decode("utf-8", "replace")
            if READY in self.log:
                ready.set()
        ready.set()


def _bare_environment() -> dict[str, str]:
    """This machine's environment without anybody's Frontwatch settings."""
    kept = ("PATH", "HOME", "LANG", "XDG_CACHE_HOME", "TMPDIR", "VIRTUAL_ENV")
    root = str(Path(__file__).parents[2])
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONPATH": root, "ADMINS": str(ADMIN)}
