"""A post that answers a question, as programs and spreadsheets read it (pure)."""

from typing import Final

from bot.model.channel import ChannelRef
from bot.model.post import ForwardOrigin
from bot.model.query import Hit

COLUMNS: Final = (
    "date_utc",
    "channel",
    "title",
    "class",
    "id",
    "url",
    "text",
    "flags",
    "places",
    "forwarded_from",
    "origin",
    "deleted",
    "revisions",
    "media",
)
"""The heads of ``cells``; kept as they are, since tables that people built on them read them by name."""

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\n", "\r", "＝", "＋", "－", "＠")
"""The wide ones too: spreadsheets set to Chinese, Japanese or Korean take them for the narrow."""

_CONTROLS: Final = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)], "\ufffd")


def as_json(hit: Hit) -> dict[str, object]:
    """``search --json`` (CONTRACTS.md)."""
    post = hit.post
    return {
        "channel": post.channel.name,
        "id": post.message_id,
        "date": post.date.isoformat(),
        "text": post.text,
        "url": post.link,
        "deleted": post.deleted_at is not None,
        "revisions": hit.revisions,
        "flags": [{"signal": flag.signal, "stance": flag.stance.value} for flag in hit.flags],
    }


def as_full_json(hit: Hit) -> dict[str, object]:
    """The same, what else ``import`` reads, so that it can be taken into another archive, and what became of the post.

    Of a post's versions it is the one that stands.
    """
    post = hit.post
    channel_class = post.channel.channel_class
    return as_json(hit) | {
        "class": channel_class.value if channel_class else None,
        "title": post.channel.title,
        "forwarded_from": _forward(post.forwarded_from),
        "origin": post.origin.value,
        "places": list(hit.places),
        "media": [{"type": fact.kind} for fact in post.media],
        "grouped_id": post.grouped_id,
        "reply_to": post.reply_to,
        "views": post.views,
        "edited_at": post.edited_at.isoformat() if post.edited_at else None,
        "deleted_at": post.deleted_at.isoformat() if post.deleted_at else None,
    }


def cells(hit: Hit) -> tuple[str, ...]:
    """The same as a row of a spreadsheet under COLUMNS: the date as spreadsheets know dates, lists parted by blanks."""
    post = hit.post
    channel_class = post.channel.channel_class
    row = (
        post.date.strftime("%Y-%m-%d %H:%M:%S"),
        post.channel.name,
        post.channel.title,
        channel_class.value if channel_class else "",
        str(post.message_id),
        post.link or "",
        post.text,
        " ".join(f"{flag.signal}:{flag.stance.value}" for flag in hit.flags),
        " ".join(hit.places),
        _forward_cell(post.forwarded_from),
        post.origin.value,
        "yes" if post.deleted_at is not None else "no",
        str(hit.revisions),
        " ".join(fact.kind for fact in post.media),
    )
    return tuple(map(disarmed, row))


def disarmed(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: whoever writes posts must not run anything where they are read.

    A table is also looked at in terminals: control characters become U+FFFD, but for tabs and line ends.
    See OWASP, "CSV Injection".
    """
    cell = cell.translate(_CONTROLS)
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell


def _forward(origin: ForwardOrigin | None) -> dict[str, object] | None:
    """``{"channel", "id"}`` as ``import`` reads it; either is null where the post's author stays hidden."""
    if origin is None:
        return None
    return {"channel": _name(origin.channel) if origin.channel else None, "id": origin.message_id}


def _forward_cell(origin: ForwardOrigin | None) -> str:
    """``channel/id``; ``hidden`` where neither is known."""
    if origin is None:
        return ""
    known = (_name(origin.channel) if origin.channel else "", str(origin.message_id or ""))
    return "/".join(filter(None, known)) or "hidden"


def _name(channel: ChannelRef) -> str:
    return channel.handle or channel.title or str(channel.telegram_id)
