"""The query language of ``/search`` and ``frontwatch search``: what was asked, and what was not understood.

===============================  =====================================================================
``прорыв обороны``               posts that hold every word, each in any of its inflected forms
``"линии обороны"``              these very forms, one right after the other
``~"линия обороны"``             the same with all forms of each word
``-слово``, ``-"a phrase"``      posts without it
``прорыв OR "линия фронта"``     one of the two words or phrases (also ИЛИ, АБО, |)
``прорыв*``                      any word that begins so
``from:@channel``, ``from:name`` posts of these channels
``after:`` ``before:``           from (inclusive) and until (exclusive): ``2023-05-01``, ``7d``, ``12h``
``signal:`` ``stance:``          posts with such a flag; both given: one flag that has both
``place:``                       posts that name the place, in any language or spelling
``has:media``                    posts with a photo, video or file
``has:forward`` ``has:edit``     posts that were forwarded from elsewhere, or edited
``has:link``                     posts with a link
``class:milblogger_ru``          posts of the channels of this class
``deleted:yes`` ``deleted:no``   posts that were deleted since, or were not
``story:41``                     the posts of this story
``sort:relevance``               the most relevant of the newest thousand, instead of the newest
===============================  =====================================================================

A filter given twice, or with a comma, means any of its values, but for ``has:``, of which all must hold.
Nothing that a person types leaves this module as syntax: words are folded forms, values are looked up.
What only the archive can tell, such as which channel a name means, is looked up in ``understanding``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.commands.lexing import Item, items
from bot.commands.moments import read_moment
from bot.commands.other_languages import read_as_here
from bot.commands.search_words import SHORTEST_BEGINNING, all_forms, beginning, either, these_forms
from bot.commands.typed import read_story_number
from bot.model.channel import ChannelClass, ChannelRef
from bot.model.flag import Stance
from bot.model.query import Query, Words
from bot.signals.places import Gazetteer
from bot.wording import texts
from bot.wording.excerpt import shortened

MOST_ITEMS: Final = 40
"""More words and filters than this are no question that a person asks; the rest is left out, and said so."""

_MOST_REMARKS: Final = 6
_LONGEST_SHOWN: Final = 30
_HAS: Final = ("media", "forward", "edit", "link")
_ANY_OF_ITS_VALUES: Final = ("from", "signal", "stance", "place", "class", "story")
_YES_NO: Final[Mapping[str, bool]] = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question with what the archive has to be asked for; ``query`` is None when nothing was understood."""

    query: Query | None
    channels: tuple[ChannelRef, ...] = ()
    classes: tuple[ChannelClass, ...] = ()
    stories: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """What typed values can mean: the gazetteer's places and the names of the signals."""

    gazetteer: Gazetteer
    signals: Sequence[str]


def read_query(text: str, *, now: datetime, zone: ZoneInfo, names: KnownNames) -> Draft:
    """Read a typed question; days begin at midnight of ``zone``, and ``7d`` counts back from ``now``."""
    reading = _Reading(now=now, zone=zone, names=names)
    typed, told = read_as_here(items(text))
    for remark in told:
        reading.tell(remark)
    for item in _join_alternatives(typed[:MOST_ITEMS]):
        reading.read(item)
    if len(typed) > MOST_ITEMS:
        reading.tell(texts.QUERY_TOO_LONG.format(most=MOST_ITEMS))
    return reading.draft()


def shown(typed: str, *, most: int = _LONGEST_SHOWN) -> str:
    """What a person typed, to be repeated in an answer: short, and without ringing anybody whom it mentions."""
    return shortened(typed, most)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alternatives:
    """Items that OR joins."""

    options: tuple[Item, ...]


