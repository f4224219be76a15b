"""Stories: saved whole, and read with the facts of their posts and channels as they are now."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from bot.model.channel import Channel, post_url
from bot.model.flag import Side, Stance
from bot.model.post import Origin
from bot.model.story import Role, Severity, Story, StoryPost, StoryState
from storage.sqlite.identity import channels_by_key
from storage.sqlite.rows import (
    clean,
    compact_json,
    end_post_id,
    first_post_id,
    ids_json,
    instant,
    maybe_instant,
    micros,
    original_text,
)
from storage.sqlite.sql import load_queries

_SQL = load_queries("stories")


def save(db: sqlite3.Connection, stories: Sequence[Story]) -> None:
    """Add stories or replace them with all their posts; of several with one number the last counts."""
    latest = {story.story_id: story for story in stories}.values()
    versions = _revised(db, (post.post_id for story in latest for post in story.posts))
    db.executemany(_SQL["save"], [_story_row(story) for story in latest])
    db.executemany(_SQL["drop_posts"], [(story.story_id,) for story in latest])
    rows = [_post_row(story, post, versions) for story in latest for post in story.posts]
    db.executemany(_SQL["add_post"], rows)


def between(db: sqlite3.Connection, earliest: datetime, latest: datetime) -> Sequence[Story]:
    """Stories with a post dated in that span, both ends included."""
    span = {
        "earliest_us": micros(earliest),
        "latest_us": micros(latest),
        "first_id": first_post_id(micros(earliest)),
        "end_id": end_post_id(micros(latest)),
    }
    return by_ids(db, (row["story_id"] for row in db.execute(_SQL["between"], span)))


def of_posts(db: sqlite3.Connection, post_ids: Sequence[int]) -> Sequence[Story]:
    """Stories that hold any of these posts."""
    return by_ids(db, (row["story_id"] for row in db.execute(_SQL["of_posts"], {"ids": ids_json(post_ids)})))


def of_events(db: sqlite3.Connection, event_ids: Sequence[int], without: Collection[int] = ()) -> Sequence[Story]:
    """The stories of these events, but for some."""
    rows = db.execute(_SQL["of_events"], {"ids": ids_json(event_ids)}).fetchall()
    return by_ids(db, (row["story_id"] for row in rows if row["story_id"] not in without))


def one(db: sqlite3.Connection, story_id: int) -> Story | None:
    """One story, or the one that it was merged into, or None."""
    row = db.execute(_SQL["survivor"], {"story_id": story_id}).fetchone()
    found = by_ids(db, [row["story_id"]]) if row else ()
    return found[0] if found else None


def latest(db: sqlite3.Connection, *, limit: int) -> Sequence[Story]:
    """The stories with the newest claims first."""
    order = [row["story_id"] for row in db.execute(_SQL["newest_claims"], {"limit": limit})]
    found = {story.story_id: story for story in by_ids(db, order)}
    return tuple(found[story_id] for story_id in order)


def last_id(db: sqlite3.Connection) -> int:
    """The highest number given so far; 0 for none."""
    number: int = db.execute(_SQL["last_id"]).fetchone()["story_id"]
    return number


def by_ids(db: sqlite3.Connection, ids: Iterable[int]) -> Sequence[Story]:
    """These stories with all their posts, by number; those that were merged into others are passed over."""
    wanted = {"ids": ids_json(ids)}
    rows = db.execute(_SQL["posts_by_ids"], wanted).fetchall()
    channels = channels_by_key(db, (row["channel_key"] for row in rows))
    posts: defaultdict[int, list[StoryPost]] = defaultdict(list)
    for row in rows:
        posts[row["story_id"]].append(_story_post(row, channels[row["channel_key"]]))
    for told in posts.values():
        told.sort(key=lambda post: (post.date, post.channel_name, post.message_id, post.post_id))
    return tuple(_story(row, tuple(posts[row["story_id"]])) for row in db.execute(_SQL["by_ids"], wanted))


def _revised(db: sqlite3.Connection, post_ids: Iterable[int]) -> Mapping[int, list[sqlite3.Row]]:
    """All versions of those posts that have more than one."""
    versions: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in db.execute(_SQL["versions_of_revised"], {"ids": ids_json(set(post_ids))}):
        versions[row["post_id"]].append(row)
    return versions


def _version_of(post: StoryPost, versions: Sequence[sqlite3.Row]) -> int:
    """The number of the version that the mention's offsets count in: the current one if the text fits it."""
    fitting = [row["number"] for row in versions if original_text(row["text"]) == post.text]
    if not versions:
        return 0
    current: int = versions[0]["current_revision"]
    return current if current in fitting or not fitting else fitting[-1]


def _story_row(story: Story) -> tuple[object, ...]:
    return (
        story.story_id,
        story.event_id,
        story.signal,
        story.place,
        story.axis,
        story.state.value,
        story.severity.value,
        compact_json(story.reasons),
        micros(story.founded_at),
        micros(story.last_claim_at),
        story.version,
        story.transition,
        story.continues,
        story.title,
        story.weight.value,
        story.merged_into,
    )


def _post_row(story: Story, post: StoryPost, versions: Mapping[int, Sequence[sqlite3.Row]]) -> tuple[object, ...]:
    return (
        story.story_id,
        post.post_id,
        _version_of(post, versions.get(post.post_id, ())),
        post.origin.value,
        post.role.value,
        post.stance.value,
        post.start,
        post.end,
        clean(post.term),
        clean(post.cue),
        post.side,
        post.euphemism,
        compact_json(post.places),
        post.copy_of,
        post.withdrawn,
        post.answers,
    )


def _story(row: sqlite3.Row, posts: tuple[StoryPost, ...]) -> Story:
    return Story(
        story_id=row["story_id"],
        event_id=row["event_id"],
        signal=row["signal"],
        place=row["place"],
        axis=row["axis"],
        state=StoryState(row["state"]),
        severity=Severity(row["severity"]),
        reasons=tuple(json.loads(row["reasons"])),
        founded_at=instant(row["founded_us"]),
        last_claim_at=instant(row["last_claim_us"]),
        posts=posts,
        version=row["version"],
        transition=row["transition"],
        continues=row["continues"],
        title=row["title"],
        weight=Severity(row["weight"]),
    )


def _story_post(row: sqlite3.Row, channel: Channel) -> StoryPost:
    return StoryPost(
        post_id=row["post_id"],
        channel_key=channel.key,
        channel_name=channel.name,
        channel_title=channel.title,
        channel_class=channel.channel_class,
        message_id=row["message_id"],
        url=row["url"] or post_url(channel, row["message_id"]),
        date=instant(row["posted_us"]),
        origin=Origin(row["origin"]),
        text=original_text(row["text"]),
        role=Role(row["role"]),
        stance=Stance(row["stance"]),
        start=row["start"],
        end=row["end"],
        term=row["term"],
        cue=row["cue"],
        side=Side(row["side"]) if row["side"] else None,
        euphemism=bool(row["euphemism"]),
        places=tuple(json.loads(row["places"])),
        copy_of=row["copy_of"],
        deleted_at=maybe_instant(row["deleted_us"]),
        withdrawn=bool(row["withdrawn"]),
        answers=bool(row["answers"]),
    )
