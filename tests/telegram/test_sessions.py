"""Opening the two accounts: kept safe, held by one process, and plain about what is wrong (TELEGRAM 13, 14 and 24)."""

import asyncio
import logging
import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import rsa
from telethon.crypto import AuthKey
from telethon.crypto import rsa as telegram_keys
from telethon.sessions import SQLiteSession
from telethon.tl import types

from bot.clocks import SystemClock
from bot.errors import SessionError, TelegramUnreachableError
from bot.settings import DataCentre, Proxy, Secret, TelegramSettings
from bot.telegram.client import ASK_EVERY, Client
from bot.telegram.lock import SessionLock
from bot.telegram.session_files import open_session
from bot.telegram.sessions import open_bot, open_reader, session_string, trust_key
from tests.delivery.boundary import NapClock
from tests.telegram.station import HurriedClock
from tests.telegram_server import lies
from tests.telegram_server.faults import ALWAYS
from tests.telegram_server.rooms import Person
from tests.telegram_server.server import TelegramServer

Opened = list[Client]


@pytest_asyncio.fixture
async def opened() -> AsyncIterator[Opened]:
    """Clients to be closed after the test."""
    clients: Opened = []
    yield clients
    for client in clients:
        await client.close()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


def modes(folder: Path) -> tuple[int, set[int]]:
    """The mode of a folder, and those of its files."""
    return stat.S_IMODE(folder.stat().st_mode), {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def widen(*paths: Path) -> None:
    """Let everybody read these."""
    for path in paths:
        path.chmod(path.stat().st_mode | 0o055)


def keep_session(server: TelegramServer, data_dir: Path, name: str, person: Person | None) -> None:
    """A session file as an earlier sign-in has left it; ``person`` None: nobody is signed in."""
    data_dir.mkdir(exist_ok=True)
    session = SQLiteSession(str(data_dir / f"{name}.session"))
    session.set_dc(2, server.host, server.port)
    session.auth_key = AuthKey(server.add_key(person=person).data)
    session.save()
    session.close()


def by_file(settings: TelegramSettings) -> TelegramSettings:
    """The same settings without session strings."""
    return replace(settings, session=None, bot_session=None)


async def test_a_session_string_opens_the_reader(
    settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    client = await open_reader(settings, data_dir, clock=clock, tries=1)
    opened.append(client)

    assert client.me is not None
    assert client.me.username == "the_reader"


async def test_a_session_file_opens_the_reader_and_nobody_else_may_read_it(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    keep_session(telegram, data_dir, "reader", telegram.reader)
    widen(data_dir, data_dir / "reader.session")

    opened.append(await open_reader(by_file(settings), data_dir, clock=clock, tries=1))

    assert modes(data_dir) == (0o700, {0o600})


async def test_a_bot_is_signed_in_by_its_token_once(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, clock: SystemClock
) -> None:
    keep_session(telegram, data_dir, "bot", None)
    for _ in range(2):
        client = await open_bot(by_file(settings), data_dir, clock=clock, tries=1)
        assert client.me is not None
        assert client.me.bot
        await client.close()

    assert telegram.requests["auth.importBotAuthorization"] == 1


async def test_accounts_open_from_nothing_at_a_data_centre_of_which_the_key_is_given(
    from_nothing: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    client = await open_bot(from_nothing, data_dir, clock=clock, tries=1)
    opened.append(client)

    assert client.me is not None
    assert client.me.bot
    with pytest.raises(SessionError, match="frontwatch login"):
        await open_reader(from_nothing, data_dir, clock=clock, tries=1)


async def test_another_token_is_another_bot(
    telegram: TelegramServer, from_nothing: TelegramSettings, data_dir: Path, clock: SystemClock
) -> None:
    await (await open_bot(from_nothing, data_dir, clock=clock, tries=1)).close()
    second = telegram.add_person("Second", bot=True)
    token = f"{second.id}:another-token"
    telegram.bots_by_token[token] = second

    client = await open_bot(replace(from_nothing, bot_token=Secret(token)), data_dir, clock=clock, tries=1)
    await client.close()

    assert client.me is not None
    assert client.me.id == second.id


async def test_a_bot_whose_key_is_dead_signs_in_anew_by_its_token(
    telegram: TelegramServer, from_nothing: TelegramSettings, data_dir: Path, clock: SystemClock
) -> None:
    await (await open_bot(from_nothing, data_dir, clock=clock, tries=1)).close()
    telegram.keys.clear()

    client = await open_bot(from_nothing, data_dir, clock=clock, tries=1)
    await client.close()

    assert client.me is not None
    assert telegram.requests["auth.importBotAuthorization"] == 2


async def test_a_bot_s_session_string_needs_no_token(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    opened.append(await open_bot(replace(settings, bot_token=None), data_dir, clock=clock, tries=1))

    assert telegram.requests["auth.importBotAuthorization"] == 0


async def test_a_wrong_token_is_told(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, clock: SystemClock
) -> None:
    keep_session(telegram, data_dir, "bot", None)
    wrong = replace(by_file(settings), bot_token=Secret("5:wrong"))

    with pytest.raises(SessionError, match="BotFather"):
        await open_bot(wrong, data_dir, clock=clock, tries=1)


async def test_nobody_signed_in_is_told_with_the_remedy(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, clock: SystemClock
) -> None:
    keep_session(telegram, data_dir, "reader", None)

    with pytest.raises(SessionError, match="frontwatch login"):
        await open_reader(by_file(settings), data_dir, clock=clock, tries=1)


async def test_sessions_of_the_wrong_kind_are_told(
    settings: TelegramSettings, data_dir: Path, clock: SystemClock
) -> None:
    swapped = replace(settings, session=settings.bot_session, bot_session=settings.session)

    with pytest.raises(SessionError, match="belongs to a bot"):
        await open_reader(swapped, data_dir, clock=clock, tries=1)
    with pytest.raises(SessionError, match="belongs to a person"):
        await open_bot(swapped, data_dir, clock=clock, tries=1)


@pytest.mark.parametrize(
    ("method", "code", "name", "sentence"),
    [
        ("help.getConfig", 406, "AUTH_KEY_DUPLICATED", "two places"),
        ("users.getUsers", 401, "SESSION_REVOKED", "list of devices"),
        ("help.getConfig", 400, "CONNECTION_API_ID_INVALID", "TELEGRAM_API_ID"),
    ],
)
async def test_a_dead_session_is_told_in_a_sentence(
    telegram: TelegramServer,
    settings: TelegramSettings,
    data_dir: Path,
    clock: SystemClock,
    method: str,
    code: int,
    name: str,
    sentence: str,
) -> None:
    telegram.faults.refuse(method, code, name, times=10)

    with pytest.raises(SessionError, match=sentence):
        await open_reader(settings, data_dir, clock=clock)


async def test_a_key_that_the_server_has_forgotten_is_told(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, clock: SystemClock
) -> None:
    telegram.keys.clear()

    with pytest.raises(SessionError, match="Sign in anew"):
        await open_reader(settings, data_dir, clock=clock)


async def test_a_file_or_string_that_is_no_session_is_told(
    settings: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    (tmp_path / "reader.session").write_bytes(b"no database at all" * 100)
    with pytest.raises(SessionError, match=r"reader\.session cannot be read"):
        await open_reader(by_file(settings), tmp_path, clock=clock)
    with pytest.raises(SessionError, match="Copy it again"):
        await open_reader(replace(settings, session=Secret("1cut")), tmp_path, clock=clock)


async def test_a_data_folder_that_cannot_be_made_is_told(
    settings: TelegramSettings, tmp_path: Path, clock: SystemClock
) -> None:
    (tmp_path / "data").write_text("a file, not a folder")

    with pytest.raises(SessionError, match="DATA_DIR"):
        await open_reader(settings, tmp_path / "data", clock=clock)


async def test_missing_keys_are_told(settings: TelegramSettings, data_dir: Path, clock: SystemClock) -> None:
    with pytest.raises(SessionError, match="TELEGRAM_API_ID"):
        await open_reader(replace(settings, api_id=None), data_dir, clock=clock)
    with pytest.raises(SessionError, match="TELEGRAM_BOT_TOKEN"):
        await open_bot(replace(by_file(settings), bot_token=None), data_dir, clock=clock)


async def test_another_data_centre_is_called_with_the_same_key(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    port = telegram.port
    await telegram.stop()
    telegram.port = 0
    await telegram.start()
    assert telegram.port != port
    elsewhere = replace(settings, dc=DataCentre(dc_id=2, host="localhost", port=telegram.port))

    client = await open_reader(elsewhere, data_dir, clock=clock, tries=1)
    opened.append(client)

    assert client.me is not None
    assert client.session.server_address == "127.0.0.1"


async def test_a_host_that_is_not_found_is_told(settings: TelegramSettings, data_dir: Path, clock: SystemClock) -> None:
    nowhere = replace(settings, dc=DataCentre(dc_id=2, host="no-such-host.invalid", port=443))

    with pytest.raises(TelegramUnreachableError, match=r"no-such-host\.invalid"):
        await open_reader(nowhere, data_dir, clock=clock)


async def test_nobody_at_the_door_is_told_after_the_last_try(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, clock: SystemClock
) -> None:
    await telegram.stop()

    with pytest.raises(TelegramUnreachableError, match="network and proxy"):
        await open_reader(settings, data_dir, clock=clock, tries=1)


async def test_a_proxy_is_really_used(settings: TelegramSettings, data_dir: Path, clock: SystemClock) -> None:
    greeted = asyncio.Event()

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(1) == b"\x05"  # SOCKS 5
        greeted.set()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    proxied = replace(settings, proxy=Proxy(scheme="socks5", host="127.0.0.1", port=port))
    with pytest.raises(TelegramUnreachableError):
        await open_reader(proxied, data_dir, clock=clock, tries=1)
    server.close()

    assert greeted.is_set()


async def test_a_network_that_is_down_at_the_start_is_waited_for(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    await telegram.stop()
    opening = asyncio.create_task(open_reader(settings, data_dir, clock=clock))
    await clock.sleep(timedelta(milliseconds=100))
    await telegram.start()

    client = await opening
    opened.append(client)

    assert client.me is not None


@pytest.mark.parametrize("lie", [lies.nothing, lies.nobody, lies.unknown, lies.overlong, lies.twice])
async def test_an_answer_that_makes_no_sense_is_a_refused_connection(
    telegram: TelegramServer,
    settings: TelegramSettings,
    data_dir: Path,
    opened: Opened,
    caplog: pytest.LogCaptureFixture,
    lie: Callable[[object], object],
) -> None:
    telegram.faults.lie("users.getUsers", lie, times=ALWAYS)
    with pytest.raises(TelegramUnreachableError, match=r"cannot be reached: [^\n]+$"):
        await open_reader(settings, data_dir, clock=HurriedClock(), tries=2)
    assert "Traceback" not in caplog.text
    telegram.faults.clear()

    opened.append(await open_reader(settings, data_dir, clock=HurriedClock(), tries=1))

    assert opened[0].me is not None


async def test_a_key_exchange_that_makes_no_sense_is_tried_again(
    telegram: TelegramServer,
    from_nothing: TelegramSettings,
    data_dir: Path,
    opened: Opened,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telegram.faults.garbled_keys = 1

    opened.append(await open_bot(from_nothing, data_dir, clock=HurriedClock(), tries=2))

    told = [record.getMessage() for record in caplog.records if record.name == "bot.telegram.client"]
    assert len(told) == 1
    assert "an answer that makes no sense" in told[0]
    assert "\n" not in told[0]


async def test_a_second_process_is_told_which_one_holds_the_session(
    settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    opened.append(await open_reader(settings, data_dir, clock=clock, tries=1))

    with pytest.raises(SessionError, match=f"process {os.getpid()}"):
        await open_reader(settings, data_dir, clock=clock, tries=1)


async def test_a_second_process_with_the_bots_token_is_told_so(
    settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    """TELEGRAM 24: two processes with one token would take updates from each other at random."""
    opened.append(await open_bot(settings, data_dir, clock=clock, tries=1))

    with pytest.raises(SessionError, match=f"process {os.getpid()}"):
        await open_bot(settings, data_dir, clock=clock, tries=1)


async def test_a_failed_start_lets_go_of_the_session(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    telegram.faults.refuse("users.getUsers", 401, "SESSION_REVOKED", times=2)
    with pytest.raises(SessionError):
        await open_reader(settings, data_dir, clock=clock, tries=1)

    opened.append(await open_reader(settings, data_dir, clock=clock, tries=1))


def test_a_lock_dies_with_its_process_however_it_dies(tmp_path: Path) -> None:
    path = tmp_path / "reader.session.lock"
    program = f"""
        import time
        from pathlib import Path
        from bot.telegram.lock import SessionLock
        lock = SessionLock(Path({str(path)!r}))
        print("locked", flush=True)
        time.sleep(60)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE) as other:  # noqa: S603
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        with pytest.raises(SessionError, match=f"process {other.pid}"):
            SessionLock(path)
        other.kill()

    lock = SessionLock(path)
    lock.release()
    lock.release()
    SessionLock(path).release()


async def test_an_account_refused_in_the_middle_ends_the_watch(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    client = await open_reader(settings, data_dir, clock=clock, tries=1)
    opened.append(client)
    watching = asyncio.create_task(client.stay_connected(clock))

    telegram.accounts.clear()
    await client.disconnect()

    with pytest.raises(SessionError, match="signed this session out"):
        await watching


async def test_a_bot_whose_token_is_revoked_ends_the_watch_at_its_next_call(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    client = await open_bot(settings, data_dir, clock=clock, tries=1)
    opened.append(client)
    watching = asyncio.create_task(client.stay_connected(clock))
    await client.get_me()

    telegram.sign_out(telegram.bot)
    assert await client.get_me() is None

    with pytest.raises(SessionError, match="signed this session out"):
        await watching


@pytest.mark.parametrize("open_client", [open_reader, open_bot])
async def test_a_session_closed_in_a_quiet_hour_is_told_without_any_call_of_ours(
    telegram: TelegramServer,
    settings: TelegramSettings,
    data_dir: Path,
    opened: Opened,
    clock: SystemClock,
    open_client: Callable[..., Awaitable[Client]],
) -> None:
    client = await open_client(settings, data_dir, clock=clock, tries=1)
    opened.append(client)
    quiet_hour = NapClock(datetime(2024, 3, 9, 3, 0, tzinfo=UTC))
    watching = asyncio.create_task(client.stay_connected(quiet_hour))
    await quiet_hour.napping.wait()

    telegram.sign_out(telegram.reader if open_client is open_reader else telegram.bot)
    quiet_hour.advance_to(quiet_hour.now() + ASK_EVERY)

    with pytest.raises(SessionError, match="signed this session out"):
        await watching


async def test_closing_ends_the_watch(settings: TelegramSettings, data_dir: Path, clock: SystemClock) -> None:
    client = await open_reader(settings, data_dir, clock=clock, tries=1)
    watching = asyncio.create_task(client.stay_connected(clock))

    await client.close()

    await asyncio.wait_for(watching, 5)


async def test_a_connection_that_telethon_gives_up_is_made_again_and_the_gap_told(
    telegram: TelegramServer, settings: TelegramSettings, data_dir: Path, opened: Opened, clock: SystemClock
) -> None:
    client = await open_reader(settings, data_dir, clock=clock, tries=1)
    opened.append(client)
    gaps: asyncio.Queue[int | None] = asyncio.Queue()
    client.on_gap(gaps.put_nowait)
    watching = asyncio.create_task(client.stay_connected(clock))

    await client.disconnect()

    assert await asyncio.wait_for(gaps.get(), 5) is None
    assert client.is_connected()
    watching.cancel()


def test_keys_of_a_data_centre_are_trusted_in_both_common_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, _ = rsa.newkeys(512)
    pkcs1, openssl = tmp_path / "pkcs1.pem", tmp_path / "openssl.pem"
    pkcs1.write_bytes(public.save_pkcs1())
    inner = public.save_pkcs1("DER")
    openssl.write_bytes(rsa.pem.save_pem(_subject_public_key_info(inner), "PUBLIC KEY"))

    for path in (pkcs1, openssl):
        monkeypatch.setattr(telegram_keys, "_server_keys", {})
        trust_key(path)
        ((key, is_old),) = telegram_keys._server_keys.values()
        assert (key, is_old) == (public, False)


def _subject_public_key_info(pkcs1: bytes) -> bytes:
    """What OpenSSL writes round a PKCS 1 key."""
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")
    bits = b"\x03" + bytes([len(pkcs1) + 1]) + b"\x00" + pkcs1
    return b"\x30" + bytes([len(algorithm) + len(bits)]) + algorithm + bits


@pytest.mark.parametrize("content", ["", "not a key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_that_is_no_key_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key.pem"
    path.write_text(content)

    with pytest.raises(SessionError, match="TELEGRAM_DC_KEY"):
        trust_key(path)
    with pytest.raises(SessionError, match="cannot be read"):
        trust_key(tmp_path / "missing.pem")


async def test_no_secret_reaches_the_log(
    telegram: TelegramServer,
    settings: TelegramSettings,
    data_dir: Path,
    clock: SystemClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    keep_session(telegram, data_dir, "bot", None)
    reader = await open_reader(settings, data_dir, clock=clock, tries=1)
    bot = await open_bot(by_file(settings), data_dir, clock=clock, tries=1)
    strings = [session_string(reader), session_string(bot)]
    await reader.close()
    await bot.close()

    secrets = [settings.api_hash, settings.bot_token, settings.session, *strings]
    seen = caplog.text + repr(reader) + repr(bot) + repr(strings)
    assert [secret for secret in secrets if secret is not None and secret.reveal() in seen] == []
    assert strings[0] == settings.session


def test_a_disk_that_takes_no_writes_costs_memories_and_no_key(
    data_dir: Path, telegram: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    keep_session(telegram, data_dir, "reader", telegram.reader)
    session = open_session(data_dir, "reader", None)
    session._cursor().execute("PRAGMA max_page_count = 1")  # as many as there are, however few are asked for
    channels = [
        types.Channel(id=n, title="x" * 500, photo=types.ChatPhotoEmpty(), date=None, access_hash=n, username=f"n_{n}")
        for n in range(1, 2000)
    ]
    session.process_entities(types.contacts.ResolvedPeer(types.PeerChannel(1), channels, []))
    assert "database or disk is full" in caplog.text
    session.save()
    session.close()
    old = session.auth_key
    session = open_session(data_dir, "reader", None)
    assert session.auth_key == old
    session._cursor().execute("PRAGMA query_only = 1")
    with pytest.raises(sqlite3.OperationalError):
        session.auth_key = AuthKey(telegram.add_key().data)
    session.close()
