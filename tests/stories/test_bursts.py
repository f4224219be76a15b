"""Bursts of alarms against the usual of the same hours (RULES 6)."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.digest import AlarmHistory
from bot.model.flag import Stance
from bot.model.story import Role
from bot.stories.bursts import Alarms, Burst, exceeds, tail
from tests.wording.samples import claim, denial, story

NIGHT = datetime(2023, 5, 11, 21, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def ids_of(moments: Iterable[datetime]) -> tuple[int, ...]:
    """Posts of these seconds, each its own."""
    return tuple(sorted(int(each.timestamp()) << 20 | number for number, each in enumerate(moments)))


def archive_of(*moments: datetime, days: int = 40, gaps: Iterable[int] = ()) -> Alarms:
    """Breakthroughs at these times, in an archive of so many days, in which these days back nothing was heard."""
    today = int(NIGHT.timestamp()) // 86_400
    heard = frozenset(range(today - days, today + 1)) - {today - gap for gap in gaps}
    return Alarms(
        AlarmHistory(raised={"breakthrough": ids_of(moments)}, first_post=NIGHT - days * DAY, days_heard=heard)
    )


def night_of(flags: int, *, back: int = 0) -> list[datetime]:
    """So many flags in the two hours before NIGHT, so many days back."""
    return [NIGHT - back * DAY - number * timedelta(minutes=120) / max(flags, 1) for number in range(flags)]


def nights(counts: Iterable[int]) -> list[datetime]:
    """The nights before, the last first."""
    return [moment for back, flags in enumerate(counts, start=1) for moment in night_of(flags, back=back)]


def burst(tonight: int, before: Iterable[int], *, days: int = 40) -> Burst | None:
    """What tonight is after such nights."""
    return archive_of(*night_of(tonight), *nights(before), days=days).burst("breakthrough", [NIGHT])


@pytest.mark.parametrize(
    ("tonight", "before", "is_burst"),
    [
        (5, [0] * 28, True),
        (4, [0] * 28, False),
        (14, [2, 3, 1, 2] * 7, True),
        (5, [2, 3, 1, 2] * 7, False),
        (14, [10, 12, 9, 11] * 7, False),
        (40, [10, 12, 9, 11] * 7, True),
        # Bloggers who copy each other make wild counts: what is usual for them is no burst.
        (14, [0, 12, 1, 9, 0, 7, 15] * 4, False),
        # One wild night neither hides the next nor makes the usual.
        (14, [60] + [2] * 27, True),
        # Now and then is still not every tenth night.
        (5, [0, 0, 0, 0, 0, 6] * 4 + [0] * 4, False),
        (5, [0] * 7, True),
    ],
)
def test_a_burst_exceeds_the_usual_of_the_same_hours(tonight: int, before: list[int], is_burst: bool) -> None:
    assert (burst(tonight, before) is not None) is is_burst


def test_a_burst_gives_its_figures_as_a_reason() -> None:
    found = burst(14, [2, 3, 1, 2] * 7)
    assert found == Burst(flags=14, usual=2)
    assert found.reason == "burst: 14 flags in 3 h, usually 2"


def test_there_is_no_burst_before_seven_days_of_data() -> None:
    assert burst(30, [0] * 6, days=6) is None
    assert burst(30, [0] * 8, days=8) is not None


def test_days_on_which_nothing_was_heard_make_nothing_usual() -> None:
    busy = [12] * 10 + [0] * 18
    moments = (*night_of(14), *nights(busy))
    assert archive_of(*moments).burst("breakthrough", [NIGHT]) is not None
    assert archive_of(*moments, gaps=range(11, 29)).burst("breakthrough", [NIGHT]) is None
    assert archive_of(*moments, gaps=range(1, 29)).burst("breakthrough", [NIGHT]) is None


def test_the_same_hours_are_compared() -> None:
    noons = [moment - 9 * HOUR for back in range(29) for moment in night_of(12, back=back)]
    archive = archive_of(*night_of(8), *noons)
    assert archive.burst("breakthrough", [NIGHT]) == Burst(flags=8, usual=0)
    assert archive.burst("breakthrough", [NIGHT - 9 * HOUR]) is None


def test_each_signal_has_its_own_usual() -> None:
    assert archive_of(*night_of(14)).burst("capture", [NIGHT]) is None


def test_a_story_bursts_by_the_dates_of_its_own_alarms() -> None:
    archive = archive_of(*night_of(14), *nights([2] * 28))
    later = [claim(date=NIGHT - 20 * HOUR), claim(post_id=2, date=NIGHT, stance=Stance.FEARED, role=Role.MENTION)]
    assert archive.burst_of(story(*later)) == "burst: 14 flags in 3 h, usually 2"
    assert archive.burst_of(story(later[0], denial(date=NIGHT))) is None


def test_what_is_usual_is_the_median_of_whole_spans() -> None:
    flags = [*night_of(9), *nights([3, 1, 4, 1, 5, 9, 2] * 4)]
    archive = archive_of(*flags)
    level = archive.level(NIGHT - 12 * HOUR, NIGHT)
    assert (level.flags, level.usual, sum(level.course), len(level.course)) == (9, 3, 9, 12)
    assert archive.usual(NIGHT - 3 * DAY, NIGHT) is not None
    assert archive.usual(NIGHT - 30 * DAY, NIGHT) is None
    assert len(archive.level(NIGHT, NIGHT).course) == 1


@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 60 * 24 * 40), max_size=60))
def test_the_order_of_arrival_changes_nothing(chance: random.Random, minutes_back: list[int]) -> None:
    moments = [NIGHT - timedelta(minutes=back) for back in minutes_back]
    posts = list(zip(ids_of(moments), sorted(moments), strict=True))
    in_order, shuffled = (Alarms(AlarmHistory(raised={}, first_post=None, days_heard=frozenset())) for _ in range(2))
    for post_id, moment in posts:
        in_order.learn(post_id, moment, ["breakthrough"])
    chance.shuffle(posts)
    for post_id, moment in [*posts, *posts[:5]]:
        shuffled.learn(post_id, moment, ["breakthrough"])
    for span in (3 * HOUR, DAY, 5 * DAY):
        assert shuffled.count(NIGHT - span, NIGHT) == in_order.count(NIGHT - span, NIGHT)
        assert shuffled.usual(NIGHT - span, NIGHT) == in_order.usual(NIGHT - span, NIGHT)
    assert shuffled.burst("breakthrough", moments) == in_order.burst("breakthrough", moments)


@given(st.lists(st.integers(0, 40), min_size=3, max_size=28), st.integers(0, 80))
def test_more_flags_are_never_less_of_a_burst(baseline: list[int], flags: int) -> None:
    assert exceeds(flags + 1, baseline) or not exceeds(flags, baseline)


def test_the_tail_is_that_of_the_distributions() -> None:
    assert tail(1, mean=0.5, variance=0.5) == pytest.approx(1 - 0.60653066)
    assert tail(3, mean=2, variance=2) == pytest.approx(0.32332358)
    assert tail(1, mean=2, variance=4) == pytest.approx(0.75)
    assert tail(3, mean=2, variance=4) == pytest.approx(1 - (0.25 + 0.25 + 0.1875))
    assert tail(0, mean=2, variance=4) == pytest.approx(1)
    assert tail(2000, mean=900, variance=40_000) < 0.001
