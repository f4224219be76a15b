"""Which stories an official denial or admission answers (RULES 10, 11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from bot.model.flag import Side, Stance
from bot.stories.board import Board, span_of
from bot.stories.groups import ENDS_AFTER, ENDS_AFTER_SILENCE, Core, Group, Kind, WaitKey
from bot.stories.parts import Lane, Part, PartKey
from bot.stories.timeline import ADVANCES, WITHDRAWAL
from bot.stories.where import opposite, own_side

ADMITTED_WITHIN = timedelta(hours=72)


class Near(IntEnum):
    """How an answer and a story lie to each other; an answer goes to the nearest there are."""

    ANYWHERE = 0
    AXIS = 1
    PLACE = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """An official post that answers stories of ``signals``, about troops of ``side`` where it is known."""

    part: Part
    signals: frozenset[str]
    side: Side | None
    is_admission: bool

    @property
    def reach(self) -> tuple[datetime, datetime]:
        """When a story has to be founded to be answered by it."""
        told = self.part.date
        return (told - ADMITTED_WITHIN, told) if self.is_admission else (told - ENDS_AFTER, told + ENDS_AFTER_SILENCE)


def answer_of(part: Part) -> Answer:
    """An official denial, or else a claim by which a ministry concedes something, as an answer."""
    speaker = own_side(part.post.channel_class)
    if part.stance is Stance.DENIED:
        side = part.post.side or (speaker if part.signal == WITHDRAWAL else opposite(speaker))
        return Answer(part, frozenset({part.signal}), side, is_admission=False)
    return Answer(part, ADVANCES, opposite(speaker), is_admission=True)


def answers_around(board: Board, signal: str, core: Core) -> Iterator[PartKey]:
    """Every official denial and admission that could answer a story of these times."""
    latest = min(core.last + ENDS_AFTER_SILENCE, core.founded + ENDS_AFTER)
    yield from board.between(Lane.DENIALS, signal, core.founded - ENDS_AFTER_SILENCE, latest)
    if signal in ADVANCES:
        yield from span_of(board.admissions, core.founded, core.founded + ADMITTED_WITHIN)


def targets_of(board: Board, answer: Answer) -> set[PartKey]:
    """The stories that this answers: those at its place, else on its axis; if it names none, all.

    An admission has to say where: "we regrouped" somewhere concedes nothing in particular.
    """
    found: dict[Near, set[PartKey]] = {near: set() for near in Near}
    for signal in answer.signals:
        for key in span_of(board.founded[signal], *answer.reach):
            near = nearness(board, answer, board.groups[key])
            if near is not None:
                found[near].add(key)
    return found[Near.PLACE] or found[Near.AXIS] or found[Near.ANYWHERE]


def nearness(board: Board, answer: Answer, group: Group) -> Near | None:
    """How near a story is that the answer may answer; None where place, time or side forbid it."""
    core = group.core
    if core is None or group.signal not in answer.signals:
        return None
    near = _where(answer, core)
    if near is None or not _is_in_time(board, answer, group, core):
        return None
    if answer.side is not None and group.side is not None and answer.side is not group.side:
        return None
    return None if answer.is_admission and _claims_itself(board, answer, group) else near


def waits_at(part: Part, board: Board) -> WaitKey:
    """Where an official denial waits that answers nothing yet: with the others of its day about the same place."""
    spot = part.where
    place = spot.places[0] if spot.places and not spot.is_too_wide else None
    axis = (board.axis_of(place) if place else None) or spot.axis
    return part.signal, place or "", axis or "", part.date.date().isoformat()


def _where(answer: Answer, core: Core) -> Near | None:
    spot = answer.part.where
    if spot.is_nowhere:
        return None if answer.is_admission else Near.ANYWHERE
    if not core.places.isdisjoint(spot.places):
        return Near.PLACE
    return Near.AXIS if spot.axis and core.axis == spot.axis else None


def _is_in_time(board: Board, answer: Answer, group: Group, core: Core) -> bool:
    told = answer.part.date
    if answer.is_admission:
        is_after = timedelta(0) <= told - core.founded <= ADMITTED_WITHIN
        return is_after and any(_stood_at(board.parts[key], told) for key in group.claims)
    return (
        core.founded - told <= ENDS_AFTER_SILENCE
        and told - core.last <= ENDS_AFTER_SILENCE
        and told - core.founded <= ENDS_AFTER
    )


def _stood_at(part: Part, moment: datetime) -> bool:
    """Whether a claim stood at that time: what all had taken back before, nobody concedes, whoever says it later."""
    deleted_at, post = part.post.deleted_at, part.post
    if part.date > moment:
        return False
    if post.withdrawn and (part.withdrawn_at is None or part.withdrawn_at <= moment):
        return False
    return deleted_at is None or deleted_at > moment


def _claims_itself(board: Board, answer: Answer, group: Group) -> bool:
    """Whether the answer is one of the story's own claims: an admission that nobody made before it."""
    own = [part.key for part in board.of_post(answer.part.post.post_id) if part.signal == group.signal]
    return any(group.kinds.get(key) in (Kind.OWN, Kind.COPY) for key in own)
