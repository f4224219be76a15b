"""Backup, restore, prune and reindex as an operator types them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.shell.conftest import Frontwatch, post

Writing = Callable[..., str]


@pytest.fixture
def archive(frontwatch: Frontwatch, write_posts: Writing) -> None:
    """An archive of two posts."""
    posts = [post(1, "Прорыв у реки."), post(2, "Туман над рекой.")]
    assert frontwatch("import", write_posts(*posts)).status == 0


@pytest.mark.usefixtures("archive")
def test_there_and_back(frontwatch: Frontwatch, write_posts: Writing, tmp_path: Path) -> None:
    made = frontwatch("backup", "copy.db")
    assert (made.status, made.err) == (0, "")
    assert "copy.db" in made.out
    assert frontwatch("import", write_posts(post(3, "Прорыв у моста."))).status == 0
    assert frontwatch("status", "--json").lines[0]["posts"] == 3
    assert frontwatch("restore", "copy.db").status == 0
    assert frontwatch("status", "--json").lines[0]["posts"] == 2
    assert len(list(tmp_path.glob("data/frontwatch.db.before-*"))) == 1
    again = frontwatch("backup", "copy.db")
    assert again.status == 2
    assert again.err.count("\n") == 1


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("command", ["backup", "export прорыв --out", "trend --days 365 --out"])
def test_a_file_goes_into_a_folder_that_is_there(frontwatch: Frontwatch, write_posts: Writing, command: str) -> None:
    today = post(9, "Прорыв обороны у Соледара.", at=datetime.now(UTC).isoformat())
    assert frontwatch("import", write_posts(today)).status == 0
    for name, told in (("no/such.png", "There is no folder"), ("data", "is a folder: name a file in it")):
        outcome = frontwatch(*command.split(), name)
        assert (outcome.status, outcome.err.count("\n")) == (2, 1)
        assert told in outcome.err
    assert not Path("no").exists()


@pytest.mark.usefixtures("archive")
def test_what_cannot_be_restored_is_told_of_the_file_that_was_named(frontwatch: Frontwatch) -> None:
    assert frontwatch("backup", "cut.db").status == 0
    whole = Path("cut.db").read_bytes()
    Path("cut.db").write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    Path("notes.txt").write_text("somebody's notes", encoding="utf-8")
    Path("empty.db").touch()
    with closing(sqlite3.connect("other.db")) as db:
        db.execute("CREATE TABLE theirs (a)")
    for name, told in (
        ("notes.txt", "notes.txt is not a Frontwatch archive"),
        ("empty.db", "empty.db holds no archive"),
        ("other.db", "other.db is a database of another program"),
        ("cut.db", "cut.db is damaged"),
        ("none.db", "There is no file none.db"),
        ("data", "data is a folder"),
    ):
        outcome = frontwatch("restore", name)
        assert (outcome.status, outcome.out, outcome.err.count("\n")) == (2, "", 1)
        assert told in outcome.err
        assert outcome.err.endswith("file that `frontwatch backup` has made.\n")
    assert frontwatch("status", "--json").lines[0]["posts"] == 2


@pytest.mark.usefixtures("archive")
def test_reindexing_and_pruning_leave_every_answer(frontwatch: Frontwatch) -> None:
    before = frontwatch("search", "прорыв", "--json").out
    assert frontwatch("reindex").out == "2 posts were indexed anew.\n"
    assert frontwatch("prune", "--days", "7").out.startswith("Gone: 0 changes, 0 messages, 0 translations")
    assert frontwatch("search", "прорыв", "--json").out == before
    assert frontwatch("prune", "--days", "6").status == 2


def test_one_is_told_as_one(frontwatch: Frontwatch, write_posts: Writing) -> None:
    name = write_posts(post(1, "Прорыв у реки."))
    assert frontwatch("import", name).out.startswith("1 post added, 0 unchanged, 0 revised, 0 deleted, 0 service mess")
    assert frontwatch("import", name).out.startswith("Nothing new: the one entry was in the archive already (")
    assert frontwatch("reindex").out == "1 post was indexed anew.\n"
    assert frontwatch("export", "прорыв", "--out", "a.csv").err == "1 post in a.csv\n"
    assert "database: 1 post\n" in frontwatch("doctor").out
    assert frontwatch("signals", "forms", "хгкш").out.startswith("хгкш: 1 form\n")


@pytest.mark.usefixtures("archive")
def test_the_doctor_sees_damage_and_open_doors(frontwatch: Frontwatch) -> None:
    def told() -> dict[str, bool]:
        return {check["name"]: check["ok"] for check in frontwatch("doctor", "--json").lines[0]["checks"]}

    well = told()
    assert well["integrity"]
    assert well["database file"]
    database = Path("data/frontwatch.db")
    database.chmod(0o644)
    whole = database.read_bytes()
    database.write_bytes(whole[: len(whole) // 2] + b"\xa5" * (len(whole) - len(whole) // 2))
    ill = told()
    assert not ill["integrity"]
    assert not ill["database file"]


@pytest.mark.parametrize("command", ["backup", "restore", "reindex", "prune"])
def test_without_an_archive_nothing_is_made(frontwatch: Frontwatch, tmp_path: Path, command: str) -> None:
    outcome = frontwatch(command, *(["copy.db"] if command in ("backup", "restore") else []))
    assert outcome.status == 2
    assert outcome.err.count("\n") == 1
    assert not list(tmp_path.rglob("*.db"))


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    "command", ["backup copy.db", "restore copy.db", "reindex", "prune", "channel merge @front_notes other --dry-run"]
)
def test_an_archive_that_others_can_read_is_left_alone(frontwatch: Frontwatch, command: str) -> None:
    Path("data").chmod(0o755)
    Path("data/frontwatch.db").chmod(0o644)
    outcome = frontwatch(*command.split())
    assert (outcome.status, outcome.out) == (2, "")
    assert "chmod 600" in outcome.err
    assert not Path("copy.db").exists()


@pytest.mark.usefixtures("archive")
def test_file_names_steer_no_terminal(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("backup", "copy\x1b[2J.db")
    assert outcome.status == 0
    assert "\x1b" not in outcome.out


@pytest.mark.usefixtures("archive")
def test_two_rows_of_one_channel(frontwatch: Frontwatch, write_posts: Writing) -> None:
    more = [post(2, "Туман над рекой.", channel="Front notes"), post(3, "Прорыв у моста.", channel="Front notes")]
    assert frontwatch("import", write_posts(*more)).status == 0
    trial = frontwatch("channel", "merge", "@front_notes", "Front notes", "--dry-run")
    assert trial.status == 0
    assert "1 post moved, 1 was there already, 0 of its versions were not" in trial.out
    assert frontwatch("status", "--json").lines[0]["posts"] == 4
    assert frontwatch("channel", "merge", "@front_notes", "Front notes").status == 0
    status = frontwatch("status", "--json").lines[0]
    assert (status["posts"], len(status["channels"]), status["change_log_behind"]) == (3, 1, 0)
    hits = frontwatch("search", "from:@front_notes", "прорыв", "--json").lines
    assert [hit["id"] for hit in hits] == [3, 1]
    for other in ("@front_notes", "nobody_here"):
        refused = frontwatch("channel", "merge", "@front_notes", other)
        assert refused.status == 2
        assert refused.err.count("\n") == 1
