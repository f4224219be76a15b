"""``search``, ``status``, ``doctor``: what the archive and the installation answer at the shell."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.commands import finding
from storage.sqlite import searching as index
from tests.shell.conftest import Frontwatch, post


@pytest.fixture
def archive(frontwatch: Frontwatch, write_posts: Callable[..., str]) -> None:
    """A small archive of our own sentences."""
    name = write_posts(
        post(1, "Сообщают о попытке прорыва у реки."),
        post(2, "За прорывом последовала тишина."),
        post(3, "ПРОРЫВ! Подробности позже."),
        post(4, "Колонна прошла через Артёмовск.", at="2023-05-12T10:00:00+00:00"),
        post(5, "Бахмут сегодня без воды."),
        post(6, "Под Бахмутом тихо."),
        post(7, "Бахмутский район: расписание автобусов."),
        post(8, "Туман над рекой."),
    )
    assert frontwatch("import", name).status == 0


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("прорыв", [3, 2, 1]),
        ("Прорывами", [3, 2, 1]),
        ("Бахмут", [6, 5]),
        ("place:bakhmut", [4, 6, 5]),
        ("from:@front_notes after:2023-05-12", [4]),
        ('"тишина"', [2]),
        ("прорыв -тишина", [3, 1]),
        ("нетакогослова", []),
    ],
)
def test_a_question_finds_all_forms_newest_first(frontwatch: Frontwatch, query: str, ids: list[int]) -> None:
    outcome = frontwatch("search", query, "--json")
    assert outcome.status == 0
    assert [hit["id"] for hit in outcome.lines] == ids


@pytest.mark.usefixtures("archive")
def test_a_hit_has_the_fields_of_the_contract(frontwatch: Frontwatch) -> None:
    (hit,) = frontwatch("search", "тишина", "--json").lines
    assert hit == {
        "channel": "front_notes",
        "id": 2,
        "date": "2023-05-11T18:14:00+00:00",
        "text": "За прорывом последовала тишина.",
        "url": "https://t.me/front_notes/2",
        "deleted": False,
        "revisions": 0,
        "flags": hit["flags"],
    }
    assert all(set(flag) == {"signal", "stance"} for flag in hit["flags"])


@pytest.mark.usefixtures("archive")
def test_pages_follow_each_other(frontwatch: Frontwatch) -> None:
    pages = [frontwatch("search", "прорыв", "--json", "--limit", "2", "--offset", str(at)).lines for at in (0, 2)]
    assert [[hit["id"] for hit in page] for page in pages] == [[3, 2], [1]]


@pytest.mark.usefixtures("archive")
def test_more_than_there_can_be_is_all_there_is(frontwatch: Frontwatch) -> None:
    assert len(frontwatch("search", "прорыв", "--json", "--limit", "9" * 30).lines) == 3
    assert frontwatch("search", "прорыв", "--json", "--offset", "9" * 30).lines == []


@pytest.mark.usefixtures("archive")
def test_a_page_that_is_empty_tells_why(frontwatch: Frontwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    beyond = ("--offset", "3")
    assert frontwatch("search", "прорыв", *beyond).out == "Nothing stands so far down: 3 posts in all.\n"
    monkeypatch.setattr(index, "WEIGHED", 2)
    monkeypatch.setattr(finding, "MOST_WEIGHED", 2)
    told = frontwatch("search", "прорыв", "sort:relevance", "--offset", "2").out
    assert told == (
        "Nothing stands so far down: 3 posts in all, of which the newest 2 are put in order of relevance."
        " Leave sort:relevance out.\n"
    )


@pytest.mark.usefixtures("archive")
def test_a_question_in_another_locale_is_utf_8_still(frontwatch: Frontwatch) -> None:
    typed = "прорыв".encode().decode("ascii", "surrogateescape")
    assert len(frontwatch("search", typed, "--json").lines) == 3
    assert frontwatch("search", "\udcff").status == 2


@pytest.mark.usefixtures("archive")
def test_for_a_person_the_answer_is_80_columns_wide(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("search", "прорыв")
    assert "3 of 3 posts, newest first." in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80
    assert "No post answers that." in frontwatch("search", "нетакогослова").out


@pytest.mark.usefixtures("archive")
def test_what_is_not_understood_is_said_in_words(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("search", "after:gestern прорыв", "--json")
    assert outcome.status == 0
    assert len(outcome.lines) == 3
    assert "after:2023-05-01" in outcome.err
    nothing = frontwatch("search", "after:gestern")
    assert nothing.status == 2
    assert nothing.err.count("\n") == 1


@pytest.mark.usefixtures("archive")
def test_what_is_no_syntax_is_told_where_nothing_answers(frontwatch: Frontwatch) -> None:
    for arguments in (["search"], ["search", "--json"], ["export", "--out", "posts.csv"]):
        outcome = frontwatch(*arguments, "прорыв or котёл")
        assert outcome.status == 0
        assert "“or” was looked for as a word" in outcome.err
    assert frontwatch("search", "прорыв|котёл").err == ""


@pytest.mark.usefixtures("archive")
def test_status_has_the_fields_of_the_contract(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("status", "--json")
    assert outcome.status == 0
    (status,) = outcome.lines
    assert set(status) == {"posts", "channels", "outbox", "change_log_behind", "faulty_posts", "database_bytes"}
    (channel,) = status["channels"]
    assert set(channel) == {"channel", "state", "last_post", "lag_seconds", "recovered"}
    assert (status["posts"], channel["channel"], channel["last_post"]) == (
        8,
        "front_notes",
        "2023-05-12T10:00:00+00:00",
    )
    assert channel["state"] is None, "nobody follows it"
    assert status["database_bytes"] > 0
    assert "front_notes" in frontwatch("status").out


def test_doctor_says_what_to_mend_and_finds_nothing_when_all_is_well(
    frontwatch: Frontwatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TELEGRAM_API_ID", "TELEGRAM_API_HASH", "TELEGRAM_BOT_TOKEN", "TELEGRAM_SESSION"):
        monkeypatch.delenv(name, raising=False)
    sick = frontwatch("doctor", "--json")
    assert sick.status == 1
    checks = sick.lines[0]["checks"]
    assert all(set(check) == {"name", "ok", "detail", "remedy"} for check in checks)
    assert {check["name"] for check in checks if not check["ok"]} == {"keys", "token", "session", "channels", "readers"}
    names = [check["name"] for check in checks]
    assert len(set(names)) == len(names)
    assert "TELEGRAM_API_ID and TELEGRAM_API_HASH are not set" in checks[names.index("keys")]["detail"]
    assert all(check["remedy"] for check in checks if not check["ok"])
    (tmp_path / "watch.toml").write_text('[[channels]]\nname = "front_notes"\n', encoding="utf-8")
    (tmp_path / ".env").write_text(
        "TELEGRAM_API_ID=1\nTELEGRAM_API_HASH=0123456789abcdef0123456789abcdef\n"
        "TELEGRAM_BOT_TOKEN=123456:abcdefghijklmnopqrstuvwxyzabcdefghi\nSUBSCRIBER_CHAT=@olena_reads\n",
        encoding="utf-8",
    )
    (tmp_path / "data").mkdir(mode=0o700)
    session = tmp_path / "data" / "reader.session"
    session.touch(mode=0o600)
    well = frontwatch("doctor", "--json")
    assert [check for check in well.lines[0]["checks"] if not check["ok"]] == []
    assert [check["name"] for check in well.lines[0]["checks"]][:3] == names[:3]
    assert well.status == 0
    session.chmod(0o644)
    told = frontwatch("doctor")
    assert told.status == 1
    assert "chmod 600" in told.out


def test_each_mistake_has_a_check_of_its_own_name(frontwatch: Frontwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_API_ID", "one")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    checks = frontwatch("doctor", "--json").lines[0]["checks"]
    assert [check["name"] for check in checks] == ["settings", "settings 2"]


def test_doctor_makes_nothing(frontwatch: Frontwatch, tmp_path: Path) -> None:
    checks = {check["name"]: check for check in frontwatch("doctor", "--json").lines[0]["checks"]}
    assert checks["database"]["ok"]
    assert "made at the first start" in checks["database"]["detail"]
    assert list(tmp_path.iterdir()) == []


def test_doctor_tells_wrong_settings_as_checks(frontwatch: Frontwatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ADMINS=olena\nACCESS=everybody\n", encoding="utf-8")
    outcome = frontwatch("doctor", "--json")
    assert outcome.status == 1
    assert ["ADMINS" in json.dumps(check) for check in outcome.lines[0]["checks"]] == [True, False]


def test_the_health_check_fails_without_a_running_bot(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("healthcheck")
    assert outcome.status == 1
    assert "no heartbeat" in outcome.err
