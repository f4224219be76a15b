"""``/post LINK``: one post's versions, deletion, media, flags, stories and copies."""

import re

from bot.commands.asked import Asked, Means, said
from bot.commands.query import shown
from bot.model.channel import ChannelRef
from bot.model.conversation import Answer
from bot.wording import texts
from bot.wording.histories import render_history

_LINK = re.compile(
    r"(?:https?://)?(?:t\.me|telegram\.me)/(?:s/)?(?P<name>c/[0-9]{1,15}|\w{1,64})/(?P<number>[0-9]{1,12})(?:\?\S*)?\Z",
    re.ASCII,
)
_NAME_AND_NUMBER = re.compile(r"(?P<name>.{1,128}?)[\s/]+(?P<number>[0-9]{1,12})\Z")
_MOST_FORWARDS = 50


async def post(means: Means, asked: Asked) -> Answer:
    """``/post https://t.me/channel/123``, or ``/post @channel 123``."""
    if not asked.rest:
        return said(texts.POST_HOW)
    match = _LINK.match(asked.rest) or _NAME_AND_NUMBER.match(asked.rest)
    if match is None:
        return said(f"{texts.POST_NO_LINK.format(typed=shown(asked.rest))}\n{texts.POST_HOW}")
    channel = await means.archive.channel_meant(ChannelRef.parse(match["name"].removeprefix("c/")))
    if channel is None:
        return said(texts.QUERY_NO_CHANNEL.format(name=shown(match["name"])))
    number = int(match["number"])
    history = await means.archive.post_history(channel.key, number, most_forwards=_MOST_FORWARDS)
    if history is None:
        return said(texts.POST_NOT_STORED.format(name=shown(channel.name), number=number))
    return Answer(messages=render_history(history, means.names.gazetteer, zone=asked.zone, now=asked.now))
