"""Times as a reader in some zone reads them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.wording import times

_KYIV = ZoneInfo("Europe/Kyiv")
_EVENING = datetime(2023, 5, 11, 18, 14, tzinfo=UTC)


def test_a_time_stands_in_the_readers_zone_with_its_name() -> None:
    assert times.with_zone(_EVENING, _KYIV, now=_EVENING) == "11 May, 21:14 Kyiv"
    assert times.with_zone(_EVENING, ZoneInfo("Asia/Tokyo"), now=_EVENING) == "12 May, 03:14 Tokyo"
    assert times.with_zone(_EVENING, ZoneInfo("America/New_York"), now=_EVENING) == "11 May, 14:14 New York"
    assert times.with_zone(_EVENING, ZoneInfo("UTC"), now=_EVENING) == "11 May, 18:14 UTC"


def test_the_year_is_told_only_where_it_is_another_one() -> None:
    assert times.date_of(_EVENING, _KYIV, now=_EVENING + timedelta(days=100)) == "11 May"
    assert times.date_of(_EVENING, _KYIV, now=_EVENING + timedelta(days=300)) == "11 May 2023"


def test_the_readers_own_day_needs_no_date() -> None:
    past_midnight_in_kyiv = datetime(2023, 5, 11, 21, 30, tzinfo=UTC)
    assert times.near(past_midnight_in_kyiv, _KYIV, day_of=_EVENING, now=_EVENING) == "12 May, 00:30"
    assert times.near(past_midnight_in_kyiv, ZoneInfo("UTC"), day_of=_EVENING, now=_EVENING) == "21:30"
    assert times.when(_EVENING, _KYIV, day_of=_EVENING, now=_EVENING) == "at 21:14"
    assert times.when(past_midnight_in_kyiv, _KYIV, day_of=_EVENING, now=_EVENING) == "on 12 May at 00:30"


@pytest.mark.parametrize(
    ("duration", "told"),
    [
        (timedelta(0), "1 min"),
        (timedelta(seconds=-5), "1 min"),
        (timedelta(minutes=34, seconds=20), "34 min"),
        (timedelta(minutes=119), "119 min"),
        (timedelta(hours=3, minutes=10), "3 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=3), "3 d"),
    ],
)
def test_spans_have_one_unit(duration: timedelta, told: str) -> None:
    assert times.span(duration) == told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "1 min"), (34, "34 min"), (60, "1 h"), (154, "2 h 34 min"), (24 * 60 + 59, "24 h 59 min"),
        (48 * 60, "2 d"), (51 * 60 + 10, "2 d 3 h"),
    ],
)  # fmt: skip
def test_a_lapse_is_told_to_the_minute_and_from_two_days_on_to_the_hour(minutes: int, told: str) -> None:
    assert times.lapse(timedelta(minutes=minutes)) == told
