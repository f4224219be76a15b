"""The detector: one post's text in, its flags out (SIGNALS.md; RULES 7)."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from datetime import date as day
from functools import cached_property
from pathlib import Path

from bot.configuration.values import SignalSettings
from bot.language.clauses import sentences
from bot.language.folding import Folded, fold
from bot.language.forms import inflected
from bot.language.kept_forms import KeptInflections
from bot.model.channel import ChannelClass
from bot.model.flag import Flag, Mention, Reading, Side, leading_stance
from bot.model.signal import OwnSignal
from bot.signals.catalogue import Catalogue
from bot.signals.exercises import is_of_an_exercise
from bot.signals.explaining import ExplainedMention, Explanation, Trace
from bot.signals.lexicon import Inflected
from bot.signals.loading import load_packs
from bot.signals.matching import Exclusion, LeftOut, Match, find_terms
from bot.signals.namesakes import places_named
from bot.signals.places import Gazetteer
from bot.signals.reading import PlaceFind, ReadSentence, read_sentence
from bot.signals.rules import Rules
from bot.signals.screening import Screen
from bot.signals.sides import Parties, side_of
from bot.signals.stances import Verdict, find_cues, judge
from bot.signals.times import Times

_SPEAKERS_OF_WAR = frozenset(ChannelClass) - {ChannelClass.MEDIA, ChannelClass.AGGREGATOR, ChannelClass.OFFICIAL}
"""Classes whose posts are about the battlefield unless they say otherwise."""
_NOTHING = Reading()


@dataclass(frozen=True, slots=True)
class _Raised:
    signal: str
    mention: Mention
    clause_places: tuple[str, ...]
    sentence_places: tuple[str, ...]


@dataclass(frozen=True)
class _Asked:
    """What a post was read with."""

    text: str
    date: datetime | None
    channel_class: ChannelClass | None

    @cached_property
    def folded(self) -> Folded:
        """The folded text; most posts raise nothing and are never folded."""
        return fold(self.text)

    def original(self, span: tuple[int, int]) -> str:
        start, end = self.folded.original_span(*span)
        return self.text[start:end]


def _moment(date: day | None) -> datetime | None:
    """A mere day counts from its beginning, UTC."""
    return date if date is None or isinstance(date, datetime) else datetime.combine(date, time(), UTC)


class Detector:
    """Reads posts; built once, safe to use for any number of texts."""

    def __init__(
        self,
        catalogue: Catalogue,
        gazetteer: Gazetteer,
        *,
        disabled: frozenset[str] = frozenset(),
        own_signals: tuple[OwnSignal, ...] = (),
        inflect: Inflected = inflected,
    ) -> None:
        self.gazetteer = gazetteer
        self.own_signals = own_signals
        self._disabled = disabled
        self._rules = Rules(catalogue, inflect=inflect)
        self._screen = Screen(self._rules, gazetteer)
        known = dict.fromkeys(term.signal for term in catalogue.terms)
        self.signals: tuple[str, ...] = tuple(signal for signal in known if signal not in disabled)

    def read(self, text: str, *, date: day | None = None, channel_class: ChannelClass | None = None) -> Reading:
        """All flags of a post. Never raises.

        ``date``, a time or a mere day, settles what is past; without it only clear cases are. ``channel_class``
        tells whose "enemy" and whose "ours" is meant.
        """
        return self._read(_Asked(text, _moment(date), channel_class), None)

    def explain(self, text: str, *, date: day | None = None, channel_class: ChannelClass | None = None) -> Explanation:
        """What ``read`` finds in a post, and every step on the way there."""
        trace = Trace()
        return trace.explanation(self._read(_Asked(text, _moment(date), channel_class), trace))

    def _read(self, asked: _Asked, trace: Trace | None) -> Reading:
        text = asked.text
        seen = self._screen.first_look(text)
        places = self._places(asked.folded, text, trace) if seen.may_name_place else []
        named = _unique(place_id for _, _, ids in places for place_id in ids) if places else ()
        in_setting = asked.channel_class in _SPEAKERS_OF_WAR or (bool(places) and self._is_of_the_front(places))
        raising = self._screen.may_raise(seen, names_place=bool(places), in_setting=in_setting or seen.may_tell_setting)
        if trace is None and not raising:
            return Reading(places=named) if named else _NOTHING
        folded = asked.folded
        in_setting = in_setting or (seen.may_tell_setting and bool(self._rules.battlefield.occurrences(folded.text)))
        if trace is not None:
            trace.in_setting = in_setting
        raised: list[_Raised] = []
        for sentence in sentences(folded.text):
            said = folded.text[sentence.start : sentence.end]
            if trace is None and not any(word in said for word in raising):
                continue
            first, last = bisect_left(places, (sentence.start,)), bisect_left(places, (sentence.end,))
            if trace is not None or self._screen.may_raise(
                self._screen.glance(said), names_place=first < last, in_setting=in_setting
            ):
                read = read_sentence(folded, text, sentence, self._rules, places[first:last])
                raised += self._raised(read, asked, trace, in_setting=in_setting)
        return Reading(flags=tuple(self._flags(raised, named)), places=named)

    def _places(self, folded: Folded, text: str, trace: Trace | None) -> list[PlaceFind]:
        found = self.gazetteer.occurrences(folded.text)
        places = places_named(found, self.gazetteer, folded, text)
        if trace is not None:
            spans = (folded.original_span(start, end) for start, end, ids in found if (start, end, ids) not in places)
            trace.no_names += [text[start:end] for start, end in spans]
        return places

    def _is_of_the_front(self, places: list[PlaceFind]) -> bool:
        """Whether a place near the front is named."""
        named = (self.gazetteer.place(place_id) for _, _, ids in places for place_id in ids)
        return any(place is not None and not place.rear for place in named)

    def _raised(self, read: ReadSentence, asked: _Asked, trace: Trace | None, *, in_setting: bool) -> list[_Raised]:
        left_out: list[LeftOut] | None = None if trace is None else []
        matches = find_terms(read, in_setting=in_setting, left_out=left_out)
        if matches and is_of_an_exercise(asked.folded.text, read.sentence):
            matches = []
        wanted = [match for match in matches if match.rule.term.signal not in self._disabled]
        cues = find_cues(read) if wanted or trace is not None else []
        times, parties = Times(read, asked.date), Parties(read, asked.channel_class)
        raised = [
            _Raised(
                match.rule.term.signal,
                _mention(asked, read, match, judge(read, match, cues, times), side_of(read, match, parties)),
                *_places_near(read, match),
            )
            for match in wanted
        ]
        if trace is not None:
            off = [match for match in matches if match not in wanted]
            excluded = [LeftOut(match.rule, match.first, match.last, Exclusion.DISABLED) for match in off]
            trace.add(read, map(_explained, raised, wanted), [*(left_out or ()), *excluded], cues)
        return raised

    def _flags(self, raised: list[_Raised], named: tuple[str, ...]) -> Iterable[Flag]:
        for signal in self.signals:
            own = [item for item in raised if item.signal == signal]
            if own:
                stance = leading_stance({item.mention.stance for item in own})
                deciding = [item for item in own if item.mention.stance is stance]
                places = (
                    _unique(place for item in deciding for place in item.clause_places)
                    or _unique(place for item in deciding for place in item.sentence_places)
                    or named
                )
                yield Flag(signal=signal, stance=stance, places=places, mentions=tuple(item.mention for item in own))


def _mention(asked: _Asked, read: ReadSentence, match: Match, verdict: Verdict, side: Side | None) -> Mention:
    start, end = asked.folded.original_span(*read.span(match.first, match.last))
    return Mention(
        start=start,
        end=end,
        text=asked.text[start:end],
        term=match.rule.phrase,
        stance=verdict.stance,
        cue=asked.original(verdict.cue) if verdict.cue is not None else None,
        side=side,
        euphemism=match.rule.term.euphemism,
    )


def _explained(raised: _Raised, match: Match) -> ExplainedMention:
    places = raised.clause_places or raised.sentence_places
    where = match.rule.term.where
    return ExplainedMention(signal=raised.signal, mention=raised.mention, places=places, where=where)


def _places_near(read: ReadSentence, match: Match) -> tuple[tuple[str, ...], tuple[str, ...]]:
    clause = read.tokens[match.head].clause
    everywhere = [(index, place) for index, ids in read.places.items() for place in ids]
    return (
        _unique(place for index, place in everywhere if read.tokens[index].clause == clause),
        _unique(place for _, place in everywhere),
    )


def _unique(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def load_detector(settings: SignalSettings | None = None, *, cache_folder: Path | None = None) -> Detector:
    """The detector with the packs that ship and what the operator adds, overrides and switches off.

    ``cache_folder`` is where the forms of the packs' words may be kept: with them there the dictionaries need
    not be opened. Raises SettingsError when a pack, or an entry of watch.toml, is wrong.
    """
    wanted = settings or SignalSettings()
    catalogue, gazetteer = load_packs(wanted)
    if cache_folder is None:
        return Detector(catalogue, gazetteer, disabled=wanted.disabled, own_signals=wanted.own)
    kept = KeptInflections(cache_folder)
    detector = Detector(catalogue, gazetteer, disabled=wanted.disabled, own_signals=wanted.own, inflect=kept)
    kept.keep()
    return detector
