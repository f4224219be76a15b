"""What an archive holds, asked from outside of the bot that writes it."""

import sqlite3
from pathlib import Path
from typing import Any


def ask(file: Path, question: str) -> list[tuple[Any, ...]]:
    """All rows of an answer."""
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        rows: list[tuple[Any, ...]] = db.execute(question).fetchall()
        return rows
    finally:
        db.close()
