"""An archive of generated posts, made by ``frontwatch import`` itself, and what making it cost."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from benchmarks.generating import Generator
from bot.language.byte_words import words_for_index

NAME: Final = "frontwatch.db"
_FIGURES: Final = "figures.json"
_BARE: Final = 200_000
"""So many of the texts the bare index is given."""
_COMMIT: Final = 2000
_SAMPLED_EVERY_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What an import took; memory is the sum of all its processes' proportional shares, None where untold."""

    posts: int
    seconds: float
    most_mb: float | None
    file_mb: float
    bare_rate: float

    @property
    def rate(self) -> float:
        """Posts a second."""
        return self.posts / self.seconds


def build(generator: Generator, count: int, folder: Path) -> Built | None:
    """An archive of so many posts in the folder; one that is there already stays, with the figures kept beside it.

    None when the archive that is there was not made here. Raises RuntimeError when the import fails.
    """
    figures = folder / _FIGURES
    if (folder / NAME).exists():
        return Built(**json.loads(figures.read_text(encoding="utf-8"))) if figures.exists() else None
    folder.mkdir(parents=True, exist_ok=True)
    posts = folder / "posts.jsonl"
    with posts.open("w", encoding="utf-8") as lines:
        lines.writelines(post.as_line() for post in islice(generator.posts(), count))
    bare_rate = _bare_rate(posts, folder)
    seconds, most_mb = _imported(posts, folder)
    posts.unlink()
    built = Built(
        posts=count,
        seconds=seconds,
        most_mb=most_mb,
        file_mb=(folder / NAME).stat().st_size / (1 << 20),
        bare_rate=bare_rate,
    )
    figures.write_text(json.dumps(asdict(built)), encoding="utf-8")
    return built


def _imported(posts: Path, folder: Path) -> tuple[float, float | None]:
    """Seconds and megabytes of the import."""
    settings = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": "", "WATCH_FILE": ""}
    began, most = time.monotonic(), 0
    command = [sys.executable, "-m", "bot", "import", str(posts)]
    with subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as importing:  # noqa: S603 — our own command
        while importing.poll() is None:
            most = max(most, sum(map(_kilobytes, _tree(importing.pid))))
            time.sleep(_SAMPLED_EVERY_SECONDS)
    if importing.returncode != 0:
        raise RuntimeError(f"the import ended with {importing.returncode}")
    return time.monotonic() - began, most / 1024 or None


def _tree(pid: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _kilobytes(pid: int) -> int:
    """A process's proportional share of memory; 0 where nobody tells it."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def _bare_rate(posts: Path, folder: Path) -> float:
    """Posts a second of nothing but SQLite's index, given folded words in commits as large as the import's."""
    path = folder / "bare.db"
    seconds, given = 0.0, 0
    with closing(sqlite3.connect(path, isolation_level=None)) as db, posts.open(encoding="utf-8") as lines:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE VIRTUAL TABLE bare USING fts5 (words, content = '')")
        for batch in iter(lambda: [json.loads(line)["text"] for line in islice(lines, _COMMIT)], []):
            words = [(words_for_index(text),) for text in batch]
            began = time.monotonic()
            db.execute("BEGIN")
            db.executemany("INSERT INTO bare (words) VALUES (?)", words)
            db.execute("COMMIT")
            seconds += time.monotonic() - began
            given += len(batch)
            if given >= _BARE:
                break
    for file in folder.glob("bare.db*"):
        file.unlink()
    return given / seconds
