"""``/settings``: what this chat wishes to be told, changed by buttons or in one typed line (RULES 14, 17)."""

import difflib
from dataclasses import replace
from typing import Final

from bot.commands.asked import Asked, Means, said, told
from bot.commands.typed_wishes import WishRefusedError
from bot.commands.wishes import Wish, wishes
from bot.model.conversation import Answer
from bot.model.message import Button, Message
from bot.model.pressing import ButtonKind, button
from bot.model.subscriber import Preferences, Subscriber, SubscriberState
from bot.wording import texts
from bot.wording.excerpt import shortened
from bot.wording.rich_text import RichText

_OVERVIEW: Final = 0
_A_ROW: Final = 2
_LONGEST_SHOWN: Final = 40


async def settings(means: Means, asked: Asked) -> Answer:
    """``/settings``: all of them with buttons; ``/settings digests 08:00 20:00`` changes one."""
    chat = asked.asker.chat
    if chat is None or chat.state is not SubscriberState.ACTIVE:
        return said(texts.SETTINGS_NOT_SUBSCRIBED)
    if not asked.rest:
        return told(_overview(means, chat.preferences))
    name, _, value = asked.rest.partition(" ")
    wish = _named(means, name.rstrip(":="))
    if wish is None:
        return said(_no_such_wish(means, name))
    if not value.strip():
        return told(_choices(wish, chat.preferences))
    try:
        changed = wish.read(value.strip(), chat.preferences)
    except WishRefusedError as refused:
        return said(f"{refused}\n{_example(wish)}")
    await _save(means, chat, changed)
    return said(texts.SETTINGS_CHANGED.format(title=texts.SETTINGS_TITLES[wish.name], value=wish.shown(changed)))


async def press(means: Means, asked: Asked, numbers: tuple[int, ...]) -> Answer:
    """A button of ``/settings``: opens one wish, chooses a value, or goes back."""
    chat = asked.asker.chat
    if chat is None or chat.state is not SubscriberState.ACTIVE:
        return Answer(toast=texts.SETTINGS_NOT_SUBSCRIBED)
    number, code = numbers
    if number == _OVERVIEW:
        return Answer(edit=_overview(means, chat.preferences))
    wish = next((wish for wish in wishes(means.names.signals) if wish.number == number), None)
    if wish is None:
        return Answer(toast=texts.BUTTON_UNKNOWN)
    choice = next((choice for choice in wish.choices if choice.code == code), None)
    if choice is None:
        return Answer(edit=_choices(wish, chat.preferences))
    changed = choice.choose(chat.preferences)
    await _save(means, chat, changed)
    return Answer(edit=_choices(wish, changed), toast=texts.SETTINGS_SAVED)


async def _save(means: Means, chat: Subscriber, changed: Preferences) -> None:
    await means.archive.save_subscriber(replace(chat, preferences=changed))


def _named(means: Means, name: str) -> Wish | None:
    return next((wish for wish in wishes(means.names.signals) if wish.name == name.casefold()), None)


def _overview(means: Means, wished: Preferences) -> Message:
    text = RichText().bold(texts.SETTINGS_HEADER)
    buttons = []
    for wish in wishes(means.names.signals):
        title = texts.SETTINGS_TITLES[wish.name]
        text.line().add(f"{title}: ").bold(wish.shown(wished))
        buttons.append(button(title, ButtonKind.WISH, wish.number, 0))
    if wished.mutes:
        text.line().add(texts.counted(texts.SETTINGS_MUTES, len(wished.mutes)))
    return text.message(_rows(buttons))


def _choices(wish: Wish, wished: Preferences) -> Message:
    text = RichText().bold(texts.SETTINGS_TITLES[wish.name]).add(f": {wish.shown(wished)}")
    text.line().add(texts.SETTINGS_MEANINGS[wish.name]).line().add(_example(wish))
    buttons = []
    for choice in wish.choices:
        label = texts.SETTINGS_CHOSEN.format(label=choice.label) if choice.is_chosen(wished) else choice.label
        buttons.append(button(label, ButtonKind.WISH, wish.number, choice.code))
    back = button(texts.PAGE_PREVIOUS, ButtonKind.WISH, _OVERVIEW, 0)
    return text.message([*_rows(buttons), [back]])


def _rows(buttons: list[Button]) -> list[list[Button]]:
    return [buttons[at : at + _A_ROW] for at in range(0, len(buttons), _A_ROW)]


def _example(wish: Wish) -> str:
    return texts.SETTINGS_EXAMPLE.format(example=texts.SETTINGS_EXAMPLES[wish.name])


def _no_such_wish(means: Means, typed: str) -> str:
    names = [wish.name for wish in wishes(means.names.signals)]
    alike = difflib.get_close_matches(typed.casefold(), names, n=1)
    example = texts.SETTINGS_EXAMPLES[alike[0] if alike else names[0]]
    shown = shortened(typed, _LONGEST_SHOWN)
    return texts.SETTINGS_NO_WISH.format(typed=shown, known=", ".join(names), example=example)
