"""Whatever comes, in whatever order: one alert for an event, few replies, and edits within their budget (RULES 16)."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.alerts.edits import LONGEST_LIFE
from bot.model.channel import Channel, ChannelClass
from bot.model.delivery import NewDelivery
from bot.model.flag import Side
from bot.model.news import Turn
from bot.model.story import Severity
from tests.alerts.test_living import MINUTE, chat, claim, denial, told
from tests.stories.night import BLOGGER, EVENING, SECOND, THIRD, Sighting, at, edited, flag, sighting
from tests.stories.test_any_order import CLAIMS
from tests.stories.test_any_posts import sightings


def the_night() -> list[tuple[Sighting, float]]:
    """One event: five independent claims, forty copies, six edits and a denial, with the hour of each."""
    speakers = (BLOGGER, SECOND, THIRD, _other(21), _other(22))
    claims = [claim(number, number * 0.4, channel) for number, channel in enumerate(speakers)]
    copies = [
        sighting(_other(30 + number), 0.2 + number * 0.05, f"‼️ {CLAIMS[number % 5]}\n\nПодписаться", flag())
        for number in range(40)
    ]
    edits = [edited(each, f"{each.post.text} UPD", flag(side=Side.UA)) for each in claims[:3]]
    edits += [edited(claims[0], "Удалил, не подтвердилось"), edited(claims[1], "Уточняю, ждём вестей")]
    edits.append(edited(copies[5], "Репост убран"))
    told = [(each, each.post.date) for each in (*claims, *copies, denial(3))]
    told += [(each, each.post.date + (90 + 7 * number) * MINUTE) for number, each in enumerate(edits)]
    return [(each, (moment - EVENING) / timedelta(hours=1)) for each, moment in told]


def _tells_a_denial(alert: NewDelivery) -> bool:
    """Whether the denial came before the first claim, so that the alert itself told of it."""
    return any(state in str(alert.facts["told"]) for state in ("denied", "contested"))


def _other(key: int) -> Channel:
    channel_class = ChannelClass.AGGREGATOR if key >= 30 else ChannelClass.MILBLOGGER_UA
    return Channel(
        key=key, telegram_id=1000 + key, handle=f"other_{key}", title=f"Другой {key}", channel_class=channel_class
    )


@pytest.mark.parametrize("seed", range(100))
def test_the_night_in_any_order_is_one_alert_and_three_replies_at_most(seed: int) -> None:
    night, posts = chat(), the_night()
    if seed:
        random.Random(seed).shuffle(posts)  # noqa: S311  # a test's order, no secret
    else:
        posts.sort(key=lambda pair: pair[1])
    latest = 0.0
    for each, hours in posts:
        latest = max(latest, hours)
        night.work(each, now=at(latest))
    night.let_pass(at(99))
    assert len(night.alerts) == 1
    assert len(night.replies) <= 3
    assert (Turn.DENIED in told(night)) is not _tells_a_denial(night.alerts[0])
    # A severity rises twice, to high and to critical; everything else is told once.
    assert all(count == 1 for turn, count in Counter(told(night)).items() if turn is not Turn.SEVERITY)


@settings(deadline=None, max_examples=60)
@given(sightings(most_flags=2), st.integers(1, 3))
def test_whatever_comes_there_is_one_alert_for_an_event_and_no_more_replies_than_turns(
    posts: list[Sighting], batch: int
) -> None:
    night, turns = chat(least_severity=Severity.LOW), 0
    posts = sorted(posts, key=lambda each: each.post.date)
    for start in range(0, len(posts), batch):
        now = posts[min(start + batch, len(posts)) - 1].post.date
        changes = night.book.work(*posts[start : start + batch])
        turns += sum(
            change.before is None or change.story.transition > change.before.transition or not change.before.is_claimed
            for change in changes
        )
        night.take(changes, now=now)
    night.let_pass(at(999))
    assert max(Counter(alert.key for alert in night.alerts).values(), default=0) <= 1
    assert len(night.replies) <= turns
    for key, row in night.rows.items():
        moments = [moment for edited_key, moment in night.edits if edited_key == key]
        assert row.told_at is not None
        _hold_the_budget([row.told_at, *moments])


def _hold_the_budget(moments: Sequence[datetime]) -> None:
    """RULES 16: at most after 1, 2, 5, 15 min as the alert ages, none after 6 h."""
    told_at = moments[0]
    for earlier, later in pairwise(moments):
        age = earlier - told_at
        least = 1 if age < MINUTE else 2 if age < 3 * MINUTE else 5 if age < 8 * MINUTE else 15
        assert later - earlier >= least * MINUTE
        assert later - told_at <= LONGEST_LIFE
