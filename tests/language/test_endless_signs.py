"""Signs without end are split into sentences in linear time, like everything else."""

import time

import pytest

from bot.language.clauses import sentences


@pytest.mark.parametrize("signs", [".", "?", "…", ".?", "!.", "\n", "..а", ". "])
def test_splitting_takes_linear_time(signs: str) -> None:
    """Eight times the text costs about eight times the time; squares would cost sixty-four."""
    short, long = (signs * (length // len(signs)) + "а" for length in (5_000, 40_000))

    def seconds(text: str) -> float:
        started = time.process_time()
        sentences(text)
        return time.process_time() - started

    assert min(seconds(long) for _ in range(2)) <= 32 * max(min(seconds(short) for _ in range(3)), 0.0005)
