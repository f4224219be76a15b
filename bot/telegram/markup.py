"""From our messages to Telegram's: entities built by hand, no parser in between (TELEGRAM 22)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from telethon.tl import types

from bot.model.message import Button, Entity, EntityKind, Message

_WRITTEN: dict[EntityKind, Callable[[int, int], Any]] = {
    EntityKind.BOLD: types.MessageEntityBold,
    EntityKind.ITALIC: types.MessageEntityItalic,
    EntityKind.UNDERLINE: types.MessageEntityUnderline,
    EntityKind.STRIKE: types.MessageEntityStrike,
    EntityKind.SPOILER: types.MessageEntitySpoiler,
    EntityKind.CODE: types.MessageEntityCode,
    EntityKind.BLOCKQUOTE: types.MessageEntityBlockquote,
}


def telegram_entities(message: Message) -> list[Any]:
    """The entities that we write; Telegram finds addresses, mentions and hashtags itself."""
    return [entity for ours in message.entities if (entity := _entity(ours)) is not None]


def telegram_buttons(message: Message) -> Any | None:
    """The inline keyboard, or None for a message without buttons."""
    rows = [[button for ours in row if (button := _button(ours)) is not None] for row in message.buttons]
    rows = [row for row in rows if row]
    if not rows:
        return None
    return types.ReplyInlineMarkup([types.KeyboardInlineButtonRow(row) for row in rows])


def is_allowed_link(url: str) -> bool:
    """Only web links go out: an ``@name`` or ``tg:`` link would be resolved or acted upon (TELEGRAM 22)."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _entity(entity: Entity) -> Any | None:
    if entity.kind is EntityKind.LINK:
        if entity.url is None or not is_allowed_link(entity.url):
            return None
        return types.MessageEntityTextUrl(entity.offset, entity.length, entity.url)
    if entity.kind is EntityKind.PRE:
        return types.MessageEntityPre(entity.offset, entity.length, language="")
    written = _WRITTEN.get(entity.kind)
    return written(entity.offset, entity.length) if written else None


def _button(button: Button) -> Any | None:
    if button.url is not None:
        if not is_allowed_link(button.url):
            return None
        return types.KeyboardInlineButton(button.label, types.InlineButtonTypeUrl(button.url))
    return types.KeyboardInlineButton(button.label, types.InlineButtonTypeCallback(button.data or b""))
