"""``/approve`` and ``/subscribers``: administrators let chats in, and see who is told."""

from collections.abc import Sequence
from dataclasses import replace

from bot.commands.asked import Asked, Means, said, told
from bot.commands.notices import approved_notice
from bot.commands.pages import Page, page_of, pager
from bot.commands.query import shown
from bot.commands.tables import table
from bot.model.conversation import Answer
from bot.model.message import EntityKind, Message
from bot.model.pressing import ButtonKind
from bot.model.subscriber import Subscriber, SubscriberState
from bot.wording import texts
from bot.wording.excerpt import short_name
from bot.wording.rich_text import RichText

_ROWS = 30
_LARGEST_ID = 2**63 - 1


async def approve(means: Means, asked: Asked) -> Answer:
    """``/approve ID``: let a waiting chat in; without an id, who waits."""
    if not asked.rest:
        return await _who_waits(means)
    chat_id = _chat_id(asked.rest)
    if chat_id is None:
        return said(texts.APPROVE_BAD_ID.format(typed=shown(asked.rest)))
    subscriber = await means.archive.subscriber(chat_id)
    if subscriber is None:
        return said(texts.APPROVE_NOBODY.format(chat_id=chat_id))
    name = short_name(subscriber.title)
    if subscriber.state is SubscriberState.ACTIVE:
        return said(texts.APPROVED_ALREADY.format(name=name))
    if subscriber.state is not SubscriberState.PENDING:
        return said(texts.APPROVE_NOT_WAITING.format(name=name))
    approved = replace(subscriber, state=SubscriberState.ACTIVE, since=asked.now)
    await means.archive.save_subscriber(approved)
    await means.archive.enqueue([approved_notice(approved, now=asked.now)])
    return said(texts.APPROVED.format(name=name))


async def subscribers(means: Means, _asked: Asked) -> Answer:
    """``/subscribers``: every chat that is or was told, with its state."""
    return told(_listed(await means.archive.subscribers(), 1))


async def subscribers_page(means: Means, _asked: Asked, numbers: tuple[int, ...]) -> Answer:
    """Another page of it."""
    (page,) = numbers
    return Answer(edit=_listed(await means.archive.subscribers(), page))


async def _who_waits(means: Means) -> Answer:
    waiting = [each for each in await means.archive.subscribers() if each.state is SubscriberState.PENDING]
    if not waiting:
        return said(texts.APPROVE_NOBODY_WAITS)
    lines = [
        texts.APPROVE_WAITING.format(name=short_name(each.title), chat_id=each.chat_id) for each in waiting[:_ROWS]
    ]
    return said("\n".join([texts.counted(texts.APPROVE_WAITING_HEADER, len(waiting)), *lines]))


def _listed(everybody: Sequence[Subscriber], number: int) -> Message:
    page = page_of(everybody, number, rows_a_page=_ROWS)
    text = RichText().bold(texts.counted(texts.SUBSCRIBERS_HEADER, len(everybody)))
    if everybody:
        text.line().add(_table(page), EntityKind.PRE)
    return text.message(pager(ButtonKind.SUBSCRIBERS_PAGE, page))


def _table(page: Page[Subscriber]) -> str:
    rows = [(short_name(each.title), str(each.chat_id), texts.SUBSCRIBER_STATE_NAMES[each.state]) for each in page.rows]
    return table(texts.SUBSCRIBERS_COLUMNS, rows)


def _chat_id(typed: str) -> int | None:
    try:
        chat_id = int(typed)
    except ValueError:
        return None
    return chat_id if abs(chat_id) <= _LARGEST_ID else None
