"""``frontwatch demo``: the night on one screen after the other."""

import re
from pathlib import Path

from tests.shell.conftest import Frontwatch

TRANSCRIPT = Path(__file__).parents[1] / "demo" / "transcript.txt"
"""What the demo prints, read over by a person: whoever changes a text reads what becomes of the night.

``frontwatch demo > tests/demo/transcript.txt`` writes it anew.
"""


def test_the_demo_prints_its_transcript(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("demo")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out == TRANSCRIPT.read_text(encoding="utf-8")
    assert max(map(len, outcome.out.splitlines())) <= 80


def test_the_night_is_one_living_alert(frontwatch: Frontwatch) -> None:
    messages = re.split(r"(?m)^── (?=m\d)", frontwatch("demo").out.split("── Who wrote")[0])[1:]
    alerts = [message for message in messages if "Why flagged" in message]
    assert [bool(re.search("Soledar|Bakhmut|Berkhivka", alert)) for alert in alerts] == [True, False, False]
    night = [" ".join(message.split()) for message in messages if "↳ reply to m2" in message]
    for reply, told in zip(
        night,
        (
            "2 independent sources",
            "contested · Soledar",
            "«Это не перегруппировка, это бегство",
            "admitted at 13:05, in softened words, 15 h 51 min after the claim",
        ),
        strict=True,
    ):
        assert told in reply
    (deleted,) = [message for message in messages if "deleted the post" in message]
    assert "↳ reply to m5" in deleted


def test_the_demo_answers_three_questions(frontwatch: Frontwatch) -> None:
    out = frontwatch("demo").out
    assert out.count("$ frontwatch search") == 3
    answers = re.findall(r"(\d+) of (\d+) posts, newest first", out)
    assert len(answers) == 3
    assert all(int(shown) >= 1 for shown, _ in answers)
