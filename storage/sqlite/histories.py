"""One post with all that is known of it: versions, flags, media, stories, and who repeated it."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import fields

from bot.model.post import MediaFact, Post
from bot.model.report import PostHistory
from storage.sqlite import changelog, reports, searching, stories
from storage.sqlite.rows import ids_json, original_text
from storage.sqlite.sql import load_queries

_SQL = load_queries("histories")

_FACTS = tuple(field.name for field in fields(MediaFact))
"""In the order of the statement's columns."""


def of_post(db: sqlite3.Connection, channel_key: int, message_id: int, *, most_forwards: int) -> PostHistory | None:
    """See ReadingRoom.post_history."""
    post = reports.post(db, channel_key, message_id)
    if post is None:
        return None
    return PostHistory(
        post=post,
        versions=tuple(changelog.revisions(db, post.post_id)),
        flags=searching.flags_by_post(db, [post.post_id]).get(post.post_id, ()),
        media=media_of(db, [post.post_id]).get(post.post_id, ()),
        stories=tuple(stories.of_posts(db, [post.post_id])),
        forwards=_forwards(db, post, most_forwards),
        album=_album(db, post),
    )


def media_of(db: sqlite3.Connection, post_ids: Sequence[int]) -> Mapping[int, tuple[MediaFact, ...]]:
    """See ReadingRoom.media_of."""
    media: defaultdict[int, tuple[MediaFact, ...]] = defaultdict(tuple)
    for post_id, *facts in db.execute(_SQL["media"], {"ids": ids_json(post_ids)}):
        media[post_id] += (MediaFact(**dict(zip(_FACTS, facts, strict=True))),)
    return media


def _forwards(db: sqlite3.Connection, post: Post, most: int) -> tuple[Post, ...]:
    """The posts that name this one as their origin, the earliest first."""
    names = {
        "message_id": post.message_id,
        "telegram_id": post.channel.telegram_id,
        "handle": post.channel.handle,
        "most": most,
    }
    found = [row["post_id"] for row in db.execute(_SQL["forwards"], names)]
    return tuple(reversed(searching.posts_by_ids(db, found)))


def _album(db: sqlite3.Connection, post: Post) -> tuple[str, ...]:
    if post.grouped_id is None:
        return (post.text,)
    asked = {"channel_key": post.channel.key, "grouped_id": post.grouped_id, "post_id": post.post_id}
    return tuple(original_text(row["text"]) for row in db.execute(_SQL["album"], asked))
