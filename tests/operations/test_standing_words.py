"""The operator's words in watch.toml: who watches them, and what is said of one that cannot be watched for."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.operations.doctor import examine
from bot.operations.standing_words import require_words, standing_words
from bot.settings import Settings, load_settings
from storage.backups import integrity_problem
from storage.opening import open_archive

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)


def settings(folder: Path, *words: str) -> Settings:
    tables = [f"[[words]]\nword = '{word}'\n" for word in words]
    (folder / "watch.toml").write_text("# words\n" + "\n".join(tables), encoding="utf-8")
    return load_settings({}, directory=folder)


def test_every_chat_of_the_operator_watches_every_word(tmp_path: Path) -> None:
    words = standing_words(settings(tmp_path, "Каховская ГЭС", r"/\bмост/"), [7, 8], now=NOW)
    assert [(word.chat_id, word.text, word.key) for word in words] == [
        (7, "Каховская ГЭС", "каховская гэс"),
        (7, r"/\bмост/", r"/\bмост/"),
        (8, "Каховская ГЭС", "каховская гэс"),
        (8, r"/\bмост/", r"/\bмост/"),
    ]
    assert all(word.is_standing and word.added_by is None for word in words)


def test_all_mistakes_are_told_with_file_and_line(tmp_path: Path) -> None:
    wrong = settings(tmp_path, "мост", "/(/", "…")
    with pytest.raises(SettingsError) as error:
        require_words(wrong)
    assert [problem.where for problem in error.value.problems] == [
        "watch.toml line 6: words[1].word",
        "watch.toml line 9: words[2].word",
    ]
    assert "missing )" in error.value.problems[0].what
    with pytest.raises(SettingsError):
        standing_words(wrong, [7], now=NOW)


def test_a_file_that_was_changed_meanwhile_is_named_without_a_line(tmp_path: Path) -> None:
    wrong = settings(tmp_path, "…")
    for later in ("", "[[words", "words = 5", "[[words]]\nword = 5"):
        (tmp_path / "watch.toml").write_text(later, encoding="utf-8")
        with pytest.raises(SettingsError) as error:
            require_words(wrong)
        assert error.value.problems[0].where == "watch.toml"


@pytest.mark.parametrize(("word", "is_well"), [("мост", True), ("/(/", False)])
async def test_the_doctor_looks_at_them(tmp_path: Path, word: str, is_well: bool) -> None:
    checks = await examine(settings(tmp_path, word), open_archive, integrity_problem, now=NOW)
    assert [check.ok for check in checks if check.name == "words"] == [is_well]
