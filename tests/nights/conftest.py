"""The detector and the settings that nights are played with."""

from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from bot.signals.detector import Detector, load_detector
from tests.shell.conftest import frontwatch

__all__ = ["frontwatch"]


@pytest.fixture(scope="session")
def detector() -> Detector:
    """The detector is built once: it knows thousands of forms."""
    return load_detector()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Nobody's settings."""
    return load_settings({}, directory=Path(tmp_path_factory.mktemp("settings")))
