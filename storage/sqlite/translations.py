"""Translations of excerpts, kept with the posts that they are of (RULES 20)."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.model.translation import Excerpt
from storage.sqlite.rows import clean, compact_json, micros
from storage.sqlite.sql import load_queries

_SQL = load_queries("translations")


def of(db: sqlite3.Connection, excerpts: Sequence[Excerpt], language: str) -> Mapping[Excerpt, str]:
    """Those of the excerpts that were translated to ``language`` before."""
    wanted = compact_json([[excerpt.post_id, clean(excerpt.text)] for excerpt in excerpts])
    rows = db.execute(_SQL["of"], {"language": language, "excerpts": wanted})
    known = {(row["post_id"], row["excerpt"]): row["text"] for row in rows}
    return {excerpt: known[key] for excerpt in excerpts if (key := (excerpt.post_id, clean(excerpt.text))) in known}


def keep(db: sqlite3.Connection, excerpt: Excerpt, language: str, text: str, *, now: datetime) -> None:
    """Keep a translation; one that is there already stays. The post may have been pruned meanwhile."""
    row = {
        "post_id": excerpt.post_id,
        "language": language,
        "excerpt": clean(excerpt.text),
        "text": clean(text),
        "translated_us": micros(now),
    }
    db.execute(_SQL["keep"], row)
