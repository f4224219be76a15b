"""``frontwatch signals``: why the detector says what it says of a text, and which forms a word has."""

import os
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import click

from bot.configuration.mistakes import suggestion
from bot.errors import InputError
from bot.exports.json_text import json_line
from bot.language.forms import forms_of
from bot.language.kept_forms import user_cache_folder
from bot.language.tokens import index_words
from bot.language.which import Language, language_of
from bot.model.channel import ChannelClass
from bot.model.flag import Flag
from bot.operations.flagging import flag_as_json
from bot.settings import Settings
from bot.shell.pack_words import asked, groups_of, is_very_form, plain
from bot.shell.printing import say
from bot.shell.statuses import DONE
from bot.signals.detector import load_detector
from bot.signals.explaining import ExplainedExclusion, ExplainedMention, ExplainedSentence, Explanation
from bot.signals.loading import gazetteer_of, load_packs
from bot.wording import texts
from bot.wording.harmless import harmless

_WIDTH = 80


def explain(
    settings: Settings, text: str, *, date: datetime | None, channel_class: ChannelClass | None, as_json: bool
) -> int:
    """Print what matched in a text, what was left out and why, and which words made each stance.

    Raises InputError for a text without words.
    """
    if not index_words(text):
        raise InputError("The text holds no word. Example: frontwatch signals explain 'Прорыв обороны у Соледара'")
    language = language_of(text)
    detector = load_detector(settings.watch.signals, cache_folder=user_cache_folder(os.environ))
    explanation = detector.explain(text, date=date, channel_class=channel_class)
    if as_json:
        click.echo(json_line({"language": language, **_as_json(explanation)}))
    else:
        say("\n".join(_as_text(explanation, language)))
    return DONE


def typed_text(arguments: Sequence[str]) -> str:
    """The text of an explanation: the arguments as they were typed, or all of standard input for ``-``.

    Raises InputError where there is no standard input.
    """
    if list(arguments) == ["-"]:
        if sys.stdin is None:
            raise InputError("There is no standard input. Give the text instead of -.")
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    return " ".join(arguments)


def forms(settings: Settings, words: str, *, as_json: bool) -> int:
    """Print all forms of each word, the words of each @group, and which places the words name together.

    Raises InputError when there is no word, or no group of that name.
    """
    groups = [word for word in dict.fromkeys(words.split()) if word.startswith("@")]
    phrase = " ".join(word for word in words.split() if word not in groups)
    typed = list(dict.fromkeys(index_words(phrase).split()))
    if not typed and not groups:
        raise InputError("There is no word to show the forms of. Example: frontwatch signals forms 'прорвать оборону'")
    for group, found in _groups(settings, groups).items():
        _print_group(group, found, as_json=as_json)
    for word in typed:
        _print_forms(word, as_json=as_json)
    places = gazetteer_of(settings.watch.signals).ids_of(phrase) if typed and not as_json else ()
    if places:
        named = f"In posts it is a name: {', '.join(places)}. A place is found in the forms of its name."
        say("\n".join(_wrapped(named)))
    return DONE


def _groups(settings: Settings, names: Sequence[str]) -> dict[str, list[str]]:
    if not names:
        return {}
    catalogue, _ = load_packs(settings.watch.signals)
    for name in names:
        if name[1:] not in catalogue.groups:
            known = suggestion(name[1:], sorted(catalogue.groups))
            raise InputError(f"The packs have no group {harmless(name)}. {known}.")
    return {name: list(dict.fromkeys(word for word, _ in catalogue.groups[name[1:]])) for name in names}


def _print_group(group: str, found: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json_line({"group": group, "words": found}))
        return
    say(texts.counted(texts.SHELL_WORDS, len(found), word=group))
    for are_very_forms, head in ((False, "In all their forms"), (True, "In this very form")):
        words = [plain(entry) for entry in found if is_very_form(entry) is are_very_forms]
        if words:
            say("\n".join(_wrapped(f"{head}: {', '.join(words)}", indent=2)))


def _print_forms(word: str, *, as_json: bool) -> None:
    found = sorted(forms_of(word))
    if as_json:
        click.echo(json_line({"word": word, "forms": found}))
        return
    say(texts.counted(texts.SHELL_FORMS, len(found), word=word))
    say("\n".join(_wrapped(", ".join(found), indent=2)))


_LANGUAGES = {
    Language.RU: "Russian",
    Language.UK: "Ukrainian",
    Language.EN: "English",
    Language.MIXED: "mixed, two languages each in a good part of it",
    None: "none of Russian, Ukrainian and English",
}


