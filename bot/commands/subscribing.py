"""``/start``, ``/subscribe``, ``/unsubscribe``, ``/forget``: a chat is told, or no more (RULES 14, 21)."""

from dataclasses import replace

from bot.commands.access import Verdict
from bot.commands.asked import Asked, Means, said
from bot.commands.notices import waiting_notices
from bot.model.conversation import Answer
from bot.model.subscriber import ChatKind, Preferences, Subscriber, SubscriberState
from bot.wording import texts
from bot.wording.times import zone_name


async def start(means: Means, asked: Asked) -> Answer:
    """``/start``: who we are, and a subscription to the alerts."""
    return said(f"{texts.START}\n\n{await _subscribed(means, asked)}")


async def subscribe(means: Means, asked: Asked) -> Answer:
    """``/subscribe``: this chat gets the alerts, at once or when an administrator has agreed."""
    return said(await _subscribed(means, asked))


async def unsubscribe(means: Means, asked: Asked) -> Answer:
    """``/unsubscribe``: this chat is told nothing more."""
    before = asked.asker.chat
    if before is None or before.state is SubscriberState.LEFT:
        return said(texts.UNSUBSCRIBED_ALREADY)
    await means.archive.save_subscriber(replace(before, state=SubscriberState.LEFT))
    return said(texts.UNSUBSCRIBED)


async def forget(means: Means, asked: Asked) -> Answer:
    """``/forget``: the same, and nothing stays behind about the person (RULES 21)."""
    if asked.user_id is None:
        return said(texts.FORGET_ANONYMOUS)
    if asked.chat_kind is not ChatKind.PERSON:
        return said(texts.FORGET_ONLY_IN_PRIVATE)
    await means.archive.forget_person(asked.user_id)
    return said(texts.FORGOTTEN)


def _renamed(subscriber: Subscriber, asked: Asked) -> Subscriber:
    """The subscriber with what Telegram tells of its chat today."""
    return replace(
        subscriber,
        title=asked.chat_title or subscriber.title,
        access_hash=asked.access_hash if asked.access_hash is not None else subscriber.access_hash,
    )


async def _subscribed(means: Means, asked: Asked) -> str:
    before = asked.asker.chat
    wanted = SubscriberState.ACTIVE if asked.verdict is Verdict.ALLOWED else SubscriberState.PENDING
    if before is not None and before.state is wanted:
        await means.archive.save_subscriber(_renamed(before, asked))
        return texts.SUBSCRIBED_STILL_PENDING if wanted is SubscriberState.PENDING else texts.SUBSCRIBED_ALREADY
    subscriber = Subscriber(
        chat_id=asked.chat_id,
        kind=asked.chat_kind,
        title=asked.chat_title,
        state=wanted,
        since=asked.now,
        subscribed_by=asked.user_id,
        access_hash=asked.access_hash,
        preferences=before.preferences if before else Preferences(),
    )
    await means.archive.save_subscriber(subscriber)
    if wanted is SubscriberState.PENDING:
        await means.archive.enqueue(waiting_notices(subscriber, admins=means.rules.admins, now=asked.now))
        return texts.SUBSCRIBED_PENDING
    return _promised(subscriber.preferences)


def _promised(preferences: Preferences) -> str:
    """What the chat will get."""
    if not preferences.digest_times:
        return texts.SUBSCRIBED
    hours = ", ".join(
        texts.TIME_OF_DAY.format(hour=each.hour, minute=each.minute) for each in sorted(preferences.digest_times)
    )
    return texts.SUBSCRIBED_WITH_DIGESTS.format(times=hours, zone=zone_name(preferences.zone))
