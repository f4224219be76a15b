"""A generated night of one event, as JSON lines of CONTRACTS.md, and other orders in which it may arrive."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model.flag import Side
from tests.nights.sentences import CLAIMS, DENIALS, EVERYDAY, GENERAL_DENIALS, SPOTS, Spot

Line = dict[str, Any]
EVENING = datetime(2024, 3, 9, 18, 0, tzinfo=UTC)
SPEAKERS = ("milblogger_ru", "milblogger_ua", "pmc", "media", "analyst")
MINISTRIES = {Side.RU: "ministry_ru", Side.UA: "ministry_ua"}
COPIES = 40


class Writer:
    """Writes posts into channels; ids rise within a channel, and so do dates."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._last: defaultdict[str, int] = defaultdict(lambda: 100)

    def post(self, channel: str, minutes: float, text: str, channel_class: str, **more: Any) -> Line:
        """A post so many minutes into the evening."""
        self._last[channel] += 1
        line = {"channel": channel, "id": self._last[channel], "date": moment(minutes), "text": text}
        self.lines.append({**line, "title": channel.title(), "class": channel_class, **more})
        return self.lines[-1]

    def edit(self, line: Line, minutes: float, text: str) -> None:
        """The same post with another text."""
        of = {key: line[key] for key in ("channel", "id")}
        self.lines.append({"event": "edit", **of, "date": moment(minutes), "text": text})

    def delete(self, line: Line, minutes: float) -> None:
        """The post is gone."""
        self.lines.append({"event": "delete", "channel": line["channel"], "id": line["id"], "date": moment(minutes)})

    def by_date(self) -> list[Line]:
        """All that was written, as it happened."""
        return sorted(self.lines, key=lambda line: (line["date"], line["channel"], line["id"]))


def moment(minutes: float) -> str:
    """A date of CONTRACTS.md."""
    return (EVENING + timedelta(seconds=round(minutes * 60))).isoformat()


def one_event(seed: int, *, everyday_posts: int = 300) -> list[Line]:
    """5 claims, 40 copies and forwards, 6 edits, a denial and everyday posts, within five hours."""
    chance = random.Random(seed)  # noqa: S311  # an invented night, no secret
    spot, side, writer = chance.choice(SPOTS), chance.choice(list(Side)), Writer()
    claims = _claims(writer, chance, spot)
    copies = [_copy(writer, chance, number, chance.choice(claims), spot) for number in range(COPIES)]
    _edit(writer, chance, claims, copies, spot)
    is_general = chance.random() < 0.5
    language, denial = DENIALS[side]
    text = GENERAL_DENIALS[side] if is_general else denial.format(at=spot.at[language])
    writer.post("vedomstvo", 210 + chance.randrange(30), text, MINISTRIES[side])
    _summary(writer, spot)
    for number in range(everyday_posts):
        text = EVERYDAY[number % len(EVERYDAY)].format(n=10 + number)
        writer.post(f"budni_{number % 30}", number, text, "media")
    return writer.by_date()


def _claims(writer: Writer, chance: random.Random, spot: Spot) -> list[Line]:
    """Five claims in two or three languages; the fourth or the fifth names only the axis."""
    told = [(language, text) for language, texts in CLAIMS.items() for text in texts]
    by_axis = chance.choice((3, 4))
    return [
        writer.post(
            f"golos_{number}",
            number * 40 + chance.randrange(20),
            text.format(at=(spot.on_axis if number == by_axis else spot.at)[language]),
            SPEAKERS[number],
        )
        for number, (language, text) in enumerate(chance.sample(told, 5))
    ]


def _copy(writer: Writer, chance: random.Random, number: int, claim: Line, spot: Spot) -> Line:
    """A forward, or the text again with a frame round it; some leave out where it is."""
    minutes = _minutes(claim) + 1 + chance.randrange(60)
    if number % 4 == 0:
        origin = {"channel": claim["channel"], "id": claim["id"]}
        return writer.post(f"svodka_{number}", minutes, claim["text"], "aggregator", forwarded_from=origin)
    text = claim["text"]
    if number % 5 == 1:
        for where in (*spot.at.values(), *spot.on_axis.values()):
            text = text.replace(f" {where}", "")
    frame = ("‼️ {}", "{}\n\nПодписаться", "⚡️ {}")[number % 3]
    return writer.post(f"svodka_{number}", minutes, frame.format(text), "aggregator")


def _edit(writer: Writer, chance: random.Random, claims: Sequence[Line], copies: Sequence[Line], spot: Spot) -> None:
    """Six edits: two take typos out, one adds where it is, one adds a line, and two take back what was said."""
    founder, *others = claims
    writer.edit(founder, _minutes(founder) + 90, founder["text"].replace(".", "!", 1))
    writer.edit(copies[0], 260, copies[0]["text"] + " ")
    unplaced = next(line for line in copies if spot.at["ru"] not in line["text"] and "forwarded_from" not in line)
    writer.edit(unplaced, 262, f"{unplaced['text']} Это {spot.at['ru']}.")
    writer.edit(others[0], _minutes(others[0]) + 25, others[0]["text"] + "\nОбновлено.")
    writer.edit(chance.choice(claims), 265, "Ждём подтверждения, прежнее убрал.")
    taken_back = chance.choice([line for line in copies[1:] if line is not unplaced])
    writer.edit(taken_back, 266, "Пост убран по просьбе автора.")


def _summary(writer: Writer, spot: Spot) -> None:
    """A post with more places than a story may have: it joins, and founds and bridges nothing (RULES 8)."""
    places = ", ".join(each.at["ru"] for each in SPOTS if each is not spot)
    text = f"К этому часу о прорыве обороны сообщают сразу отовсюду: {spot.at['ru']}, {places}."
    writer.post("itogi_dnya", 200, text, "media")


def _minutes(line: Line) -> float:
    return (datetime.fromisoformat(line["date"]) - EVENING).total_seconds() / 60


def shuffled(lines: Sequence[Line], chance: random.Random) -> list[Line]:
    """Another order of arrival, in which each channel's own lines keep theirs."""
    queues: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        queues[line["channel"]].append(line)
    turns = [channel for channel, queue in queues.items() for _ in queue]
    chance.shuffle(turns)
    rest = {channel: iter(queue) for channel, queue in queues.items()}
    return [next(rest[channel]) for channel in turns]
