"""Answers that are well-formed and wrong, or not well-formed at all; each is given to ``Faults.lie``."""

from collections.abc import Callable
from typing import Any

from telethon.tl import types

NEWEST_POSSIBLE = 2**31 - 1
"""Ids of messages are 32 bits wide."""


class Unknown:
    """A thing of a kind that no client knows yet."""

    def __init__(self, message_id: int = 0) -> None:
        self.id = message_id

    def __bytes__(self) -> bytes:
        return bytes.fromhex("efbeadde")

    _bytes = __bytes__


def no_messages(answer: Any) -> Any:
    """Nothing is there: what a replica says that lags behind."""
    answer.messages = []
    return answer


def no_posts(answer: Any) -> Any:
    """Nothing has these ids: what a replica says that lags behind."""
    answer.messages = [types.MessageEmpty(id=message.id, peer_id=None) for message in answer.messages]
    return answer


def no_dialogs(answer: Any) -> Any:
    """No dialog is told of."""
    answer.dialogs = []
    return answer


def nothing(answer: Any) -> Any:
    """An empty vector."""
    return []


def unknown(answer: Any) -> Any:
    """Something of a kind that no client knows."""
    return Unknown()


def twice(answer: Any) -> Any:
    """A vector with everything in it twice."""
    return [*answer, *answer]


def overlong(answer: Any) -> Any:
    """A text that goes on after the answer has ended."""
    return bytes(types.DataJSON(""))[:4] + b"\xfe\xff\xff\xff"


def nobody(answer: Any) -> Any:
    """A user that is none."""
    return [types.UserEmpty(0)]


def newest(message_id: int) -> Callable[[Any], Any]:
    """Every dialog's newest message has this id."""

    def tell(answer: Any) -> Any:
        for dialog in answer.dialogs:
            dialog.top_message = message_id
        return answer

    return tell


def unreadable(*ids: int) -> Callable[[Any], Any]:
    """The messages with these ids are of a kind that the client does not know."""

    def tell(answer: Any) -> Any:
        answer.messages = [
            Unknown(message.id) if message.id in ids and hasattr(message, "date") else message
            for message in answer.messages
        ]
        return answer

    return tell


def unreadable_chats(answer: Any) -> Any:
    """The channel itself is of a kind that the client does not know."""
    answer.chats = [Unknown()]
    return answer
