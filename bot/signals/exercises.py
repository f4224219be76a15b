"""Exercises: what is done to a mock enemy on a training ground has not happened at the front."""

import re

from bot.language.clauses import Sentence

_MOCK_ENEMY = re.compile(
    r"\b(?:условн\w+ (?:противник|враг|неприятел)|умовн\w+ (?:противник|ворог)|mock enemy"
    r"|simulated enemy)|«противник"
)
_NEAR = 400
"""How far around a sentence the exercise is told, in characters."""


def is_of_an_exercise(folded: str, sentence: Sentence) -> bool:
    """Whether the text around a sentence tells of an exercise."""
    return _MOCK_ENEMY.search(folded, max(0, sentence.start - _NEAR), sentence.end + _NEAR) is not None
