"""At the end: what the archive and the readers have against what the server published."""

import time
from collections import Counter

from tests.torture import told
from tests.torture.asking import ask
from tests.torture.scene import Scene


def archived(scene: Scene) -> dict[tuple[str, int], tuple[str, bool]]:
    """Every post by channel and id, as it stands: text, and whether it is known to be deleted."""
    rows = ask(
        scene.bot.archive_file,
        "SELECT c.handle, p.message_id, CAST(p.text AS TEXT), p.deleted_us IS NOT NULL FROM posts_now p "
        "JOIN channels c USING (channel_key) WHERE p.service IS NULL",
    )
    return {(handle, number): (text, bool(gone)) for handle, number, text, gone in rows}


def is_stored(scene: Scene) -> bool:
    """Whether nothing is missing of what can be read at the server."""
    have = {(handle, number) for handle, number in ask(scene.bot.archive_file, _IDS)}
    return all(
        (channel.username, number) in have
        for channel in scene.channels
        for number, message in channel.box.messages.items()
        if message.action is None
    )


def is_settled(scene: Scene, *, but_held: bool = False) -> bool:
    """Whether all that is stored is worked, and all that is owed is sent; ``but_held`` allows for edits that wait."""
    held = _HELD.format(now=round(time.time() * 1e6)) if but_held else "0"
    ((waiting,),) = ask(scene.bot.archive_file, f"SELECT ({_WAITING}) - ({held})")
    return not waiting


def tally(scene: Scene) -> Counter[str]:
    """What went wrong, and what Telegram could not tell; all that must be nothing is named in ``WRONGS``."""
    found: Counter[str] = Counter()
    have = archived(scene)
    published = set()
    for channel in scene.channels:
        assert channel.username is not None
        for number, message in (channel.box.messages | channel.box.deleted).items():
            if message.action is not None:
                continue
            key = (channel.username, number)
            published.add(key)
            found["published"] += 1
            if key not in have:
                found["gone before it was seen" if message.deleted else "lost"] += 1
                continue
            text, known_gone = have[key]
            found["text never published"] += text not in (message.text, *message.versions)
            found["edit not told"] += not message.deleted and text != message.text
            found["deletion not told"] += message.deleted and not known_gone
            found["deleted for nothing"] += known_gone and not message.deleted
    found["never published"] = len(have.keys() - published)
    (found["stored twice"],) = ask(scene.bot.archive_file, _DOUBLES)[0]
    found["stored"] = len(have)
    ((integrity,),) = ask(scene.bot.archive_file, "PRAGMA integrity_check")
    found["damage"] = integrity != "ok"
    return found + told.told(scene)


WRONGS = (
    "lost",
    "stored twice",
    "never published",
    "text never published",
    "deleted for nothing",
    "damage",
    *told.WRONGS,
)


_IDS = "SELECT c.handle, p.message_id FROM posts p JOIN channels c USING (channel_key)"
_WAITING = (
    "SELECT (SELECT count(*) FROM outbox WHERE state = 'waiting')"
    " + (SELECT count(*) FROM changes c LEFT JOIN lanes l ON l.lane = iif(c.urgent, 'urgent', 'bulk')"
    "    WHERE c.position > ifnull(l.position, 0))"
)
_HELD = "SELECT count(*) FROM outbox WHERE state = 'waiting' AND confirmed_version > 0 AND edit_not_before_us > {now}"
_DOUBLES = (
    "SELECT count(*) - (SELECT count(*) FROM (SELECT DISTINCT channel_key, message_id FROM posts))"
    " + (SELECT count(*) - count(DISTINCT post_id) FROM changes WHERE kind = 'post') FROM posts"
)


def figures_of(scene: Scene, found: Counter[str]) -> Counter[str]:
    """All figures of a run: what was done, what befell, and what was found."""
    befell = Counter({f"fault: {name}": count for name, count in scene.befell.items()})
    return Counter(scene.done) + befell + found + Counter(requests=sum(scene.telegram.requests.values()))


def table(figures: Counter[str]) -> str:
    """One figure a line; what must be nothing is named even where it is."""
    return "\n".join(f"{name:32}{count:>9}" for name, count in {**figures, **{w: figures[w] for w in WRONGS}}.items())
