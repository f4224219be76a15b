"""Commands as a person types them, in a folder of their own, with nobody's settings."""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The JSON lines of standard output."""
        return [json.loads(line) for line in self.out.splitlines()]


Frontwatch = Callable[..., Outcome]


@pytest.fixture
def frontwatch(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Frontwatch]:
    """Run a command: ``frontwatch("search", "прорыв")``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    for name in ("DATABASE_URL", "DATA_DIR", "WATCH_FILE", "ADMINS", "ACCESS", "SUBSCRIBER_CHAT"):
        monkeypatch.delenv(name, raising=False)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def run(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Outcome(status=ended.value.code, out=out, err=err)

    yield run
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def write_posts(tmp_path: Path) -> Callable[..., str]:
    """Write JSON lines into a file of the folder and return its name."""

    def write(*posts: dict[str, Any] | str, name: str = "posts.jsonl") -> str:
        lines = [post if isinstance(post, str) else json.dumps(post, ensure_ascii=False) for post in posts]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return name

    return write


def post(
    number: int, text: str, *, at: str = "2023-05-11T18:14:00+00:00", channel: str = "front_notes", **more: Any
) -> dict[str, Any]:
    """A line of CONTRACTS.md; the sentences are our own."""
    return {"channel": channel, "id": number, "date": at, "text": text, **more}