def _join_alternatives(typed: Iterable[Item]) -> Iterable[_Alternatives]:
    """Gather ``a OR b OR c`` into one; an OR with nothing on one side is passed over."""
    gathered: list[Item] = []
    joins = False
    for item in typed:
        if item.is_or:
            joins = True
            continue
        if gathered and not joins:
            yield _Alternatives(options=tuple(gathered))
            gathered = []
        gathered.append(item)
        joins = False
    if gathered:
        yield _Alternatives(options=tuple(gathered))


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The state of one reading: what has been understood so far."""

    now: datetime
    zone: ZoneInfo
    names: KnownNames
    wanted: list[Words] = field(default_factory=list)
    unwanted: list[Words] = field(default_factory=list)
    channels: list[ChannelRef] = field(default_factory=list)
    after: list[datetime] = field(default_factory=list)
    before: list[datetime] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)
    stances: list[Stance] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    has: set[str] = field(default_factory=set)
    classes: list[ChannelClass] = field(default_factory=list)
    stories: list[int] = field(default_factory=list)
    is_deleted: bool | None = None
    by_relevance: bool = False
    is_refused: bool = False
    values: int = 0
    remarks: list[str] = field(default_factory=list)

    def tell(self, remark: str) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)

    def read(self, alternatives: _Alternatives) -> None:
        options = alternatives.options
        if len(options) == 1 or (options[0].key in _ANY_OF_ITS_VALUES and len({item.key for item in options}) == 1):
            for item in options:
                self._item(item)
        elif all(item.key is None and not item.is_excluded for item in options):
            runs = [run for item in options if (run := self._run(item))]
            if runs:
                self.wanted.append(either(runs))
        else:
            # Asking for all of them instead would answer another question.
            self.is_refused = True
            self.tell(texts.QUERY_OR_JOINS_WORDS.format(typed=shown(" OR ".join(item.typed for item in options))))

    def draft(self) -> Draft:
        query = Query(
            wanted=tuple(self.wanted),
            unwanted=tuple(self.unwanted),
            after=max(self.after, default=None),
            before=min(self.before, default=None),
            signals=tuple(dict.fromkeys(self.signals)),
            stances=tuple(dict.fromkeys(self.stances)),
            places=tuple(dict.fromkeys(self.places)),
            has_media="media" in self.has,
            is_forward="forward" in self.has,
            is_edited="edit" in self.has,
            has_link="link" in self.has,
            is_deleted=self.is_deleted,
        )
        if query.after and query.before and query.after >= query.before:
            self.tell(texts.QUERY_NO_TIME_BETWEEN)
        is_empty = not self.is_refused and query == Query() and not (self.channels or self.classes or self.stories)
        remarks = self.remarks[:_MOST_REMARKS]
        if len(self.remarks) > _MOST_REMARKS:
            remarks.append(texts.counted(texts.QUERY_MORE_REMARKS, len(self.remarks) - _MOST_REMARKS))
        if is_empty:
            remarks.append(texts.QUERY_NOTHING_ASKED.format(example=texts.QUERY_EXAMPLE))
        return Draft(
            query=None if is_empty or self.is_refused else replace(query, by_relevance=self.by_relevance),
            channels=tuple(dict.fromkeys(self.channels)),
            classes=tuple(dict.fromkeys(self.classes)),
            stories=tuple(dict.fromkeys(self.stories)),
            remarks=tuple(remarks),
        )

    def _item(self, item: Item) -> None:
        if item.is_open and item.value:
            self.tell(texts.QUERY_OPEN_QUOTE.format(typed=shown(item.typed)))
        if item.key is None:
            run = self._run(item)
            if run:
                (self.unwanted if item.is_excluded else self.wanted).append(run)
            return
        read = _FILTERS.get(item.key)
        if read is None:
            self.tell(texts.QUERY_NO_SUCH_FILTER.format(typed=shown(item.typed), known=", ".join(_FILTERS)))
        elif item.is_excluded:
            self.tell(texts.QUERY_FILTER_NOT_EXCLUDED.format(typed=shown(item.typed)))
        elif not item.value:
            self.tell(texts.QUERY_FILTER_EMPTY.format(key=item.key, example=texts.QUERY_EXAMPLE))
        else:
            for value in [item.value] if item.is_quoted else filter(None, item.value.split(",")):
                self.values += 1
                if self.values > MOST_ITEMS:
                    self.tell(texts.QUERY_TOO_LONG.format(most=MOST_ITEMS))
                    return
                read(self, value)

    def _run(self, item: Item) -> Words | None:
        begun = beginning(item.value) if item.value.endswith("*") and not item.is_quoted else None
        if begun is not None:
            return begun
        run = these_forms(item.value) if item.is_quoted and not item.is_inflected else all_forms(item.value)
        if run is None:
            self.tell(texts.QUERY_NO_WORD.format(typed=shown(item.typed)))
        elif item.value.endswith("*"):
            self.tell(texts.QUERY_NO_PREFIX.format(typed=shown(item.typed), least=SHORTEST_BEGINNING))
        return run

    def _from(self, value: str) -> None:
        self.channels.append(ChannelRef.parse(value))

    def _after(self, value: str) -> None:
        self._moment("after", value, self.after)

    def _before(self, value: str) -> None:
        self._moment("before", value, self.before)

    def _moment(self, key: str, value: str, moments: list[datetime]) -> None:
        moment = read_moment(value, now=self.now, zone=self.zone)
        if moment is None:
            self.tell(texts.QUERY_BAD_MOMENT.format(key=key, typed=shown(value)))
        else:
            moments.append(moment)

    def _signal(self, value: str) -> None:
        if value.lower() in self.names.signals:
            self.signals.append(value.lower())
        else:
            known = ", ".join(self.names.signals)
            self.tell(texts.QUERY_BAD_SIGNAL.format(typed=shown(value), known=known))

    def _stance(self, value: str) -> None:
        try:
            self.stances.append(Stance(value.lower()))
        except ValueError:
            self.tell(texts.QUERY_BAD_STANCE.format(typed=shown(value), known=", ".join(Stance)))

    def _place(self, value: str) -> None:
        ids = self.names.gazetteer.ids_of(value)
        if ids:
            self.places.extend(ids)
        else:
            self.tell(texts.QUERY_BAD_PLACE.format(typed=shown(value)))

    def _class(self, value: str) -> None:
        try:
            self.classes.append(ChannelClass(value.lower()))
        except ValueError:
            self.tell(texts.QUERY_BAD_CLASS.format(typed=shown(value), known=", ".join(ChannelClass)))

    def _story(self, value: str) -> None:
        number = read_story_number(value)
        if number is not None:
            self.stories.append(number)
        else:
            self.tell(texts.QUERY_BAD_STORY.format(typed=shown(value)))

    def _deleted(self, value: str) -> None:
        if value.lower() in _YES_NO:
            self.is_deleted = _YES_NO[value.lower()]
        else:
            self.tell(texts.QUERY_BAD_DELETED.format(typed=shown(value)))

    def _sort(self, value: str) -> None:
        if value.lower() in ("relevance", "date"):
            self.by_relevance = value.lower() == "relevance"
        else:
            self.tell(texts.QUERY_BAD_SORT.format(typed=shown(value)))

    def _has(self, value: str) -> None:
        if value.lower() in _HAS:
            self.has.add(value.lower())
        else:
            self.tell(texts.QUERY_BAD_HAS.format(typed=shown(value), known=", ".join(_HAS)))


_FILTERS: Final[Mapping[str, Callable[[_Reading, str], None]]] = {
    "from": _Reading._from,
    "after": _Reading._after,
    "before": _Reading._before,
    "signal": _Reading._signal,
    "stance": _Reading._stance,
    "place": _Reading._place,
    "class": _Reading._class,
    "has": _Reading._has,
    "deleted": _Reading._deleted,
    "story": _Reading._story,
    "sort": _Reading._sort,
}
