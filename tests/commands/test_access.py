"""Who may do what, by ACCESS, chat and person (RULES 14)."""

from datetime import UTC, datetime

import pytest

from bot.commands.access import Act, Asker, Rules, Verdict, decide
from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from bot.settings import Access

ADMIN, PERSON, OTHER, GROUP = 1, 20, 30, -100_500
SINCE = datetime(2023, 5, 1, tzinfo=UTC)


def rules(access: Access) -> Rules:
    return Rules(access=access, admins=frozenset({ADMIN}))


def subscriber(chat_id: int, state: SubscriberState, by: int | None = None) -> Subscriber:
    kind = ChatKind.PERSON if chat_id > 0 else ChatKind.GROUP
    return Subscriber(chat_id=chat_id, kind=kind, title="chat", state=state, since=SINCE, subscribed_by=by)


def in_private(user_id: int, state: SubscriberState | None = None) -> Asker:
    own = subscriber(user_id, state, user_id) if state else None
    return Asker(user_id=user_id, chat_kind=ChatKind.PERSON, own=own, chat=own)


def in_group(
    user_id: int | None,
    *,
    own: SubscriberState | None = None,
    group: SubscriberState | None = SubscriberState.ACTIVE,
    by: int | None = PERSON,
) -> Asker:
    return Asker(
        user_id=user_id,
        chat_kind=ChatKind.GROUP,
        own=subscriber(user_id, own, user_id) if own and user_id else None,
        chat=subscriber(GROUP, group, by) if group else None,
    )


@pytest.mark.parametrize(
    ("access", "state", "verdict"),
    [
        (Access.OPEN, None, Verdict.ALLOWED),
        (Access.OPEN, SubscriberState.LEFT, Verdict.ALLOWED),
        (Access.APPROVE, None, Verdict.NOT_APPROVED),
        (Access.APPROVE, SubscriberState.PENDING, Verdict.STILL_WAITING),
        (Access.APPROVE, SubscriberState.LEFT, Verdict.NOT_APPROVED),
        (Access.APPROVE, SubscriberState.ACTIVE, Verdict.ALLOWED),
        (Access.CLOSED, None, Verdict.CLOSED),
        (Access.CLOSED, SubscriberState.PENDING, Verdict.CLOSED),
        (Access.CLOSED, SubscriberState.ACTIVE, Verdict.ALLOWED),
    ],
)
def test_reading_follows_access_by_the_person(access: Access, state: SubscriberState | None, verdict: Verdict) -> None:
    assert decide(Act.READ, in_private(PERSON, state), rules(access)) is verdict
    assert decide(Act.READ, in_group(PERSON, own=state), rules(access)) is verdict


@pytest.mark.parametrize(
    ("access", "state", "verdict"),
    [
        (Access.OPEN, None, Verdict.ALLOWED),
        (Access.OPEN, SubscriberState.PENDING, Verdict.ALLOWED),
        (Access.APPROVE, None, Verdict.TO_BE_APPROVED),
        (Access.APPROVE, SubscriberState.PENDING, Verdict.TO_BE_APPROVED),
        (Access.APPROVE, SubscriberState.LEFT, Verdict.TO_BE_APPROVED),
        (Access.APPROVE, SubscriberState.PARKED, Verdict.TO_BE_APPROVED),
        (Access.APPROVE, SubscriberState.ACTIVE, Verdict.ALLOWED),
        (Access.CLOSED, None, Verdict.CLOSED),
        (Access.CLOSED, SubscriberState.ACTIVE, Verdict.ALLOWED),
    ],
)
def test_subscribing_in_private(access: Access, state: SubscriberState | None, verdict: Verdict) -> None:
    assert decide(Act.SUBSCRIBE, in_private(PERSON, state), rules(access)) is verdict


@pytest.mark.parametrize("act", [Act.READ, Act.SUBSCRIBE, Act.CHANGE])
@pytest.mark.parametrize("access", list(Access))
def test_administrators_may_everything_everywhere(act: Act, access: Access) -> None:
    assert decide(act, in_private(ADMIN), rules(access)) is Verdict.ALLOWED
    assert decide(act, in_group(ADMIN), rules(access)) is Verdict.ALLOWED


def test_an_approved_person_may_subscribe_a_group() -> None:
    asker = in_group(PERSON, own=SubscriberState.ACTIVE, group=None)
    assert decide(Act.SUBSCRIBE, asker, rules(Access.APPROVE)) is Verdict.ALLOWED
    stranger = in_group(OTHER, group=None)
    assert decide(Act.SUBSCRIBE, stranger, rules(Access.APPROVE)) is Verdict.TO_BE_APPROVED


@pytest.mark.parametrize("access", list(Access))
def test_a_group_is_changed_only_by_who_subscribed_it(access: Access) -> None:
    assert decide(Act.CHANGE, in_group(PERSON), rules(access)) is Verdict.ALLOWED
    assert decide(Act.CHANGE, in_group(OTHER), rules(access)) is Verdict.NOT_THEIR_CHAT
    operators_own = in_group(OTHER, by=None)
    assert decide(Act.CHANGE, operators_own, rules(access)) is Verdict.NOT_THEIR_CHAT


def test_ones_own_chat_can_always_be_changed() -> None:
    assert decide(Act.CHANGE, in_private(PERSON), rules(Access.CLOSED)) is Verdict.ALLOWED


@pytest.mark.parametrize("act", [Act.READ, Act.SUBSCRIBE, Act.CHANGE, Act.OPERATE])
def test_nobody_in_particular_may_nothing(act: Act) -> None:
    assert decide(act, in_group(None), rules(Access.OPEN)) is Verdict.ANONYMOUS


def test_operating_is_for_administrators_in_private() -> None:
    assert decide(Act.OPERATE, in_private(ADMIN), rules(Access.OPEN)) is Verdict.ALLOWED
    assert decide(Act.OPERATE, in_group(ADMIN), rules(Access.OPEN)) is Verdict.ONLY_IN_PRIVATE
    assert decide(Act.OPERATE, in_private(PERSON, SubscriberState.ACTIVE), rules(Access.OPEN)) is Verdict.NOT_ADMIN


def test_everybody_is_greeted() -> None:
    assert decide(Act.GREET, in_group(None), rules(Access.CLOSED)) is Verdict.ALLOWED
