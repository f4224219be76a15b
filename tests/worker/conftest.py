"""An empty archive, the real detector, and a worker between them."""

from collections.abc import AsyncIterator

import pytest

from bot.ports import Archive
from bot.signals.detector import Detector, load_detector
from storage.opening import open_archive
from tests.worker.house import House


@pytest.fixture(scope="session")
def detector() -> Detector:
    """The detector is built once: it knows thousands of forms."""
    return load_detector()


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    """An empty archive."""
    opened = await open_archive(":memory:")
    yield opened
    await opened.close()


@pytest.fixture
def house(archive: Archive, detector: Detector) -> House:
    """The worker's surroundings."""
    return House(archive, detector)
