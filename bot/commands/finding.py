"""One page of what answers a query, and how many posts do."""

import asyncio
from typing import Final

from bot.model.query import HitPage, Query, Total
from bot.ports import MOST_WEIGHED, ReadingRoom

COUNTED_UP_TO: Final = 10_000


async def page_and_total(archive: ReadingRoom, query: Query, *, limit: int, offset: int = 0) -> tuple[HitPage, Total]:
    """Both are asked for at once, so that nobody waits for one after the other.

    A post may come between the two: a page that ends the answers says how many there are, and there are never
    fewer than have been shown.
    """
    page, total = await asyncio.gather(
        archive.search(query, limit=limit, offset=offset), archive.count_hits(query, most=COUNTED_UP_TO)
    )
    shown = offset + len(page.hits) if page.hits else 0
    if shown and len(page.hits) < limit and not is_weighed(query):
        return page, Total(posts=shown)
    return page, Total(posts=max(total.posts, shown), is_exact=total.is_exact)


def is_weighed(query: Query) -> bool:
    """Whether the answers come in the order of relevance, which only words make."""
    return query.by_relevance and bool(query.wanted)


def reachable(query: Query, total: Total) -> Total:
    """How many of the posts that answer can be shown, page by page."""
    return Total(posts=MOST_WEIGHED) if is_weighed(query) and total.posts > MOST_WEIGHED else total
