"""Alerts live: what is edited, what rings, and how often (RULES 9, 15, 16)."""

from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.alerts.living import Upkeep
from bot.model.channel import Channel
from bot.model.delivery import DeliveryState, Priority
from bot.model.flag import Side, Stance
from bot.model.news import News, Turn
from bot.model.post import Origin
from bot.model.story import Severity, StoryChange, StoryState
from bot.model.subscriber import Mute, MuteKind, Preferences, SubscriberState
from tests.alerts.chat import READER, Chat
from tests.stories.night import (
    AGGREGATOR,
    BLOGGER,
    MINISTRY,
    SECOND,
    THIRD,
    Sighting,
    at,
    deleted,
    edited,
    flag,
    sighting,
)
from tests.stories.test_any_order import CLAIMS

DENIAL = "Сообщения о прорывах не соответствуют действительности"
MINUTE = timedelta(minutes=1)


def claim(number: int = 0, hours: float = 0, channel: Channel = BLOGGER) -> Sighting:
    return sighting(channel, hours, CLAIMS[number], flag(side=Side.UA))


def denial(hours: float) -> Sighting:
    return sighting(MINISTRY, hours, DENIAL, flag(places=(), stance=Stance.DENIED))


def admission(hours: float) -> Sighting:
    regrouped = flag("withdrawal", places=("berkhivka",), side=Side.RU, euphemism=True)
    return sighting(MINISTRY, hours, "Подразделения заняли более выгодный рубеж", regrouped)


def told(chat: Chat) -> list[Turn]:
    return [each.turn for news in chat.news() for each in news]


def chat(**wanted: object) -> Chat:
    preferences = replace(Preferences(), **wanted)  # type: ignore[arg-type]  # any of its fields
    return Chat(reader=replace(READER, preferences=preferences))


def test_a_copy_is_an_edit_and_rings_nobody() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    (kept,) = night.work(sighting(AGGREGATOR, 0.1, CLAIMS[0], flag()), now=at(0.1))
    assert kept.reason is Upkeep.EDITED
    assert kept.edit is not None
    assert (kept.edit.key, kept.edit.version, kept.edit.not_before) == ("alert:1:7", 2, at(0.1) + 5 * MINUTE)
    assert (len(night.alerts), night.replies) == (1, [])


@pytest.mark.parametrize(
    ("second", "hours", "turns"),
    [
        (claim(1, 1, SECOND), 1, [Turn.SEVERITY]),
        (denial(1), 1, [Turn.DENIED]),
        (admission(9), 9, [Turn.ADMITTED, Turn.SIGNAL]),
        (sighting(SECOND, 1, "Клещи вокруг гарнизона смыкаются", flag("encirclement")), 1, [Turn.SIGNAL]),
        (deleted(claim(), 1), 1, [Turn.RETRACTED]),
        (edited(claim(), "Удалил, не подтвердилось"), 1, [Turn.RETRACTED]),
        (edited(claim(), CLAIMS[0] + "!", flag(side=Side.UA)), 1, []),
    ],
)
def test_what_rings(second: Sighting, hours: float, turns: list[Turn]) -> None:
    night = chat()
    night.work(claim(), now=at(0))
    night.work(second, now=at(hours))
    assert told(night) == turns
    assert len(night.alerts) == 1


def test_a_burst_of_copies_that_raises_the_severity_names_no_post() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    before = night.book.only
    louder = replace(before, severity=Severity.HIGH, version=2, transition=1)
    night.take([StoryChange(story=louder, before=before)], now=at(1))
    assert night.news() == [[News(story_id=1, turn=Turn.SEVERITY)]]


def test_a_reply_is_keyed_by_the_transition_and_answers_the_alert() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    night.work(denial(2), now=at(2))
    (reply,) = night.replies
    assert (reply.key, reply.reply_to_key, reply.priority) == ("reply:1:1:7", "alert:1:7", Priority.REPLY)
    assert (reply.story_id, reply.not_before, reply.silent) == (1, None, False)


