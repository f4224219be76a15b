"""Whether a post quotes another one, and where (RULES 12).

Who holds another post's text whole, or a long run of it, with a comment around it, passes that post on. It is a
copy of it for a claim that stands inside the quoted words; a claim that stands in the comment is its own.
"""

from difflib import SequenceMatcher

from bot.language.folding import fold
from bot.language.tokens import WORD
from bot.stories.fingerprints import body_of

LEAST_WORDS = 12
"""A shorter run of equal words may be a turn of phrase; a whole text may be as short as half of it."""


def quoted(text: str, original: str) -> tuple[int, int] | None:
    """Where a text holds the words of an original: start and end in code points of the text; None if nowhere.

    The longest run of equal folded words counts, when it is long enough or the whole of the original.
    """
    folded = fold(text)
    found = list(WORD.finditer(folded.text))
    words, wanted = [match[0] for match in found], WORD.findall(fold(body_of(original)).text)
    run = SequenceMatcher(None, words, wanted, autojunk=False).find_longest_match()
    least = min(LEAST_WORDS, max(LEAST_WORDS // 2, len(wanted)))
    if run.size < least:
        return None
    return folded.original_span(found[run.a].start(), found[run.a + run.size - 1].end())


def is_passed_on(text: str, start: int, end: int, original: str) -> bool:
    """Whether what stands from ``start`` to ``end`` in a text, the words of its claim, is quoted from an original."""
    span = quoted(text, original)
    return span is not None and span[0] <= start and end <= span[1]
