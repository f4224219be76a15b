"""Settings from the environment, .env and watch.toml together."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.model.channel import ChannelClass
from bot.settings import KEYS, Access, LogFormat, Settings, load_settings, require_telegram

ROOT = Path(__file__).resolve().parents[2]


def problems(directory: Path, **environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, directory=directory)
    return [str(problem) for problem in caught.value.problems]


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = load_settings({}, directory=tmp_path)
    assert settings == Settings(
        data_dir=tmp_path / "data",
        watch_file=tmp_path / "watch.toml",
        database_url=str(tmp_path / "data" / "frontwatch.db"),
    )
    assert settings.access is Access.APPROVE
    assert settings.alert_max_age == timedelta(hours=6)
    assert settings.backfill == timedelta(days=3)
    assert settings.log_format is LogFormat.TEXT


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ACCESS=open\nADMINS=1\nLOG_LEVEL=debug\n")
    settings = load_settings({"ACCESS": "closed", "ADMINS": ""}, directory=tmp_path)
    assert settings.access is Access.CLOSED
    assert settings.admins == frozenset()
    assert settings.log_level == "DEBUG"


def test_the_environment_of_other_programs_is_ignored(tmp_path: Path) -> None:
    load_settings({"PATH": "/bin", "ADMIN": "x", "TELEGRAM_API": "y"}, directory=tmp_path)


def test_every_mistake_is_told_at_once_in_reading_order(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# who\n\nADMINS=1,boss\nADMIN=3\nno equals sign here\nALERT_MAX_AGE=soon\n")
    (tmp_path / "watch.toml").write_text(
        '[[channels]]\nname = "@someone"\nclass = "oficial"\n\n[signals]\nbreaktrough = false\n'
    )
    told = problems(tmp_path, LOG_LEVEL="loud", TELEGRAM_DC="2")
    assert [line.split(": ")[0:2] for line in told] == [
        ["environment", "TELEGRAM_DC"],
        ["environment", "LOG_LEVEL"],
        ["`.env` line 3", "ADMINS"],
        ["`.env` line 4", "ADMIN"],
        ["`.env` line 5", "it is not KEY=value. Write KEY=value, or # before a remark."],
        ["`.env` line 6", "ALERT_MAX_AGE"],
        ["watch.toml line 3", "channels[0].class"],
        ["watch.toml line 6", "signals.breaktrough"],
    ]
    assert "Write ADMINS." in told[3]
    assert "Write official." in told[6]
    assert "Write breakthrough." in told[7]


def test_a_missing_watch_file_is_a_mistake_only_when_it_was_named(tmp_path: Path) -> None:
    assert load_settings({}, directory=tmp_path).watch.channels == ()
    assert "there is no file" in problems(tmp_path, WATCH_FILE="mine.toml")[0]


def test_postgresql_is_told_to_come_later(tmp_path: Path) -> None:
    [told] = problems(tmp_path, DATABASE_URL="postgresql://user:hidden-word@host/db")
    assert "not supported yet" in told
    assert "hidden-word" not in told


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (":memory:", ":memory:"),
        ("sqlite:///:memory:", ":memory:"),
        ("sqlite:////var/lib/posts.db", "/var/lib/posts.db"),
        ("/var/lib/posts.db", "/var/lib/posts.db"),
    ],
)
def test_database_places(tmp_path: Path, url: str, expected: str) -> None:
    assert load_settings({"DATABASE_URL": url}, directory=tmp_path).database_url == expected


@pytest.mark.parametrize("url", ["other/posts.db", "sqlite:///other/posts.db"])
def test_a_relative_database_stands_in_the_settings_folder(tmp_path: Path, url: str) -> None:
    assert load_settings({"DATABASE_URL": url}, directory=tmp_path).database_url == str(tmp_path / "other/posts.db")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"ADMINS=1\x00\n"])
def test_a_broken_env_file_is_told_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".env").write_bytes(content)
    assert problems(tmp_path)


def test_an_env_folder_and_a_watch_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    (tmp_path / "watch.toml").mkdir()
    assert ["cannot be read" in told for told in problems(tmp_path)] == [True, True]


def test_all_telegram_keys_that_are_missing_are_told_together(tmp_path: Path) -> None:
    settings = load_settings({}, directory=tmp_path)
    with pytest.raises(SettingsError) as caught:
        require_telegram(settings, bot=True)
    assert [problem.where for problem in caught.value.problems] == [
        "TELEGRAM_API_ID",
        "TELEGRAM_API_HASH",
        "TELEGRAM_BOT_TOKEN",
    ]
    with pytest.raises(SettingsError) as caught:
        require_telegram(settings, bot=False)
    assert len(caught.value.problems) == 2


def test_login_needs_no_bot(tmp_path: Path) -> None:
    settings = load_settings({"TELEGRAM_API_ID": "7", "TELEGRAM_API_HASH": "abc"}, directory=tmp_path)
    require_telegram(settings, bot=False)


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    assert "there is no file" in problems(tmp_path, TELEGRAM_DC_KEY="server.pem")[0]
    (tmp_path / "server.pem").write_text("-----BEGIN RSA PUBLIC KEY-----\n")
    settings = load_settings({"TELEGRAM_DC_KEY": "server.pem"}, directory=tmp_path)
    assert settings.telegram.dc_key == tmp_path / "server.pem"


def test_the_shipped_examples_load(tmp_path: Path) -> None:
    shutil.copy(ROOT / "config.example.env", tmp_path / ".env")
    shutil.copy(ROOT / "watch.example.toml", tmp_path / "watch.toml")
    settings = load_settings({}, directory=tmp_path)
    classes = {channel.handle: channel.channel_class for channel in settings.watch.channels}
    assert classes == {
        "mod_russia": ChannelClass.MINISTRY_RU,
        "epoddubny": ChannelClass.MILBLOGGER_RU,
        "sashakots": ChannelClass.MILBLOGGER_RU,
        "concordgroup_official": ChannelClass.PMC,
        "annamaliar": ChannelClass.OFFICIAL,
        "V_Zelenskiy_official": ChannelClass.OFFICIAL,
        "GeneralStaffZSU": ChannelClass.MINISTRY_UA,
        "rybar": ChannelClass.MILBLOGGER_RU,
        "wargonzo": ChannelClass.MILBLOGGER_RU,
        "dva_majors": ChannelClass.MILBLOGGER_RU,
        "DeepStateUA": ChannelClass.ANALYST,
    }


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    shutil.copy(ROOT / "config.example.env", tmp_path / ".env")
    with_example = load_settings({}, directory=tmp_path)
    (tmp_path / ".env").unlink()
    assert with_example == load_settings({}, directory=tmp_path)


def test_every_key_is_explained_in_the_example_and_the_reverse() -> None:
    shown = re.findall(r"^([A-Z_]+)=", (ROOT / "config.example.env").read_text(), re.MULTILINE)
    assert sorted(shown) == sorted(KEYS)


def test_every_key_that_is_declared_is_read(tmp_path: Path) -> None:
    told = problems(tmp_path, **dict.fromkeys(KEYS, "~nobody-of-that-name/\n://"))
    assert {line.split(": ")[1] for line in told if line.startswith("environment")} >= set(KEYS)
