"""Who may do what: the one place that answers it, for typed commands and for buttons (RULES 14; TELEGRAM 25).

People are told apart by their numeric user id alone; names and command menus prove nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.subscriber import ChatKind, Subscriber, SubscriberState
from bot.settings import Access


class Act(StrEnum):
    """What somebody wants to do."""

    GREET = "greet"
    """Ask who we are and what we can do, or what is kept about oneself; costs nothing."""

    READ = "read"
    """Ask the archive; costs something."""

    SUBSCRIBE = "subscribe"
    CHANGE = "change"
    """Stop a subscription or change its settings."""

    OPERATE = "operate"
    """See figures of the operation or of other people, and let people in."""


class Verdict(StrEnum):
    """The answer, with its reason."""

    ALLOWED = "allowed"
    TO_BE_APPROVED = "to be approved"
    """The wish may be noted; an administrator decides."""

    ANONYMOUS = "anonymous"
    CLOSED = "closed"
    NOT_APPROVED = "not approved"
    STILL_WAITING = "still waiting"
    NOT_THEIR_CHAT = "not their chat"
    NOT_ADMIN = "not an administrator"
    ONLY_IN_PRIVATE = "only in a private chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator set: ``ACCESS``, and ``ADMINS`` by user id."""

    access: Access
    admins: frozenset[int]

    def is_admin(self, user_id: int | None) -> bool:
        """Whether the operator named this person."""
        return user_id is not None and user_id in self.admins


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and where.

    ``user_id`` is None for an anonymous administrator. ``own`` is the person's private chat as a
    subscriber and ``chat`` the chat that they wrote in; in a private chat the two are the same.
    """

    user_id: int | None
    chat_kind: ChatKind
    own: Subscriber | None
    chat: Subscriber | None


def decide(act: Act, asker: Asker, rules: Rules) -> Verdict:
    """Whether ``asker`` may do ``act``."""
    if act is Act.GREET:
        return Verdict.ALLOWED
    if asker.user_id is None:
        return Verdict.ANONYMOUS
    if act is Act.OPERATE:
        return _operate(asker, rules)
    if rules.is_admin(asker.user_id):
        return Verdict.ALLOWED
    match act:
        case Act.READ:
            return _read(asker, rules)
        case Act.SUBSCRIBE:
            return _subscribe(asker, rules)
        case Act.CHANGE:
            return _change(asker)


def _operate(asker: Asker, rules: Rules) -> Verdict:
    if not rules.is_admin(asker.user_id):
        return Verdict.NOT_ADMIN
    # A group would read along: other people's names and ids are only for administrators.
    return Verdict.ALLOWED if asker.chat_kind is ChatKind.PERSON else Verdict.ONLY_IN_PRIVATE


def _read(asker: Asker, rules: Rules) -> Verdict:
    if rules.access is Access.OPEN or _is_active(asker.own):
        return Verdict.ALLOWED
    if rules.access is Access.CLOSED:
        return Verdict.CLOSED
    is_waiting = asker.own is not None and asker.own.state is SubscriberState.PENDING
    return Verdict.STILL_WAITING if is_waiting else Verdict.NOT_APPROVED


def _subscribe(asker: Asker, rules: Rules) -> Verdict:
    if _is_active(asker.chat) or rules.access is Access.OPEN:
        return Verdict.ALLOWED
    if rules.access is Access.CLOSED:
        return Verdict.CLOSED
    return Verdict.ALLOWED if _is_active(asker.own) else Verdict.TO_BE_APPROVED


def _change(asker: Asker) -> Verdict:
    if asker.chat_kind is ChatKind.PERSON:
        return Verdict.ALLOWED
    is_theirs = asker.chat is not None and asker.chat.subscribed_by == asker.user_id
    return Verdict.ALLOWED if is_theirs else Verdict.NOT_THEIR_CHAT


def _is_active(subscriber: Subscriber | None) -> bool:
    return subscriber is not None and subscriber.state is SubscriberState.ACTIVE
