"""docs/security.md and docs/reliability.md name tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
LOOKS_NAMED = re.compile(r"`tests/[^`]*::")
TRAP = re.compile(r"^(?:\| (\d+) \| .* \| (.+) \||\*\*(\d+)\.\*\* .+)$", re.MULTILINE)


def read(name: str) -> str:
    """A document of the project."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["security.md", "reliability.md"])
def test_every_promise_names_a_test_that_exists(name: str) -> None:
    promised = NAMED.findall(read(name))
    missing = [
        f"{file}::{test}"
        for file, test in promised
        if not (ROOT / file).exists()
        or not re.search(rf"^ *(?:async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert len(promised) > 20
    assert len(promised) == len(LOOKS_NAMED.findall(read(name)))
    assert missing == []


def test_every_trap_is_held_by_a_test_or_explained() -> None:
    rows = TRAP.findall(read("reliability.md"))
    in_table = {int(number): held for number, held, _ in rows if number}
    explained = {int(number) for _, _, number in rows if number}
    assert sorted(in_table) == list(range(1, 36))
    assert {number for number, held in in_table.items() if not NAMED.search(held)} == explained == {4, 16, 35}
