"""``frontwatch login``: a person at a terminal signs the listening account in."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from telethon.tl import functions

from bot.clocks import SystemClock
from bot.errors import SessionError
from bot.settings import TelegramSettings
from bot.telegram.login import TRIES, sign_in
from bot.telegram.sessions import open_reader
from tests.telegram_server.server import TelegramServer


class TypingPerson:
    """Types these codes and passwords one after the other, and does with each QR code what ``scan`` does."""

    def __init__(
        self,
        *codes: str,
        phone: str = "+380 000 000 001",
        passwords: Sequence[str] = (),
        scan: Callable[[str], None] | None = None,
    ) -> None:
        self._codes = list(codes)
        self._phone = phone
        self._passwords = list(passwords)
        self._scan = scan
        self.shown: list[str] = []

    def phone(self) -> str:
        """The number."""
        return self._phone

    def code(self) -> str:
        """The next code."""
        return self._codes.pop(0)

    def password(self) -> str:
        """The next password."""
        return self._passwords.pop(0)

    def show_qr(self, url: str) -> None:
        """A code to scan."""
        assert self._scan is not None, f"asked to scan {url}"
        self.shown.append(url)
        self._scan(url)


async def test_a_mistyped_code_may_be_typed_again_and_the_session_is_kept(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    signed_in = await sign_in(from_nothing, tmp_path, TypingPerson("00000", telegram.code), clock=clock)
    again = await sign_in(from_nothing, tmp_path, TypingPerson(), clock=clock)

    assert (signed_in.name, signed_in.was_already, again.was_already) == ("Reader", False, True)
    assert signed_in.session == again.session
    reader = await open_reader(from_nothing, tmp_path, clock=clock, tries=1)
    await reader.close()


async def test_signing_in_anew_forgets_what_another_account_knew(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    await sign_in(from_nothing, tmp_path, TypingPerson(telegram.code), clock=clock)
    reader = await open_reader(from_nothing, tmp_path, clock=clock, tries=1)
    telegram.add_channel("Front news", username="frontnews")
    await reader(functions.contacts.ResolveUsernameRequest("frontnews"))
    assert reader.session.get_input_entity("frontnews")
    await reader.close()
    telegram.sign_out(telegram.reader)

    await sign_in(from_nothing, tmp_path, TypingPerson(telegram.code), clock=clock)

    reader = await open_reader(from_nothing, tmp_path, clock=clock, tries=1)
    with pytest.raises(ValueError, match="frontnews"):
        reader.session.get_input_entity("frontnews")
    await reader.close()


async def test_a_session_whose_key_is_dead_is_no_obstacle(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    await sign_in(from_nothing, tmp_path, TypingPerson(telegram.code), clock=clock)
    telegram.keys.clear()

    signed_in = await sign_in(from_nothing, tmp_path, TypingPerson(telegram.code), clock=clock)

    assert not signed_in.was_already


async def test_a_code_that_stays_wrong_ends_the_attempt(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    with pytest.raises(SessionError, match="wrong three times"):
        await sign_in(from_nothing, tmp_path, TypingPerson(*["00000"] * TRIES), clock=clock)


@pytest.mark.parametrize(
    ("code", "name", "sentence"),
    [
        (400, "PHONE_NUMBER_INVALID", "international form"),
        (420, "FLOOD_WAIT_3600", "1:00:00"),
        (400, "SOMETHING_NEW", "SOMETHING_NEW"),
    ],
)
async def test_a_refusal_is_told_in_a_sentence(
    telegram: TelegramServer,
    from_nothing: TelegramSettings,
    tmp_path: Path,
    clock: SystemClock,
    code: int,
    name: str,
    sentence: str,
) -> None:
    telegram.faults.refuse("auth.sendCode", code, name)

    with pytest.raises(SessionError, match=sentence):
        await sign_in(from_nothing, tmp_path, TypingPerson(), clock=clock)


async def test_a_second_password_is_asked_for_until_it_is_right(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    telegram.reader.password = "кот 7"

    signed_in = await sign_in(
        from_nothing, tmp_path, TypingPerson(telegram.code, passwords=["cat 7", "кот 7"]), clock=clock
    )

    assert signed_in.name == "Reader"


async def test_a_password_that_stays_wrong_ends_the_attempt(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    telegram.reader.password = "кот 7"

    with pytest.raises(SessionError, match="password was wrong three times"):
        await sign_in(from_nothing, tmp_path, TypingPerson(telegram.code, passwords=["cat 7"] * TRIES), clock=clock)


async def test_a_scanned_code_signs_in(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    def soon(url: str) -> None:
        asyncio.get_running_loop().call_later(0.1, telegram.scan, url, telegram.reader)

    signed_in = await sign_in(from_nothing, tmp_path, TypingPerson(scan=soon), clock=clock, by_qr=True)

    assert signed_in.name == "Reader"
    reader = await open_reader(from_nothing, tmp_path, clock=clock, tries=1)
    await reader.close()


async def test_a_code_that_is_scanned_before_anybody_waits_signs_in(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    person = TypingPerson(scan=lambda url: telegram.scan(url, telegram.reader))

    assert (await sign_in(from_nothing, tmp_path, person, clock=clock, by_qr=True)).name == "Reader"


async def test_a_scan_of_which_no_push_came_is_noticed_when_the_code_expires(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    telegram.links_live = timedelta(seconds=1)
    person = TypingPerson(scan=lambda url: telegram.scan(url, telegram.reader, tell=False))

    signed_in = await sign_in(from_nothing, tmp_path, person, clock=clock, by_qr=True)

    assert (signed_in.name, len(person.shown)) == ("Reader", 1)


async def test_an_expired_code_is_followed_by_another_and_a_password_may_follow(
    telegram: TelegramServer, from_nothing: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    telegram.links_live = timedelta(seconds=1)
    telegram.reader.password = "кот 7"

    def only_the_second(url: str) -> None:
        if len(person.shown) == 2:
            telegram.scan(url, telegram.reader)

    person = TypingPerson(passwords=["кот 7"], scan=only_the_second)

    assert (await sign_in(from_nothing, tmp_path, person, clock=clock, by_qr=True)).name == "Reader"
    assert len(set(person.shown)) == 2
