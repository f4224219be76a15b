"""The whole way in virtual time, from an empty archive to messages: for ``replay`` and ``demo``."""

import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from bot.clocks import VirtualClock
from bot.delivery.pump import Pump
from bot.delivery.renderer import DeliveryRenderer
from bot.delivery.witness import NoWitness, Told, Witness
from bot.digests import DigestClerk
from bot.feeds.entries import OnLeftOut
from bot.feeds.files import open_feed
from bot.language.kept_forms import user_cache_folder
from bot.model.post import Arrival, Origin
from bot.operations.replaying import REPLAY_CHAT, Stage, default_subscriber
from bot.operations.standing_words import standing_words
from bot.ports import Archive, Messenger
from bot.settings import Settings
from bot.shell.interruption import breakable
from bot.signals.detector import Detector, load_detector
from bot.worker import Worker


def arrivals_of(paths: Sequence[Path | Literal["-"]], on_left_out: OnLeftOut) -> list[Arrival]:
    """All entries of all files, in the files' order, as if they came live (RULES 4). Raises InputError."""
    arrivals: list[Arrival] = []
    with breakable():
        for path in paths:
            with open_feed(path, origin=Origin.LIVE, on_left_out=on_left_out) as feed:
                for batch in feed.batches():
                    arrivals.extend(batch.arrivals)
    return arrivals


async def stage_for(
    archive: Archive,
    settings: Settings,
    start: datetime,
    messenger_at: Callable[[VirtualClock], Messenger],
    witness: Witness | None = None,
    *,
    detector: Detector | None = None,
) -> Stage:
    """Wire the whole way for one subscriber with default settings, at ``start``, which is before the first post.

    It watches the operator's words, as a chat of SUBSCRIBER_CHAT would. ``detector`` is one that is loaded already.
    Raises SettingsError for a bad word.
    """
    clock = VirtualClock(start - timedelta(seconds=1))
    if detector is None:
        with breakable():
            detector = load_detector(settings.watch.signals, cache_folder=user_cache_folder(os.environ))
    await archive.save_subscriber(default_subscriber(clock.now()))
    await archive.set_standing_words(standing_words(settings, [REPLAY_CHAT], now=clock.now()))
    renderer = DeliveryRenderer(archive, detector.gazetteer, clock)
    return Stage(
        archive=archive,
        worker=Worker(archive, detector, clock, alert_max_age=settings.alert_max_age),
        pump=Pump(archive, messenger_at(clock), renderer, clock, witness=witness or NoWitness()),
        clerk=DigestClerk(archive),
        clock=clock,
    )


class Collector(NoWitness):
    """Keeps what was told until somebody takes it."""

    def __init__(self) -> None:
        self._told: list[Told] = []

    def told(self, told: Told) -> None:
        """Keep one message."""
        self._told.append(told)

    def take(self) -> list[Told]:
        """What was told since the last call."""
        taken, self._told = self._told, []
        return taken
