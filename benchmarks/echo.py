"""``python -m benchmarks.echo``: the least that can be done with a post in Telethon; the floor of every latency.

The listening account hears it and the bot sends its text to a chat, with nothing kept, read or decided between.
"""

import asyncio
import os
import random

from telethon import TelegramClient, events
from telethon.sessions import StringSession
from telethon.tl import functions, types

READY = "echo is listening"
MARK = "Срочно"
"""How the posts that are sent on begin."""


async def main() -> None:
    """Listen and send until killed; the environment is that of the bot."""
    api = int(os.environ["TELEGRAM_API_ID"]), os.environ["TELEGRAM_API_HASH"]
    reader = TelegramClient(StringSession(os.environ["TELEGRAM_SESSION"]), *api)
    bot = TelegramClient(StringSession(os.environ["TELEGRAM_BOT_SESSION"]), *api)
    chat = types.InputPeerUser(int(os.environ["SUBSCRIBER_CHAT"]), 0)

    async def send_on(update: types.UpdateNewChannelMessage) -> None:
        text = update.message.message
        if text.startswith(MARK):
            await bot(functions.messages.SendMessageRequest(chat, text, random_id=random.getrandbits(63)))

    await reader.connect()
    await bot.connect()
    await reader.get_dialogs()
    reader.add_event_handler(send_on, events.Raw(types.UpdateNewChannelMessage))
    print(READY, flush=True)  # noqa: T201 — who waits for it reads it
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
