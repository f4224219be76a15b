"""What a channel lacks, asked for part by part; only what was seen is taken as told (RULES 2; TELEGRAM 11).

A server may lag behind itself: its newest id is then told before the posts are, and an empty answer says nothing.
So an id counts as confirmed empty only beside a post that lies above it, in the same answer.
"""

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice

from bot.errors import AnswerUnreadableError, ChannelUnavailableError, FeedError
from bot.model.following import IdRange
from bot.telegram.gaps import ids_to_ask
from bot.telegram.history import PAGE, History, Page
from bot.telegram.roster import Followed

_log = logging.getLogger(__name__)

UNREADABLE_AT_MOST = 10
"""So many posts without a readable one among them say that we do not understand the channel, and not a post."""

NO_POSTS_ID = 2**31 - 1
"""Higher than any post's. What is told of it shows whether anything of a channel can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Posts of what is missing, and the id up to which they tell all of it."""

    page: Page
    reached: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What Telegram tells of single ids. The ``unreadable`` are those of posts that are there."""

    page: Page
    unreadable: tuple[int, ...] = ()

    @property
    def seen(self) -> set[int]:
        """The ids at which there is a post."""
        return {message.id for message in self.page.messages}.union(self.unreadable)


async def next_part(history: History, followed: Followed, missing: Sequence[IdRange], newest: int) -> Part:
    """The next posts of what is missing up to ``newest``, at least one id of it.

    Raises as ``History`` does, and FeedError where nothing that was told reaches over the first missing id.
    """
    ids = ids_to_ask(missing, most=PAGE)
    if ids:
        try:
            return await _by_ids(history, followed, missing, newest)
        except ChannelUnavailableError:
            raise
        except FeedError as error:
            _log.info("Single posts are not to be had, pages of history are read: %s", error)
    first = missing[0].first_id
    try:
        page = await history.after(followed, first - 1)
    except AnswerUnreadableError:
        return await _by_ids(history, followed, missing, newest)
    reached = max((message.id for message in page.messages if message.id <= newest), default=0)
    if reached >= first:
        return Part(page=page, reached=reached)
    return await _by_ids(history, followed, missing, newest, pages_end=True)


async def told_of(history: History, followed: Followed, ids: Sequence[int]) -> Told:
    """What is told of these ids, at most 100. A post that cannot be read is found by halving.

    Raises as ``History`` does: AnswerUnreadableError where nothing of the channel can be read.
    """
    pages: list[Page] = []
    unreadable: list[int] = []
    parts = deque([tuple(ids)])
    while parts:
        part = parts.popleft()
        try:
            pages.append(await history.of_ids(followed, part))
        except AnswerUnreadableError:
            if part == tuple(ids):
                await history.of_ids(followed, [NO_POSTS_ID])
            if len(part) > 1:
                half = len(part) // 2
                parts.extendleft((part[half:], part[:half]))
                continue
            unreadable.append(part[0])
            if len(unreadable) >= UNREADABLE_AT_MOST and not any(page.messages for page in pages):
                raise
    messages = [message for page in pages for message in page.messages]
    known = {peer: told for page in pages for peer, told in page.known.items()}
    return Told(page=Page(messages=messages, known=known), unreadable=tuple(unreadable))


async def _by_ids(
    history: History, followed: Followed, missing: Sequence[IdRange], newest: int, *, pages_end: bool = False
) -> Part:
    """The next ids one by one, and ``newest`` beside them: seen, it confirms that the others are empty.

    Where ``pages_end`` before the first missing id, a far newest one contradicts them, and only posts count.
    """
    wanted = chain.from_iterable(range(gap.first_id, gap.last_id + 1) for gap in missing)
    ids = tuple(islice(wanted, PAGE - 1))
    told = await told_of(history, followed, ids if newest in ids else (*ids, newest))
    seen = told.seen if not pages_end else told.seen.intersection(ids)
    reached = ids[-1] if newest in seen else max(seen, default=0)
    if reached < ids[0]:
        raise FeedError(f"Telegram names post {newest} as the newest, and tells of none from {ids[0]} on.")
    passed = [message_id for message_id in told.unreadable if message_id <= reached]
    if passed:
        _log.warning("%s: posts that this version cannot read are passed over: %s", followed.channel.name, passed)
    messages = [message for message in told.page.messages if message.id <= reached]
    return Part(page=Page(messages=messages, known=told.page.known), reached=reached)
