"""Words that begin with a dash, beside options: which are the person's, and which are misspelt."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shell.conftest import Frontwatch, post


@pytest.fixture
def archive(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    """Two lines of our own, and one that begins like an option."""
    name = write_posts(
        post(1, "Линия фронта без изменений."),
        post(2, "Линия у Херсона, Kherson, limt: учения."),
        post(3, "Ночь была тихой."),
    )
    assert frontwatch("import", name).status == 0


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (("search", "линия", "--limt", "1"), "'--limit'"),
        (("search", "--limt=1", "линия"), "'--limit'"),
        (("search", "линия", "--jsn"), "'--json'"),
        (("search", "линия", "--JSON"), "'--json'"),
        (("search", "линия", "--off", "1"), "'--offset'"),
        (("search", "линия", "--out", "a.csv"), "--json"),
        (("export", "линия", "--fromat", "jsonl"), "'--format'"),
        (("signals", "explain", "--jsn", "Прорыв"), "'--json'"),
        (("signals", "forms", "прорыв", "--jsn"), "'--json'"),
    ],
)
def test_a_misspelt_option_is_wrong_use(frontwatch: Frontwatch, typed: tuple[str, ...], meant: str) -> None:
    outcome = frontwatch(*typed)
    assert (outcome.status, outcome.out) == (2, "")
    assert meant in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        (("линия", "-учения"), [1]),
        (("-учения", "линия"), [1]),
        (("линия", "-kherson"), [1]),
        (("линия", "-herson"), [2, 1]),
        (("линия", "--учения"), [1]),
        (("линия", "-"), [2, 1]),
        (("--limit", "1", "линия"), [2]),
        (("--limit=1", "линия"), [2]),
        (("--", "линия", "--limt"), [1]),
        (("--", "линия", "-h"), [2, 1]),
    ],
)
def test_words_with_a_dash_are_words(frontwatch: Frontwatch, typed: tuple[str, ...], ids: list[int]) -> None:
    outcome = frontwatch("search", "--json", *typed)
    assert [hit["id"] for hit in outcome.lines] == ids


@pytest.mark.usefixtures("archive")
def test_a_file_may_be_called_like_an_option(frontwatch: Frontwatch, tmp_path: Path) -> None:
    assert frontwatch("export", "линия", "--out", "--limt.csv").status == 0
    assert (tmp_path / "--limt.csv").exists()


@pytest.mark.parametrize("command", ["search", "export"])
@pytest.mark.parametrize("asked", ["-h", "--help"])
def test_help_is_help(frontwatch: Frontwatch, command: str, asked: str) -> None:
    outcome = frontwatch(command, asked)
    assert outcome.status == 0
    assert "--out" in outcome.out or "--limit" in outcome.out
