"""Progress for work that takes long: a bar when a person watches, and a line now and then where nobody does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.clocks import SystemClock
from bot.ports import Clock
from bot.wording.harmless import harmless

PATIENCE = timedelta(seconds=1)
LINES_APART = timedelta(seconds=30)


class ProgressBar:
    """A bar on standard error that appears once the work has taken a second; a line each half minute in a file."""

    def __init__(self, title: str, total: int | None, console: Console, clock: Clock) -> None:
        self._title = harmless(title)
        self._total = total
        self._console = console
        self._clock = clock
        self._told = clock.elapsed()
        self._progress: Progress | None = None

    def advance_to(self, done: int, note: str = "") -> None:
        """``done`` of the total is done; ``note`` stands behind the bar."""
        waited = self._clock.elapsed() - self._told
        if not self._console.is_terminal:
            if waited >= LINES_APART:
                self._told += waited
                self._console.print(self._line(done, note), highlight=False, soft_wrap=True)
        elif self._progress is not None or waited >= PATIENCE:
            self._show(done, note)

    def _line(self, done: int, note: str) -> str:
        percent = f"{done / self._total:.0%}" if self._total else ""
        return f"{self._title}: {', '.join(filter(None, [percent, note]))}"

    def _show(self, done: int, note: str) -> None:
        if self._progress is None:
            columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(),
                       TimeRemainingColumn(), TextColumn("{task.fields[note]}", markup=False))  # fmt: skip
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
    bar = ProgressBar(title, total, Console(file=sys.stderr, markup=False), SystemClock())
    try:
        yield bar
    finally:
        bar.close()
