"""``/search``: a question to the archive, answered page by page.

The question is kept in the archive, so that its buttons still work after a restart; later pages hold only
posts from before it was asked, so that new posts shift nothing from one page to the next.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.commands.asked import Asked, Means, said
from bot.commands.finding import page_and_total, reachable
from bot.commands.hits import EXCERPT_LENGTH, hit_block, order_shown, total_shown
from bot.commands.pages import LAST_PAGE, Page, pager
from bot.commands.query import shown
from bot.commands.understanding import Understood, understand
from bot.model.conversation import Answer
from bot.model.message import Button, Message
from bot.model.pressing import ButtonKind
from bot.model.query import Hit, HitPage, Query, Question, Total
from bot.wording import texts
from bot.wording.rich_text import RichText, join_blocks

HITS_A_PAGE: Final = 5

_KEPT_FOR: Final = timedelta(days=30)
"""Buttons under older answers say that the question is to be asked again."""

_EXCERPT_LENGTHS: Final = (EXCERPT_LENGTH, EXCERPT_LENGTH // 2, EXCERPT_LENGTH // 4)
_LONGEST_HEADER: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A question, what was understood of it, and one page of what answers it."""

    typed: str
    understood: Understood
    page: Page[Hit]
    total: Total


async def search(means: Means, asked: Asked) -> Answer:
    """``/search WORDS``: the first page."""
    question = Question(chat_id=asked.chat_id, user_id=asked.user_id, text=asked.rest, asked_at=asked.now)
    understood = await _understood(means, asked, question)
    if understood.query is None:
        return said("\n".join(understood.remarks))
    hits, total = await page_and_total(means.archive, understood.query, limit=HITS_A_PAGE)
    found = _found(question, understood, hits, total, 1)
    buttons: list[list[Button]] = []
    if found.page.has_next:
        number = await means.archive.remember_question(question, forget_before=asked.now - _KEPT_FOR)
        buttons = pager(ButtonKind.SEARCH_PAGE, found.page, number)
    return Answer(messages=(_message(asked, found, buttons),))


async def search_page(means: Means, asked: Asked, numbers: tuple[int, ...]) -> Answer:
    """Another page of a question that was asked in this chat."""
    question_id, number = numbers
    question = await means.archive.question(question_id)
    if question is None or question.chat_id != asked.chat_id:
        return Answer(toast=texts.SEARCH_FORGOTTEN)
    understood = await _understood(means, asked, question)
    if understood.query is None or not 1 <= number <= LAST_PAGE:
        return Answer(toast=texts.SEARCH_NO_SUCH_PAGE)
    query = _as_of(understood.query, question) if number > 1 else understood.query
    offset = (number - 1) * HITS_A_PAGE
    hits, total = await page_and_total(means.archive, query, limit=HITS_A_PAGE, offset=offset)
    if not hits.hits:
        is_all = reachable(query, total) == total
        return Answer(toast=texts.SEARCH_NO_SUCH_PAGE if is_all else texts.SEARCH_NOT_WEIGHED)
    found = _found(question, understood, hits, total, number)
    return Answer(edit=_message(asked, found, pager(ButtonKind.SEARCH_PAGE, found.page, question_id)))


async def _understood(means: Means, asked: Asked, question: Question) -> Understood:
    return await understand(
        question.text,
        archive=means.archive,
        now=question.asked_at,
        zone=asked.zone,
        names=means.names,
        albums_as_one=True,
    )


def _as_of(query: Query, question: Question) -> Query:
    """The same query for posts up to the second in which it was asked."""
    asked_by = question.asked_at.replace(microsecond=0) + timedelta(seconds=1)
    return replace(query, before=min(query.before or asked_by, asked_by))


def _found(question: Question, understood: Understood, hits: HitPage, total: Total, number: int) -> _Found:
    within = reachable(understood.query, total) if understood.query else total
    pages = max(1, -(-within.posts // HITS_A_PAGE)) if within.is_exact else None
    return _Found(
        typed=" ".join(question.text.split()),
        understood=understood,
        page=Page(rows=hits.hits, number=number, pages=pages),
        total=total,
    )


def _message(asked: Asked, found: _Found, buttons: list[list[Button]]) -> Message:
    """One message: header, remarks, hits. Excerpts give way until it fits."""
    wanted = found.understood.query.wanted if found.understood.query else ()
    head = [_header(found), *(RichText().italic(remark).message() for remark in _remarks(found))]
    for length in _EXCERPT_LENGTHS:
        hits = [hit_block(hit, wanted, zone=asked.zone, now=asked.now, length=length) for hit in found.page.rows]
        messages = join_blocks([*head, *hits])
        if len(messages) == 1:
            break
    return replace(messages[0], buttons=tuple(map(tuple, buttons)))


def _remarks(found: _Found) -> tuple[str, ...]:
    hint = found.understood.if_nothing
    return (*found.understood.remarks, hint) if hint and not found.total.posts else found.understood.remarks


def _header(found: _Found) -> Message:
    text = RichText().bold(shown(found.typed, most=_LONGEST_HEADER)).add(" · ")
    if found.total == Total(posts=0):
        return text.add(texts.SEARCH_NOTHING).message()
    text.add(total_shown(found.total))
    if found.understood.query is not None and found.total != Total(posts=1):
        text.add(", ").add(order_shown(found.understood.query))
    if found.page.pages != 1:
        text.add(" · ").add(texts.SEARCH_PAGE.format(number=found.page.number))
    return text.message()
