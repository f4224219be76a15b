"""A trend in words and as a picture: the caption says all that the picture shows, for who cannot see it."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from bot.model.flag import Stance
from bot.model.message import Message, utf16_length
from bot.model.trend import Chart, ChartSeries, Stretch, Trend, TrendStory
from bot.signals.places import Gazetteer
from bot.wording import texts, times
from bot.wording.rich_text import RichText
from bot.wording.stories import headline, place_line, signal_name

CAPTION_LIMIT = 1024
"""Telegram's limit for a caption, in UTF-16 units (TELEGRAM 21)."""

_ALARMING = (Stance.CLAIMED, Stance.FEARED)
_OTHER = (Stance.DENIED, Stance.PAST)
_FEW_DAYS = 7
_DAYS_NAMED = 5
_STEPS_DAYS = (2, 3, 5, 7, 14, 28, 42, 56, 84)
"""From one named day to the next, so that of up to a year no more than five are named."""

_LEAST_DATA_DAYS = 7


def trend_title(trend: Trend) -> str:
    """``Breakthrough, last 7 days``."""
    what = signal_name(trend.signal) if trend.signal else texts.TREND_ALL
    title = texts.TREND_TITLE.format(what=what, span=_span(trend))
    return title[0].upper() + title[1:]


def nothing_told(trend: Trend, *, most_days: int) -> str:
    """What is said in a chat in place of an empty picture."""
    days = further_days(trend, most_days=most_days)
    if days is None:
        return no_flag(trend)
    example = " ".join(filter(None, (trend.signal, str(days))))
    return f"{no_flag(trend)} {texts.TREND_FURTHER_BACK.format(example=example)}"


def no_flag(trend: Trend) -> str:
    """That there is nothing to tell."""
    what = signal_name(trend.signal) if trend.signal else texts.TREND_ALL
    return texts.TREND_NOTHING.format(what=what, span=_span(trend))


def further_days(trend: Trend, *, most_days: int) -> int | None:
    """How many days to look at next where these held nothing; None where these were the most."""
    return None if trend.days >= most_days else min(most_days, max(30, 4 * trend.days))


def trend_caption(trend: Trend, gazetteer: Gazetteer, zone: ZoneInfo, *, now: datetime) -> Message:
    """The figures in words: total, stances, the usual, the fullest stretch, the biggest stories, as many as fit."""
    for stories in range(len(trend.stories), 0, -1):
        caption = _caption(trend, trend.stories[:stories], gazetteer, zone, now)
        if utf16_length(caption.text) <= CAPTION_LIMIT:
            return caption
    return _caption(trend, (), gazetteer, zone, now)


def trend_chart(trend: Trend, zone: ZoneInfo, *, now: datetime) -> Chart:
    """The picture's figures and words, times in the zone."""
    known = any(stretch.usual for stretch in trend.stretches)
    return Chart(
        title=trend_title(trend),
        subtitle=_span_times(trend, zone, now),
        rising=tuple(_series(trend, stance) for stance in _ALARMING),
        falling=tuple(_series(trend, stance) for stance in _OTHER),
        usual=tuple(stretch.usual for stretch in trend.stretches),
        usual_name=texts.TREND_USUAL,
        ticks=_hour_ticks(trend, zone) if trend.by_hour else _day_ticks(trend, zone),
        marks=_marks(trend),
        note=None if known else _no_usual(trend),
    )


def _caption(
    trend: Trend, stories: Sequence[TrendStory], gazetteer: Gazetteer, zone: ZoneInfo, now: datetime
) -> Message:
    text = RichText().bold(trend_title(trend)).line().add(_span_times(trend, zone, now)).line()
    text.line().add(texts.counted(texts.TREND_FLAGS, trend.total, stances=_stances(trend)))
    for sentence in _usual_sentences(trend, zone, now):
        text.line().add(sentence)
    if stories:
        text.line().line().add(texts.TREND_STORIES)
    for told in stories:
        story = told.story
        text.line().add(f"{texts.SEVERITY_MARKS[story.severity]} ")
        text.add(
            texts.counted(
                texts.TREND_STORY,
                told.posts,
                headline=headline(story, now),
                place=place_line(story, gazetteer),
                number=str(story.story_id),
            )
        )
    return text.message()


