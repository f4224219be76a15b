"""Who is told of a story, and why the others are not (RULES 4, 9, 17)."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.alerts.deciding import Decision, Reason, decide_alerts
from bot.model.delivery import DeliveryKind, DeliveryState, LivingAlert, Priority
from bot.model.flag import Stance
from bot.model.post import Origin
from bot.model.story import Severity, StoryChange
from bot.model.subscriber import ChatKind, Mute, MuteKind, Preferences, Subscriber, SubscriberState
from tests.stories.night import AGGREGATOR, BLOGGER, EVENING, MINISTRY, SECOND, Book, at, deleted, flag, sighting

ALARM = "Срочно: оборона под Соледаром прорвана, колонна техники идёт на запад, связи с ротой нет с вечера"
OWN_WORDS = "Подтверждаю со своей стороны, у наших соседей справа фронт не удержали, детали позже"
MAX_AGE = timedelta(hours=6)
READER = Subscriber(
    chat_id=7, kind=ChatKind.PERSON, title="Читатель", state=SubscriberState.ACTIVE, since=EVENING - timedelta(days=9)
)


def reader(chat_id: int = 7, state: SubscriberState = SubscriberState.ACTIVE, **wanted: object) -> Subscriber:
    preferences = replace(Preferences(), **wanted)  # type: ignore[arg-type]  # any of its fields
    return replace(READER, chat_id=chat_id, state=state, preferences=preferences)


def decide(
    changes: tuple[StoryChange, ...], *subscribers: Subscriber, now: datetime | None = None
) -> tuple[Decision, ...]:
    return decide_alerts(changes, subscribers or (READER,), now=now or at(0.1), max_age=MAX_AGE)


def reasons(decisions: tuple[Decision, ...]) -> list[Reason]:
    return [decision.reason for decision in decisions]


def test_a_new_claim_is_told_once_to_each_active_chat() -> None:
    changes = Book().work(sighting(BLOGGER, 0, ALARM, flag()))
    first, second = decide(changes, reader(7), reader(8))
    delivery = first.delivery
    assert delivery is not None
    assert second.delivery is not None
    assert (delivery.key, second.delivery.key) == ("alert:1:7", "alert:1:8")
    assert (delivery.kind, delivery.priority, delivery.version, delivery.story_id) == (
        DeliveryKind.ALERT,
        Priority.ALERT,
        1,
        1,
    )
    assert (delivery.silent, delivery.not_before) == (False, None)


def test_an_event_is_told_as_the_same_message_whatever_its_number() -> None:
    """Telegram knows an alert by what it is about, in an archive that lost its last commits or counts anew as well."""
    soledar = sighting(BLOGGER, 0, ALARM, flag())
    elsewhere = sighting(SECOND, 0.1, OWN_WORDS, flag(places=("kupiansk",)))
    told = []
    for order in ((soledar, elsewhere), (elsewhere, soledar)):
        book = Book()
        deliveries = [decision.delivery for post in order for decision in decide(book.work(post))]
        told.append({each.key: each.about for each in deliveries if each is not None})
    one, other = told
    assert one.keys() == other.keys() == {"alert:1:7", "alert:2:7"}
    assert (one["alert:1:7"], one["alert:2:7"]) == (other["alert:2:7"], other["alert:1:7"])
    assert one["alert:1:7"] != one["alert:2:7"]


def test_copies_are_no_news() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag()))
    changes = book.work(sighting(AGGREGATOR, 0.1, ALARM, flag()))
    assert reasons(decide(changes)) == [Reason.NOTHING_NEW]


def test_a_story_of_several_signals_is_one_alert_headed_by_the_most_severe() -> None:
    book = Book()
    book.work(sighting(BLOGGER, 0, ALARM, flag("encirclement"), origin=Origin.IMPORT))
    changes = book.work(sighting(SECOND, 0.1, OWN_WORDS, flag("capture"), flag("encirclement")))
    decisions = decide(changes)
    assert reasons(decisions) == [Reason.NEWS, Reason.ANOTHER_STORY]
    assert decisions[0].delivery is not None
    assert (decisions[0].story_id, decisions[0].delivery.key) == (1, "alert:1:7")


@pytest.mark.parametrize(
    ("origin", "age", "reason"),
    [
        (Origin.LIVE, timedelta(hours=5, minutes=59), Reason.NEWS),
        (Origin.LIVE, timedelta(hours=6), Reason.TOO_OLD),
        (Origin.RECOVERED, timedelta(hours=1), Reason.NEWS),
        (Origin.RECOVERED, timedelta(hours=7), Reason.TOO_OLD),
        (Origin.BACKFILL, timedelta(0), Reason.NOT_LIVE),
        (Origin.IMPORT, timedelta(0), Reason.NOT_LIVE),
    ],
)
def test_only_young_live_and_recovered_posts_alert(origin: Origin, age: timedelta, reason: Reason) -> None:
    changes = Book().work(sighting(BLOGGER, 0, ALARM, flag(), origin=origin))
    assert reasons(decide(changes, now=EVENING + age)) == [reason]


@pytest.mark.parametrize(
    ("subscriber", "reason"),
    [
        (reader(state=SubscriberState.PENDING), Reason.INACTIVE),
        (reader(state=SubscriberState.PARKED), Reason.INACTIVE),
        (reader(state=SubscriberState.LEFT), Reason.INACTIVE),
        (reader(signals=frozenset({"capture"})), Reason.SIGNAL),
        (reader(signals=frozenset({"capture", "breakthrough"})), Reason.NEWS),
        (reader(stances=frozenset({Stance.DENIED})), Reason.STANCE),
        (reader(stances=frozenset()), Reason.STANCE),
        (reader(least_severity=Severity.HIGH), Reason.SEVERITY),
        (reader(least_severity=Severity.LOW), Reason.NEWS),
    ],
)
def test_a_chat_is_told_what_it_wants(subscriber: Subscriber, reason: Reason) -> None:
    changes = Book().work(sighting(BLOGGER, 0, ALARM, flag()))
    assert reasons(decide(changes, subscriber)) == [reason]


def test_a_second_source_that_lifts_the_story_over_the_threshold_alerts_then() -> None:
    book = Book()
    wary = reader(least_severity=Severity.HIGH)
    assert reasons(decide(book.work(sighting(BLOGGER, 0, ALARM, flag())), wary)) == [Reason.SEVERITY]
    changes = book.work(sighting(SECOND, 1, OWN_WORDS, flag()))
    assert reasons(decide(changes, wary, now=at(1))) == [Reason.NEWS]


def test_a_denial_alone_alerts_nobody_and_its_late_claim_does() -> None:
    book = Book()
    denial = book.work(sighting(MINISTRY, 2, "Прорывов нет", flag(places=(), stance=Stance.DENIED)))
    curious = reader(stances=frozenset(Stance), least_severity=Severity.LOW)
    assert reasons(decide(denial, curious, now=at(2))) == [Reason.UNCLAIMED]
    claim = book.work(sighting(BLOGGER, 0, ALARM, flag(), origin=Origin.RECOVERED))
    assert reasons(decide(claim, curious, now=at(2.1))) == [Reason.NEWS]


def test_who_wants_denials_is_told_when_one_answers_a_claim() -> None:
    book = Book()
    only_denials = reader(stances=frozenset({Stance.DENIED}))
    assert reasons(decide(book.work(sighting(BLOGGER, 0, ALARM, flag())), only_denials)) == [Reason.STANCE]
    changes = book.work(sighting(MINISTRY, 1, "Прорывов нет", flag(places=(), stance=Stance.DENIED)))
    assert reasons(decide(changes, only_denials, now=at(1))) == [Reason.NEWS]
    assert reasons(decide(changes, reader(), now=at(1))) == [Reason.STANCE]


def test_a_claim_that_was_deleted_before_it_was_read_alerts_nobody() -> None:
    changes = Book().work(deleted(sighting(BLOGGER, 0, ALARM, flag()), 0.1))
    assert reasons(decide(changes)) == [Reason.RETRACTED]


def test_quiet_hours_hold_the_alert_until_their_end() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    changes = Book().work(sighting(BLOGGER, 5, ALARM, flag()))
    sleeper = reader(quiet=(time(23), time(7)), zone=kyiv)
    (decision,) = decide(changes, sleeper, now=at(5))
    assert decision.reason is Reason.HELD
    assert decision.delivery is not None
    assert decision.delivery.not_before == datetime(2024, 3, 10, 7, tzinfo=kyiv)


def test_low_severity_comes_silently() -> None:
    changes = Book().work(sighting(AGGREGATOR, 0, "Пишут о захвате", flag("capture", places=())))
    (decision,) = decide(changes, reader(least_severity=Severity.LOW))
    assert decision.delivery is not None
    assert decision.delivery.silent


def muting(kind: MuteKind, target: object, until: datetime | None = None) -> Subscriber:
    return reader(mutes=(Mute(kind=kind, target=str(target), until=until),))


@pytest.mark.parametrize(
    ("subscriber", "reason"),
    [
        (muting(MuteKind.STORY, 1), Reason.MUTED),
        (muting(MuteKind.STORY, 2), Reason.NEWS),
        (muting(MuteKind.SIGNAL, "breakthrough"), Reason.MUTED),
        (muting(MuteKind.SIGNAL, "capture"), Reason.NEWS),
        (muting(MuteKind.CHANNEL, BLOGGER.key), Reason.MUTED),
        (muting(MuteKind.CHANNEL, SECOND.key), Reason.NEWS),
        (muting(MuteKind.STORY, 1, at(0.1)), Reason.NEWS),
        (muting(MuteKind.STORY, 1, at(0.2)), Reason.MUTED),
    ],
)
def test_what_is_muted_is_not_told_for_as_long_as_it_is(subscriber: Subscriber, reason: Reason) -> None:
    changes = Book().work(sighting(BLOGGER, 0, ALARM, flag()))
    assert reasons(decide(changes, subscriber)) == [reason]


def test_who_muted_a_channel_is_told_when_another_claims_it_too() -> None:
    book = Book()
    deaf = muting(MuteKind.CHANNEL, BLOGGER.key)
    assert reasons(decide(book.work(sighting(BLOGGER, 0, ALARM, flag())), deaf)) == [Reason.MUTED]
    changes = book.work(sighting(SECOND, 1, OWN_WORDS, flag()))
    assert reasons(decide(changes, deaf, now=at(1))) == [Reason.NEWS]


@pytest.mark.parametrize(
    ("quiet", "wakes", "reason"),
    [
        ((time(23), time(7)), None, Reason.HELD),
        ((time(23), time(7)), Severity.CRITICAL, Reason.HELD),
        ((time(23), time(7)), Severity.MEDIUM, Reason.NEWS),
        ((time(20), time(20)), None, Reason.NEWS),
    ],
)
def test_quiet_hours_hold_what_does_not_wake(quiet: tuple[time, time], wakes: Severity | None, reason: Reason) -> None:
    changes = Book().work(sighting(BLOGGER, 5, ALARM, flag()))
    (decision,) = decide(changes, reader(quiet=quiet, wakes=wakes), now=at(5))
    assert decision.reason is reason


@pytest.mark.parametrize(
    ("state", "reason", "version"),
    [
        (DeliveryState.SENT, Reason.TOLD, None),
        (DeliveryState.WAITING, Reason.TOLD, None),
        (DeliveryState.PARKED, Reason.TOLD, None),
        (DeliveryState.COUNTED, Reason.NEWS, 5),
    ],
)
def test_who_has_the_alert_gets_no_other_and_one_that_was_only_counted_may_come_yet(
    state: DeliveryState, reason: Reason, version: int | None
) -> None:
    changes = Book().work(sighting(BLOGGER, 0, ALARM, flag()))
    row = LivingAlert(
        key="alert:1:7",
        event_id=1,
        chat_id=7,
        state=state,
        version=4,
        is_begun=False,
        told_at=None,
        replies=0,
        facts={},
    )
    (decision,) = decide_alerts(changes, [READER], now=at(0.1), max_age=MAX_AGE, living=[row])
    assert decision.reason is reason
    assert (decision.delivery and decision.delivery.version) == version
