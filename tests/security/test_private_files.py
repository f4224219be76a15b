"""Session files and the archive are nobody else's to read (TELEGRAM 14)."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.shell.conftest import Frontwatch, post

pytestmark = pytest.mark.skipif(os.name != "posix", reason="only where the system knows modes")


@pytest.fixture(autouse=True)
def _open_hearted_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_made_is_private_whatever_the_umask(
    frontwatch: Frontwatch, write_posts: Callable[..., str], tmp_path: Path
) -> None:
    assert frontwatch("import", write_posts(post(1, "Прорыв обороны."))).status == 0
    data = tmp_path / "data"
    assert mode(data) == 0o700
    assert {mode(path) for path in data.iterdir()} == {0o600}


def test_what_others_can_read_is_refused_unless_allowed(
    frontwatch: Frontwatch, write_posts: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frontwatch("import", write_posts(post(1, "Прорыв обороны.")))
    data = tmp_path / "data"
    for name in ("frontwatch.db", "reader.session", "bot.session-journal"):
        (data / name).touch()
        (data / name).chmod(0o640)
        assert frontwatch("status").status == 0  # its folder keeps everybody out
        data.chmod(0o750)
        refused = frontwatch("status")
        assert (refused.status, refused.out) == (2, "")
        assert f"chmod 600 {data / name}" in refused.err
        with monkeypatch.context() as told:
            told.setenv("READABLE_BY_OTHERS", "allow")
            assert frontwatch("status").status == 0
        data.chmod(0o700)
        (data / name).chmod(0o600)


def test_nobody_is_told_to_close_a_folder_that_is_not_ours(
    frontwatch: Frontwatch, write_posts: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    monkeypatch.setenv("DATABASE_URL", str(shared))
    refused = frontwatch("status")
    assert (refused.status, "is a folder" in refused.err, "chmod" in refused.err) == (2, True, False)
    checks = {check["name"]: check for check in frontwatch("doctor", "--json").lines[0]["checks"]}
    assert "is a folder" in checks["database"]["detail"]
    assert not {"database file", "integrity"} & checks.keys()

    monkeypatch.setenv("DATABASE_URL", str(shared / "a.db"))
    frontwatch("import", write_posts(post(1, "Прорыв обороны.")))
    (shared / "a.db").chmod(0o644)
    told = frontwatch("status").err
    assert "chmod 700" not in told
    assert f"chmod 600 {shared / 'a.db'}." in told

    monkeypatch.setenv("DATA_DIR", str(shared))
    checks = {check["name"]: check for check in frontwatch("doctor", "--json").lines[0]["checks"]}
    assert "a folder of its own" in checks["data"]["remedy"]
    monkeypatch.setenv("DATA_DIR", str(shared / "a.db"))
    checks = {check["name"]: check for check in frontwatch("doctor", "--json").lines[0]["checks"]}
    assert checks["data"]["remedy"] == "Set DATA_DIR to a folder."


def test_a_poisoned_cache_of_forms_runs_nothing_and_is_made_anew(
    frontwatch: Frontwatch, write_posts: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    name = write_posts(post(1, "Прорыв обороны под Соледаром."))
    good = frontwatch("flag", name)
    kept = sorted((cache / "frontwatch").iterdir())
    assert kept
    assert mode(cache / "frontwatch") == 0o700
    poisons = (b"cos\nsystem\n(S'touch poisoned'\ntR.", b"[" * 10**5)
    for poison in poisons:
        for path in kept:
            path.write_bytes(poison)
        assert frontwatch("flag", name).out == good.out
    assert not (tmp_path / "poisoned").exists()
