"""``frontwatch signals``: why the detector says what it says of a text, and which forms a word has."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from bot.errors import InputError
from bot.language.forms import forms_of
from bot.language.tokens import index_words
from bot.language.which import Language, language_of
from bot.model.channel import ChannelClass
from bot.model.flag import Flag
from bot.operations.flagging import flag_as_json
from bot.settings import Settings
from bot.shell.statuses import DONE
from bot.signals.detector import load_detector
from bot.signals.explaining import ExplainedExclusion, ExplainedMention, ExplainedSentence, Explanation

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
    explanation = load_detector(settings.watch.signals).explain(text, date=date, channel_class=channel_class)
    if as_json:
        click.echo(json.dumps({"language": language, **_as_json(explanation)}, ensure_ascii=False))
    else:
        click.echo("\n".join(_as_text(explanation, language)))
    return DONE


def forms(words: str, *, as_json: bool) -> int:
    """Print all forms of each word. Raises InputError when there is none."""
    typed = list(dict.fromkeys(index_words(words).split()))
    if not typed:
        raise InputError("There is no word to show the forms of. Example: frontwatch signals forms 'прорвать оборону'")
    for word in typed:
        found = sorted(forms_of(word))
        if as_json:
            click.echo(json.dumps({"word": word, "forms": found}, ensure_ascii=False))
        else:
            click.echo(f"{word}: {len(found)} form{'' if len(found) == 1 else 's'}")
            click.echo("\n".join(_wrapped(", ".join(found), indent=2)))
    return DONE


_LANGUAGES = {
    Language.RU: "Russian",
    Language.UK: "Ukrainian",
    Language.EN: "English",
    Language.MIXED: "mixed, two languages each in a good part of it",
    None: "none that the packs read",
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
        "matched": [flag_as_json(_as_flag(found)) for found in sentence.mentions],
        "left_out": [
            {"signal": each.signal, "term": each.term, "text": each.text, "why": each.exclusion.value, "by": each.by}
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
    ]
    return " ".join(filter(None, parts))


def _left_out(left_out: ExplainedExclusion) -> str:
    by = f": «{left_out.by}»" if left_out.by else ""
    return f"− {left_out.signal} «{left_out.text}», term «{left_out.term}»: {left_out.exclusion}{by}"


def _listed(separator: str, items: Iterable[str]) -> str:
    listed = ", ".join(items)
    return f"{separator}{listed}" if listed else ""


def _wrapped(text: str, *, indent: int = 0, hanging: str = "  ") -> list[str]:
    """A line of output as lines of at most 80 columns."""
    margin = " " * indent
    return textwrap.wrap(
        text, _WIDTH, initial_indent=margin, subsequent_indent=margin + hanging, break_on_hyphens=False
    )
