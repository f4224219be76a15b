"""Which story a fear, a blogger's denial or a claim with too many places joins (RULES 8).

They found nothing and keep nothing open, so they are placed when all claims are: at the story that was open at
their time, or that began within half a day of them.
"""

from bot.stories.board import Board
from bot.stories.groups import ENDS_AFTER, ENDS_AFTER_SILENCE, Core, GroupKey, best_of
from bot.stories.parts import Lane, Part, PartKey


def home_of_mention(board: Board, part: Part) -> GroupKey | None:
    """The story of the first post that it repeats, else the one that was open where it speaks of."""
    for other in board.copied(part):
        home = _home_of(board, other)
        if home is not None:
            return home
    cores = (board.groups[key].core for key in board.near(part.signal, part.where))
    best = best_of((core for core in cores if core is not None), part.where, part.date)
    return best.key if best else None


def mentions_around(board: Board, signal: str, *cores: Core | None) -> set[PartKey]:
    """The mentions that may join a story of these times and places."""
    found: set[PartKey] = set()
    for core in cores:
        if core is None:
            continue
        earliest, latest = (
            core.founded - ENDS_AFTER_SILENCE,
            min(core.last + ENDS_AFTER_SILENCE, core.founded + ENDS_AFTER),
        )
        for key in board.between(Lane.MENTIONS, signal, earliest, latest):
            spot = board.parts[key].where
            if not core.places.isdisjoint(spot.places) or (spot.axis is not None and spot.axis == core.axis):
                found.add(key)
    return found


def _home_of(board: Board, part: Part) -> GroupKey | None:
    match part.lane:
        case Lane.CLAIMS:
            return board.home.get(part.key)
        case Lane.MENTIONS:
            return board.joined.get(part.key)
        case Lane.DENIALS:
            return min(board.targets.get(part.key, ()), default=None) or board.waits.get(part.key)
