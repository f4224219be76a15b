"""What the detector did with a post, step by step: for whoever asks why it fired, or why it did not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.model.flag import Mention, Reading, Stance
from bot.signals.matching import Exclusion, LeftOut, barring
from bot.signals.reading import ReadSentence
from bot.signals.stances import CueHit

_MISSING = frozenset((Exclusion.SETTING, Exclusion.OBJECT, Exclusion.NEAR))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedMention:
    """A term that was found, and the places of its clause, else of its sentence; ``where`` its entry stands."""

    signal: str
    mention: Mention
    places: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedExclusion:
    """A term whose words stand there and which was left out.

    ``by`` are the words that barred it, if any did; ``asks`` are those of which one is missing, if one is.
    """

    signal: str
    term: str
    text: str
    exclusion: Exclusion
    by: str | None = None
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedCue:
    """Words that can make a stance, whether or not they reached a mention."""

    text: str
    stance: Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedSentence:
    """A sentence that holds a word of some term."""

    text: str
    mentions: tuple[ExplainedMention, ...]
    left_out: tuple[ExplainedExclusion, ...]
    cues: tuple[ExplainedCue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that was read in a post, and why.

    ``in_setting`` tells whether it speaks of a battlefield, which some terms ask for; ``no_names`` are words
    that are the name of a place and were taken for the common word that they are too. Sentences without a word
    of any term are left out.
    """

    reading: Reading
    in_setting: bool
    sentences: tuple[ExplainedSentence, ...]
    no_names: tuple[str, ...]


@dataclass(slots=True)
class Trace:
    """Takes notes while a post is read."""

    in_setting: bool = False
    sentences: list[ExplainedSentence] = field(default_factory=list)
    no_names: list[str] = field(default_factory=list)

    def add(
        self,
        read: ReadSentence,
        mentions: Iterable[ExplainedMention],
        left_out: Sequence[LeftOut],
        cues: Iterable[CueHit],
    ) -> None:
        """Note what was found in a sentence, and what was left out; nothing where there was neither."""
        found = tuple(mentions)
        excluded = [*_by_form(read), *(_excluded(read, each) for each in left_out)]
        if not found and not excluded:
            return
        told = (ExplainedCue(text=_words(read, cue.first, cue.last), stance=cue.rule.cue.stance) for cue in cues)
        self.sentences.append(
            ExplainedSentence(
                text=_original(read, read.sentence.start, read.sentence.end + len(read.sentence.ending)).strip(),
                mentions=found,
                left_out=tuple(dict.fromkeys(excluded)),
                cues=tuple(dict.fromkeys(told)),
            )
        )

    def explanation(self, reading: Reading) -> Explanation:
        """The notes together with what came of it."""
        return Explanation(
            reading=reading,
            in_setting=self.in_setting,
            sentences=tuple(self.sentences),
            no_names=tuple(dict.fromkeys(self.no_names)),
        )


def _by_form(read: ReadSentence) -> Iterator[ExplainedExclusion]:
    """Terms of one word that this word begins, but not in this form."""
    for index, entry in enumerate(read.entries):
        for rule in read.rules.of_other_forms(entry) if entry is not None else ():
            if not rule.rest:
                text = _words(read, index, index)
                yield ExplainedExclusion(signal=rule.term.signal, term=rule.phrase, text=text, exclusion=Exclusion.FORM)


def _excluded(read: ReadSentence, left_out: LeftOut) -> ExplainedExclusion:
    told, at = _with_veto(read, left_out)
    return ExplainedExclusion(
        signal=told.rule.term.signal,
        term=told.rule.phrase,
        text=_words(read, told.head, told.last),
        exclusion=told.exclusion,
        by=_words(read, at, read.ends.get(at, at)) if at is not None else None,
        asks=_asked(told),
    )


def _with_veto(read: ReadSentence, left_out: LeftOut) -> tuple[LeftOut, int | None]:
    """Why a term was left out, and the token that barred it; a veto says more than what was missing before it."""
    if left_out.exclusion in _MISSING:
        for veto in (Exclusion.UNLESS, Exclusion.UNLESS_SENTENCE):
            vetoed = replace(left_out, exclusion=veto)
            at = barring(read, vetoed)
            if at is not None:
                return vetoed, at
    return left_out, barring(read, left_out)


def _asked(left_out: LeftOut) -> tuple[str, ...]:
    """The words of which one is missing."""
    term = left_out.rule.term
    return {Exclusion.OBJECT: term.object, Exclusion.NEAR: term.near}.get(left_out.exclusion, ())


def _words(read: ReadSentence, first: int, last: int) -> str:
    return _original(read, *read.span(first, last))


def _original(read: ReadSentence, start: int, end: int) -> str:
    first, last = read.folded.original_span(start, end)
    return read.original[first:last]
