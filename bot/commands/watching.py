"""``/watch``, ``/unwatch``, ``/watching``: the words that a chat wants to be told of (RULES 14, 19)."""

from collections.abc import Sequence

from bot.commands.asked import Asked, Means, said
from bot.commands.watch_preview import preview
from bot.errors import WordRefusedError
from bot.model.conversation import Answer
from bot.model.subscriber import SubscriberState
from bot.model.watch import MOST_WORDS, NewWatchWord, WatchWord, WordFault
from bot.signals import own_patterns, own_words
from bot.wording import texts
from bot.wording.excerpt import one_line
from bot.wording.words import shown_word

_JOINER = "\u2060"
_QUOTES = '"«»“”„'


async def watch(means: Means, asked: Asked) -> Answer:
    """``/watch WORD or phrase``: from now on this chat is told of it; with a preview of what that means."""
    typed = _typed(asked)
    if not typed:
        return said(texts.WATCH_HOW)
    if asked.asker.chat is None or asked.asker.chat.state is not SubscriberState.ACTIVE:
        return said(texts.WATCH_NOT_SUBSCRIBED)
    if own_words.is_pattern(typed) and not means.rules.is_admin(asked.user_id):
        return said(texts.WATCH_PATTERN_FOR_ADMINS)
    try:
        key = own_words.key_of(typed)
    except WordRefusedError as error:
        return said(_refusal(error))
    known = _meant(key, await means.archive.watch_words(asked.chat_id))
    if known:
        return said(texts.WATCH_ALREADY.format(word=shown_word(known[0].text)))
    new = NewWatchWord(chat_id=asked.chat_id, text=typed, key=key, added_at=asked.now, added_by=asked.user_id)
    word = await means.archive.watch(new, most=MOST_WORDS)
    if word is None:
        return said(texts.WATCH_TOO_MANY.format(most=MOST_WORDS))
    told = [texts.WATCH_NEW.format(word=shown_word(word.text)), *await preview(means.archive, word, asked.asker.chat)]
    return said("\n".join([*told, texts.WATCH_STOP.format(word=shown_word(word.text))]))


async def unwatch(means: Means, asked: Asked) -> Answer:
    """``/unwatch WORD``: no more of it; any form of the word will do."""
    typed = _typed(asked)
    if not typed:
        return said(texts.UNWATCH_HOW)
    meant = _meant(_key_or_text(typed), await means.archive.watch_words(asked.chat_id))
    if not meant:
        return said(texts.UNWATCH_NOT_WATCHED.format(word=shown_word(typed)))
    if len(meant) > 1:
        return said(texts.UNWATCH_SEVERAL.format(words=", ".join(shown_word(word.text) for word in meant)))
    (word,) = meant
    if word.is_standing:
        return said(texts.UNWATCH_STANDING.format(word=shown_word(word.text)))
    await means.archive.unwatch(word.word_id)
    return said(texts.UNWATCHED.format(word=shown_word(word.text)))


async def watching(means: Means, asked: Asked) -> Answer:
    """``/watching``: the words of this chat, and how to add one."""
    words = await means.archive.watch_words(asked.chat_id)
    if not words:
        return said(f"{texts.WATCHING_NOTHING}\n{texts.WATCH_HOW}")
    rows = [
        (texts.WATCHING_STANDING if word.is_standing else texts.WATCHING_ROW).format(word=shown_word(word.text))
        for word in words
    ]
    return said("\n".join([texts.counted(texts.WATCHING_HEADER, len(words)), *rows, "", texts.UNWATCH_EXAMPLE]))


def _typed(asked: Asked) -> str:
    """The word without quotes, and without the joiners that our own messages put into what they repeat."""
    return " ".join(asked.rest.replace(_JOINER, "").split()).strip(_QUOTES)


def _key_or_text(typed: str) -> str:
    try:
        return own_words.key_of(typed)
    except WordRefusedError:
        return typed


def _meant(key: str, words: Sequence[WatchWord]) -> list[WatchWord]:
    """The word with this key, else those that it is another form of."""
    exact = [word for word in words if word.key == key]
    return exact or [word for word in words if _is_form_of(key, word.key)]


def _is_form_of(key: str, other: str) -> bool:
    typed, positions = key.split(), own_words.positions_of(other)
    return len(typed) == len(positions) and all(word in forms for word, forms in zip(typed, positions, strict=True))


def _refusal(error: WordRefusedError) -> str:
    limits = {"words": own_words.MOST_WORDS, "characters": own_patterns.LONGEST}
    detail = "" if error.fault is WordFault.TOO_LONG else one_line(error.detail)
    return texts.WATCH_FAULTS[error.fault].format(detail=detail, **limits)
