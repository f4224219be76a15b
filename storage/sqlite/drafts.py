"""Rows for versions that are new to the archive, in the order of the columns in ``queries/intake.sql``."""

from collections.abc import Iterator

from bot.model.post import SeenPost
from storage.sqlite.batch import Draft
from storage.sqlite.rows import clean, compact_json, fitting, stored_text


def post_row(draft: Draft, now_us: int) -> tuple[object, ...]:
    """The first version of a post."""
    seen = draft.seen
    return (
        draft.history.post_id,
        *draft.pair,
        draft.posted_us,
        seen.origin.value,
        now_us,
        draft.version.edited_us,
        draft.version.vouched_us,
        draft.history.current.number,
        draft.version.content_hash,
        fitting(seen.reply_to),
        fitting(seen.grouped_id),
        fitting(seen.views),
        clean(seen.url),
        clean(seen.service),
        _entities(seen),
        stored_text(seen.text),
    )


def revision_row(draft: Draft, now_us: int) -> tuple[object, ...]:
    """A later version of a post."""
    return (
        draft.history.post_id,
        draft.version.number,
        draft.version.edited_us,
        draft.version.vouched_us,
        now_us,
        draft.seen.origin.value,
        draft.version.content_hash,
        _entities(draft.seen),
        stored_text(draft.seen.text),
    )


def media_rows(draft: Draft) -> Iterator[tuple[object, ...]]:
    """The media facts of a version."""
    for position, item in enumerate(draft.seen.media):
        yield (
            draft.history.post_id,
            draft.version.number,
            position,
            clean(item.kind),
            fitting(item.media_id),
            clean(item.mime),
            fitting(item.size_bytes),
            clean(item.name),
            item.duration_seconds,
            fitting(item.width),
            fitting(item.height),
        )


def forward_row(draft: Draft) -> tuple[object, ...]:
    """Where a post was forwarded from."""
    origin = draft.seen.forwarded_from
    channel = origin.channel if origin else None
    return (
        draft.history.post_id,
        fitting(channel.telegram_id) if channel else None,
        channel.handle if channel else None,
        clean(channel.title) if channel else None,
        fitting(origin.message_id) if origin else None,
    )


def _entities(seen: SeenPost) -> str | None:
    """Markup as ``[[kind, offset, length, url?], …]``, offsets in UTF-16 units as Telegram has them."""
    if not seen.entities:
        return None
    return compact_json(
        [[item.kind, item.offset, item.length, *([item.url] if item.url else [])] for item in seen.entities]
    )
