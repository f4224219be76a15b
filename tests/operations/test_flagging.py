"""Flags line by line, also where the detector itself fails."""

from dataclasses import dataclass
from typing import cast

from bot.model.flag import Reading
from bot.operations.flagging import flag_lines
from bot.signals.detector import Detector


@dataclass(frozen=True, slots=True)
class FragileDetector:
    """Fails on one word, as a bug would make it."""

    def read(self, text: str, **_: object) -> Reading:
        if "боль" in text:
            raise IndexError("out of range")
        return Reading()


def test_a_text_that_makes_the_detector_fail_is_answered_and_the_next_go_on() -> None:
    lines = ['{"text": "Туман."}', '{"text": "боль"}', '{"text": "Дождь."}']
    answers = list(flag_lines(lines, cast(Detector, FragileDetector())))
    assert [answer.is_good for answer in answers] == [True, False, True]
    assert answers[1].answer == {
        "line": 1,
        "error": "the detector failed on this text: IndexError: out of range",
    }
