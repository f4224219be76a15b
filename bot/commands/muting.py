"""``/mute`` and ``/unmute``: a story, a signal or a channel that this chat wants to hear no more of (RULES 14)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zlib import crc32

from bot.commands.asked import Asked, Means, said, told
from bot.commands.moments import read_span
from bot.commands.typed import read_story_number
from bot.errors import InputError
from bot.model.channel import ChannelRef
from bot.model.conversation import Answer
from bot.model.message import Button
from bot.model.pressing import ButtonKind, button
from bot.model.subscriber import Mute, MuteKind, Subscriber, SubscriberState
from bot.wording import texts, times
from bot.wording.excerpt import shortened
from bot.wording.honesty import channel_name
from bot.wording.rich_text import RichText
from bot.wording.stories import signal_name

MOST_MUTES: Final = 50
_LONGEST_SHOWN: Final = 40
_LONGEST_LABEL: Final = 40


async def mute(means: Means, asked: Asked) -> Answer:
    """``/mute`` lists; ``/mute 41``, ``/mute offensive 8h``, ``/mute @channel`` add."""
    chat = _chat(asked)
    if chat is None:
        return said(texts.MUTE_NOT_SUBSCRIBED)
    if not asked.rest:
        return await _list(means, asked, chat)
    typed, until = _with_end(asked)
    try:
        meant = replace(await _meant(means, typed), until=until)
    except InputError as error:
        return said(f"{error}\n{texts.MUTE_HOW}")
    if not await _add(means, chat, meant, asked.now):
        return said(texts.MUTE_TOO_MANY.format(most=MOST_MUTES))
    return said(texts.MUTED.format(what=await _shown(means, asked, meant)))


async def unmute(means: Means, asked: Asked) -> Answer:
    """``/unmute 41``: hear of it again."""
    chat = _chat(asked)
    if chat is None:
        return said(texts.MUTE_NOT_SUBSCRIBED)
    if not asked.rest:
        return said(texts.UNMUTE_HOW)
    try:
        meant = await _meant(means, asked.rest)
    except InputError as error:
        return said(f"{error}\n{texts.UNMUTE_HOW}")
    if not await _remove(means, chat, _code(meant)):
        return said(texts.UNMUTE_NOT_MUTED)
    return said(texts.UNMUTED.format(what=await _shown(means, asked, meant)))


async def mute_pressed(means: Means, asked: Asked, numbers: tuple[int, ...]) -> Answer:
    """The button under an alert: its event is muted."""
    chat = _chat(asked)
    if chat is None:
        return Answer(toast=texts.MUTE_NOT_SUBSCRIBED)
    (event_id,) = numbers
    is_added = await _add(means, chat, Mute(kind=MuteKind.STORY, target=str(event_id)), asked.now)
    return Answer(toast=texts.MUTED_TOAST if is_added else texts.MUTE_TOO_MANY.format(most=MOST_MUTES))


async def unmute_pressed(means: Means, asked: Asked, numbers: tuple[int, ...]) -> Answer:
    """A button of the list: that is heard of again, and the list goes on without it."""
    chat = _chat(asked)
    if chat is None:
        return Answer(toast=texts.MUTE_NOT_SUBSCRIBED)
    (code,) = numbers
    left = await _remove(means, chat, code)
    shown = await _list(means, asked, left or chat)
    return Answer(edit=shown.messages[0], toast=texts.SETTINGS_SAVED if left else texts.UNMUTE_NOT_MUTED)


def _chat(asked: Asked) -> Subscriber | None:
    chat = asked.asker.chat
    return chat if chat is not None and chat.state is SubscriberState.ACTIVE else None


def _with_end(asked: Asked) -> tuple[str, datetime | None]:
    """What was typed without the span at its end, and when that ends."""
    what, _, last = asked.rest.rpartition(" ")
    span = read_span(last) if what else None
    return (what.strip(), asked.now + span) if span else (asked.rest, None)


async def _meant(means: Means, typed: str) -> Mute:
    """What a person wants to mute. Raises InputError with a sentence when that is nothing we know."""
    number = read_story_number(typed)
    if number is not None:
        story = await means.archive.story(number)
        if story is None:
            raise InputError(texts.MUTE_NO_STORY.format(number=number))
        return Mute(kind=MuteKind.STORY, target=str(story.event_id))
    if typed.casefold() in means.names.signals:
        return Mute(kind=MuteKind.SIGNAL, target=typed.casefold())
    channel = await means.archive.channel_meant(_channel_ref(typed))
    if channel is None:
        known = ", ".join(means.names.signals)
        raise InputError(texts.MUTE_NO_SUCH.format(typed=shortened(typed, _LONGEST_SHOWN), known=known))
    return Mute(kind=MuteKind.CHANNEL, target=str(channel.key))


def _channel_ref(typed: str) -> ChannelRef:
    handle = typed.removeprefix("https://").removeprefix("t.me/").removeprefix("@")
    return ChannelRef(handle=handle, title=typed) if re.fullmatch(r"\w{1,64}", handle) else ChannelRef(title=typed)


async def _add(means: Means, chat: Subscriber, new: Mute, now: datetime) -> bool:
    """Keep a mute, instead of an earlier one of the same thing; False when there are too many."""
    others = [each for each in _lasting(chat, now) if _code(each) != _code(new)]
    if len(others) >= MOST_MUTES:
        return False
    await _save(means, chat, [*others, new])
    return True


async def _remove(means: Means, chat: Subscriber, code: int) -> Subscriber | None:
    """The chat without that mute; None when it has none such."""
    left = [each for each in chat.preferences.mutes if _code(each) != code]
    return await _save(means, chat, left) if len(left) < len(chat.preferences.mutes) else None


async def _save(means: Means, chat: Subscriber, mutes: Sequence[Mute]) -> Subscriber:
    changed = replace(chat, preferences=replace(chat.preferences, mutes=tuple(mutes)))
    await means.archive.save_subscriber(changed)
    return changed


def _lasting(chat: Subscriber, now: datetime) -> list[Mute]:
    return [each for each in chat.preferences.mutes if each.until is None or each.until > now]


def _code(mute: Mute) -> int:
    """What stands for a mute in the data of a button."""
    return crc32(f"{mute.kind}:{mute.target}".encode())


async def _list(means: Means, asked: Asked, chat: Subscriber) -> Answer:
    mutes = _lasting(chat, asked.now)
    if not mutes:
        return said(f"{texts.MUTE_NOTHING}\n{texts.MUTE_HOW}")
    text = RichText().add(texts.counted(texts.MUTE_HEADER, len(mutes)))
    buttons: list[list[Button]] = []
    for each in mutes:
        shown = await _shown(means, asked, each)
        text.line().add(f"· {shown}")
        label = texts.UNMUTE_BUTTON.format(what=shown)[:_LONGEST_LABEL]
        buttons.append([button(label, ButtonKind.UNMUTE, _code(each))])
    return told(text.line().line().add(texts.MUTE_HOW).message(buttons))


async def _shown(means: Means, asked: Asked, mute: Mute) -> str:
    what = await _target_shown(means, asked, mute)
    if mute.until is None:
        return what
    until = times.near(mute.until, asked.zone, day_of=asked.now, now=asked.now)
    return texts.MUTE_UNTIL.format(what=what, until=until)


async def _target_shown(means: Means, asked: Asked, mute: Mute) -> str:
    if mute.kind is MuteKind.STORY:
        return texts.MUTE_STORY.format(number=mute.target)
    if mute.kind is MuteKind.SIGNAL:
        return texts.MUTE_SIGNAL.format(signal=signal_name(mute.target))
    reports = await means.archive.channel_reports(now=asked.now)
    name = next((channel_name(each.channel) for each in reports if str(each.channel.key) == mute.target), None)
    return texts.MUTE_CHANNEL.format(channel=name or texts.MUTE_CHANNEL_GONE)
