"""The alert: one message per event that says what is claimed, where, by whom, and how sure it is."""

from datetime import datetime

from bot.model.flag import Stance
from bot.model.message import Button, Message
from bot.model.post import Origin
from bot.model.story import Role, Story, StoryPost
from bot.model.subscriber import Subscriber
from bot.signals.places import Gazetteer
from bot.wording import stories, texts, times
from bot.wording.excerpt import excerpt, one_line
from bot.wording.rich_text import RichText, is_link, split

_MOST_ANSWERS = 3
_TERM_LENGTH = 80


def render_alert(story: Story, subscriber: Subscriber, gazetteer: Gazetteer, now: datetime) -> tuple[Message, ...]:
    """The alert of ``story`` as this subscriber reads it: times in their zone, years only where not ``now``'s.

    It always fits one message. An edit of a living alert is this same text of the story's later version.
    """
    head = stories.leading_post(story)
    text = RichText()
    _add_headline(text, story, gazetteer)
    _add_when(text, story, head, subscriber, now)
    _add_quote(text, head, subscriber, now)
    _add_counts(text, story)
    _add_official_answers(text, story, head, subscriber, now)
    _add_why(text, story, head)
    return split(text.message(_buttons(head)))


def _add_headline(text: RichText, story: Story, gazetteer: Gazetteer) -> None:
    text.add(f"{texts.SEVERITY_MARKS[story.severity]} ").bold(stories.headline(story))
    text.add(f" · {stories.place_line(story, gazetteer)}")


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


def _add_quote(text: RichText, head: StoryPost, subscriber: Subscriber, now: datetime) -> None:
    text.line().line().add(f"{stories.speaker(head)}:")
    text.line().quote(f"«{excerpt(head.text, head.start, head.end)}»")
    if head.deleted_at is not None:
        when = times.near(head.deleted_at, subscriber.preferences.zone, day_of=head.date, now=now)
        text.line().italic(texts.STORY_POST_DELETED.format(time=when))
    elif head.withdrawn:
        text.line().italic(texts.STORY_POST_WITHDRAWN)


def _add_counts(text: RichText, story: Story) -> None:
    counts = stories.counts_line(story)
    if counts:
        text.line().add(counts)


def _add_official_answers(text: RichText, story: Story, head: StoryPost, subscriber: Subscriber, now: datetime) -> None:
    for answer in stories.official_answers(story)[-_MOST_ANSWERS:]:
        when = times.when(answer.date, subscriber.preferences.zone, day_of=head.date, now=now)
        text.line().add(_answer_template(answer).format(speaker=stories.title_of(answer), when=when))
        if is_link(answer.url):
            text.add(" → ").link(texts.STORY_POST_LINK, answer.url)


def _answer_template(answer: StoryPost) -> str:
    if answer.role is Role.DENIAL:
        return texts.ALERT_OFFICIAL_DENIED
    return texts.ALERT_OFFICIAL_ADMITTED_SOFTLY if answer.euphemism else texts.ALERT_OFFICIAL_ADMITTED


def _add_why(text: RichText, story: Story, head: StoryPost) -> None:
    text.line().add(texts.ALERT_WHY.format(why=_why(story, head)))
    severity = texts.SEVERITY_NAMES[story.severity]
    if story.reasons:
        reasons = ", ".join(one_line(reason) for reason in story.reasons)
        text.line().add(texts.ALERT_SEVERITY.format(severity=severity, reasons=reasons))
    else:
        text.line().add(texts.ALERT_SEVERITY_ALONE.format(severity=severity))
    if story.continues is not None:
        text.line().add(texts.STORY_CONTINUES.format(number=story.continues))


def _why(story: Story, head: StoryPost) -> str:
    term = _why_template(story).format(term=one_line((head.text[head.start : head.end] or head.term)[:_TERM_LENGTH]))
    stance = texts.STANCE_NAMES[head.stance]
    if head.cue and head.stance is not Stance.CLAIMED:
        stance = texts.ALERT_WHY_CUE.format(stance=stance, cue=one_line(head.cue[:_TERM_LENGTH]))
    return f"{term}, {stance}"


def _why_template(story: Story) -> str:
    if story.place:
        return texts.ALERT_WHY_TERM_AND_PLACE
    return texts.ALERT_WHY_TERM_AND_AXIS if story.axis else texts.ALERT_WHY_TERM


def _buttons(head: StoryPost) -> tuple[tuple[Button, ...], ...]:
    if head.url is None or not is_link(head.url):
        return ()
    return ((Button(label=texts.ALERT_BUTTON_OPEN_POST, url=head.url),),)
