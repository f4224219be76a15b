"""A little Telegram server: real TCP on 127.0.0.1 and real MTProto, for tests with unchanged Telethon clients.

    async with TelegramServer() as telegram:                      # from tests.telegram_server.server
        news = telegram.add_channel("News", username="news_one")  # message 1 is the service message of its creation
        post = telegram.publish(news, "first post")               # 2; stored, and told to whoever has joined
        client = TelegramClient(StringSession(telegram.user_session), 1, "hash")   # or bot_session
        ...
        telegram.edit(news, post, "corrected")
        telegram.delete(news, post)

It has one listening account (``reader``) and one ``bot`` (``bot_token``). Keys are shared beforehand, in the session
strings; ``telegram.dc`` is what TELEGRAM_DC takes.

People: ``petro = telegram.add_person("Petro", username="petro_p", started=True)``; ``telegram.say(petro, "/start")``;
``telegram.add_group("Editors", petro)``; ``say(petro, "/help", chat=group)``; ``press(petro, message_id, b"data")``
gives a Press into which the answer comes; ``sent(petro)`` lists what the bot has sent to a chat. The bot may write
to a person who has started it, into a group, and into a channel after ``admit(channel, telegram.bot, admin=True)``.

Waiting: ``await telegram.until(lambda: telegram.sent(petro))`` looks after each request; no sleeps.
Looking back: ``requests`` counts calls by method, ``log`` holds them, ``failures`` must stay empty.
Going wrong: ``telegram.faults`` has a switch for each fault, by method name (``messages.sendMessage``);
``drop_connections``, ``stop`` and ``start`` (same port) end and bring back the network; ``unheard()`` is for posts
that nobody is told of; fields of Person, Channel and Group (``blocked``, ``private``, ``too_long``, …) are for chats
that have become impossible.

Rooms: ``rooms`` (who and where), ``world`` (what was written), ``rendering`` (in Telegram's words, for one account),
``methods`` (its requests), ``updates`` (who is told), ``dispatch``, ``connection``, ``mtproto``, ``transport`` (the
protocol, from the top down), ``authoring`` and ``talking`` (what a test does), ``faults``, ``server``.
"""
