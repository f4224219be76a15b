"""``replay --json``: each message that a subscriber would get, as one JSON line (CONTRACTS.md)."""

from collections.abc import Mapping
from datetime import datetime

from bot.delivery.renderer import news_of
from bot.delivery.witness import Told
from bot.exports.json_text import json_line
from bot.model.delivery import DeliveryKind
from bot.model.story import Story, head_of, shown_state
from bot.ports import ReadingRoom
from bot.wording.replies import standing_news

_KINDS = {DeliveryKind.WORD: DeliveryKind.NOTICE.value}
"""A contract of its own: to a program that reads the lines, the alert of a watched word is a notice."""


async def story_told(told: Told, archive: ReadingRoom) -> Story | None:
    """The story that a message tells of, as it stands by now. Raises ArchiveError.

    An alert's is the one that heads its event, a reply's the one that it tells of first.
    """
    delivery = told.delivery
    if delivery.story_id is None:
        return None
    event_id = delivery.facts.get("event")
    if delivery.kind is DeliveryKind.ALERT and isinstance(event_id, int):
        return head_of([story for story in await archive.stories_of_events([event_id]) if story.posts])
    if delivery.kind is DeliveryKind.REPLY:
        first = standing_news(*await news_of(delivery, archive))
        if first:
            return first[0].story
    return await archive.story(delivery.story_id)


def told_as_json(told: Told, story: Story | None) -> str:
    """The line for one message that was sent or edited; fields that do not apply are left out."""
    delivery = told.delivery
    line: dict[str, object] = {
        "at": told.at.isoformat(),
        "kind": "update" if told.is_edit else _KINDS.get(delivery.kind, delivery.kind.value),
        "message": f"m{told.message_id}",
    }
    if delivery.reply_to_message_id is not None and not told.is_edit:
        line["reply_to"] = f"m{delivery.reply_to_message_id}"
    if story is not None and delivery.kind in (DeliveryKind.ALERT, DeliveryKind.REPLY):
        line |= _story_fields(story, told.at)
    line["text"] = told.message.text
    return json_line(line)


def _story_fields(story: Story, now: datetime) -> Mapping[str, object]:
    posts = sorted(story.posts, key=lambda post: (post.date, post.channel_name, post.message_id))
    return {
        "story": story.story_id,
        "signal": story.signal,
        "state": shown_state(story, now).value,
        "severity": story.severity.label,
        "places": [story.place] if story.place else [],
        "sources": story.sources,
        "copies": story.copies,
        "posts": [[post.channel_name, post.message_id] for post in posts],
    }
