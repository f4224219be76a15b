"""Whatever befalls channels, subscribers and the bot, in any order: see :mod:`tests.fuzzing.whole_way`."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.signals.detector import Detector, load_detector
from tests.fuzzing.whole_way import WholeWay

SLOW = tuple(HealthCheck)


@pytest.fixture(scope="session")
def detector() -> Detector:
    """The detector is built once: it knows thousands of forms."""
    return load_detector()


def live(detector: Detector, *, lives: int, steps: int, always_the_same: bool = False) -> None:
    """So many lives of at most so many steps; new ones each time unless they are to be ``always_the_same``."""
    told = settings(
        max_examples=lives,
        stateful_step_count=steps,
        derandomize=always_the_same,
        database=None,
        deadline=None,
        suppress_health_check=SLOW,
    )
    run_state_machine_as_test(type("AnyLife", (WholeWay,), {"detector": detector}), settings=told)


def test_any_life_comes_out_as_the_model_says(detector: Detector) -> None:
    live(detector, lives=15, steps=25, always_the_same=True)


@pytest.mark.torture
def test_a_thousand_long_lives_come_out_as_the_model_says(detector: Detector) -> None:
    live(detector, lives=1000, steps=60)
