"""The caption says in words all that the picture shows, and fits under it; the picture's labels never crowd."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model.flag import Stance
from bot.model.message import utf16_length
from bot.model.story import Story
from bot.model.trend import Stretch, Trend, TrendStory, UsualRange
from bot.wording.trends import CAPTION_LIMIT, nothing_told, trend_caption, trend_chart, trend_title
from tests.wording.samples import GAZETTEER, at, claim, story

KYIV = ZoneInfo("Europe/Kyiv")
NOW = at(9, 30, day=12)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUIET = dict.fromkeys(Stance, 0)
USUAL = UsualRange(low=1, middle=2, high=4)


def trend(
    count: int, length: timedelta = DAY, *, flags: dict[int, dict[Stance, int]] | None = None, **facts: object
) -> Trend:
    """So many stretches up to 12 May, each with its usual; ``flags`` by the number of the stretch."""
    end = at(21, day=12) if length == DAY else at(10, day=12)
    stretches = tuple(
        Stretch(
            since=end - (count - number) * length,
            until=min(end - (count - number - 1) * length, NOW),
            flags=QUIET | (flags or {}).get(number, {}),
            usual=USUAL,
        )
        for number in range(count)
    )
    plain = Trend(
        signal=None,
        days=count if length == DAY else count // 24,
        stretches=stretches,
        alarms=sum(each.flags[Stance.CLAIMED] + each.flags[Stance.FEARED] for each in stretches),
        usual=9,
        is_young=False,
        stories=(),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # fields by name


def without_usual(given: Trend, *, is_young: bool) -> Trend:
    """The same before any usual is known."""
    bare = tuple(replace(stretch, usual=None) for stretch in given.stretches)
    return replace(given, stretches=bare, usual=None, is_young=is_young)


def caption(given: Trend, now: datetime = NOW) -> list[str]:
    """The caption's lines."""
    return trend_caption(given, GAZETTEER, KYIV, now=now).text.splitlines()


def big(number: int, founded_at: datetime, **facts: object) -> TrendStory:
    """A story of five posts."""
    told: Story = story(claim(), story_id=number, founded_at=founded_at, **facts)
    return TrendStory(story=told, posts=5)


WEEK = trend(7, flags={2: {Stance.CLAIMED: 10, Stance.FEARED: 2, Stance.DENIED: 3}, 6: {Stance.PAST: 1}})


def test_a_week_in_words() -> None:
    given = replace(WEEK, stories=(big(41, at(18, day=11)),))

    assert caption(given) == [
        "All signals, last 7 days",
        "6 May – 12 May, 12:30 Kyiv",
        "",
        "16 flags: 10 claimed, 2 feared, 3 denied, 1 past.",
        "Claimed or feared: 12, usually 9.",
        "Most on 8 May: 12, usually 2.",
        "",
        "Biggest stories:",
        "🟠 BREAKTHROUGH fading · Soledar (Bakhmut axis): 5 posts, /story 41",
    ]


def test_one_flag_of_one_signal_in_hours() -> None:
    given = trend(24, HOUR, flags={20: {Stance.CLAIMED: 1}}, signal="breakthrough")

    assert caption(given) == [
        "Breakthrough, last 24 hours",
        "11 May, 13:00 – 12 May, 12:30 Kyiv",
        "",
        "1 flag: 1 claimed.",
        "Claimed or feared: 1, usually 9.",
        "Most in the hour from 09:00: 1, usually 2.",
    ]


def test_a_span_that_has_no_usual_of_its_own_tells_that_of_a_day() -> None:
    assert caption(replace(WEEK, usual=None))[4] == "Claimed or feared: 12; on a usual day 2."


@pytest.mark.parametrize(
    ("is_young", "told"),
    [(True, "No usual yet: less than 7 days of data."), (False, "No usual: too few earlier days to compare with.")],
)
def test_no_usual_is_said_under_the_picture_and_in_it(is_young: bool, told: str) -> None:
    given = without_usual(WEEK, is_young=is_young)

    assert caption(given)[4:] == [told]
    assert trend_chart(given, KYIV, now=NOW).note == told
    assert trend_chart(WEEK, KYIV, now=NOW).note is None


def test_stories_that_do_not_fit_are_left_out() -> None:
    long = tuple(big(number, at(18), title="Х" * 400) for number in (1, 2, 3))

    shown = trend_caption(replace(WEEK, stories=long), GAZETTEER, KYIV, now=NOW)

    assert utf16_length(shown.text) <= CAPTION_LIMIT
    assert ("/story 1" in shown.text, "/story 3" in shown.text) == (True, False)


def test_stories_are_marked_where_they_began_and_those_of_one_day_together() -> None:
    told = (big(9, at(1, day=11)), big(7, at(2, day=11)), big(3, at(0, day=1)), big(8, at(8, day=12)))

    assert trend_chart(replace(WEEK, stories=told), KYIV, now=NOW).marks == ((5.0, "#7 #9"), (6.0, "#8"))


def test_the_rows_stand_in_one_order_with_their_totals() -> None:
    chart = trend_chart(WEEK, KYIV, now=NOW)

    assert [row.name for row in (*chart.rising, *chart.falling)] == ["claimed 10", "feared 2", "denied 3", "past 1"]
    assert chart.rising[0].figures == (0, 0, 10, 0, 0, 0, 0)
    assert chart.usual == (USUAL,) * 7


@pytest.mark.parametrize("days", [3, 7, 8, 14, 30, 31, 90, 200, 365])
def test_no_more_days_are_named_than_can_be_read_and_today_is_one(days: int) -> None:
    places, labels = zip(*trend_chart(trend(days), KYIV, now=NOW).ticks, strict=True)

    assert len(labels) == days if days <= 7 else 4 <= len(labels) <= 5
    assert (places[-1], labels[-1]) == (days - 1, "12 May")
    assert len(set(labels)) == len(labels)


def test_hours_are_named_where_the_clock_is_round_and_midnight_by_its_date() -> None:
    ticks = trend_chart(trend(48, HOUR), KYIV, now=NOW).ticks

    assert [label for _, label in ticks] == ["16:00", "11 May", "08:00", "16:00", "12 May", "08:00"]
    assert ticks[0] == (2.5, "16:00")


def test_a_midnight_that_comes_twice_is_named_once() -> None:
    autumn = datetime.fromisoformat("2023-10-29T12:00:00+00:00")
    stretches = tuple(
        Stretch(since=autumn - back * HOUR, until=autumn - (back - 1) * HOUR, flags=QUIET, usual=None)
        for back in range(24, 0, -1)
    )
    given = replace(WEEK, days=1, stretches=stretches)

    labels = [label for _, label in trend_chart(given, ZoneInfo("Atlantic/Azores"), now=autumn).ticks]

    assert labels.count("29 Oct") == 1


def test_a_title_names_what_and_how_long() -> None:
    assert trend_title(replace(WEEK, signal="my-signal")) == "My-signal, last 7 days"


def test_nothing_is_said_with_a_longer_span_to_try() -> None:
    assert nothing_told(replace(WEEK, signal="capture"), most_days=365).endswith("/trend capture 30")
    assert nothing_told(trend(200), most_days=365).endswith("/trend 365")
    assert "look further back" not in nothing_told(trend(365), most_days=365)
