"""What Telegram's errors mean for the outbox and for the operator (TELEGRAM 13, 20 and 23)."""

from datetime import timedelta

import pytest
from telethon import errors
from telethon.tl import functions, types

from bot.errors import (
    ChatGoneError,
    DeliveryError,
    FloodWaitError,
    MessageRejectedError,
    MessengerUnavailableError,
    StillRunningError,
)
from bot.telegram.trouble import delivery_error, error_code, session_error, wait_of


def telegram_error(code: int, name: str) -> errors.RPCError:
    """The error that Telethon makes of a server's answer."""
    return errors.rpc_message_to_error(types.RpcError(code, name), functions.help.GetConfigRequest())


@pytest.mark.parametrize(
    ("code", "name", "meaning"),
    [
        (420, "FLOOD_WAIT_40", FloodWaitError),
        (420, "FLOOD_PREMIUM_WAIT_40", FloodWaitError),
        (420, "SLOWMODE_WAIT_40", FloodWaitError),
        (500, "RANDOM_ID_DUPLICATE", StillRunningError),
        (500, "RPC_CALL_FAIL", MessengerUnavailableError),
        (-500, "No workers running", MessengerUnavailableError),
        (-503, "Timeout", MessengerUnavailableError),
        (303, "USER_MIGRATE_4", MessengerUnavailableError),
        (400, "MSG_WAIT_FAILED", MessengerUnavailableError),
        (500, "MSG_WAIT_FAILED", MessengerUnavailableError),
        (400, "MSG_WAIT_TIMEOUT", MessengerUnavailableError),
        (401, "SESSION_REVOKED", MessengerUnavailableError),
        (401, "AUTH_KEY_UNREGISTERED", MessengerUnavailableError),
        (406, "AUTH_KEY_DUPLICATED", MessengerUnavailableError),
        (400, "USER_IS_BLOCKED", ChatGoneError),
        (400, "INPUT_USER_DEACTIVATED", ChatGoneError),
        (400, "PEER_ID_INVALID", ChatGoneError),
        (400, "CHANNEL_PRIVATE", ChatGoneError),
        (400, "CHAT_ADMIN_REQUIRED", ChatGoneError),
        (400, "TOPIC_DELETED", ChatGoneError),
        (400, "TOPIC_CLOSED", ChatGoneError),
        (403, "CHAT_WRITE_FORBIDDEN", ChatGoneError),
        (403, "SOMETHING_NEW_FORBIDDEN", ChatGoneError),
        (403, "MESSAGE_AUTHOR_REQUIRED", MessageRejectedError),
        (400, "MESSAGE_TOO_LONG", MessageRejectedError),
        (400, "MESSAGE_ID_INVALID", MessageRejectedError),
        (400, "ENTITY_BOUNDS_INVALID", MessageRejectedError),
        (400, "SOMETHING_NEW_INVALID", MessageRejectedError),
        (418, "I_AM_A_TEAPOT", MessengerUnavailableError),
    ],
)
def test_each_refusal_tells_the_outbox_what_to_do(code: int, name: str, meaning: type[DeliveryError]) -> None:
    told = delivery_error(telegram_error(code, name))

    assert type(told) is meaning


@pytest.mark.parametrize("error", [ConnectionError(), TimeoutError(), OSError(), errors.AuthKeyNotFound()])
def test_a_broken_connection_may_be_tried_again(error: Exception) -> None:
    assert type(delivery_error(error)) is MessengerUnavailableError


@pytest.mark.parametrize("error", [TypeError("a bug"), ValueError("a bug")])
def test_a_bug_of_ours_is_no_delivery_error(error: Exception) -> None:
    assert delivery_error(error) is None


@pytest.mark.parametrize(("name", "seconds"), [("FLOOD_WAIT_7", 7), ("SLOWMODE_WAIT_30", 30), ("FLOOD_WAIT_0", 1)])
def test_a_wait_is_told_in_full_and_is_never_none_at_all(name: str, seconds: int) -> None:
    assert wait_of(telegram_error(420, name)) == timedelta(seconds=seconds)


def test_an_error_that_asks_for_no_wait_has_none() -> None:
    assert wait_of(telegram_error(420, "FROZEN_METHOD_INVALID")) is None
    assert wait_of(telegram_error(400, "CHANNEL_PRIVATE")) is None


@pytest.mark.parametrize("name", ["CHANNEL_PRIVATE", "SOMETHING_NEW_INVALID", "RANDOM_ID_DUPLICATE"])
def test_errors_keep_telegrams_own_names_whether_telethon_knows_them_or_not(name: str) -> None:
    assert error_code(telegram_error(400, name)) == name


@pytest.mark.parametrize(
    ("code", "name", "remedy"),
    [
        (406, "AUTH_KEY_DUPLICATED", "two places"),
        (401, "AUTH_KEY_UNREGISTERED", "Sign in anew"),
        (401, "SESSION_REVOKED", "list of devices"),
        (401, "USER_DEACTIVATED_BAN", "banned"),
        (400, "ACCESS_TOKEN_INVALID", "BotFather"),
        (400, "API_ID_INVALID", "my.telegram.org"),
        (401, "SOMETHING_NEW", "SOMETHING_NEW"),
    ],
)
def test_a_dead_session_is_told_with_its_remedy(code: int, name: str, remedy: str) -> None:
    told = session_error(telegram_error(code, name))

    assert told is not None
    assert remedy in str(told)


@pytest.mark.parametrize(("code", "name"), [(401, "SESSION_PASSWORD_NEEDED"), (400, "CHANNEL_PRIVATE")])
def test_other_errors_leave_the_session_alive(code: int, name: str) -> None:
    assert session_error(telegram_error(code, name)) is None
    assert session_error(ConnectionError()) is None
