"""A typed question made one that the archive can answer: its names are looked up there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.other_languages import hint_where_nothing_answers
from bot.commands.query import Draft, KnownNames, read_query, shown
from bot.model.channel import Channel, ChannelRef
from bot.model.query import Query
from bot.ports import ReadingRoom
from bot.wording import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question that the archive can answer, or None, and plain sentences on what was not understood.

    ``if_nothing`` is to be said as well where no post answers.
    """

    query: Query | None
    remarks: tuple[str, ...] = ()
    if_nothing: str | None = None


async def understand(
    text: str,
    *,
    archive: ReadingRoom,
    now: datetime,
    zone: ZoneInfo,
    names: KnownNames,
    albums_as_one: bool = False,
) -> Understood:
    """Read a typed question and look up what it names; ``albums_as_one`` where people see the answer.

    What the archive does not know has no posts there: a question to unknown channels or stories alone is
    one that no post answers. Raises ArchiveError.
    """
    draft = read_query(text, now=now, zone=zone, names=names)
    if draft.query is None:
        return Understood(query=None, remarks=draft.remarks)
    remarks = list(draft.remarks)
    keys = await _channel_keys(draft, archive, remarks)
    posts = await _story_posts(draft, archive, remarks)
    query = replace(draft.query, channel_keys=keys, post_ids=posts, albums_as_one=albums_as_one)
    return Understood(query=query, remarks=tuple(remarks), if_nothing=hint_where_nothing_answers(text))


async def _channel_keys(draft: Draft, archive: ReadingRoom, remarks: list[str]) -> tuple[int, ...] | None:
    """The channels that are both named and of a class that is named; None where neither is."""
    named: set[int] | None = None
    if draft.channels:
        found = [await archive.channel_meant(name) for name in draft.channels]
        remarks += _unknown(draft.channels, found)
        named = {channel.key for channel in found if channel is not None}
    if draft.classes:
        of_class = {channel.key for channel in await archive.channels_of(draft.classes)}
        if not of_class:
            remarks.append(texts.QUERY_NO_CHANNEL_OF_CLASS.format(classes=", ".join(draft.classes)))
        named = of_class if named is None else named & of_class
    return None if named is None else tuple(sorted(named))


def _unknown(names: Sequence[ChannelRef], found: Sequence[Channel | None]) -> list[str]:
    unknown = [name for name, channel in zip(names, found, strict=True) if channel is None]
    return [texts.QUERY_NO_CHANNEL.format(name=shown(_name_of(name))) for name in unknown]


async def _story_posts(draft: Draft, archive: ReadingRoom, remarks: list[str]) -> frozenset[int] | None:
    if not draft.stories:
        return None
    posts: set[int] = set()
    for number in draft.stories:
        story = await archive.story(number)
        if story is None:
            remarks.append(texts.QUERY_NO_STORY.format(number=number))
        else:
            posts.update(post.post_id for post in story.posts)
    return frozenset(posts)


def _name_of(channel: ChannelRef) -> str:
    return f"@{channel.handle}" if channel.handle else channel.title or str(channel.telegram_id)
