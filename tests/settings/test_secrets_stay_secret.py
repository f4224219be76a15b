"""A secret never shows: not in a repr, a message, a traceback or a pickle."""

import copy
import pickle
import traceback
from dataclasses import asdict
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Secret, load_settings

HIDDEN = "hidden-word"


def test_no_way_of_printing_shows_it() -> None:
    secret = Secret(HIDDEN)
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret:>40}", f"{secret!r}", [secret]):
        assert HIDDEN not in str(shown)
    assert secret.reveal() == HIDDEN


def test_it_cannot_be_written_but_can_be_compared_and_copied() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(HIDDEN))
    assert Secret(HIDDEN) == copy.deepcopy(Secret(HIDDEN)) == copy.copy(Secret(HIDDEN))
    assert Secret(HIDDEN) != Secret("other")
    assert Secret(HIDDEN) != HIDDEN
    assert len({Secret(HIDDEN), Secret(HIDDEN)}) == 1


def test_settings_that_are_printed_hide_all_of_them(tmp_path: Path) -> None:
    session = "1" + "A" * 351 + "="
    settings = load_settings(
        {
            "TELEGRAM_API_HASH": HIDDEN,
            "TELEGRAM_BOT_TOKEN": f"123:{HIDDEN}",
            "TELEGRAM_SESSION": session,
            "TELEGRAM_PROXY": f"socks5://me:{HIDDEN}@localhost:1080",
        },
        directory=tmp_path,
    )
    shown = repr(settings) + str(asdict(settings))
    assert HIDDEN not in shown
    assert session not in shown
    assert settings.telegram.proxy is not None
    assert settings.telegram.proxy.password == Secret(HIDDEN)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("TELEGRAM_API_ID", HIDDEN),
        ("TELEGRAM_API_HASH", f"{HIDDEN} {HIDDEN}"),
        ("TELEGRAM_BOT_TOKEN", HIDDEN),
        ("TELEGRAM_SESSION", HIDDEN),
        ("TELEGRAM_BOT_SESSION", HIDDEN),
        ("TELEGRAM_PROXY", f"socks5://me:{HIDDEN}@[::1"),
        ("TELEGRAM_PROXY", f"socks5://me:{HIDDEN}@host:port"),
        ("TELEGRAM_PROXY", f"ftp://me:{HIDDEN}@host:1"),
        ("DATABASE_URL", f"mysql://me:{HIDDEN}@host/db"),
    ],
)
def test_a_wrong_secret_is_not_repeated_in_its_problem(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({key: value}, directory=tmp_path)
    assert HIDDEN not in "".join(traceback.format_exception(caught.value))
    assert key in str(caught.value)