def _stances(trend: Trend) -> str:
    counts = [(sum(stretch.flags[stance] for stretch in trend.stretches), stance) for stance in (*_ALARMING, *_OTHER)]
    return ", ".join(
        texts.TREND_STANCE.format(count=count, stance=texts.STANCE_NAMES[stance]) for count, stance in counts if count
    )


def _usual_sentences(trend: Trend, zone: ZoneInfo, now: datetime) -> list[str]:
    compared = [stretch for stretch in trend.stretches if stretch.usual]
    if not compared:
        return [_no_usual(trend)]
    sentences = []
    if trend.usual is not None:
        sentences.append(texts.TREND_ALARMS.format(count=trend.alarms, usual=trend.usual))
    elif not trend.by_hour:
        usual = round(median(stretch.usual.middle for stretch in compared if stretch.usual))
        sentences.append(texts.TREND_ALARMS_A_DAY.format(count=trend.alarms, usual=usual))
    fullest = max(compared, key=_alarms)
    if fullest.usual and _alarms(fullest):
        figures = {"count": _alarms(fullest), "usual": fullest.usual.middle}
        hour = times.near(fullest.since, zone, day_of=now, now=now)
        day = times.date_of(fullest.since, zone, now=now)
        most = texts.TREND_MOST_HOUR if trend.by_hour else texts.TREND_MOST_DAY
        sentences.append(most.format(hour=hour, day=day, **figures))
    return sentences


def _alarms(stretch: Stretch) -> int:
    return sum(stretch.flags[stance] for stance in _ALARMING)


def _no_usual(trend: Trend) -> str:
    return texts.TREND_TOO_YOUNG.format(days=_LEAST_DATA_DAYS) if trend.is_young else texts.TREND_GAPS


def _span(trend: Trend) -> str:
    if trend.by_hour:
        return texts.counted(texts.TREND_HOURS, len(trend.stretches))
    return texts.counted(texts.TREND_DAYS, trend.days)


def _span_times(trend: Trend, zone: ZoneInfo, now: datetime) -> str:
    since = trend.stretches[0].since
    start = times.date_and_time(since, zone, now=now) if trend.by_hour else times.date_of(since, zone, now=now)
    return texts.TREND_SPAN.format(since=start, until=times.with_zone(now, zone, now=now))


def _series(trend: Trend, stance: Stance) -> ChartSeries:
    figures = tuple(stretch.flags[stance] for stretch in trend.stretches)
    name = texts.TREND_SERIES.format(stance=texts.STANCE_NAMES[stance], count=sum(figures))
    return ChartSeries(name=name, figures=figures)


def _day_ticks(trend: Trend, zone: ZoneInfo) -> tuple[tuple[float, str], ...]:
    """Each day of a week; of more days only as many as can be read side by side, today among them."""
    count = len(trend.stretches)
    step = 1 if count <= _FEW_DAYS else next(step for step in _STEPS_DAYS if count <= _DAYS_NAMED * step)
    numbers = range((count - 1) % step, count, step)
    return tuple((float(number), _day(trend.stretches[number].since, zone)) for number in numbers)


def _hour_ticks(trend: Trend, zone: ZoneInfo) -> tuple[tuple[float, str], ...]:
    """Where the clock shows a round hour; midnight has its date."""
    step = 4 * trend.days
    local = [(number, stretch.since.astimezone(zone)) for number, stretch in enumerate(trend.stretches)]
    return tuple(
        (number - 0.5, times.time_of_day(start, zone) if start.hour else _day(start, zone))
        for number, start in local
        if start.hour % step == 0 and start.fold == 0
    )


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return times.date_of(moment, zone, now=moment)


def _marks(trend: Trend) -> tuple[tuple[float, str], ...]:
    """The stories' numbers where they began; one that began before the span has no mark."""
    begun: dict[int, list[int]] = {}
    for told in trend.stories:
        for number, stretch in enumerate(trend.stretches):
            if stretch.since <= told.story.founded_at < stretch.until:
                begun.setdefault(number, []).append(told.story.story_id)
    return tuple(
        (float(number), " ".join(texts.TREND_STORY_MARK.format(number=story) for story in sorted(begun[number])))
        for number in sorted(begun)
    )
