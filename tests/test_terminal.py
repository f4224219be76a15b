"""Progress is told where nobody watches too, but seldom."""

import io
from datetime import UTC, datetime, timedelta

from rich.console import Console

from bot.clocks import VirtualClock
from bot.terminal import ProgressBar

START = datetime(2023, 5, 11, tzinfo=UTC)


def told(total: int | None, *, title: str = "posts.jsonl", is_terminal: bool = False) -> str:
    """What ten minutes of work write, a step a second."""
    clock, out = VirtualClock(START), io.StringIO()
    bar = ProgressBar(title, total, Console(file=out, force_terminal=is_terminal, markup=False), clock)
    for second in range(1, 601):
        clock.advance_to(START + timedelta(seconds=second))
        bar.advance_to(second, f"{second * 2000:,} posts")
    bar.close()
    return out.getvalue()


def test_in_a_file_a_line_is_written_every_half_minute() -> None:
    lines = told(600).splitlines()
    assert len(lines) == 20
    assert lines[0] == "posts.jsonl: 5%, 60,000 posts"
    assert lines[-1] == "posts.jsonl: 100%, 1,200,000 posts"


def test_where_the_end_is_unknown_what_is_done_is_told() -> None:
    assert told(None).splitlines()[1] == "posts.jsonl: 120,000 posts"


def test_short_work_is_not_spoken_of() -> None:
    clock, out = VirtualClock(START), io.StringIO()
    bar = ProgressBar("posts.jsonl", 9, Console(file=out), clock)
    clock.advance_to(START + timedelta(seconds=29))
    bar.advance_to(9)
    assert out.getvalue() == ""


def test_a_file_s_name_is_shown_as_it_is_and_steers_nothing() -> None:
    title = "[bold]x" * 20 + "\x1b[2J"
    (line, *_) = told(None, title=title).splitlines()
    assert line.startswith("[bold]x" * 20)
    assert "\x1b" not in line
    assert "[bold]x" in told(None, title="[bold]x", is_terminal=True)
