"""The only room that knows Telethon: sessions, listener, reconciler, conversion, messenger and the bot's updates."""
