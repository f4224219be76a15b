"""Days of running leave nothing behind but posts and what was told: no memory, no task, no handle, no log."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.load.week import Evening, lived

# What a batch under way, or a reader's connection, may have open beside the rest.
_HANDLES_MORE = 2


async def test_days_of_running_leave_no_task_handle_or_log_behind(tmp_path: Path) -> None:
    first, *_, last = await lived(
        tmp_path / "frontwatch.db", days=3, channels=30, posts_a_day=60, step=timedelta(minutes=30)
    )
    _assert_nothing_is_left(first, last)
    assert last.posts > 100
    assert last.sent > 60, "digests alone are so many"


@pytest.mark.torture
async def test_a_week_holds_its_memory(tmp_path: Path) -> None:
    evenings = await lived(tmp_path / "frontwatch.db", days=7, channels=300, posts_a_day=3000, told=_tell)
    _assert_nothing_is_left(evenings[0], evenings[-1])
    # Page caches are full on the second evening. Of stories those of up to a week are kept at hand, which takes 5 MB.
    assert evenings[-1].megabytes <= 1.05 * evenings[1].megabytes


def _assert_nothing_is_left(first: Evening, last: Evening) -> None:
    assert last.tasks == first.tasks
    assert last.handles <= first.handles + _HANDLES_MORE
    assert last.waiting <= last.rows["outbox"]
    assert last.wal <= max(first.wal, 20)


def _tell(evening: Evening) -> None:
    print(evening)  # noqa: T201 — told by pytest when it fails, or with -s
