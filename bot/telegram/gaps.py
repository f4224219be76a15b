"""What to ask for next so that missing ids cost the fewest requests (pure)."""

from collections.abc import Sequence
from itertools import chain, islice

from bot.model.following import IdRange


def ids_to_ask(missing: Sequence[IdRange], *, most: int) -> tuple[int, ...]:
    """The next ids to ask for one by one, at most ``most``; none where a page of history does at least as well.

    ``missing`` is in order and not empty. A page tells ``most`` posts from the first missing id on: it covers at
    least as many ids, and more where posts were deleted. Single ids are the better request only where ids that
    are known lie between the missing ones and the page would not reach over all of them.
    """
    first = missing[0]
    a_page_reaches_all = missing[-1].last_id - first.first_id < most
    if a_page_reaches_all or len(missing) == 1 or len(first) >= most:
        return ()
    return tuple(islice(chain.from_iterable(range(gap.first_id, gap.last_id + 1) for gap in missing), most))


def still_missing(missing: Sequence[IdRange], *, above: int) -> tuple[IdRange, ...]:
    """What is left of ``missing`` once all up to ``above`` is stored or confirmed empty."""
    return tuple(
        IdRange(first_id=max(gap.first_id, above + 1), last_id=gap.last_id) for gap in missing if gap.last_id > above
    )
