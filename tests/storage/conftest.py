"""Every archive of the contract: one in a file, one in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import Archive
from storage.opening import open_archive


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where an archive in a file may lie."""
    return str(tmp_path / "archive.db")


@pytest.fixture(params=["file", "memory"])
async def archive(request: pytest.FixtureRequest, url: str) -> AsyncIterator[Archive]:
    """An empty archive."""
    opened = await open_archive(url if request.param == "file" else ":memory:")
    yield opened
    await opened.close()
