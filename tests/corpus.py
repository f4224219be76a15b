"""Where the measuring corpus lies: beside the project, never in it."""

import os
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def corpus_file(name: str) -> Path:
    """A file of the corpus; the test is skipped where there is none, and fails where CI says that there must be."""
    path = CORPUS / name
    if not path.is_file():
        reason = f"needs ../shared/corpus/{name}, which is not in the project"
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must have the corpus: it {reason}")
        pytest.skip(reason)
    return path
