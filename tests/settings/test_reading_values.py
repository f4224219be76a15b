"""One setting's text to its value."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.configuration import reading
from bot.configuration.reading import Unreadable
from bot.settings import DataCentre, Proxy, Secret


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("6h", timedelta(hours=6)),
        ("3 D", timedelta(days=3)),
    ],
)
def test_durations(text: str, expected: timedelta) -> None:
    assert reading.duration(text) == expected


@pytest.mark.parametrize("text", ["6", "h", "0h", "-1h", "1.5h", "6 hours", "1e3h", "٦h"])
def test_no_durations(text: str) -> None:
    with pytest.raises(Unreadable):
        reading.duration(text)


def test_counts() -> None:
    assert (reading.count("0"), reading.count("30")) == (0, 30)
    for text in ("-1", "1.5", "many", "٣", "1234567"):
        with pytest.raises(Unreadable, match="not a number"):
            reading.count(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2@149.154.167.40:443", DataCentre(dc_id=2, host="149.154.167.40", port=443)),
        ("1@[::1]:8443", DataCentre(dc_id=1, host="::1", port=8443)),
        ("10002@telegram.test:80", DataCentre(dc_id=10002, host="telegram.test", port=80)),
    ],
)
def test_data_centres(text: str, expected: DataCentre) -> None:
    assert reading.data_centre(text) == expected


@pytest.mark.parametrize(
    "text", ["2@host", "host:443", "0@host:443", "2@host:0", "2@host:65536", "2@::1:443", "2@a b:1"]
)
def test_no_data_centres(text: str) -> None:
    with pytest.raises(Unreadable):
        reading.data_centre(text)


def test_proxies() -> None:
    assert reading.proxy("SOCKS5://localhost:1080") == Proxy(scheme="socks5", host="localhost", port=1080)
    assert reading.proxy("http://me:p%40ss@[::1]:8080/") == Proxy(
        scheme="http", host="::1", port=8080, username="me", password=Secret("p@ss")
    )


@pytest.mark.parametrize(
    "text",
    ["localhost:1080", "socks5://localhost", "socks5://:1080", "socks5://h:99999", "https://h:1", "socks5://h:1/x"],
)
def test_no_proxies(text: str) -> None:
    with pytest.raises(Unreadable):
        reading.proxy(text)


def test_chats_come_out_as_ids_or_names_once_each() -> None:
    assert reading.chats("-1001234, @my_channel,https://t.me/other_one , my_channel,, 42") == (
        "-1001234",
        "@my_channel",
        "@other_one",
        "42",
    )


@pytest.mark.parametrize("text", ["me", "@1abc", "a b", "0", "t.me/+AbCdEfGh", "@имя_канала"])
def test_no_chats(text: str) -> None:
    with pytest.raises(Unreadable):
        reading.chats(text)


def test_admins() -> None:
    assert reading.user_ids("1, 22,22") == frozenset({1, 22})


@pytest.mark.parametrize("text", ["@me", "-5", "1;2", "0", "١"])
def test_no_admins(text: str) -> None:
    with pytest.raises(Unreadable):
        reading.user_ids(text)


def test_session_strings_have_the_length_of_an_address_and_a_key() -> None:
    for length in (352, 368):
        assert reading.session_string("1" + "A" * (length - 1) + "=").reveal().endswith("A=")
    for wrong in ("1" + "A" * 100, "2" + "A" * 352, "1" + "A" * 353):
        with pytest.raises(Unreadable):
            reading.session_string(wrong)


READERS: list[Callable[[str], object]] = [
    reading.api_id,
    reading.secret,
    reading.bot_token,
    reading.session_string,
    reading.data_centre,
    reading.proxy,
    reading.user_ids,
    reading.chats,
    reading.path,
    reading.duration,
    reading.days,
    reading.database,
    reading.log_level,
]
_LIKELY = st.text(alphabet="0129abhsd:/@.,-%[]~ ()\0", min_size=1)


@given(text=st.text(min_size=1) | _LIKELY | _LIKELY.map("socks5://".__add__) | _LIKELY.map("2@".__add__))
def test_any_text_is_a_value_or_a_problem_on_one_line(text: str) -> None:
    told: list[Unreadable] = []
    for read in READERS:
        try:
            read(text)
        except Unreadable as wrong:
            told.append(wrong)
    assert all(wrong.what and "\n" not in wrong.what + wrong.remedy for wrong in told)
