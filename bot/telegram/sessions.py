"""Opening the two accounts: the one that listens and the bot that speaks."""

import asyncio
import ipaddress
import logging
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import rsa
from telethon import errors
from telethon.crypto import rsa as telegram_keys
from telethon.sessions import StringSession

from bot.errors import SessionError, TelegramUnreachableError
from bot.ports import Clock
from bot.settings import DataCentre, Proxy, Secret, TelegramSettings
from bot.telegram.client import Client
from bot.telegram.lock import SessionLock
from bot.telegram.session_files import open_session, private_folder
from bot.telegram.trouble import DeadSessionError, error_code, session_error, wait_of

_log = logging.getLogger(__name__)

READER = "reader"
BOT = "bot"
_MAKE_A_BOT = "TELEGRAM_BOT_TOKEN is not set. Make a bot with @BotFather and copy its token."
_SIGN_IN = "Run `frontwatch login`, or set TELEGRAM_SESSION."


async def open_reader(settings: TelegramSettings, data_dir: Path, *, clock: Clock, tries: int | None = None) -> Client:
    """Connect the listening account. ``tries`` None waits for ever for a network that is down.

    ``catch_up`` stays off: the reconciler reads every gap from the archive's own cursor (TELEGRAM 1).
    Raises SessionError when nobody is signed in, the session is dead or in use, or is a bot's;
    TelegramUnreachableError after ``tries``.
    """
    client = await connect(settings, data_dir, READER, settings.session, clock=clock, tries=tries)
    try:
        if client.me is None:
            raise client.refused or SessionError(f"The listening account is not signed in. {_SIGN_IN}")
        if client.me.bot:
            raise SessionError(f"The listening session belongs to a bot, and bots cannot read channels. {_SIGN_IN}")
    except BaseException:
        await client.close()
        raise
    return client


async def open_bot(settings: TelegramSettings, data_dir: Path, *, clock: Clock, tries: int | None = None) -> Client:
    """Connect the bot, signing it in by its token unless its session already is.

    ``catch_up`` is on: what people wrote while the bot was down is answered, and never twice, since the
    answers' random ids come from the questions. Raises as ``open_reader`` does, and SessionError for a bad token.
    """
    if settings.bot_token is None and settings.bot_session is None:
        raise SessionError(_MAKE_A_BOT)
    if settings.bot_session is not None:
        client = await connect(settings, data_dir, BOT, settings.bot_session, clock=clock, tries=tries, catch_up=True)
    else:
        client = await connect_by_file(
            settings,
            data_dir,
            BOT,
            clock=clock,
            tries=tries,
            catch_up=True,
            is_stale=partial(_is_another_bot, settings),
        )
    try:
        if client.me is None:
            await _sign_in_bot(client, settings.bot_token)
        if client.me is not None and not client.me.bot:
            raise SessionError("TELEGRAM_BOT_SESSION belongs to a person. Leave it empty, or give a bot's.")
    except BaseException:
        await client.close()
        raise
    return client


async def connect(
    settings: TelegramSettings,
    data_dir: Path,
    name: str,
    string: Secret | None,
    *,
    clock: Clock,
    tries: int | None = None,
    catch_up: bool = False,
) -> Client:
    """Connect the session called ``name``, signed in or not. Raises SessionError, TelegramUnreachableError."""
    if settings.api_id is None or settings.api_hash is None:
        raise SessionError("TELEGRAM_API_ID and TELEGRAM_API_HASH are not set. Get them from my.telegram.org.")
    if settings.dc_key is not None:
        trust_key(settings.dc_key)
    lock = SessionLock(private_folder(data_dir) / f"{name}.session.lock")
    try:
        session = open_session(data_dir, name, string.reveal() if string else None)
        if settings.dc is not None:
            session.set_dc(settings.dc.dc_id, await _address(settings.dc), settings.dc.port)
        client = Client(
            session,
            settings.api_id,
            settings.api_hash.reveal(),
            lock=lock,
            proxy=_proxy(settings.proxy),
            use_ipv6=":" in (session.server_address or ""),
            # One after the other keeps the order of a channel's posts; the bot's handlers take their time instead.
            sequential_updates=name == READER,
            catch_up=catch_up,
            device_model="Frontwatch",
        )
    except BaseException:
        lock.release()
        raise
    try:
        await client.open(clock, tries=tries)
    except BaseException:
        await client.close()
        raise
    return client


