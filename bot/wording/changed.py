"""Posts that were edited or deleted after they were flagged, with the difference."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model.channel import post_url
from bot.model.digest import ChangedPost
from bot.model.message import Message
from bot.wording import texts, times
from bot.wording.differences import difference
from bot.wording.excerpt import beginning
from bot.wording.honesty import channel_name
from bot.wording.rich_text import RichText, is_link

_EXCERPT_LENGTH = 160
_MOST = 10


def changed_block(changed: Sequence[ChangedPost], zone: ZoneInfo, *, day_of: datetime, now: datetime) -> Message:
    """One block for a digest; times are without their date on the local day of ``day_of``."""
    text = RichText().bold(texts.DIGEST_CHANGED_HEADER)
    for item in changed[:_MOST]:
        _add(text, item, times.near(item.post.date, zone, day_of=day_of, now=now), zone, now)
    if len(changed) > _MOST:
        text.line().italic(texts.counted(texts.DIGEST_CHANGED_MORE, len(changed) - _MOST))
    return text.message()


def _add(text: RichText, item: ChangedPost, posted: str, zone: ZoneInfo, now: datetime) -> None:
    post = item.post
    text.line().add(f"{channel_name(post.channel)}, {posted}: ")
    if post.deleted_at is not None:
        deleted_at = times.near(post.deleted_at, zone, day_of=post.date, now=now)
        text.bold(texts.DIGEST_CHANGED_DELETED.format(time=deleted_at))
        text.line().quote(f"«{beginning(post.text, length=_EXCERPT_LENGTH)}»")
        return
    edited_at = times.near(post.edited_at or post.date, zone, day_of=post.date, now=now)
    text.bold(texts.DIGEST_CHANGED_EDITED.format(time=edited_at))
    url = post.url or post_url(post.channel, post.message_id)
    if is_link(url):
        text.add(" → ").link(texts.STORY_POST_LINK, url)
    was, is_now = difference(item.first.text, post.text)
    text.line().quote(
        f"{texts.DIGEST_CHANGED_WAS.format(excerpt=was)}\n{texts.DIGEST_CHANGED_NOW.format(excerpt=is_now)}"
    )
