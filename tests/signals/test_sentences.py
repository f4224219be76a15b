"""Posts of our own, labelled after SIGNALS.md: how well the detector reads what no pack was written for."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.signals.detector import Detector, load_detector

FILES = sorted((Path(__file__).parent / "sentences").glob("*.toml"))
DATE = datetime(2024, 5, 20, 18, 0, tzinfo=UTC)
"""When a post was written that tells no date of its own."""
PRESENT_AT_LEAST, CLAIMED_AT_LEAST = 0.93, 0.94


@pytest.fixture(scope="module")
def detector() -> Detector:
    return load_detector()


def read(detector: Detector, post: dict[str, Any]) -> dict[str, str]:
    """A post's signals and their stances, as the detector tells them."""
    told = post.get("date")
    date = datetime.combine(told, DATE.timetz()) if told is not None else DATE
    reading = detector.read(post["text"], date=date)
    return {flag.signal: flag.stance.value for flag in reading.flags}


def f1(pairs: list[tuple[set[str], set[str]]]) -> float:
    """F1 of what was told against what is true, over all posts together."""
    right = sum(len(true & told) for true, told in pairs)
    return 2 * right / sum(len(true) + len(told) for true, told in pairs)


def claimed(labels: dict[str, str]) -> set[str]:
    return {signal for signal, stance in labels.items() if stance == "claimed"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_posts_never_seen_by_the_packs_are_read_as_a_careful_reader_would(path: Path, detector: Detector) -> None:
    posts = tomllib.loads(path.read_text(encoding="utf-8"))["post"]
    answers = [(post["labels"], read(detector, post)) for post in posts]
    misses = "\n".join(
        f"{true} read as {told}: {post['text']}"
        for post, (true, told) in zip(posts, answers, strict=True)
        if true != told
    )
    assert f1([(set(true), set(told)) for true, told in answers]) >= PRESENT_AT_LEAST, misses
    assert f1([(claimed(true), claimed(told)) for true, told in answers]) >= CLAIMED_AT_LEAST, misses
