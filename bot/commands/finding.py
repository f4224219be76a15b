"""One page of what answers a query, and how many posts do."""

import asyncio
from typing import Final

from bot.model.query import HitPage, Query, Total
from bot.ports import ReadingRoom

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
    if shown and len(page.hits) < limit and not query.by_relevance:
        return page, Total(posts=shown)
    return page, Total(posts=max(total.posts, shown), is_exact=total.is_exact)
