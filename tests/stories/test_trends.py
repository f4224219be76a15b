"""Hours and days of a zone, also where the clocks change, and the usual of each of them."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.model.digest import AlarmHistory
from bot.model.flag import Stance
from bot.model.trend import TrendMaterial, UsualRange
from bot.stories.trends import stretch_edges, trend_of

KYIV = ZoneInfo("Europe/Kyiv")
NOW = datetime(2023, 5, 12, 9, 30, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def lengths(edges: tuple[datetime, ...]) -> list[int]:
    """Hours of each stretch."""
    return [(end - start) // HOUR for start, end in pairwise(edges)]


@pytest.mark.parametrize(("days", "count"), [(1, 24), (2, 48)])
def test_up_to_two_days_are_cut_at_whole_hours_up_to_the_present_one(days: int, count: int) -> None:
    edges = stretch_edges(NOW, days, KYIV)

    assert lengths(edges) == [1] * count
    assert edges[-1] == datetime(2023, 5, 12, 10, tzinfo=UTC)


def test_hours_are_whole_on_the_clocks_of_the_zone() -> None:
    assert stretch_edges(NOW, 1, ZoneInfo("Asia/Kolkata"))[-1] == datetime(2023, 5, 12, 9, 30, tzinfo=UTC) + HOUR


def test_more_days_are_cut_at_the_midnights_of_the_zone_and_today_is_the_last() -> None:
    edges = stretch_edges(NOW, 3, KYIV)

    assert [edge.astimezone(KYIV).isoformat() for edge in edges] == [
        "2023-05-10T00:00:00+03:00",
        "2023-05-11T00:00:00+03:00",
        "2023-05-12T00:00:00+03:00",
        "2023-05-13T00:00:00+03:00",
    ]


@pytest.mark.parametrize(
    ("zone", "now", "hours"),
    [
        ("Europe/Kyiv", datetime(2023, 3, 27, 12, tzinfo=UTC), [24, 23, 24]),
        ("Europe/Kyiv", datetime(2023, 10, 30, 12, tzinfo=UTC), [24, 25, 24]),
        ("America/Havana", datetime(2023, 3, 13, 12, tzinfo=UTC), [24, 23, 24]),
        ("America/Havana", datetime(2023, 11, 6, 12, tzinfo=UTC), [24, 25, 24]),
    ],
    ids=["spring", "autumn", "no midnight", "two midnights"],
)
def test_days_are_whole_also_where_the_clocks_change(zone: str, now: datetime, hours: list[int]) -> None:
    assert lengths(stretch_edges(now, 3, ZoneInfo(zone))) == hours


def test_a_year_of_days_has_no_gaps() -> None:
    edges = stretch_edges(NOW, 365, KYIV)

    assert len(edges) == 366
    assert set(lengths(edges)) == {23, 24, 25}


def ids(*moments: datetime) -> tuple[int, ...]:
    """Ids of posts at these times (RULES 3)."""
    return tuple(int(moment.timestamp()) << 20 for moment in moments)


def material(days: int, *, alarms_a_day: tuple[int, ...], heard: int = 60) -> TrendMaterial:
    """So many alarms at eight in the morning (UTC) of each day; the first figure is today's."""
    morning = NOW.replace(hour=8, minute=0, second=0)
    alarms = sorted(
        morning - number * DAY + timedelta(seconds=each)
        for number, count in enumerate(alarms_a_day)
        for each in range(count)
    )
    edges = stretch_edges(NOW, days, UTC_ZONE)
    counts = {
        (number, Stance.CLAIMED): count
        for number, (start, end) in enumerate(pairwise(edges))
        if (count := sum(start <= moment < end for moment in alarms))
    }
    today = int(NOW.timestamp()) // 86_400
    history = AlarmHistory(
        raised={"breakthrough": ids(*alarms)},
        first_post=NOW - heard * DAY,
        days_heard=frozenset(range(today - heard, today + 1)),
    )
    return TrendMaterial(edges=edges, counts=counts, alarms=history, stories=())


UTC_ZONE = ZoneInfo("UTC")


def test_each_day_has_the_usual_of_the_four_weeks_before_it_and_the_last_one_of_its_hours_so_far() -> None:
    given = material(3, alarms_a_day=(9, 2, 2, *((3, 4, 2, 3) * 14)))

    trend = trend_of(given, signal=None, days=3, now=NOW)

    assert [stretch.total for stretch in trend.stretches] == [2, 2, 9]
    assert [stretch.usual for stretch in trend.stretches] == [UsualRange(low=2, middle=3, high=4)] * 3
    assert trend.stretches[-1].until == NOW
    assert (trend.total, trend.alarms, trend.by_hour) == (13, 13, False)


def test_hours_that_are_usually_still_have_a_usual_of_nothing() -> None:
    trend = trend_of(material(1, alarms_a_day=(9, *((2,) * 30))), signal="breakthrough", days=1, now=NOW)

    busy = [stretch for stretch in trend.stretches if stretch.total]
    assert [(stretch.since.hour, stretch.total, stretch.usual and stretch.usual.middle) for stretch in busy] == [
        (8, 9, 2)
    ]
    assert trend.stretches[0].usual == UsualRange(low=0, middle=0, high=0)
    assert trend.by_hour


def test_another_signal_has_a_usual_of_its_own() -> None:
    trend = trend_of(material(3, alarms_a_day=(2,) * 40), signal="capture", days=3, now=NOW)

    assert {stretch.usual.middle for stretch in trend.stretches if stretch.usual} == {0}


def test_no_usual_before_seven_days_of_data() -> None:
    """RULES 6."""
    young = trend_of(material(3, alarms_a_day=(2,) * 6, heard=6), signal=None, days=3, now=NOW)
    older = trend_of(material(3, alarms_a_day=(2,) * 8, heard=8), signal=None, days=3, now=NOW)

    assert young.is_young
    assert {stretch.usual for stretch in young.stretches} == {None}
    assert not older.is_young
    assert [stretch.usual is not None for stretch in older.stretches] == [False, True, True]


def test_the_usual_of_the_whole_span_is_that_of_digests() -> None:
    trend = trend_of(material(7, alarms_a_day=(3,) * 40), signal=None, days=7, now=NOW)

    assert (trend.alarms, trend.usual) == (21, 21)
