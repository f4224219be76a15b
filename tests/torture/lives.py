"""One bot's many lives on the same archive: born of the nursery, killed without warning."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.acceptance.bot_process import READY
from tests.telegram_server.server import TelegramServer

ROOT = Path(__file__).parents[2]


class Nursery:
    """The forking process; an async context manager, which leaves nothing running."""

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.torture.nursery", cwd=ROOT, stdin=PIPE, stdout=PIPE
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()

    async def ask(self, **order: Any) -> int:
        """Give one order and return its answer."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            return int(await self._process.stdout.readline())


class Lives:
    """The bot of one server in one folder."""

    def __init__(self, nursery: Nursery, telegram: TelegramServer, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.log_file = folder / "log"
        self.clock_file = folder / "clock"
        self.archive_file = folder / "data" / "frontwatch.db"
        kept = ("PATH", "HOME", "LANG", "XDG_CACHE_HOME", "TMPDIR")
        inherited = {name: os.environ[name] for name in kept if name in os.environ}
        self._environment = inherited | environment
        self._telegram = telegram
        self._nursery = nursery
        self._pid: int | None = None
        self._begun_at = 0
        self.killed = asyncio.Event()

    @property
    def pid(self) -> int:
        """The number of the present life's process."""
        assert self._pid is not None
        return self._pid

    @property
    def log(self) -> str:
        """What all lives said."""
        return self.log_file.read_text(encoding="utf-8") if self.log_file.exists() else ""

    @property
    def is_ready(self) -> bool:
        """Whether the present life has said that it runs."""
        if not self.log_file.exists():
            return False
        with self.log_file.open("rb") as log:
            log.seek(self._begun_at)
            return READY.encode() in log.read()

    async def begin(self) -> None:
        """Start it; returns at once."""
        self._begun_at = self.log_file.stat().st_size if self.log_file.exists() else 0
        self.killed.clear()
        clock = str(self.clock_file) if self.clock_file.exists() else None
        self._pid = await self._nursery.ask(
            folder=str(self.folder),
            log=str(self.log_file),
            environment=self._telegram.environment() | self._environment,
            clock=clock,
        )

    def kill(self) -> None:
        """SIGKILL, at this very instant."""
        if self._pid is not None and not self.killed.is_set():
            os.kill(self._pid, signal.SIGKILL)
            self.killed.set()

    def terminate(self) -> None:
        """SIGTERM: an orderly end is asked for."""
        assert self._pid is not None
        os.kill(self._pid, signal.SIGTERM)

    async def ended(self) -> int:
        """Wait for its end; the status, negative for a signal."""
        assert self._pid is not None
        status = await self._nursery.ask(ended=self._pid)
        self._pid = None
        return status

    async def close(self) -> None:
        """Kill it, if it lives."""
        if self._pid is not None:
            self.kill()
            await self.ended()
