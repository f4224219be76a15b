"""The alert: one message per event that says what is claimed, where, by whom, and how sure it is."""

from collections.abc import Iterable
from datetime import datetime

from bot.model.flag import Stance
from bot.model.message import Button, Message
from bot.model.post import Origin
from bot.model.pressing import ButtonKind, button
from bot.model.story import Story, StoryPost, StoryState
from bot.model.subscriber import Subscriber
from bot.signals.places import Gazetteer
from bot.wording import stories, texts, times
from bot.wording.answers import add_answer
from bot.wording.excerpt import excerpt, shortened
from bot.wording.glossary import Glossary
from bot.wording.rich_text import RichText, is_link, split

_MOST_ANSWERS = 3
_MOST_FURTHER = 4
_TERM_LENGTH = 80


def render_alert(
    story: Story,
    subscriber: Subscriber,
    gazetteer: Gazetteer,
    now: datetime,
    *,
    further: Iterable[Story] = (),
    glossary: Glossary | None = None,
) -> tuple[Message, ...]:
    """The alert headed by ``story`` as this subscriber reads it: times in their zone, years only where not ``now``'s.

    ``further`` are the other stories of its event: each that somebody still claims gets a line. It always fits
    one message. An edit of a living alert is this same text of the stories as they came to stand.
    """
    head = stories.leading_post(story)
    text = RichText()
    stories.add_headline(text, story, gazetteer, now)
    _add_when(text, story, head, subscriber, now)
    _add_quote(text, head, subscriber, now, glossary or Glossary())
    _add_counts(text, story)
    _add_further(text, further, gazetteer, now)
    for answer in stories.official_answers(story)[-_MOST_ANSWERS:]:
        add_answer(text.line(), story, answer, subscriber, day_of=head.date, now=now)
    _add_why(text, story, head)
    return split(text.message(_buttons(story, head)))


def _add_when(text: RichText, story: Story, head: StoryPost, subscriber: Subscriber, now: datetime) -> None:
    zone = subscriber.preferences.zone
    if head.origin is Origin.RECOVERED:
        posted = texts.ALERT_RECOVERED.format(time=times.time_of_day(head.date, zone))
        recovered = texts.TIME_WITH_ZONE.format(moment=posted, zone=times.zone_name(zone))
        when = stories.joined((times.date_of(head.date, zone, now=now), recovered))
    else:
        when = times.with_zone(head.date, zone, now=now)
    text.line().add(when)
    if stories.is_unverified(story):
        text.add(" · ").italic(texts.STORY_UNVERIFIED)


def _add_quote(text: RichText, head: StoryPost, subscriber: Subscriber, now: datetime, glossary: Glossary) -> None:
    quoted = excerpt(head.text, head.start, head.end)
    text.line().add(f"{stories.speaker(head)}:")
    text.line().quote(f"«{quoted}»")
    glossary.add_to(text, head.post_id, quoted)
    if head.deleted_at is not None:
        when = times.near(head.deleted_at, subscriber.preferences.zone, day_of=head.date, now=now)
        text.line().italic(texts.STORY_POST_DELETED.format(time=when))
    elif head.withdrawn:
        text.line().italic(texts.STORY_POST_WITHDRAWN)


def _add_counts(text: RichText, story: Story) -> None:
    """How many say so; a lone voice needs no counting."""
    if story.sources > 1 or story.copies:
        text.line().add(stories.counts_line(story))


def _add_further(text: RichText, further: Iterable[Story], gazetteer: Gazetteer, now: datetime) -> None:
    standing = (each for each in further if each.is_claimed and each.state is not StoryState.RETRACTED)
    told = sorted(standing, key=lambda each: (-each.severity, each.story_id))
    for each in told[:_MOST_FURTHER]:
        place = stories.place_line(each, gazetteer)
        text.line().add(texts.ALERT_FURTHER.format(headline=stories.headline(each, now), place=place))


def _add_why(text: RichText, story: Story, head: StoryPost) -> None:
    text.line().add(texts.ALERT_WHY.format(why=_why(story, head)))
    if story.continues is not None:
        text.line().add(texts.STORY_CONTINUES.format(number=story.continues))


def _why(story: Story, head: StoryPost) -> str:
    term = _why_template(story).format(term=shortened(head.text[head.start : head.end] or head.term, _TERM_LENGTH))
    stance = texts.STANCE_NAMES[head.stance]
    if head.cue and head.stance is not Stance.CLAIMED:
        stance = texts.ALERT_WHY_CUE.format(stance=stance, cue=shortened(head.cue, _TERM_LENGTH))
    return f"{term}, {stance}"


def _why_template(story: Story) -> str:
    if story.place:
        return texts.ALERT_WHY_TERM_AND_PLACE
    return texts.ALERT_WHY_TERM_AND_AXIS if story.axis else texts.ALERT_WHY_TERM


def _buttons(story: Story, head: StoryPost) -> tuple[tuple[Button, ...], ...]:
    open_post = (Button(label=texts.ALERT_BUTTON_OPEN_POST, url=head.url),) if is_link(head.url) else ()
    whole = button(texts.ALERT_BUTTON_WHOLE_STORY, ButtonKind.WHOLE_STORY, story.story_id)
    mute = button(texts.ALERT_BUTTON_MUTE, ButtonKind.MUTE_EVENT, story.event_id)
    return ((*open_post, whole, mute),)
