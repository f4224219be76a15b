"""Nights with other places, channels and words come out like the demo's: the course of things decides."""

from datetime import datetime, timedelta

import pytest

from bot.settings import Settings
from bot.signals.detector import Detector
from tests.nights.playing import play
from tests.nights.whole_night import whole_night

COURSE = [
    ("alert", "m1", "breakthrough", "claimed"),
    ("reply", "m1", "breakthrough", "claimed"),
    ("alert", "m2", "capture", "claimed"),
    ("reply", "m2", "capture", "retracted"),
    ("reply", "m1", "breakthrough", "contested"),
    ("alert", "m3", "withdrawal", "claimed"),
    ("reply", "m1", "breakthrough", "admitted"),
]


@pytest.mark.parametrize("seed", range(8))
async def test_another_night_takes_the_same_course(seed: int, detector: Detector, settings: Settings) -> None:
    night = await play(whole_night(seed), detector, settings)
    alerts = {line["message"]: f"m{number}" for number, line in enumerate(night.of_kind("alert"), start=1)}
    told = [line for line in night.lines if line["kind"] in ("alert", "reply")]
    course = [
        (line["kind"], alerts[line.get("reply_to", line["message"])], line["signal"], line["state"]) for line in told
    ]
    assert course == COURSE
    updates = [(alerts[line["message"]], line["state"]) for line in night.of_kind("update")]
    assert updates[0] == ("m1", "claimed")
    assert ("m1", "contested") in updates
    assert ("m2", "retracted") in updates
    beside, admission = told[-2:]
    assert datetime.fromisoformat(admission["at"]) - datetime.fromisoformat(beside["at"]) < timedelta(minutes=1)
