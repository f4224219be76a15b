"""What follows a claim: others say it too, copy it, and officials answer; and how that is to be told."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from enum import StrEnum

from bot.wording import texts
from tests.load.posts import mark
from tests.torture.readers import Heard, Readers

MOST_AT_ONCE = 2
"""More turns in one look of the bot's might be told in a reply that only counts the last of them."""

_WHY = texts.ALERT_WHY.partition("{")[0]


class Step(StrEnum):
    """A post that follows a claim."""

    ECHO = "echo"
    """Another says it in their own words: a reply, for it weighs more now, and an edit."""
    COPY = "copy"
    """Another repeats it: an edit alone."""
    DENIAL = "denial"
    ADMISSION = "admission"


SEQUELS = (
    (Step.DENIAL,),
    (Step.COPY, Step.COPY),
    (Step.ECHO, Step.DENIAL),
    (Step.COPY, Step.ADMISSION),
    (Step.ECHO,),
)
"""What follows the claims, in turn. A step comes when all readers were told of what was before it."""

# Our own sentences.
TEXTS = {
    Step.ECHO: "Подтверждаю от себя: у населённого пункта {place} прорвана оборона, "
    "держится только левый фланг, отметка {number}.",
    Step.DENIAL: "Сообщения о прорыве обороны в районе {place} не соответствуют действительности, отметка {number}.",
    Step.ADMISSION: "Чтобы повысить устойчивость обороны, наши подразделения заняли более выгодные рубежи "
    "в районе {place}, отметка {number}.",
}


class Sequels:
    """Which steps of which claims were published, and what the readers have to show for them."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self.of: defaultdict[int, list[Step]] = defaultdict(list)
        """What was published after each claim."""

    def next(self, claimed: Iterable[int], *, unseen: int) -> tuple[int, Step] | None:
        """The next step to publish, if there is one that need not wait; so many the bot has not looked at yet."""
        waiting = {number: step for number in claimed if (step := self.step_after(number)) is not None}
        if not waiting:
            return None
        heard = [self._readers.heard(reader) for reader in self._readers]
        untold = {n for n, steps in self.of.items() if steps and not all(is_told(n, steps, each) for each in heard)}
        for number, step in waiting.items():
            if number not in untold and (step is Step.COPY or unseen < MOST_AT_ONCE):
                return number, step
        return None

    def step_after(self, number: int) -> Step | None:
        """The step that a claim waits for; None where all were published."""
        steps = SEQUELS[number % len(SEQUELS)]
        done = len(self.of[number])
        return steps[done] if done < len(steps) else None


def is_alert(heard: Heard) -> bool:
    """Whether a message is an alert; all others that name places are replies."""
    return _WHY in heard.text


def alerts_of(number: int, heard: Iterable[Heard]) -> list[Heard]:
    """The alerts of a claim among what a reader heard."""
    return [each for each in heard if is_alert(each) and mark(number) in each.text]


def replies_of(number: int, steps: list[Step], heard: list[Heard]) -> list[Heard]:
    """The replies that tell the last of these steps; none without an alert, for that says how the place is called."""
    alerts = alerts_of(number, heard)
    told = f"BREAKTHROUGH {state_after(steps)} · {_place_of(alerts[0])}" if alerts else ""
    return [
        each
        for each in heard
        if alerts and not is_alert(each) and any(line.endswith(told) for line in each.text.splitlines())
    ]


def is_told(number: int, steps: list[Step], heard: list[Heard]) -> bool:
    """Whether the last step was told, if it is one that must be at once."""
    return steps[-1] is Step.COPY or bool(replies_of(number, steps, heard)) or is_told_at_first(number, steps, heard)


def is_told_at_first(number: int, steps: list[Step], heard: list[Heard]) -> bool:
    """Whether the alert came late enough to tell of these turns itself: then there is no reply. Copies are no turns."""
    firsts = [(*each.message.edits, each.text)[0] for each in alerts_of(number, heard)]
    words = owed_words([step for step in steps if step is not Step.COPY])
    return any(all(word in first for word in words) for first in firsts)


def state_after(steps: list[Step]) -> str:
    """How a claim stands after these steps."""
    if Step.ADMISSION in steps:
        return "admitted"
    if Step.DENIAL in steps:
        return "contested" if Step.ECHO in steps else "denied"
    return "claimed"


def owed_words(steps: list[Step]) -> list[str]:
    """What an alert that is up to date says of these steps."""
    counts = Counter(steps)
    sources, copies = 1 + counts[Step.ECHO], counts[Step.COPY]
    words = [f"BREAKTHROUGH {state_after(steps)} "]
    if sources > 1 or copies:
        words.append(texts.counted(texts.STORY_SOURCES, sources))
    if copies:
        words.append(texts.counted(texts.STORY_COPIES, copies))
    return words


def is_right_reply(reply: Heard, heard: list[Heard]) -> bool:
    """Whether it hangs under an alert of which it tells; under none only where one of those stands elsewhere."""
    told = [each for each in heard if is_alert(each) and f" · {_place_of(each)}\n" in f"{reply.text}\n"]
    here = {each.message.id for each in told if each.chat is reply.chat}
    if reply.message.reply_to is None:
        return any(each.chat is not reply.chat for each in told)
    return reply.message.reply_to in here


def _place_of(alert: Heard) -> str:
    return alert.text.splitlines()[0].partition(" · ")[2]
