"""What Telegram's errors mean for us: one plain sentence for the operator, one decision for the outbox."""

from datetime import timedelta

from telethon import errors
from telethon.errors.rpcerrorlist import rpc_errors_dict

from bot.errors import (
    ChatGoneError,
    DeliveryError,
    FloodWaitError,
    MessageRejectedError,
    MessengerUnavailableError,
    SessionError,
    StillRunningError,
)


class DeadSessionError(SessionError):
    """The session's own key is no good any more; only a new sign-in helps."""


_CODES = {kind: code for code, kind in rpc_errors_dict.items()}

_SIGN_IN_ANEW = (
    "Sign in anew: the listening account by `frontwatch login` or another session string, a bot by starting anew, "
    "without TELEGRAM_BOT_SESSION if that is set."
)
_DEAD_SENTENCES = {
    "AUTH_KEY_DUPLICATED": "The session was used from two places at once, and Telegram has closed it for good. "
    f"Stop the other process first. {_SIGN_IN_ANEW}",
    "AUTH_KEY_UNREGISTERED": f"Telegram has signed this session out. {_SIGN_IN_ANEW}",
    "AUTH_KEY_INVALID": f"Telegram refuses this session's key. {_SIGN_IN_ANEW}",
    "AUTH_KEY_PERM_EMPTY": f"Telegram refuses this session's key. {_SIGN_IN_ANEW}",
    "SESSION_REVOKED": f"Somebody has closed this session in Telegram's list of devices. {_SIGN_IN_ANEW}",
    "SESSION_EXPIRED": f"The session has expired. {_SIGN_IN_ANEW}",
}
_SESSION_SENTENCES = {
    "USER_DEACTIVATED": "Telegram has deleted this account. Sign in with another one.",
    "USER_DEACTIVATED_BAN": "Telegram has banned this account. Sign in with another one.",
    "ACCESS_TOKEN_INVALID": "Telegram refuses TELEGRAM_BOT_TOKEN. Copy it again from @BotFather.",
    "ACCESS_TOKEN_EXPIRED": "TELEGRAM_BOT_TOKEN was revoked. Get the new one from @BotFather.",
    "API_ID_INVALID": "Telegram refuses TELEGRAM_API_ID with TELEGRAM_API_HASH. Copy both again from my.telegram.org.",
    "CONNECTION_API_ID_INVALID": "Telegram refuses TELEGRAM_API_ID. Copy it again from my.telegram.org.",
    "API_ID_PUBLISHED_FLOOD": "TELEGRAM_API_ID is one that everybody uses. Get your own from my.telegram.org.",
}

_CHAT_GONE_CODES = frozenset(
    """
    USER_IS_BLOCKED YOU_BLOCKED_USER INPUT_USER_DEACTIVATED USER_DELETED USER_IS_BOT USER_KICKED USER_ID_INVALID
    CHAT_WRITE_FORBIDDEN CHAT_FORBIDDEN CHAT_RESTRICTED CHAT_ADMIN_REQUIRED CHAT_GUEST_SEND_FORBIDDEN CHAT_INVALID
    CHAT_SEND_PLAIN_FORBIDDEN CHAT_ID_INVALID CHANNEL_PRIVATE CHANNEL_INVALID CHANNEL_BANNED CHANNEL_ID_INVALID
    PEER_ID_INVALID PEER_ID_NOT_SUPPORTED USER_BANNED_IN_CHANNEL USER_NOT_PARTICIPANT BOT_GROUPS_BLOCKED
    TOPIC_DELETED TOPIC_CLOSED CHAT_DEACTIVATED BROADCAST_FORBIDDEN USER_PRIVACY_RESTRICTED
    """.split()  # noqa: SIM905  # thirty names, one a line, would hide them
)

_MESSAGE_REFUSED_CODES = frozenset({"MESSAGE_AUTHOR_REQUIRED", "MESSAGE_DELETE_FORBIDDEN", "MESSAGE_EDIT_TIME_EXPIRED"})
"""Codes that are about one message, though Telegram files them under "forbidden"."""

_CHAT_GONE_SENTENCES = {
    "USER_IS_BLOCKED": "this person has blocked the bot",
    "INPUT_USER_DEACTIVATED": "this person's account is deleted",
    "CHAT_WRITE_FORBIDDEN": "the bot may not write here",
    "CHAT_ADMIN_REQUIRED": "the bot must be an administrator to write here",
    "CHANNEL_PRIVATE": "the bot is not in this chat, or was removed from it",
    "PEER_ID_INVALID": "the bot does not know this chat; somebody there must write to it first",
    "TOPIC_DELETED": "the topic was deleted",
}

