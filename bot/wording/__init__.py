"""What people read: every sentence of the bot, and posts, stories and digests turned into Telegram messages."""