def _as_json(explanation: Explanation) -> dict[str, object]:
    return {
        "flags": [flag_as_json(flag) for flag in explanation.reading.flags],
        "places": list(explanation.reading.places),
        "battlefield": explanation.in_setting,
        "not_places": list(explanation.no_names),
        "sentences": [_sentence_as_json(sentence) for sentence in explanation.sentences],
    }


def _sentence_as_json(sentence: ExplainedSentence) -> dict[str, object]:
    return {
        "text": sentence.text,
        "matched": [{**flag_as_json(_as_flag(found)), "entry": found.where} for found in sentence.mentions],
        "left_out": [
            {
                "signal": each.signal,
                "term": each.term,
                "text": each.text,
                "why": each.exclusion.value,
                "by": each.by,
                "asks": list(each.asks),
            }
            for each in sentence.left_out
        ],
        "cues": [{"text": cue.text, "stance": cue.stance.value} for cue in sentence.cues],
    }


def _as_flag(found: ExplainedMention) -> Flag:
    return Flag(signal=found.signal, stance=found.mention.stance, places=found.places, mentions=(found.mention,))


def _as_text(explanation: Explanation, language: Language | None) -> Iterator[str]:
    for flag in explanation.reading.flags:
        yield from _wrapped(f"{flag.signal.upper()} {flag.stance}{_listed(' · ', flag.places)}")
    if not explanation.reading.flags:
        yield "No flag."
    yield f"Language: {_LANGUAGES[language]}."
    if explanation.sentences:
        yield f"It speaks of a battlefield: {'yes' if explanation.in_setting else 'no, which some terms ask for'}."
    else:
        yield "No sentence holds a word of any term."
    if explanation.reading.places:
        yield from _wrapped(f"Places: {', '.join(explanation.reading.places)}")
    if explanation.no_names:
        yield from _wrapped(f"Taken for common words, not for places: {', '.join(explanation.no_names)}")
    for sentence in explanation.sentences:
        yield ""
        yield from _wrapped(f"│ {sentence.text}", hanging="│ ")
        for found in sentence.mentions:
            yield from _wrapped(_found(found), indent=2)
        for left_out in _worth_telling(sentence):
            yield from _wrapped(_left_out(left_out), indent=2)
        if sentence.cues:
            cues = (f"«{cue.text}» {cue.stance}" for cue in sentence.cues)
            yield from _wrapped(f"cues: {', '.join(cues)}", indent=2)
    told = (each for sentence in explanation.sentences for each in _worth_telling(sentence) if not each.by)
    group = next((name for each in told for name in groups_of(each.asks)), None)
    if group is not None:
        yield ""
        yield f"The words of a group: frontwatch signals forms @{group}"


def _worth_telling(sentence: ExplainedSentence) -> list[ExplainedExclusion]:
    """What was left out, without terms for words that raise the very signal by another term."""
    raised = [(found.signal, found.mention.text) for found in sentence.mentions]
    return [
        left_out
        for left_out in sentence.left_out
        if not any(left_out.signal == signal and left_out.text in text for signal, text in raised)
    ]


def _found(found: ExplainedMention) -> str:
    mention = found.mention
    parts = [
        f"+ {found.signal} «{mention.text}» {mention.stance}",
        f"by «{mention.cue}»" if mention.cue else "",
        f"· term «{mention.term}»",
        f"· troops of {mention.side.upper()}" if mention.side else "",
        "· a softened admission" if mention.euphemism else "",
        f"· at {', '.join(found.places)}" if found.places else "",
        f"· {found.where}",
    ]
    return " ".join(filter(None, parts))


def _left_out(left_out: ExplainedExclusion) -> str:
    asks = f", such as {asked(left_out.asks)}" if left_out.asks else ""
    by = f": «{left_out.by}»" if left_out.by else asks
    return f"− {left_out.signal} «{left_out.text}», term «{left_out.term}»: {left_out.exclusion}{by}"


def _listed(separator: str, items: Iterable[str]) -> str:
    listed = ", ".join(items)
    return f"{separator}{listed}" if listed else ""


def _wrapped(text: str, *, indent: int = 0, hanging: str = "  ") -> list[str]:
    """A line of output as lines of at most 80 columns."""
    margin = " " * indent
    return textwrap.wrap(
        harmless(text), _WIDTH, initial_indent=margin, subsequent_indent=margin + hanging, break_on_hyphens=False
    )
