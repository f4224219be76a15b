"""How a refusal is said: in a group by one private notice, so that the group is not troubled (RULES 14)."""

from bot.commands.access import Verdict
from bot.commands.asked import Asked, Means, said
from bot.commands.notices import refusal_notice
from bot.model.conversation import Answer
from bot.model.subscriber import ChatKind
from bot.wording import texts

_REASONS = {
    Verdict.ANONYMOUS: texts.REFUSED_ANONYMOUS,
    Verdict.CLOSED: texts.REFUSED_CLOSED,
    Verdict.NOT_APPROVED: texts.REFUSED_NOT_APPROVED,
    Verdict.STILL_WAITING: texts.SUBSCRIBED_STILL_PENDING,
    Verdict.NOT_THEIR_CHAT: texts.REFUSED_NOT_THEIR_CHAT,
    Verdict.NOT_ADMIN: texts.REFUSED_NOT_ADMIN,
    Verdict.ONLY_IN_PRIVATE: texts.REFUSED_ONLY_IN_PRIVATE,
}


def reason(verdict: Verdict) -> str:
    """Why somebody was refused, in a sentence. Raises KeyError for a verdict that refuses nobody."""
    return _REASONS[verdict]


async def refuse(means: Means, asked: Asked) -> Answer:
    """Say why: here in a private chat, and to an anonymous administrator, whom we could not write to."""
    text = reason(asked.verdict)
    if asked.chat_kind is ChatKind.PERSON or asked.user_id is None:
        return said(text)
    notice = refusal_notice(text, verdict=asked.verdict, chat_id=asked.chat_id, user_id=asked.user_id, now=asked.now)
    await means.archive.enqueue([notice])
    return Answer()
