"""``/story N`` and the button ``Whole story``: one story from its first post on."""

from bot.commands.asked import Asked, Means, said
from bot.commands.typed import read_story_number
from bot.model.conversation import Answer
from bot.model.message import Message
from bot.wording import texts
from bot.wording.excerpt import shortened
from bot.wording.timeline import render_story

_LONGEST_SHOWN = 40


async def story(means: Means, asked: Asked) -> Answer:
    """``/story 41``: who said it first, who repeated it, who denied it."""
    if not asked.rest:
        return said(texts.TIMELINE_HOW)
    number = read_story_number(asked.rest)
    if number is None:
        return said(texts.TIMELINE_NO_NUMBER.format(typed=shortened(asked.rest, _LONGEST_SHOWN)))
    told = await _told(means, asked, number)
    return Answer(messages=told) if told else said(texts.TIMELINE_NO_STORY.format(number=number))


async def story_pressed(means: Means, asked: Asked, numbers: tuple[int, ...]) -> Answer:
    """The button under an alert."""
    (number,) = numbers
    told = await _told(means, asked, number)
    return Answer(messages=told) if told else Answer(toast=texts.TIMELINE_NO_STORY.format(number=number))


async def _told(means: Means, asked: Asked, number: int) -> tuple[Message, ...]:
    found = await means.archive.story(number)
    if found is None:
        return ()
    event = await means.archive.stories_of_events([found.event_id])
    return render_story(found, event, means.names.gazetteer, zone=asked.zone, now=asked.now)
