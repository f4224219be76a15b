"""Exercises: what is done to a mock enemy on a training ground has not happened at the front."""

import re

from bot.language.clauses import Sentence

_MOCK_ENEMY = re.compile(
    r"\b(?:условн\w+ (?:противник|враг|неприятел)|умовн\w+ (?:противник|ворог)|mock enemy"
    r"|simulated enemy)|«противник"
)
_STEMS = ("условн", "умовн", "mock enemy", "simulated enemy", "«противник")
"""Of which one stands in all that it finds: looking for each costs less than the expression once."""
_NEAR = 400
"""How far around a sentence the exercise is told, in characters."""


def is_of_an_exercise(folded: str, sentence: Sentence) -> bool:
    """Whether the text around a sentence tells of an exercise."""
    first, last = max(0, sentence.start - _NEAR), sentence.end + _NEAR
    if not any(folded.find(stem, first, last) >= 0 for stem in _STEMS):
        return False
    return _MOCK_ENEMY.search(folded, first, last) is not None
