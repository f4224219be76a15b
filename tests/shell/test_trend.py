"""``frontwatch trend``: figures in words, and the picture in a file."""

import errno
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.shell.conftest import Frontwatch, post


@pytest.fixture
def archive(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    """Three claims of yesterday; the sentences are our own."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    towns = ("Соледаром", "Угледаром", "Купянском")
    lines = [
        post(number, f"Противник прорвал оборону под {town}.", at=yesterday.isoformat())
        for number, town in enumerate(towns, 1)
    ]
    assert frontwatch("import", write_posts(*lines)).status == 0


@pytest.mark.usefixtures("archive")
def test_the_picture_is_drawn_and_its_figures_are_told(frontwatch: Frontwatch, tmp_path: Path) -> None:
    outcome = frontwatch("trend", "--signal", "breakthrough", "--days", "3", "--out", "trend.png")

    assert outcome.status == 0
    assert "Breakthrough, last 3 days" in outcome.out
    assert "3 flags: 3 claimed." in outcome.out
    assert (tmp_path / "trend.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.usefixtures("archive")
def test_where_there_is_nothing_to_draw_a_sentence_says_so(frontwatch: Frontwatch, tmp_path: Path) -> None:
    told = "No flag at all: capture, last 7 days. To look further back: --days 30\n"
    outcome = frontwatch("trend", "--signal", "Capture", "--out", "trend.png")
    assert (outcome.status, outcome.out) == (1, told)
    assert outcome.err == "frontwatch: There is nothing to draw: trend.png was not written.\n"
    assert not (tmp_path / "trend.png").exists()

    asked = frontwatch("trend", "--signal", "Capture")
    assert (asked.status, asked.out, asked.err) == (0, told, "")
    assert "further" not in frontwatch("trend", "--signal", "Capture", "--days", "365").out


@pytest.mark.usefixtures("archive")
def test_a_picture_that_cannot_be_kept_is_told_in_a_line(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("trend", "--days", "3", "--out", "no/such/folder.png")

    assert (outcome.status, outcome.out) == (2, ""), "before the figures are told"
    assert "There is no folder" in outcome.err


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("name", ["week.jpg", "week.svg", "week.png.gz"])
def test_a_name_that_promises_another_kind_of_picture_is_refused(
    frontwatch: Frontwatch, tmp_path: Path, name: str
) -> None:
    outcome = frontwatch("trend", "--out", name)

    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert outcome.err.endswith("Let the name end in .png.\n")
    assert not (tmp_path / name).exists()


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("name", ["week", "WEEK.PNG"])
def test_a_name_that_promises_nothing_else_is_taken(frontwatch: Frontwatch, tmp_path: Path, name: str) -> None:
    assert frontwatch("trend", "--out", name).status == 0
    assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("archive")
def test_a_picture_that_breaks_off_leaves_the_one_before(
    frontwatch: Frontwatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trend.png").write_bytes(b"yesterday's")
    monkeypatch.setattr(Path, "replace", _no_space)
    outcome = frontwatch("trend", "--days", "3", "--out", "trend.png")

    assert (outcome.status, outcome.err.count("\n")) == (2, 1)
    assert (tmp_path / "trend.png").read_bytes() == b"yesterday's"
    assert not list(tmp_path.glob(".trend*"))


def _no_space(_: Path, target: Path) -> Path:
    raise OSError(errno.ENOSPC, "No space left on device", str(target))


@pytest.mark.parametrize(
    ("wrong", "told"), [(("--signal", "panic"), "breakthrough, encirclement"), (("--days", "0"), "1<=x<=365")]
)
def test_wrong_use_is_told_in_a_line(frontwatch: Frontwatch, wrong: tuple[str, ...], told: str) -> None:
    outcome = frontwatch("trend", *wrong)

    assert outcome.status == 2
    assert told in outcome.err
    assert "Traceback" not in outcome.err
