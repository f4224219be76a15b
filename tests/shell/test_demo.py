"""``frontwatch demo``: the night on one screen after the other."""

import re

from tests.shell.conftest import Frontwatch


def test_the_demo_tells_the_night(frontwatch: Frontwatch) -> None:
    outcome = frontwatch("demo")
    assert outcome.status == 0
    assert outcome.err == ""
    assert max(map(len, outcome.out.splitlines())) <= 80
    messages = re.split(r"(?m)^── m", outcome.out.split("── Who wrote")[0])[1:]
    alerts = [message for message in messages if "Why flagged" in message]
    soledar = [alert for alert in alerts if "BREAKTHROUGH" in alert and "Soledar" in alert]
    assert len(soledar) == 1
    assert "claimed" in soledar[0]
    replies = [" ".join(message.split()) for message in messages if "↳ reply to m2" in message]
    assert any("denied at 23:48, 2 h 34 min after the claim" in reply for reply in replies)
    assert any("admitted at 13:05, in softened words" in reply for reply in replies)
    assert len(replies) <= 4
    digests = [message for message in messages if "Digest" in message]
    night = " ".join(digests[1].split())
    assert "21:14 claimed · Frontline blogger" in night
    assert "23:48 denied · Defence ministry, Russia" in night
    day = " ".join(digests[2].split())
    assert "claimed: an admission in softened words · Defence ministry, Russia" in day
    assert "Berkhivka reservoir" in day


def test_the_demo_answers_three_questions(frontwatch: Frontwatch) -> None:
    out = frontwatch("demo").out
    assert out.count("$ frontwatch search") == 3
    answers = re.findall(r"(\d+) of (\d+) posts, newest first", out)
    assert len(answers) == 3
    assert all(int(shown) >= 1 for shown, _ in answers)
