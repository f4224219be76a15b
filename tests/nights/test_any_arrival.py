"""A night in any order of arrival: one alert, few replies, and the same story in the end (RULES 8–10)."""

import json
import random
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model.story import Story, StoryState
from bot.settings import Settings
from bot.signals.detector import Detector
from tests.nights.one_event import Line, Writer, one_event, shuffled
from tests.nights.playing import Night, play
from tests.nights.sentences import CLAIMS, SPOTS
from tests.shell.conftest import Frontwatch

MOST_REPLIES = 3


def facts(story: Story) -> tuple[object, ...]:
    """All that a story tells, but for its number."""
    posts = sorted((post.channel_name, post.message_id, post.role.value, post.stands) for post in story.posts)
    places = (story.place, story.axis)
    return story.signal, story.state, places, story.severity, story.sources, story.copies, posts, story.reasons


def check(night: Night, expected: Story) -> None:
    """What must hold of any order."""
    assert [line["signal"] for line in night.of_kind("alert")] == ["breakthrough"]
    assert len(night.of_kind("reply")) <= MOST_REPLIES
    (story,) = night.stories
    assert facts(story) == facts(expected)


async def in_order(lines: list[Line], detector: Detector, settings: Settings) -> tuple[list[Line], Story]:
    """A night, and its story when it comes as it happened."""
    night = await play(lines, detector, settings)
    (story,) = night.stories
    check(night, story)
    assert story.sources >= 4
    assert story.state is StoryState.CONTESTED
    return lines, story


@pytest.mark.parametrize("seed", range(1, 6))
async def test_a_night_is_one_alert_and_the_same_story(seed: int, detector: Detector, settings: Settings) -> None:
    lines, story = await in_order(one_event(seed, everyday_posts=40), detector, settings)
    chance = random.Random(seed)  # noqa: S311  # a test's order, no secret
    for _ in range(2):
        check(await play(shuffled(lines, chance), detector, settings), story)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(6, 16))
async def test_a_night_is_the_same_in_a_hundred_orders(seed: int, detector: Detector, settings: Settings) -> None:
    """Ten orders of each of ten nights."""
    lines, story = await in_order(one_event(seed), detector, settings)
    chance = random.Random(seed)  # noqa: S311  # a test's order, no secret
    for _ in range(10):
        check(await play(shuffled(lines, chance), detector, settings), story)


def test_the_command_tells_the_same(frontwatch: Frontwatch, tmp_path: Path) -> None:
    lines = shuffled(one_event(1, everyday_posts=40), random.Random(1))  # noqa: S311  # a test's order, no secret
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (tmp_path / "night.jsonl").write_text(text, encoding="utf-8")
    outcome = frontwatch("replay", "night.jsonl", "--json", "--arrival")
    assert outcome.status == 0
    kinds = [line["kind"] for line in outcome.lines]
    assert kinds.count("alert") == 1
    assert kinds.count("reply") <= MOST_REPLIES


async def test_a_month_of_claims_at_one_place_is_many_stories(detector: Detector, settings: Settings) -> None:
    """A claim every four hours never lets a story end by silence; its 36 hours end it (RULES 8)."""
    writer, told = Writer(), [text for texts in CLAIMS.values() for text in texts]
    for number in range(30 * 6):
        language = next(each for each, texts in CLAIMS.items() if told[number % len(told)] in texts)
        text = f"{told[number % len(told)].format(at=SPOTS[0].at[language])} День {number // 6}, пост {number}."
        writer.post(f"golos_{number % 5}", number * 240, text, "milblogger_ru")
    night = await play(writer.by_date(), detector, settings)
    spans = [story.last_claim_at - story.founded_at for story in night.stories]
    assert all(span <= timedelta(hours=36) for span in spans)
    assert 15 <= len(night.stories) <= 60
    assert len(night.of_kind("alert")) == len(night.stories)