CHANNEL_CLOSED_CODES = frozenset({"CHANNEL_PRIVATE", "CHANNEL_INVALID", "CHANNEL_BANNED", "CHANNEL_PUBLIC_GROUP_NA"})
"""Codes that say: this account cannot read that channel."""

NOT_UNDERSTOOD = "ANSWER_NOT_UNDERSTOOD"
"""The code, our own, of an answer that holds something of which Telethon does not know."""

BROKEN = "ANSWER_BROKEN"
"""The code, our own, of an answer that is none."""

_PASSING_CODES = frozenset({"MSG_WAIT_FAILED", "MSG_WAIT_TIMEOUT"})
"""Codes that tell of the server's trouble with an earlier call, though Telegram files them under "bad request"."""

_GIVEN_UP_BY_TELETHON = ("Request was unsuccessful", "Failed to get DC")
"""How its ValueErrors begin where a call was sent to another data centre (303), or failed however often it was made."""

_UNAVAILABLE = (errors.ServerError, errors.TimedOutError, errors.InvalidDCError, OSError, errors.AuthKeyNotFound)


def error_code(error: errors.RPCError) -> str:
    """Telegram's own name of an error, such as ``CHANNEL_PRIVATE``."""
    return _CODES.get(type(error)) or str(error.message)


def wait_of(error: Exception) -> timedelta | None:
    """How long Telegram asks to wait, or None when it asks for no wait."""
    seconds = getattr(error, "seconds", None) if isinstance(error, errors.FloodError) else None
    return None if seconds is None else timedelta(seconds=max(1, seconds))


def signed_out() -> DeadSessionError:
    """What to tell when a session that was good is nobody's any more."""
    return DeadSessionError(_DEAD_SENTENCES["AUTH_KEY_UNREGISTERED"])


def session_error(error: BaseException | None) -> SessionError | None:
    """The operator's error when the session or the keys themselves are refused, else None."""
    if isinstance(error, errors.AuthKeyNotFound):
        return DeadSessionError(f"Telegram does not know this session's key any more. {_SIGN_IN_ANEW}")
    if not isinstance(error, errors.RPCError):
        return None
    code = error_code(error)
    if code in _DEAD_SENTENCES:
        return DeadSessionError(_DEAD_SENTENCES[code])
    if code in _SESSION_SENTENCES:
        return SessionError(_SESSION_SENTENCES[code])
    if isinstance(error, errors.UnauthorizedError) and not isinstance(error, errors.SessionPasswordNeededError):
        return SessionError(f"Telegram refuses this session ({code}). {_SIGN_IN_ANEW}")
    return None


def delivery_error(error: Exception) -> DeliveryError | None:
    """What the outbox must do about a failed send or edit (TELEGRAM 20 and 23); None for a bug of ours."""
    wait = wait_of(error)
    if wait is not None:
        return FloodWaitError(wait)
    if isinstance(error, errors.RandomIdDuplicateError):
        return StillRunningError("Telegram still works on the first call with this key.")
    refused = session_error(error)
    if refused is not None:
        return MessengerUnavailableError(f"The bot's session is refused: {refused}")
    if isinstance(error, _UNAVAILABLE):
        return MessengerUnavailableError(f"Telegram cannot be reached just now ({type(error).__name__}).")
    if isinstance(error, UnicodeEncodeError):
        return MessageRejectedError("The text holds half a character and cannot be sent.")
    if isinstance(error, ValueError) and str(error).startswith(_GIVEN_UP_BY_TELETHON):
        return MessengerUnavailableError(f"Telegram did not take the call ({error}).")
    if not isinstance(error, errors.RPCError):
        return None
    code = error_code(error)
    if code in _PASSING_CODES:
        return MessengerUnavailableError(f"Telegram answered {code}.")
    if code in _MESSAGE_REFUSED_CODES:
        return MessageRejectedError(f"Telegram refuses this message ({code}).")
    if isinstance(error, errors.ForbiddenError) or code in _CHAT_GONE_CODES:
        return ChatGoneError(_CHAT_GONE_SENTENCES.get(code, f"Telegram takes no messages for this chat ({code})"))
    if isinstance(error, errors.BadRequestError | errors.NotFoundError | errors.AuthKeyError):
        return MessageRejectedError(f"Telegram refuses this message ({code}).")
    return MessengerUnavailableError(f"Telegram answered {code}.")
