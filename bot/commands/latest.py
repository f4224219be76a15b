"""``/latest``: the stories with the newest claims."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.asked import Asked, Means, said
from bot.model.conversation import Answer
from bot.model.message import Message
from bot.model.story import Story
from bot.signals.places import Gazetteer
from bot.wording import stories, texts, times
from bot.wording.excerpt import excerpt
from bot.wording.links import add_link
from bot.wording.rich_text import RichText, join_blocks

_STORIES = 8
_EXCERPT_LENGTH = 160


async def latest(means: Means, asked: Asked) -> Answer:
    """``/latest``: each story with its state, place, first source and counts."""
    newest = await means.archive.latest_stories(limit=_STORIES)
    if not newest:
        return said(texts.LATEST_NOTHING)
    blocks = [_block(story, means.names.gazetteer, asked.zone, asked.now) for story in newest]
    header = RichText().bold(texts.LATEST_HEADER).message()
    return Answer(messages=join_blocks([header, *blocks]))


def _block(story: Story, gazetteer: Gazetteer, zone: ZoneInfo, now: datetime) -> Message:
    head = stories.leading_post(story)
    text = RichText()
    stories.add_headline(text, story, gazetteer, now)
    text.line().add(stories.joined((times.with_zone(head.date, zone, now=now), stories.short_speaker(head))))
    text.line().add(f"«{excerpt(head.text, head.start, head.end, length=_EXCERPT_LENGTH)}»")
    number = texts.LATEST_STORY.format(number=story.story_id)
    text.line().add(stories.joined((stories.counts_line(story), number)))
    add_link(text, head.url)
    return text.message()
