"""Signing the listening account in: by telephone and code, or by a QR code that a signed-in app scans."""

import asyncio
import base64
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from telethon import errors, events, utils
from telethon.tl import functions, types

from bot.errors import SessionError, TelegramUnreachableError
from bot.ports import Clock
from bot.settings import Secret, TelegramSettings
from bot.telegram.client import Client
from bot.telegram.sessions import READER, connect_by_file, session_string
from bot.telegram.trouble import error_code, session_error, wait_of

TRIES = 3
"""How often a code or a password may be mistyped."""

CONNECTION_TRIES = 3

_SHORTEST_CODE, _LONGEST_CODE = timedelta(seconds=1), timedelta(seconds=30)
"""How long a code is shown, however wrong our clock is: Telegram's live for half a minute."""


class Prompts(Protocol):
    """How the person at the terminal is asked; each may block, nothing else runs meanwhile."""

    def phone(self) -> str:
        """The telephone number in international form."""
        ...

    def code(self) -> str:
        """The code that Telegram has sent to the account's other apps, or by SMS."""
        ...

    def password(self) -> str:
        """The account's second password, not echoed."""
        ...

    def show_qr(self, url: str) -> None:
        """Show the address as a QR code; called again when a code has expired."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in now; ``session`` is the string for TELEGRAM_SESSION. ``was_already``: nothing was asked."""

    name: str
    session: Secret
    was_already: bool


async def sign_in(
    settings: TelegramSettings, data_dir: Path, prompts: Prompts, *, clock: Clock, by_qr: bool = False
) -> SignedIn:
    """Sign the listening account in and keep it in the session file.

    Raises SessionError with what was wrong, TelegramUnreachableError where there is no connection.
    """
    client = await connect_by_file(
        settings, data_dir, READER, is_stale=_is_signed_out, clock=clock, tries=CONNECTION_TRIES
    )
    try:
        was_already = client.me is not None
        if not was_already:
            client.me = await (_by_qr(client, prompts) if by_qr else _by_phone(client, prompts))
        return SignedIn(name=utils.get_display_name(client.me), session=session_string(client), was_already=was_already)
    except errors.RPCError as error:
        raise _sign_in_error(error) from None
    except OSError as error:
        raise TelegramUnreachableError(f"The connection was lost while signing in ({error}). Try again.") from None
    finally:
        await client.close()


def _is_signed_out(client: Client) -> bool:
    return client.me is None


async def _by_phone(client: Client, prompts: Prompts) -> Any:
    phone = prompts.phone()
    await client.send_code_request(phone)
    for tries_left in reversed(range(TRIES)):
        try:
            return await client.sign_in(phone, prompts.code())
        except errors.PhoneCodeInvalidError:
            if not tries_left:
                raise
        except errors.SessionPasswordNeededError:
            return await _by_password(client, prompts.password)
    raise AssertionError("the last try returns or raises")


async def _by_qr(client: Client, prompts: Prompts) -> Any:
    """Show one code after the other until one is scanned.

    Telethon's own ``qr_login`` trusts that the push of a scan comes, and comes while it waits; whoever asks for the
    next code is told of the scan as well (core.telegram.org/api/qr-login).
    """
    scanned = asyncio.Event()

    async def heard(_: Any) -> None:
        scanned.set()

    client.add_event_handler(heard, events.Raw(types.UpdateLoginToken))
    try:
        while True:
            told = await _scan_or_next_code(client)
            if isinstance(told, types.auth.LoginTokenSuccess):
                return await client._on_login(told.authorization.user)
            prompts.show_qr(f"tg://login?token={base64.urlsafe_b64encode(told.token).decode().rstrip('=')}")
            lives = min(max(_SHORTEST_CODE, told.expires - datetime.now(UTC)), _LONGEST_CODE)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(scanned.wait(), lives.total_seconds())
            scanned.clear()
    except errors.SessionPasswordNeededError:
        return await _by_password(client, prompts.password)
    finally:
        client.remove_event_handler(heard)


async def _scan_or_next_code(client: Client) -> Any:
    """A new code, or who has scanned the one before, for which an account of another data centre sends us there."""
    told = await client(functions.auth.ExportLoginTokenRequest(client.api_id, client.api_hash, except_ids=[]))
    if isinstance(told, types.auth.LoginTokenMigrateTo):
        await client._switch_dc(told.dc_id)
        told = await client(functions.auth.ImportLoginTokenRequest(told.token))
    return told


async def _by_password(client: Client, ask: Callable[[], str]) -> Any:
    for tries_left in reversed(range(TRIES)):
        try:
            return await client.sign_in(password=ask())
        except errors.PasswordHashInvalidError:
            if not tries_left:
                raise
    raise AssertionError("the last try returns or raises")


_SENTENCES = {
    "PHONE_NUMBER_INVALID": "That is no telephone number. Write it in international form, such as +380441234567.",
    "PHONE_NUMBER_BANNED": "Telegram has banned this number.",
    "PHONE_NUMBER_UNOCCUPIED": "This number has no Telegram account. Make one with an app first.",
    "PHONE_CODE_INVALID": "The code was wrong three times. Start again.",
    "PHONE_CODE_EXPIRED": "The code has expired. Start again.",
    "PASSWORD_HASH_INVALID": "The password was wrong three times. Start again.",
}


def _sign_in_error(error: errors.RPCError) -> SessionError:
    wait = wait_of(error)
    if wait is not None:
        return SessionError(f"Telegram asks to wait {wait} before signing in again.")
    code = error_code(error)
    if code in _SENTENCES:
        return SessionError(_SENTENCES[code])
    return session_error(error) or SessionError(f"Telegram refuses to sign in ({code}).")
