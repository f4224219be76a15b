"""Reading posts with the packs that ship: folding, matching, stances, and all of it."""

import re
from collections.abc import Callable, Sequence

from benchmarks.measuring import figure, rates, ratio, table_of
from benchmarks.posts import Post
from bot.language.byte_words import words_for_index
from bot.language.clauses import sentences
from bot.language.folding import fold
from bot.signals.detector import load_detector
from bot.signals.loading import load_catalogue
from bot.signals.matching import Match, find_terms
from bot.signals.places import load_gazetteer
from bot.signals.reading import ReadSentence, read_sentence
from bot.signals.rules import Rules
from bot.signals.screening import Screen
from bot.signals.stances import find_cues, judge
from bot.signals.times import Times

_WHOLE = "whole flag: fold, match, stance, places"
_PLAIN_RE = "plain re: an alternation of the packs' words"


def table(posts: Sequence[Post], *, rounds: int) -> str:
    """Posts a second for each step, and next to the plain ways."""
    detector = load_detector()
    measured = rates(
        {
            "fold": lambda post: fold(post.text),
            "fold, and words for the index": lambda post: words_for_index(post.text),
            "match: places, and sentences worth reading": _matching(),
            _WHOLE: lambda post: detector.read(post.text, date=post.date),
            "whole flag, and words for the index": lambda post: (
                words_for_index(post.text),
                detector.read(post.text, date=post.date),
            ),
            _PLAIN_RE: _plain_re(),
            "term in text.casefold(), each of the packs' words": _plain_in(),
        },
        posts,
        rounds=rounds,
    )
    rows = [[name, figure(rate), ratio(rate, measured[_PLAIN_RE])] for name, rate in measured.items()]
    stances, found = _stances(posts, rounds=rounds)
    rows.append([f"stance of a mention (mentions/s, {found} mentions)", figure(stances), ""])
    return table_of("Reading with the packs that ship", ["", "posts/s", "× plain re"], rows)


def _matching() -> Callable[[Post], object]:
    """What decides whether a post is read word by word; its folding is measured with it."""
    gazetteer = load_gazetteer()
    screen = Screen(Rules(load_catalogue()), gazetteer)

    def match(post: Post) -> bool:
        seen = screen.first_look(post.text)
        names_place = seen.may_name_place and bool(gazetteer.occurrences(fold(post.text).text))
        return bool(screen.may_raise(seen, names_place=names_place, in_setting=names_place or seen.may_tell_setting))

    return match


def _terms() -> list[str]:
    return sorted({phrase.replace("=", "") for term in load_catalogue().terms for phrase in term.phrases})


def _plain_re() -> Callable[[Post], object]:
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, _terms())) + r")\b", re.IGNORECASE)
    return lambda post: pattern.findall(post.text)


def _plain_in() -> Callable[[Post], object]:
    terms = [term.casefold() for term in _terms()]

    def look(post: Post) -> list[str]:
        text = post.text.casefold()
        return [term for term in terms if term in text]

    return look


def _stances(posts: Sequence[Post], *, rounds: int) -> tuple[float, int]:
    """How many mentions a second are judged, and how many there were; sentences are read beforehand."""
    rules = Rules(load_catalogue())
    mentions: list[tuple[ReadSentence, Match, Post]] = []
    for post in posts:
        folded = fold(post.text)
        for sentence in sentences(folded.text):
            read = read_sentence(folded, post.text, sentence, rules, [])
            mentions += [(read, match, post) for match in find_terms(read, in_setting=True)]
    measured = rates(
        {"stance": lambda one: judge(one[0], one[1], find_cues(one[0]), Times(one[0], one[2].date))},
        mentions,
        rounds=rounds,
    )
    return measured["stance"], len(mentions)
