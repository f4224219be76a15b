"""What the readers were told, against what the channels have published."""

from collections import Counter
from datetime import timedelta

from bot.wording import texts
from tests.load.posts import mark
from tests.telegram_server.rooms import What
from tests.torture.asking import ask
from tests.torture.readers import Heard, Reader, chat_id_of
from tests.torture.scene import Scene
from tests.torture.sequels import Step, alerts_of, is_alert, is_right_reply, is_told_at_first, owed_words, replies_of

WRONGS = (
    "alerts lost",
    "alerts sent twice",
    "messages twice",
    "alerts never owed",
    "alerts out of date",
    "edits too soon",
    "replies lost",
    "replies sent twice",
    "replies to a wrong message",
    "replies never owed",
    "digests lost",
    "digests sent twice",
    "blockers not parked",
    "groups not moved",
)

_SOONEST = timedelta(seconds=58)
"""Between two edits of a young alert is a minute (RULES 16), and Telegram's times are whole seconds."""


def told(scene: Scene) -> Counter[str]:
    """What became of alerts, their edits, and replies."""
    found: Counter[str] = Counter()
    for reader in scene.readers.all:
        heard = scene.readers.heard(reader)
        found += _alerts(scene, reader, heard)
        found += _replies(scene, reader, heard)
        found["messages twice"] += len(heard) - len({each.text for each in heard})
    if scene.plan.digests:
        found += _digests(scene)
    if scene.plan.living:
        found += _left_and_moved(scene)
        found["edits too soon"] = _hasty_edits(scene)
    return found


def _alerts(scene: Scene, reader: Reader, heard: list[Heard]) -> Counter[str]:
    found: Counter[str] = Counter()
    for number in scene.publisher.claimed:
        alerts = alerts_of(number, heard)
        found["alerts sent"] += bool(alerts)
        found["alerts sent twice"] += max(0, len(alerts) - 1)
        if reader.has_left:
            continue
        found["alerts owed"] += 1
        found["alerts lost"] += not alerts
        standing = [each for each in alerts if each.chat is reader.chat]
        words = owed_words(scene.publisher.sequels.of[number])
        found["alerts out of date"] += any(word not in each.text for each in standing for word in words)
    alerts = [each for each in heard if is_alert(each)]
    found["alerts never owed"] = sum(not any(mark(n) in each.text for n in scene.publisher.claimed) for each in alerts)
    found["edits of alerts"] = sum(len(each.message.edits) for each in heard)
    return found


def _replies(scene: Scene, reader: Reader, heard: list[Heard]) -> Counter[str]:
    found: Counter[str] = Counter()
    owed: set[int] = set()
    for number, steps in scene.publisher.sequels.of.items():
        for count, step in enumerate(steps, 1):
            if step is Step.COPY:
                continue
            replies = replies_of(number, steps[:count], heard)
            owed.update(map(id, replies))
            at_first = is_told_at_first(number, steps[:count], heard)
            found["turns told by the alert itself"] += at_first
            found["turns told by a reply"] += bool(replies)
            found["replies sent twice"] += max(0, len(replies) + at_first - 1)
            found["turns owed"] += not reader.has_left
            found["replies lost"] += not reader.has_left and not (replies or at_first)
    others = [each for each in heard if not is_alert(each)]
    found["replies never owed"] = sum(id(each) not in owed for each in others)
    found["replies to a wrong message"] = sum(not is_right_reply(each, heard) for each in others)
    return found


def is_digested(scene: Scene) -> bool:
    """Whether the last of the digests was sent, if there are any."""
    return scene.readers.last_slot in (None, *(slot for (slot,) in ask(scene.bot.archive_file, _DIGESTS)))


def _digests(scene: Scene) -> Counter[str]:
    """Each slot's own, as far as the bot lived to see it; the last of them tells what was missed."""
    sent = len(ask(scene.bot.archive_file, _DIGESTS))
    had = sum(each.text.startswith(texts.DIGEST_HEADER) for each in scene.telegram.sent(scene.readers.digested))
    return Counter({"digests sent": had, "digests lost": max(0, sent - had), "digests sent twice": max(0, had - sent)})


_DIGESTS = "SELECT digest_slot FROM outbox WHERE kind = 'digest' AND state = 'sent'"


def _left_and_moved(scene: Scene) -> Counter[str]:
    """The subscribers' states: parked with its reason is who blocked the bot, and active is who moved."""
    rows = ask(scene.bot.archive_file, "SELECT chat_id, state, ifnull(parked_reason, '') FROM subscribers")
    blocker, nomads = scene.readers.blocker, scene.readers.nomads
    is_parked = any(row[:2] == (chat_id_of(blocker.chat), "parked") and "block" in row[2] for row in rows)
    old, new = (tuple(row[1] for row in rows if row[0] == chat_id_of(chat)) for chat in (nomads.chats[0], nomads.chat))
    return Counter({"blockers not parked": not is_parked, "groups not moved": (old, new) != ((), ("active",))})


def _hasty_edits(scene: Scene) -> int:
    hasty = 0
    boxes = [scene.telegram.bot.box, *(channel.box for channel in scene.telegram.world.channels.values())]
    for box in boxes:
        last: dict[int, float] = {}
        for event in box.events:
            (message, *_) = event.messages
            if event.what is not What.EDIT or message.sender is not scene.telegram.bot:
                continue
            at = event.date.timestamp()
            hasty += at - last.get(id(message), 0) < _SOONEST.total_seconds()
            last[id(message)] = at
    return hasty
