"""``/digest``: what the chat's next digest would tell, now. It takes nothing away from that one."""

from datetime import timedelta

from bot.commands.asked import Asked, Means
from bot.delivery.digest_text import digest_text
from bot.digests import span_since_told
from bot.model.conversation import Answer
from bot.model.subscriber import Preferences, Subscriber, SubscriberState

_STRANGERS_SPAN = timedelta(hours=24)
"""A chat that gets no digests is told of so much time."""


async def digest(means: Means, asked: Asked) -> Answer:
    """``/digest``: all that became known since the chat's last digest, or in the last day if it gets none."""
    reader = _reader(asked)
    standing = await means.archive.digest_standing(reader.chat_id)
    span = await span_since_told(means.archive, reader, standing, asked.now)
    return Answer(messages=tuple(await digest_text(means.archive, span, reader, means.names.gazetteer, asked.now)))


def _reader(asked: Asked) -> Subscriber:
    """The chat with its wishes; one that is no subscriber reads with the wishes of who asks."""
    chat = asked.asker.chat
    if chat is not None and chat.state is SubscriberState.ACTIVE and chat.preferences.digest_times:
        return chat
    known = chat or asked.asker.own
    return Subscriber(
        chat_id=asked.chat_id,
        kind=asked.chat_kind,
        title=asked.chat_title,
        state=SubscriberState.LEFT,
        since=asked.now - _STRANGERS_SPAN,
        preferences=known.preferences if known else Preferences(),
    )
