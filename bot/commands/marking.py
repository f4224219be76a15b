"""Where the words of a question stand in a text, to be shown in bold (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.language.folding import fold
from bot.language.tokens import WORD
from bot.model.query import Words
from bot.wording.letters import ended_after


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in code points."""

    start: int
    end: int


def found_spans(text: str, wanted: Sequence[Words]) -> list[Span]:
    """The stretches of ``text`` that the words and phrases of ``wanted`` match, in order and apart."""
    if not wanted:
        return []
    folded = fold(text)
    words = list(WORD.finditer(folded.text))
    read = [word[0] for word in words]
    runs = sorted({run for each in wanted for phrase in each.runs for run in _runs(read, phrase)})
    spans: list[Span] = []
    for first, last in runs:
        start, end = folded.original_span(words[first].start(), words[last].end())
        end = ended_after(text, end)
        if spans and start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(Span(start, end))
    return spans


def _runs(words: Sequence[str], phrase: Words) -> Iterator[tuple[int, int]]:
    """First and last word of each place where ``phrase`` stands."""
    length = len(phrase.positions)
    beginnings = tuple(phrase.beginnings)
    for first in range(len(words) - length + 1):
        if all(words[first + at] in forms for at, forms in enumerate(phrase.positions)) or (
            beginnings and words[first].startswith(beginnings)
        ):
            yield first, first + length - 1
