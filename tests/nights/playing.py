"""``replay --arrival`` in this process: lines in, what a subscriber gets and the stories out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.clocks import VirtualClock
from bot.delivery.transcript import TranscriptMessenger
from bot.feeds.json_lines import parse_line
from bot.model.post import Arrival, Origin
from bot.model.story import Story
from bot.operations.replaying import moment_of, replay
from bot.operations.transcript import story_told, told_as_json
from bot.ports import Archive, Messenger
from bot.settings import Settings
from bot.shell.staging import Collector, stage_for
from bot.signals.detector import Detector
from storage.opening import open_archive
from tests.nights.one_event import Line

YEARS = timedelta(days=3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What came of a night: the lines of ``replay --json``, and the stories as they stand at its end."""

    lines: list[dict[str, Any]]
    stories: list[Story]

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """The lines of one kind."""
        return [line for line in self.lines if line["kind"] == kind]


def arrivals_in(lines: Sequence[Line]) -> list[Arrival]:
    """What the feed makes of these lines."""
    return [parse_line(json.dumps(line, ensure_ascii=False).encode(), origin=Origin.LIVE) for line in lines]


async def play(lines: Sequence[Line], detector: Detector, settings: Settings) -> Night:
    """Replay the lines as they come into an archive of its own."""
    arrivals = arrivals_in(lines)
    archive = await open_archive(":memory:")
    told: list[dict[str, Any]] = []
    collector = Collector()

    def messenger_at(clock: VirtualClock) -> Messenger:
        return TranscriptMessenger(clock)

    async def keep() -> None:
        told.extend([json.loads(told_as_json(each, await story_told(each, archive))) for each in collector.take()])

    try:
        stage = await stage_for(archive, settings, moment_of(arrivals[0]), messenger_at, collector, detector=detector)
        await replay(arrivals, replace(stage, on_settled=keep))
        return Night(lines=told, stories=await stories_of(archive, moment_of(arrivals[0])))
    finally:
        await archive.close()


async def stories_of(archive: Archive, around: datetime) -> list[Story]:
    """All stories that stand."""
    found = await archive.stories_between(around - YEARS, around + YEARS)
    return [story for story in found if story.merged_into is None and story.posts]
