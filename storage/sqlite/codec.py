"""Records kept as JSON: mentions, messages with their markup, preferences."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.model.flag import Mention, Side, Stance
from bot.model.message import Button, Entity, EntityKind, Message
from bot.model.story import Severity
from bot.model.subscriber import Mute, MuteKind, Preferences
from storage.sqlite.rows import compact_json


def mentions_json(mentions: Iterable[Mention]) -> str:
    """A flag's mentions; what is absent is left out."""
    return compact_json(
        [
            {
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "term": mention.term,
                "stance": mention.stance,
                **({"cue": mention.cue} if mention.cue is not None else {}),
                **({"side": mention.side} if mention.side is not None else {}),
                **({"euphemism": True} if mention.euphemism else {}),
            }
            for mention in mentions
        ]
    )


def mentions_of(stored: str) -> tuple[Mention, ...]:
    """The mentions of a flag."""
    return tuple(
        Mention(
            start=item["start"],
            end=item["end"],
            text=item["text"],
            term=item["term"],
            stance=Stance(item["stance"]),
            cue=item.get("cue"),
            side=Side(item["side"]) if "side" in item else None,
            euphemism=item.get("euphemism", False),
        )
        for item in json.loads(stored)
    )


def messages_json(parts: Iterable[Message]) -> str:
    """Rendered parts; a button's data is bytes, kept as hexadecimal."""
    return compact_json(
        [
            {
                "text": part.text,
                "entities": [[item.kind, item.offset, item.length, item.url] for item in part.entities],
                "buttons": [
                    [[item.label, item.data.hex() if item.data is not None else None, item.url] for item in row]
                    for row in part.buttons
                ],
            }
            for part in parts
        ]
    )


def messages_of(stored: str) -> tuple[Message, ...]:
    """The parts of a delivery."""
    return tuple(
        Message(
            text=part["text"],
            entities=tuple(
                Entity(kind=EntityKind(kind), offset=offset, length=length, url=url)
                for kind, offset, length, url in part["entities"]
            ),
            buttons=tuple(
                tuple(
                    Button(label=label, data=bytes.fromhex(data) if data is not None else None, url=url)
                    for label, data, url in row
                )
                for row in part["buttons"]
            ),
        )
        for part in json.loads(stored)
    )


def facts_of(stored: str) -> Mapping[str, object]:
    """What a renderer needs beside the story."""
    facts: dict[str, object] = json.loads(stored)
    return facts


def preferences_json(preferences: Preferences) -> str:
    """A subscriber's wishes; times of day as ``08:00:00``."""
    return compact_json(
        {
            "signals": None if preferences.signals is None else sorted(preferences.signals),
            "stances": sorted(preferences.stances),
            "least_severity": preferences.least_severity.label,
            "digest_times": [moment.isoformat() for moment in preferences.digest_times],
            "quiet": None if preferences.quiet is None else [moment.isoformat() for moment in preferences.quiet],
            "wakes": None if preferences.wakes is None else preferences.wakes.label,
            "alerts_an_hour": preferences.alerts_an_hour,
            "mutes": [[mute.kind, mute.target, mute.until and mute.until.isoformat()] for mute in preferences.mutes],
            "digest_of_nothing": preferences.digest_of_nothing,
            "translate_to": preferences.translate_to,
            "zone": preferences.zone.key,
        }
    )


def preferences_of(stored: str) -> Preferences:
    """The wishes of a subscriber; what an older program did not keep is as it is by default."""
    kept = {**json.loads(preferences_json(Preferences())), **json.loads(stored)}
    quiet = kept["quiet"]
    return Preferences(
        signals=None if kept["signals"] is None else frozenset(kept["signals"]),
        stances=frozenset(map(Stance, kept["stances"])),
        least_severity=_severity(kept["least_severity"]),
        digest_times=tuple(map(time.fromisoformat, kept["digest_times"])),
        quiet=None if quiet is None else (time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1])),
        wakes=None if kept["wakes"] is None else _severity(kept["wakes"]),
        alerts_an_hour=kept["alerts_an_hour"],
        mutes=tuple(_mute(*mute) for mute in kept["mutes"]),
        digest_of_nothing=kept["digest_of_nothing"],
        translate_to=kept["translate_to"],
        zone=ZoneInfo(kept["zone"]),
    )


def _severity(label: str) -> Severity:
    return Severity[label.upper()]


def _mute(kind: str, target: str, until: str | None) -> Mute:
    return Mute(kind=MuteKind(kind), target=target, until=datetime.fromisoformat(until) if until else None)
