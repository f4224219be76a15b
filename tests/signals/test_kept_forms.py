"""Forms of words kept on disk: a help at every start, never a need."""

import json
from pathlib import Path

import pytest

from bot.language import forms as forms_module
from bot.language.kept_forms import KeptForms, KeptInflections, user_cache_folder
from bot.signals.detector import load_detector
from bot.signals.own_words import OwnWords

TEXT = "Прорвали оборону под Соледаром, ВСУ отошли к Бахмуту. Слухи о прорыве не подтвердились."


@pytest.mark.parametrize(
    ("platform", "environ", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/data/cache"}, Path("/data/cache/frontwatch")),
        ("linux", {}, Path.home() / ".cache" / "frontwatch"),
        ("darwin", {"XDG_CACHE_HOME": "/data/cache"}, Path.home() / "Library" / "Caches" / "frontwatch"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/frontwatch")),
    ],
)
def test_each_system_has_its_own_cache_folder(
    platform: str, environ: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert user_cache_folder(environ) == folder


def test_a_user_without_a_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.setattr("sys.platform", "linux")
    assert user_cache_folder({}) is None


class TestKeptForms:
    def test_they_are_the_forms_that_would_be_made(self, tmp_path: Path) -> None:
        made, kept = OwnWords(["понтон", "мост"]), KeptForms(tmp_path / "cache")
        first = OwnWords(["понтон", "мост"], forms=kept)
        kept.keep()
        again = OwnWords(["понтон", "мост"], forms=KeptForms(tmp_path / "cache"))
        folded = "понтонами у мостов"
        assert made.numbers(folded) == first.numbers(folded) == again.numbers(folded) == {0, 1}

    def test_what_stands_there_is_believed_and_not_made_again(self, tmp_path: Path) -> None:
        forms = KeptForms(tmp_path)
        forms("понтон")
        forms.keep()
        (file,) = tmp_path.iterdir()
        file.write_text('{"понтон": "паром"}', encoding="utf-8")
        assert KeptForms(tmp_path)("понтон") == ["паром"]

    @pytest.mark.parametrize("damage", ["", "[1]", '{"понтон": 5}', "\ufffd{"])
    def test_a_damaged_file_is_done_without(self, tmp_path: Path, damage: str) -> None:
        forms = KeptForms(tmp_path)
        forms("понтон")
        forms.keep()
        (file,) = tmp_path.iterdir()
        file.write_text(damage, encoding="utf-8")
        repaired = KeptForms(tmp_path)
        assert "понтоны" in repaired("понтон")
        repaired.keep()
        assert "понтоны" in file.read_text(encoding="utf-8")

    def test_a_folder_that_cannot_be_written_is_done_without(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("no folder")
        forms = KeptForms(tmp_path / "file")
        assert "понтоны" in forms("понтон")
        forms.keep()
        assert (tmp_path / "file").read_text() == "no folder"


class TestKeptInflections:
    def test_a_detector_says_the_same_with_them(self, tmp_path: Path) -> None:
        first = load_detector(cache_folder=tmp_path)
        assert len(list(tmp_path.iterdir())) == 1
        assert load_detector(cache_folder=tmp_path).read(TEXT) == first.read(TEXT) == load_detector().read(TEXT)

    def test_they_are_not_made_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        load_detector(cache_folder=tmp_path)

        def opened(language: str) -> None:
            raise AssertionError(f"the dictionary {language} was opened")

        forms_module.inflected.cache_clear()
        monkeypatch.setattr(forms_module, "analyzer", opened)
        assert load_detector(cache_folder=tmp_path).read(TEXT).flags

    @pytest.mark.parametrize("damage", ["", "[1]", '{"ru прорыв": 5}', '{"ru прорыв": {"прорыв": "1"}}', "[" * 100_000])
    def test_a_damaged_file_is_made_anew(self, tmp_path: Path, damage: str) -> None:
        kept = KeptInflections(tmp_path)
        kept("прорыв", "ru")
        kept.keep()
        (file,) = tmp_path.iterdir()
        whole = file.read_text(encoding="utf-8")
        file.write_text(damage, encoding="utf-8")
        repaired = KeptInflections(tmp_path)
        assert repaired("прорыв", "ru") == json.loads(whole)["ru прорыв"]
        repaired.keep()
        assert file.read_text(encoding="utf-8") == whole

    def test_a_folder_that_cannot_be_written_is_done_without(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("no folder")
        assert load_detector(cache_folder=tmp_path / "file").read(TEXT).flags
