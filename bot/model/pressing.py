"""What a button carries and says when it is pressed: its kind and a few numbers, ``c:2`` or ``q:17:3``.

Everything else is looked up, so that buttons work after a restart and hold Telegram's 64 bytes (TELEGRAM 25).
"""

import re
from dataclasses import dataclass
from enum import Enum, unique

from bot.model.message import Button

_DATA = re.compile(rb"([a-z]):(\d{1,15}(?::\d{1,15}){0,2})\Z")


@unique
class ButtonKind(Enum):
    """Every kind of button; its letter is never given to another one, because old messages keep theirs."""

    CHANNELS_PAGE = b"c"
    SEARCH_PAGE = b"q"
    SUBSCRIBERS_PAGE = b"u"
    WISH = b"s"
    MUTE_EVENT = b"m"
    UNMUTE = b"n"
    WHOLE_STORY = b"w"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a pressed button's data says."""

    kind: ButtonKind
    numbers: tuple[int, ...]


def button(label: str, kind: ButtonKind, *numbers: int) -> Button:
    """A button of this kind that carries these numbers, three at most."""
    return Button(label=label, data=b":".join([kind.value, *(str(number).encode() for number in numbers)]))


def read_press(data: bytes) -> Pressed | None:
    """What a pressed button carried; None for data that we never made."""
    match = _DATA.match(data)
    kinds = {kind.value: kind for kind in ButtonKind}
    if match is None or match[1] not in kinds:
        return None
    return Pressed(kind=kinds[match[1]], numbers=tuple(map(int, match[2].split(b":"))))
