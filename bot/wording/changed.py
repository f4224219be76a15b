"""Posts that were edited or deleted after they were flagged, with the difference."""

from collections.abc import Sequence

from bot.model.digest import ChangedPost
from bot.model.message import Message
from bot.wording import texts
from bot.wording.differences import difference
from bot.wording.excerpt import beginning
from bot.wording.honesty import channel_name
from bot.wording.links import add_link
from bot.wording.rich_text import RichText
from bot.wording.times import SpanTimes

_EXCERPT_LENGTH = 160
_MOST = 10


def changed_block(changed: Sequence[ChangedPost], times: SpanTimes) -> Message:
    """One block for a digest; ``times`` tells instants as the digest does."""
    text = RichText().bold(texts.DIGEST_CHANGED_HEADER)
    for item in changed[:_MOST]:
        _add(text, item, times)
    if len(changed) > _MOST:
        text.line().italic(texts.counted(texts.DIGEST_CHANGED_MORE, len(changed) - _MOST))
    return text.message()


def _add(text: RichText, item: ChangedPost, times: SpanTimes) -> None:
    post = item.post
    text.line().add(f"{channel_name(post.channel)}, {times.tell(post.date)}: ")
    if post.deleted_at is not None:
        text.bold(texts.DIGEST_CHANGED_DELETED.format(time=times.tell(post.deleted_at, day_of=post.date)))
        text.line().quote(f"«{beginning(post.text, length=_EXCERPT_LENGTH)}»")
        return
    text.bold(texts.DIGEST_CHANGED_EDITED.format(time=times.tell(post.edited_at or post.date, day_of=post.date)))
    add_link(text, post.link)
    was, is_now = difference(item.first.text, post.text)
    text.line().quote(
        f"{texts.DIGEST_CHANGED_WAS.format(excerpt=was)}\n{texts.DIGEST_CHANGED_NOW.format(excerpt=is_now)}"
    )
