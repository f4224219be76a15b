"""What an official answered, and how long after the claim: one line, the same in alerts and replies."""

from datetime import datetime

from bot.model.story import Role, Story, StoryPost, time_to_answer
from bot.model.subscriber import Subscriber
from bot.wording import stories, texts, times
from bot.wording.links import add_link
from bot.wording.rich_text import RichText


def add_answer(
    text: RichText, story: Story, answer: StoryPost, subscriber: Subscriber, *, day_of: datetime, now: datetime
) -> None:
    """``Official: MoD Russia denied at 23:48, 2 h 34 min after the claim → post``; the date where not ``day_of``'s."""
    when = times.when(answer.date, subscriber.preferences.zone, day_of=day_of, now=now)
    told = _template(answer).format(speaker=stories.title_of(answer), when=when)
    after = time_to_answer(story, answer)
    if after is not None:
        told = texts.ALERT_OFFICIAL_AFTER.format(answered=told, span=times.lapse(after))
    add_link(text.add(told), answer.url)


def _template(answer: StoryPost) -> str:
    if answer.role is Role.DENIAL:
        return texts.ALERT_OFFICIAL_DENIED
    return texts.ALERT_OFFICIAL_ADMITTED_SOFTLY if answer.euphemism else texts.ALERT_OFFICIAL_ADMITTED
