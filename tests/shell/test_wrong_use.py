"""A person's mistake is one line that says how to mend it, and exit status 2; never a traceback."""

from pathlib import Path

import pytest

from tests.shell.conftest import Frontwatch

MISTAKES = [
    (("nosuch",), "No such command"),
    (("import",), "Missing argument"),
    (("import", "nope.json"), "there is no such file"),
    (("import", "."), "it is a folder"),
    (("replay", "nope.json"), "there is no such file"),
    (("replay", "--speed", "0", "nope.json"), "--speed"),
    (("flag", "nope.json"), "there is no such file"),
    (("search", "прорыв"), "There is no archive"),
    (("status",), "There is no archive"),
    (("status", "--jsn"), "Did you mean '--json'? See: frontwatch status --help"),
    (("nosuch",), "See: frontwatch --help"),
    (("channel", "merge", "a"), "Missing argument 'B'. See: frontwatch channel merge --help"),
    (("trend", "--days", "many"), "'many' is not a valid whole number."),
    (("replay", "--speed", "fast", "nope.json"), "'fast' is not a valid number."),
    (("signals", "explain", "прорыв", "--date", "11.5."), "'11.5.' is no day such as 2023-05-11. See: "),
]


@pytest.mark.parametrize(("typed", "told"), MISTAKES)
def test_a_mistake_is_one_line(frontwatch: Frontwatch, typed: tuple[str, ...], told: str) -> None:
    outcome = frontwatch(*typed)
    assert outcome.status == 2
    assert told in outcome.err
    assert outcome.err.count("\n") == 1
    assert outcome.out == ""


def test_no_command_shows_the_help(frontwatch: Frontwatch) -> None:
    outcome = frontwatch()
    assert outcome.status == 2
    assert "Commands:" in outcome.err


def test_all_missing_keys_are_told_at_once(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("run")
    assert outcome.status == 2
    assert [line.split(":")[1].strip() for line in outcome.err.splitlines()] == [
        "TELEGRAM_API_ID",
        "TELEGRAM_API_HASH",
        "TELEGRAM_BOT_TOKEN",
    ]


def test_wrong_settings_are_told_with_file_and_line(frontwatch: Frontwatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ADMINS=olena\nACCESS=everybody\n", encoding="utf-8")
    (tmp_path / "watch.toml").write_text('[[channels]]\nname = "front_notes"\nclass = "bloger"\n', encoding="utf-8")
    outcome = frontwatch("status")
    assert outcome.status == 2
    assert "`.env` line 1: ADMINS" in outcome.err
    assert "`.env` line 2: ACCESS" in outcome.err
    assert "watch.toml line 3" in outcome.err


@pytest.mark.parametrize("url", [":memory:", "sqlite:///:memory:", "empty.db"])
def test_an_archive_that_holds_nothing_yet_is_told(
    frontwatch: Frontwatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    (tmp_path / "empty.db").touch()
    monkeypatch.setenv("DATABASE_URL", url)
    outcome = frontwatch("status")
    assert outcome.status == 2
    assert "There is no archive" in outcome.err


def test_a_foreign_database_is_told(frontwatch: Frontwatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "frontwatch.db").write_bytes(b"this is no database, but long enough to look like one" * 50)
    outcome = frontwatch("status")
    assert outcome.status == 2
    assert "Traceback" not in outcome.err
    assert outcome.err.count("\n") == 1
