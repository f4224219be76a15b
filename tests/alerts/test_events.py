"""What shares one living alert, also when events turn out to be one (RULES 9)."""

from collections.abc import Iterable
from dataclasses import replace

from bot.alerts.events import alerts_now, events_of, numbers_of
from bot.model.delivery import DeliveryState, LivingAlert, alert_key
from bot.model.story import Story, StoryChange
from tests.wording.samples import NIGHT, story


def _alert(event_id: int, chat_id: int = 7) -> LivingAlert:
    return LivingAlert(
        key=alert_key(event_id, chat_id),
        event_id=event_id,
        chat_id=chat_id,
        state=DeliveryState.SENT,
        version=1,
        is_begun=True,
        told_at=NIGHT,
        replies=0,
        facts={},
    )


def _story(number: int, event_id: int) -> Story:
    return story(story_id=number, event_id=event_id)


def _moved(number: int, before: int, after: int) -> StoryChange:
    return StoryChange(story=_story(number, after), before=_story(number, before))


def _events(alerts: Iterable[LivingAlert]) -> list[tuple[str, int]]:
    return [(alert.key, alert.event_id) for alert in alerts]


def test_changes_are_seen_among_all_stories_of_their_event() -> None:
    change = StoryChange(story=_story(2, 1), before=None)
    (event,) = events_of([change], [_story(1, 1), _story(3, 3)])
    assert (event.event_id, [each.story_id for each in event.stories], event.changes) == (1, [1, 2], (change,))


def test_a_story_without_posts_is_part_of_no_event() -> None:
    gone = replace(_story(2, 1), posts=())
    (event,) = events_of(
        [StoryChange(story=gone, before=_story(2, 2)), StoryChange(story=_story(1, 1), before=None)], [gone]
    )
    assert [each.story_id for each in event.stories] == [1]


def test_the_alert_of_an_event_that_became_part_of_another_goes_with_it() -> None:
    changes = [_moved(5, 5, 3)]
    assert numbers_of(changes) == (3, 5)
    others = [_story(3, 3)]
    assert _events(alerts_now([_alert(5), _alert(3, 8)], changes, others)) == [("alert:3:8", 3), ("alert:5:7", 3)]


def test_an_event_of_which_a_story_is_left_keeps_its_alert() -> None:
    others = [_story(3, 3), _story(6, 5)]
    assert _events(alerts_now([_alert(5)], [_moved(5, 5, 3)], others)) == [("alert:5:7", 5)]


def test_of_two_alerts_of_a_chat_the_event_s_own_comes_first_and_none_twice() -> None:
    living = [_alert(5), _alert(3), replace(_alert(5), event_id=3)]
    assert _events(alerts_now(living, [_moved(5, 5, 3)], [_story(3, 3)])) == [
        ("alert:3:7", 3),
        ("alert:5:7", 3),
    ]
