"""Logging: one line a record, as text or JSON, and no secret in any of it."""

import json
import logging
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from types import TracebackType
from urllib.parse import quote

_log = logging.getLogger(__name__)

_UNSAFE = {code: f"\\x{code:02x}" for code in [*range(0x20), *range(0x7F, 0xA0)]}
_UNSAFE |= {code: f"\\u{code:04x}" for code in (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))}
_UNSAFE |= {ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}

# They tell every request, job, statement and dictionary: noise for an operator, and statements hold post text.
_CHATTY = ("telethon", "apscheduler", "aiosqlite", "pymorphy3", "asyncio", "matplotlib")


def one_line(text: str) -> str:
    """``text`` with control characters, line ends and writing-direction overrides written out.

    Post text, names and server replies reach the log; none of them may forge a line or steer a terminal.
    """
    return text.translate(_UNSAFE)


class _Formatter(logging.Formatter):
    def __init__(self, secrets: Iterable[str], *, as_json: bool) -> None:
        super().__init__()
        shapes = {shape for secret in secrets for shape in _shapes(secret) if len(shape) >= 4}
        self._secrets = sorted(shapes, key=len, reverse=True)
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        if record.exc_info:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        for secret in self._secrets:
            text = text.replace(secret, "***")
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        if self._as_json:
            line = {"at": at, "level": record.levelname.lower(), "logger": record.name, "message": text}
            return json.dumps(line, ensure_ascii=True)
        return f"{at} {record.levelname:<7} {record.name}: {one_line(text)}"


def _shapes(secret: str) -> Iterator[str]:
    """How a secret may stand in a text: as it is, in an address, inside quotes; of a bot's token also its key alone."""
    yield from (secret, quote(secret, safe=""), repr(secret)[1:-1])
    bot_id, _, key = secret.partition(":")
    if bot_id.isdigit():
        yield key


def set_up_logging(level: str, log_format: str, *, secrets: Iterable[str] = ()) -> None:
    """Send all logging to standard error; ``log_format`` is ``text`` or ``json``.

    Each of ``secrets`` is struck out of messages and tracebacks, whoever wrote them there; a traceback that ends the
    program goes the same way.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(secrets, as_json=log_format == "json"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
    sys.excepthook = _log_uncaught


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    _log.critical("Frontwatch ends by a bug of its own", exc_info=(kind, error, traceback))
