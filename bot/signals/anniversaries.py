"""Days of memory and popular history: what such a post tells was done long ago, whatever its verbs say."""

import re
from functools import lru_cache

_OPENING = 300
"""Where a post says what it is about, in characters."""
_OF_HISTORY = re.compile(
    r"#в ?этот ?день|#цей ?день|\b(?:в этот день (?:в )?\d|у цей день (?:у )?\d|on this day in"
    r"|исполн(?:яется|илось|ился) \d+|виповн(?:юється|илося) \d+|\d+ ?-? ?(?:летие|летию|річчя|летней годовщин)"
    r"|\d+-?(?:я|ю|й|ей|та|ту|th) (?:годовщин|річниц|anniversary)|день воинской славы"
    r"|римлян|римск(?:ой|ая|ую) импер|крестонос|монголо-|ордынц|средневеков|античн|наполеон"
    r"|археолог|иудейск|medieval|crusader)"
)


@lru_cache(maxsize=4)
def remembered(folded: str) -> tuple[int, int] | None:
    """Where a post's opening says that it tells of history; None where it does not."""
    found = _OF_HISTORY.search(folded, 0, _OPENING)
    return found.span() if found else None
