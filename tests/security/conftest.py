"""Commands as a person types them, and the whole program against the little Telegram server."""

from tests.acceptance.conftest import aggregator, blogger, reader, telegram
from tests.shell.conftest import frontwatch, write_posts

__all__ = ["aggregator", "blogger", "frontwatch", "reader", "telegram", "write_posts"]
