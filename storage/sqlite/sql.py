"""Statements by name: all SQL stands in ``queries/*.sql``, in blocks that begin with ``-- name: xyz``."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).parent
_HEADING = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def load_queries(name: str) -> Mapping[str, str]:
    """The statements of ``queries/<name>.sql`` by their names. Raises ValueError for a name given twice."""
    _, *blocks = _HEADING.split((HERE / "queries" / f"{name}.sql").read_text(encoding="utf-8"))
    queries = dict(zip(blocks[::2], (block.strip() for block in blocks[1::2]), strict=True))
    if len(queries) * 2 != len(blocks):
        raise ValueError(f"queries/{name}.sql gives a name twice")
    return queries


def statements(script: str) -> Iterator[str]:
    """The single statements of a script, so that they can run inside one transaction of ours.

    sqlite3's own ``executescript`` commits whatever transaction is open.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