def test_what_was_told_once_rings_no_more() -> None:
    night = chat()
    first = claim()
    night.work(first, now=at(0))
    no = denial(1)
    night.work(no, now=at(1))
    states = []
    for each, hours in ((deleted(no, 2), 2), (no, 3)):
        night.work(each, now=at(hours))
        states.append(night.book.only.state)
    assert states == [StoryState.CLAIMED, StoryState.DENIED]
    assert told(night) == [Turn.DENIED]


def test_a_claim_that_comes_back_after_it_was_retracted_rings_once() -> None:
    night = chat()
    first = claim()
    night.work(first, now=at(0))
    for hours in (1, 3):
        night.work(deleted(first, hours), now=at(hours))
        night.work(first, now=at(hours + 1))
    assert told(night) == [Turn.RETRACTED, Turn.BACK]


def test_an_admission_is_told_when_edits_have_long_ended_and_the_phone_has_rung_enough() -> None:
    night = chat()
    for number, (hours, channel) in enumerate([(0, BLOGGER), (1, SECOND), (2, THIRD)]):
        night.work(claim(number, hours, channel), now=at(hours))
    night.work(denial(3), now=at(3))
    encircled = flag("encirclement", side=Side.UA)
    night.work(sighting(SECOND, 4, "Клещи вокруг гарнизона смыкаются", encircled), now=at(4))
    assert len(night.replies) == 3
    version = night.rows["alert:1:7"].version
    kept = night.work(admission(17), now=at(17))
    assert [(each.reason, each.edit and each.edit.version) for each in kept] == [(Upkeep.REPLIED, version)]
    assert night.news()[3][0].turn is Turn.ADMITTED


def test_a_general_denial_rings_once_for_all_that_it_answers() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    elsewhere = sighting(SECOND, 0.5, "У Работино тоже прорыв, и большой", flag(places=("robotyne",), side=Side.UA))
    night.work(elsewhere, now=at(0.5))
    assert len(night.alerts) == 2
    night.work(denial(1), now=at(1))
    (news,) = night.news()
    assert [(each.story_id, each.turn) for each in news] == [(1, Turn.DENIED), (2, Turn.DENIED)]


def test_one_post_that_admits_one_story_and_tells_another_rings_once() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    night.work(admission(14), now=at(14))
    assert told(night) == [Turn.ADMITTED]
    assert [(alert.key, alert.silent) for alert in night.alerts] == [("alert:1:7", False), ("alert:2:7", True)]


def test_when_two_stories_turn_out_to_be_one_the_alert_goes_on() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    known = night.book.only
    gone = replace(known, posts=(), event_id=9, merged_into=9, version=2)
    whole = replace(known, story_id=9, event_id=9)
    changes = (StoryChange(story=gone, before=known), StoryChange(story=whole, before=None))
    (kept,) = night.take(changes, now=at(0.2))
    assert (len(night.alerts), night.replies) == (1, [])
    assert kept.edit is not None
    assert (kept.key, kept.edit.facts["event"]) == ("alert:1:7", 9)


def test_imports_and_old_posts_ring_nobody() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    night.work(replace(denial(1), origin=Origin.IMPORT), now=at(1))
    assert told(night) == []
    other = chat()
    other.work(claim(), now=at(0))
    other.work(denial(1), now=at(7.5))
    assert told(other) == []


def test_a_waiting_alert_tells_what_comes_meanwhile_and_is_let_go_for_what_wakes() -> None:
    sleeper = {"quiet": (time(19), time(8)), "zone": ZoneInfo("Europe/Kyiv")}
    night = chat(**sleeper)
    night.work(claim(), now=at(0))
    (kept,) = night.work(denial(1), now=at(1))
    assert kept.reason is Upkeep.WAITS
    assert kept.edit is not None
    assert (kept.edit.let_go, kept.edit.version) == (False, 2)
    for number, channel in ((1, SECOND), (2, THIRD), (3, AGGREGATOR)):
        (kept,) = night.work(claim(number, 1 + number, channel), now=at(1 + number))
    assert night.book.only.severity is Severity.CRITICAL
    assert kept.edit is not None
    assert (kept.edit.let_go, kept.edit.weight) == (True, Severity.CRITICAL)


