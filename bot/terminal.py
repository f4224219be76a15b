"""Progress for work that takes longer than a second, when a person watches; silence in a pipe."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

PATIENCE_SECONDS = 1.0


class ProgressBar:
    """A bar on standard error that appears once the work has taken a second."""

    def __init__(self, title: str, total: int | None, console: Console) -> None:
        self._title = title
        self._total = total
        self._console = console
        self._began = time.monotonic()
        self._progress: Progress | None = None

    def advance_to(self, done: int, note: str = "") -> None:
        """``done`` of the total is done; ``note`` stands behind the bar."""
        if not self._console.is_terminal or time.monotonic() - self._began < PATIENCE_SECONDS:
            return
        if self._progress is None:
            columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn(),
                       TextColumn("{task.fields[note]}"))  # fmt: skip
            self._progress = Progress(*columns, console=self._console, transient=True)
            self._progress.start()
            self._progress.add_task(self._title, total=self._total, note=note)
        self._progress.update(self._progress.task_ids[0], completed=done, note=note)

    def close(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()


@contextmanager
def progress_bar(title: str, total: int | None) -> Iterator[ProgressBar]:
    """A bar for the time of the ``with`` block; ``total`` None is an unknown end."""
    bar = ProgressBar(title, total, Console(file=sys.stderr, markup=False))
    try:
        yield bar
    finally:
        bar.close()