async def connect_by_file(
    settings: TelegramSettings,
    data_dir: Path,
    name: str,
    *,
    is_stale: Callable[[Client], bool],
    clock: Clock,
    tries: int | None = None,
    catch_up: bool = False,
) -> Client:
    """As ``connect`` with a session file; one that is dead or stale gives way to a new one, where nobody is signed in.

    With its key goes what the file knows: channels as another account may have reached them.
    """
    file = data_dir / f"{name}.session"
    is_old = file.exists()
    try:
        client = await connect(settings, data_dir, name, None, clock=clock, tries=tries, catch_up=catch_up)
        if not is_old or not is_stale(client):
            return client
        await client.close()
    except DeadSessionError as error:
        _log.warning("%s", error)
    _log.info("The session file %s is made anew", file)
    file.unlink()
    return await connect(settings, data_dir, name, None, clock=clock, tries=tries, catch_up=catch_up)


def trust_key(path: Path) -> None:
    """Accept the RSA key of a data centre that is not Telegram's own.

    Takes ``RSA PUBLIC KEY`` (PKCS 1) and ``PUBLIC KEY`` (as OpenSSL writes it). Raises SessionError otherwise.
    """
    try:
        pem = path.read_bytes()
        if b"BEGIN PUBLIC KEY" in pem:
            pem = rsa.PublicKey.load_pkcs1_openssl_pem(pem).save_pkcs1()
        telegram_keys.add_key(pem, old=False)
    except OSError as error:
        raise SessionError(f"TELEGRAM_DC_KEY: {path} cannot be read ({error.strerror}).") from None
    except Exception as error:  # the PEM and ASN.1 readers raise whatever comes to their mind
        raise SessionError(
            f"TELEGRAM_DC_KEY: {path} holds no RSA public key ({type(error).__name__}). "
            "Write it with `openssl rsa -in KEY.pem -RSAPublicKey_out`."
        ) from None


def session_string(client: Client) -> Secret:
    """The client's session as a string for TELEGRAM_SESSION: whoever has it has the account."""
    return Secret(StringSession.save(client.session))


def _is_another_bot(settings: TelegramSettings, client: Client) -> bool:
    """Whether the session is of another bot than the token."""
    if client.me is None or settings.bot_token is None:
        return False
    bot_id, _, _ = settings.bot_token.reveal().partition(":")
    return bot_id.isdigit() and int(bot_id) != client.me.id


async def _sign_in_bot(client: Client, token: Secret | None) -> None:
    if token is None:
        raise SessionError(f"TELEGRAM_BOT_SESSION is not signed in, and {_MAKE_A_BOT}")
    try:
        client.me = await client.sign_in(bot_token=token.reveal())
    except errors.RPCError as error:
        wait = wait_of(error)
        if wait is not None:
            raise SessionError(f"Telegram asks to wait {wait} before the bot may sign in again.") from None
        refused = session_error(error)
        raise refused or SessionError(f"Telegram refuses to sign the bot in ({error_code(error)}).") from None
    except OSError as error:
        raise TelegramUnreachableError(f"The connection was lost while the bot signed in ({error}).") from None


async def _address(dc: DataCentre) -> str:
    """The data centre's IP address; Telethon's session strings hold nothing else."""
    try:
        return ipaddress.ip_address(dc.host).compressed
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(dc.host, dc.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise TelegramUnreachableError(f"TELEGRAM_DC: the host {dc.host} is not found ({error.strerror}).") from None
    # IPv4 first: most hosts that are found by both are reachable by it.
    found.sort(key=lambda info: info[0] is not socket.AF_INET)
    return str(found[0][4][0])


def _proxy(proxy: Proxy | None) -> dict[str, Any] | None:
    if proxy is None:
        return None
    return {
        "proxy_type": proxy.scheme,
        "addr": proxy.host,
        "port": proxy.port,
        "username": proxy.username,
        "password": proxy.password.reveal() if proxy.password else None,
        "rdns": True,
    }
