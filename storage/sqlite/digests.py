"""Digests: what a chat has been told, and what became known since (RULES 18)."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.model.delivery import NewDelivery
from bot.model.digest import (
    AlarmHistory,
    ChangedPost,
    DigestMaterial,
    DigestSpan,
    DigestStanding,
    DigestStory,
    DigestTold,
    WordTally,
)
from bot.model.post import Revision
from bot.model.story import Story, StoryPost
from storage.sqlite import outbox, stories
from storage.sqlite.reports import channel_reports
from storage.sqlite.rows import (
    end_post_id,
    first_post_id,
    ids_json,
    instant,
    maybe_instant,
    micros,
    original_text,
)
from storage.sqlite.searching import posts_by_ids
from storage.sqlite.sql import load_queries

_SQL = load_queries("digests")

_IDS_A_SECOND = first_post_id(1_000_000)
_IDS_A_DAY = 86_400 * _IDS_A_SECOND
_END_OF_TIME = (1 << 63) - 1
_ALARMS_BEFORE = timedelta(days=28)
"""How far back a digest's material tells the alarms, so that the usual can be seen."""


def standing(db: sqlite3.Connection, chat_id: int) -> DigestStanding:
    """See DigestStore.digest_standing."""
    chat = {"chat_id": chat_id}
    slot = db.execute(_SQL["last_slot"], chat).fetchone()
    told = db.execute(_SQL["last_told"], chat).fetchone()
    waiting = db.execute(_SQL["waiting"], chat).fetchone()
    return DigestStanding(
        last_slot=slot["slot"] if slot else None,
        told=DigestTold(until=instant(told["until_us"]), up_to=told["up_to"], was_empty=bool(told["empty"]))
        if told
        else None,
        is_under_way=bool(waiting and waiting["begun"]),
    )


def put(db: sqlite3.Connection, delivery: NewDelivery, *, is_passed: bool) -> bool:
    """See DigestStore.put_digest."""
    chat = {"chat_id": delivery.chat_id}
    db.execute(_SQL["drop_waiting"], chat)
    if db.execute(_SQL["waiting"], chat).fetchone() or not outbox.enqueue(db, [delivery]):
        return False
    if is_passed:
        db.execute(_SQL["pass"], {"key": delivery.key})
    return True


def known_up_to(db: sqlite3.Connection, *, before: datetime | None) -> int:
    """See DigestStore.known_up_to."""
    if before is None:
        position: int = db.execute(_SQL["known_up_to"]).fetchone()["position"]
        return position
    row = db.execute(_SQL["known_before"], {"moment_us": micros(before)}).fetchone()
    return row["position"] if row else 0


def last_heard(db: sqlite3.Connection) -> datetime | None:
    """See DigestStore.last_heard."""
    row = db.execute(_SQL["last_heard"]).fetchone()
    return instant(row["seen_us"]) if row else None


def keep_news(db: sqlite3.Connection, saved: Sequence[Story], *, position: int) -> None:
    """Note what each post is to its story now; what is new or has changed is news at ``position`` (0: to nobody).

    A post that comes from another story of its signal, as it was there, is no news.
    """
    latest = {story.story_id: story for story in saved}.values()
    rows = [
        {"story_id": story.story_id, "post_id": post.post_id, "position": position, "part": _part(story, post)}
        for story in latest
        for post in story.posts
    ]
    db.executemany(_SQL["keep_news"], rows)


def material(db: sqlite3.Connection, span: DigestSpan, *, chat_id: int) -> DigestMaterial:
    """See ReadingRoom.digest_material."""
    positions = {"after": span.after, "up_to": span.up_to}
    times = {"chat_id": chat_id, "since_us": micros(span.since), "until_us": micros(span.until)}
    changed = [row["post_id"] for row in db.execute(_SQL["changed_posts"], positions)]
    return DigestMaterial(
        span=span,
        stories=tuple(_stories(db, span)),
        changed=_changed(db, changed),
        words=tuple(
            WordTally(word=row["word"], posts=row["posts"], copies=row["copies"])
            for row in db.execute(_SQL["words"], times)
        ),
        alarms=alarms(db, since=span.since - _ALARMS_BEFORE, until=span.until),
        channels=channel_reports(db, now=span.until),
        recovered=db.execute(_SQL["recovered"], positions).fetchone()["posts"],
        capped=outbox.alerts_counted(db, chat_id, since=span.since, until=span.until),
    )


def alarms(db: sqlite3.Connection, *, since: datetime, until: datetime | None) -> AlarmHistory:
    """See WorkStore.alarms."""
    ids = {
        "first_id": max(0, first_post_id(micros(since))),
        "end_id": _END_OF_TIME if until is None else end_post_id(micros(until)),
        "ids_a_day": _IDS_A_DAY,
    }
    raised: defaultdict[str, list[int]] = defaultdict(list)
    for row in db.execute(_SQL["alarms"], ids):
        raised[row["signal"]].append(row["post_id"])
    first = db.execute(_SQL["first_post"], ids).fetchone()["post_id"]
    return AlarmHistory(
        raised={signal: tuple(posts) for signal, posts in raised.items()},
        first_post=None if first is None else instant(first // _IDS_A_SECOND * 1_000_000),
        days_heard=frozenset(row["day"] for row in db.execute(_SQL["days_heard"], ids)),
    )


def _part(story: Story, post: StoryPost) -> str:
    """What a reader would notice if it changed: the post's role, and whether it still stands."""
    return f"{story.signal} {post.role} {'stands' if post.stands else 'gone'}"


def _stories(db: sqlite3.Connection, span: DigestSpan) -> Iterator[DigestStory]:
    news: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in db.execute(_SQL["news"], {"after": span.after, "up_to": span.up_to}):
        news[row["story_id"]].append(row)
    for story in stories.by_ids(db, news):
        rows = news[story.story_id]
        yield DigestStory(
            story=story,
            fresh=frozenset(row["post_id"] for row in rows if span.after < row["position"] <= span.up_to),
            is_going_on=any(0 < row["first_position"] <= span.after for row in rows),
        )


def _changed(db: sqlite3.Connection, ids: Sequence[int]) -> tuple[ChangedPost, ...]:
    signals: defaultdict[int, list[str]] = defaultdict(list)
    for row in db.execute(_SQL["ever_flagged"], {"ids": ids_json(ids)}):
        signals[row["post_id"]].append(row["signal"])
    firsts = {row["post_id"]: _revision(row) for row in db.execute(_SQL["first_versions"], {"ids": ids_json(ids)})}
    posts = sorted(posts_by_ids(db, ids), key=lambda post: post.post_id)
    return tuple(
        ChangedPost(post=post, first=firsts[post.post_id], signals=tuple(signals[post.post_id])) for post in posts
    )


def _revision(row: sqlite3.Row) -> Revision:
    return Revision(
        number=row["number"],
        text=original_text(row["text"]),
        edited_at=maybe_instant(row["edited_us"]),
        seen_at=instant(row["seen_us"]),
    )
