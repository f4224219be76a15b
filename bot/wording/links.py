"""The link to a post behind an arrow, the same wherever a post is told of."""

from bot.wording import texts
from bot.wording.rich_text import RichText, is_link


def add_link(text: RichText, url: str | None) -> None:
    """``→ post``, where there is something to open."""
    if is_link(url):
        text.add(" → ").link(texts.STORY_POST_LINK, url)
