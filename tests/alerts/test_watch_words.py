"""Who is told of a post that holds a watched word (RULES 4, 14, 17, 19)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.edits import edit_due
from bot.alerts.words import PAUSE, WordHit, WordReason, WordsDecided, decide_words, rehearse
from bot.model.channel import Channel
from bot.model.delivery import DeliveryKind
from bot.model.post import Origin, Post
from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from bot.model.watch import WatchWord, WordAlert, WordHistory

EVENING = datetime(2024, 3, 9, 18, 0, tzinfo=UTC)
CHANNEL = Channel(key=5, telegram_id=None, handle="polevoy", title="Полевой", channel_class=None)
MAX_AGE = timedelta(hours=6)
READER = Subscriber(
    chat_id=7,
    kind=ChatKind.PERSON,
    title="Читатель",
    state=SubscriberState.ACTIVE,
    since=EVENING - timedelta(days=1),
)


def word(number: int = 1, text: str = "понтон", chat_id: int = 7) -> WatchWord:
    return WatchWord(word_id=number, chat_id=chat_id, text=text, key=text, added_at=EVENING - timedelta(hours=1))


def post(number: int, minutes: float = 0, text: str = "", **facts: Any) -> Post:
    date = EVENING + timedelta(minutes=minutes)
    given: dict[str, Any] = {"channel": CHANNEL, "message_id": number, "date": date, "origin": Origin.LIVE, **facts}
    return Post(post_id=number, text=text or f"новость {number}", **given)


def hit(the_post: Post, *words: WatchWord, origin: Origin = Origin.LIVE, is_revision: bool = False) -> WordHit:
    return WordHit(post=the_post, origin=origin, is_revision=is_revision, words=words or (word(),))


def is_same(one: str, other: str) -> bool:
    return one.rstrip("!") == other.rstrip("!")


class Told:
    """Decisions one after the other, each knowing what was decided before."""

    def __init__(self, *subscribers: Subscriber) -> None:
        self.subscribers: Mapping[int, Subscriber] = {each.chat_id: each for each in subscribers or (READER,)}
        self.history = WordHistory()

    def decide(self, *hits: WordHit, minutes: float = 0) -> WordsDecided:
        now = EVENING + timedelta(minutes=minutes)
        decided = decide_words(hits, self.history, self.subscribers, now=now, max_age=MAX_AGE, same_news=is_same)
        self._remember(decided, {each.post.post_id: each.post for each in hits})
        return decided

    def _remember(self, decided: WordsDecided, posts: Mapping[int, Post]) -> None:
        """What the archive would tell of it the next time."""
        alerts = {alert.head_id: alert for alert in self.history.alerts}
        for match in decided.matches:
            if match.is_head:
                head = posts[match.post_id]
                alerts.setdefault(
                    match.head_id,
                    WordAlert(
                        chat_id=7, head_id=match.head_id, channel_key=5, message_id=head.message_id, text=head.text,
                        origin=head.origin, word_ids=(), words=(), told_at=match.at, open_until=match.open_until,
                    ),
                )  # fmt: skip
                before = alerts[match.head_id]
                alerts[match.head_id] = replace(
                    before, word_ids=(*before.word_ids, match.word_id), words=(*before.words, "понтон")
                )
            else:
                before = alerts[match.head_id]
                alerts[match.head_id] = replace(
                    before, copies=before.copies + match.is_copy, others=before.others + (not match.is_copy)
                )
        pairs = {(match.word_id, match.post_id) for match in decided.matches}
        self.history = WordHistory(alerts=tuple(alerts.values()), matched=self.history.matched | pairs)


def reasons(decided: WordsDecided) -> list[WordReason]:
    return [decision.reason for decision in decided.decisions]


def sent(decided: WordsDecided) -> list[tuple[str, int, Any, Any]]:
    """Key, version and counts of each row."""
    return [(row.key, row.version, row.facts["others"], row.facts["copies"]) for row in decided.deliveries]


def test_a_post_with_the_word_is_told_whatever_it_says() -> None:
    decided = Told().decide(hit(post(1)))
    (row,) = decided.deliveries
    assert (row.key, row.chat_id, row.kind, row.version, row.not_before) == ("word:7:1", 7, DeliveryKind.WORD, 1, None)
    assert row.facts["words"] == ["понтон"]
    assert (row.facts["channel"], row.facts["message"], row.facts["recovered"]) == (5, 1, False)


def test_copies_fire_once_and_are_counted_as_copies() -> None:
    told = Told()
    first = told.decide(hit(post(1, text="понтоны идут")), hit(post(2, text="понтоны идут!")))
    assert reasons(first) == [WordReason.NEWS, WordReason.COPY]
    assert sent(first) == [("word:7:1", 2, 0, 1)]
    later = told.decide(hit(post(3, 60, text="понтоны идут!!")), minutes=60)
    assert reasons(later) == [WordReason.COPY]
    assert sent(later) == [("word:7:1", 3, 0, 2)]


def test_at_most_one_alert_for_a_word_in_a_quarter_of_an_hour_and_the_rest_is_counted_in_it() -> None:
    told = Told()
    told.decide(hit(post(1)))
    assert sent(told.decide(hit(post(2, 5)), minutes=5)) == [("word:7:1", 2, 1, 0)]
    counted = told.decide(hit(post(3, 14.9)), minutes=14.9)
    assert reasons(counted) == [WordReason.COUNTED]
    assert sent(counted) == [("word:7:1", 3, 2, 0)]
    assert sent(told.decide(hit(post(4, 15)), minutes=15)) == [("word:7:4", 1, 0, 0)]


def test_words_of_one_post_share_an_alert_and_a_word_told_a_moment_ago_is_not_named_again() -> None:
    told = Told()
    together = told.decide(hit(post(1), word(1), word(2, "мост")))
    assert [row.facts["words"] for row in together.deliveries] == [["понтон", "мост"]]
    later = told.decide(hit(post(2, 20), word(1)), minutes=20)
    assert sent(later) == [("word:7:2", 1, 0, 0)]
    mixed = told.decide(hit(post(3, 25), word(1), word(2, "мост")), minutes=25)
    assert reasons(mixed) == [WordReason.COUNTED, WordReason.NEWS]
    assert sent(mixed) == [("word:7:2", 2, 1, 0), ("word:7:3", 1, 0, 0)]
    both = told.decide(hit(post(4, 26), word(1), word(2, "мост")), minutes=26)
    assert sent(both) == [("word:7:2", 3, 2, 0), ("word:7:3", 2, 1, 0)]


def test_a_post_that_two_words_count_in_one_alert_counts_once() -> None:
    told = Told()
    told.decide(hit(post(1), word(1), word(2, "мост")))
    assert sent(told.decide(hit(post(2, 1), word(1), word(2, "мост")), minutes=1)) == [("word:7:1", 2, 1, 0)]


def test_an_edit_of_a_told_post_is_nothing_new() -> None:
    told = Told()
    told.decide(hit(post(1)))
    edited = told.decide(hit(post(1, text="новость 1, исправлено"), is_revision=True), minutes=30)
    assert reasons(edited) == [WordReason.KNOWN]
    assert edited.deliveries == ()


def test_an_edit_that_brings_the_word_in_is_news_unless_the_post_is_older_than_the_word() -> None:
    assert reasons(Told().decide(hit(post(1, -30), is_revision=True))) == [WordReason.NEWS]
    assert reasons(Told().decide(hit(post(1, -61), is_revision=True))) == [WordReason.FROM_BEFORE]
    assert reasons(Told().decide(hit(post(1, -61)))) == [WordReason.NEWS]


@pytest.mark.parametrize(
    ("origin", "age", "reason"),
    [
        (Origin.LIVE, timedelta(hours=5, minutes=59), WordReason.NEWS),
        (Origin.LIVE, timedelta(hours=6), WordReason.TOO_OLD),
        (Origin.RECOVERED, timedelta(hours=1), WordReason.NEWS),
        (Origin.BACKFILL, timedelta(0), WordReason.NOT_LIVE),
        (Origin.IMPORT, timedelta(0), WordReason.NOT_LIVE),
    ],
)
def test_only_young_live_and_recovered_posts_fire(origin: Origin, age: timedelta, reason: WordReason) -> None:
    decided = Told().decide(hit(post(1, -age / timedelta(minutes=1)), origin=origin))
    assert reasons(decided) == [reason]
    assert bool(decided.deliveries) == (reason is WordReason.NEWS)


@pytest.mark.parametrize("state", [SubscriberState.LEFT, SubscriberState.PENDING, SubscriberState.PARKED])
def test_a_chat_that_is_not_subscribed_is_not_told_and_nothing_is_remembered(state: SubscriberState) -> None:
    decided = Told(replace(READER, state=state)).decide(hit(post(1)))
    assert reasons(decided) == [WordReason.INACTIVE]
    assert (decided.matches, decided.deliveries) == ((), ())
    assert reasons(Told(replace(READER, chat_id=8)).decide(hit(post(1)))) == [WordReason.INACTIVE]


def test_a_deleted_post_is_not_told() -> None:
    assert reasons(Told().decide(hit(post(1, deleted_at=EVENING)))) == [WordReason.DELETED]


def test_a_recovered_post_is_told_as_such() -> None:
    (row,) = Told().decide(hit(post(1, origin=Origin.IMPORT), origin=Origin.RECOVERED)).deliveries
    assert row.facts["recovered"] is True


def test_each_chat_has_its_own_alert() -> None:
    told = Told(READER, replace(READER, chat_id=8))
    decided = told.decide(hit(post(1), word(1), word(2, chat_id=8)))
    assert [row.key for row in decided.deliveries] == ["word:7:1", "word:8:1"]


def test_quiet_hours_hold_one_alert_and_it_counts_the_night() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    told = Told(replace(READER, preferences=Preferences(quiet=(time(20), time(7)), zone=kyiv)))
    morning = datetime(2024, 3, 10, 7, tzinfo=kyiv)
    held = told.decide(hit(post(1, 5)), minutes=5)
    assert reasons(held) == [WordReason.HELD]
    assert held.deliveries[0].not_before == morning
    night = told.decide(hit(post(2, 500)), minutes=500)
    assert reasons(night) == [WordReason.COUNTED]
    assert sent(night) == [("word:7:1", 2, 1, 0)]
    assert night.deliveries[0].not_before == morning
    after = (morning + PAUSE - EVENING) / timedelta(minutes=1)
    assert reasons(told.decide(hit(post(3, after)), minutes=after)) == [WordReason.NEWS]


def test_edits_come_ever_more_seldom_and_none_after_six_hours() -> None:
    def wait(minutes: float) -> float | None:
        now = EVENING + timedelta(minutes=minutes)
        due = edit_due(EVENING, now)
        return None if due is None else (due - now) / timedelta(minutes=1)

    assert [wait(age) for age in (0, 0.9, 1, 2.9, 3, 7.9, 8, 345)] == [1, 1, 2, 2, 5, 5, 15, 15]
    assert [wait(age) for age in (346, 360, 999)] == [None] * 3
    assert edit_due(EVENING, EVENING - timedelta(minutes=5)) == EVENING


def test_a_copy_that_comes_when_the_alert_is_too_old_to_be_edited_is_remembered_silently() -> None:
    told = Told()
    told.decide(hit(post(1, text="понтоны идут")))
    late = told.decide(hit(post(2, 400, text="понтоны идут!")), minutes=400)
    assert (reasons(late), late.deliveries) == ([WordReason.COPY], ())
    assert len(late.matches) == 1


def test_a_rehearsal_tells_how_many_alerts_a_week_of_posts_would_have_made() -> None:
    posts = [post(1), post(2, 5), post(3, 20, text="новость 1!"), post(4, 30), post(5, 3000, text="новость 1")]
    alerts = rehearse(word(), posts, READER, same_news=is_same)
    assert [(alert.head_id, alert.others, alert.copies) for alert in alerts] == [(1, 1, 1), (4, 0, 0), (5, 0, 0)]


_ARRIVALS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from("абв"), st.sets(st.integers(1, 3), min_size=1)), max_size=25
)


@given(_ARRIVALS)
def test_whatever_comes_each_word_rings_seldom_and_every_post_is_told_or_counted_once(
    arrivals: list[tuple[int, str, set[int]]],
) -> None:
    told, minutes = Told(), 0
    heads: dict[int, list[tuple[int, str]]] = {1: [], 2: [], 3: []}
    versions: dict[str, int] = {}
    seen: set[tuple[int, int]] = set()
    for number, (pause, text, words) in enumerate(arrivals, start=1):
        minutes += pause
        decided = told.decide(
            hit(post(number, minutes, text=text), *(word(each, f"w{each}") for each in words)), minutes=minutes
        )
        assert {match.word_id for match in decided.matches} == words
        for match in decided.matches:
            assert (match.word_id, match.post_id) not in seen
            seen.add((match.word_id, match.post_id))
            if match.is_head:
                assert all(minutes - before >= 15 for before, _ in heads[match.word_id])
                assert text not in [known for before, known in heads[match.word_id] if minutes - before < 24 * 60]
                heads[match.word_id].append((minutes, text))
        assert sum(row.key == f"word:7:{number}" for row in decided.deliveries) == any(
            match.is_head for match in decided.matches
        )
        for row in decided.deliveries:
            assert row.version > versions.get(row.key, 0)
            versions[row.key] = row.version