def test_a_reply_is_held_by_quiet_hours_unless_it_wakes() -> None:
    quiet = chat(quiet=(time(21), time(8)), zone=ZoneInfo("Europe/Kyiv"))
    quiet.work(claim(), now=at(0))
    (kept,) = quiet.work(denial(2), now=at(2))
    assert kept.reason is Upkeep.REPLY_HELD
    assert quiet.replies[0].not_before == at(12)
    light = chat(quiet=(time(21), time(8)), zone=ZoneInfo("Europe/Kyiv"), wakes=Severity.MEDIUM)
    light.work(claim(), now=at(0))
    light.work(denial(2), now=at(2))
    assert light.replies[0].not_before is None


def test_a_muted_event_is_neither_edited_nor_answered() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    mute = Mute(kind=MuteKind.STORY, target="1", until=at(5))
    night.reader = replace(night.reader, preferences=replace(night.reader.preferences, mutes=(mute,)))
    (kept,) = night.work(denial(1), now=at(1))
    assert (kept.reason, kept.edit, kept.reply) == (Upkeep.MUTED, None, None)
    night.work(claim(1, 6, SECOND), now=at(6))
    assert told(night) != []


@pytest.mark.parametrize(
    ("reader", "reason"),
    [
        (replace(READER, state=SubscriberState.LEFT), Upkeep.INACTIVE),
        (replace(READER, state=SubscriberState.PARKED), Upkeep.INACTIVE),
        (replace(READER, preferences=Preferences(signals=frozenset({"capture"}))), Upkeep.UNWANTED),
        (
            replace(READER, preferences=Preferences(mutes=(Mute(kind=MuteKind.SIGNAL, target="breakthrough"),))),
            Upkeep.UNWANTED,
        ),
    ],
)
def test_who_wants_it_no_more_gets_no_more(reader: object, reason: Upkeep) -> None:
    night = chat()
    night.work(claim(), now=at(0))
    night.reader = reader  # type: ignore[assignment]  # a subscriber
    (kept,) = night.work(denial(1), now=at(1))
    assert (kept.reason, kept.edit, kept.reply) == (reason, None, None)


def test_a_muted_channel_rings_nobody() -> None:
    mute = Mute(kind=MuteKind.CHANNEL, target=str(MINISTRY.key))
    night = chat(mutes=(mute,))
    night.work(claim(), now=at(0))
    (kept,) = night.work(denial(1), now=at(1))
    assert (kept.reason, kept.reply) == (Upkeep.EDITED, None)


def test_what_was_given_up_stays_so_and_a_lost_message_is_answered_still() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    row = night.rows["alert:1:7"]
    night.rows[row.key] = replace(row, state=DeliveryState.PARKED, is_begun=False, told_at=None)
    (kept,) = night.work(denial(1), now=at(1))
    assert (kept.reason, kept.edit, kept.reply) == (Upkeep.NEVER_TOLD, None, None)
    night.rows[row.key] = replace(row, state=DeliveryState.PARKED)
    (kept,) = night.work(claim(1, 2, SECOND), now=at(2))
    assert kept.edit is not None
    assert kept.edit.version == row.version
    assert told(night) != []


def test_an_alert_of_an_older_program_is_kept_up_without_telling_it_all_again() -> None:
    night = chat()
    night.work(claim(), now=at(0))
    row = night.rows["alert:1:7"]
    night.rows[row.key] = replace(row, facts={"reason": "news for this chat"})
    night.work(sighting(AGGREGATOR, 0.1, CLAIMS[0], flag()), now=at(0.1))
    assert told(night) == []
    night.work(denial(1), now=at(1))
    assert told(night) == [Turn.DENIED]
