"""What a chat was told of an event: kept in the facts of its alert's row, so that nothing is news twice (RULES 15).

By signal, of which an event holds each once: a story's number is another one when a late post showed that two are one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from bot.model.news import News, Turn
from bot.model.story import Severity, Story, StoryState

_DENIED = frozenset({StoryState.DENIED.value, StoryState.CONTESTED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The states that each signal of an event was told in, the last one last, and the highest severity.

    A phone rang for the signals in ``rung``: they stood in the alert when it came, or a reply told of them.
    """

    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rung: frozenset[str] = frozenset()
    severity: Severity = Severity.LOW

    @classmethod
    def first(cls, stories: Iterable[Story]) -> "Told":
        """What an alert tells that comes when the stories stand so."""
        told = tuple(stories)
        return Told(rung=frozenset(story.signal for story in told)).and_now(told)

    @classmethod
    def of_facts(cls, facts: Mapping[str, object]) -> Self | None:
        """What an alert's facts hold; None for a row that an older program made, which kept nothing."""
        states, rung, severity = (facts.get(name) for name in ("told", "rung", "severity"))
        if not isinstance(states, Mapping) or not isinstance(rung, list) or not isinstance(severity, int):
            return None
        return cls(
            states={str(signal): tuple(map(str, each)) for signal, each in states.items()},
            rung=frozenset(map(str, rung)),
            severity=Severity(severity),
        )

    def facts(self) -> dict[str, object]:
        """The facts to keep, as JSON values."""
        states = {signal: list(each) for signal, each in self.states.items()}
        return {"told": states, "rung": sorted(self.rung), "severity": self.severity.value}

    def and_now(self, stories: Iterable[Story], news: Iterable[News] = ()) -> "Told":
        """This, and how the stories stand now, of which a reply tells the ``news``."""
        states, severity = dict(self.states), self.severity
        turns = {each.story_id: each.turn for each in news}
        rung = set(self.rung)
        for story in stories:
            before = [state for state in states.get(story.signal, ()) if state != story.state.value]
            if story.story_id in turns:
                rung.add(story.signal)
            if turns.get(story.story_id) is Turn.BACK:
                before.insert(0, Turn.BACK.value)
            states[story.signal] = (*before, story.state.value)
            severity = max(severity, story.severity)
        return Told(states=states, rung=frozenset(rung), severity=severity)

    def last(self, story: Story) -> str | None:
        """The state that the story was last told in; None for one that was not told."""
        return self.states[story.signal][-1] if story.signal in self.states else None

    def knows(self, story: Story, *states: StoryState) -> bool:
        """Whether the story was told in any of these states."""
        return any(state.value in self.states.get(story.signal, ()) for state in states)

    def was_back(self, story: Story) -> bool:
        """Whether it was told before that the story is claimed again."""
        return Turn.BACK.value in self.states.get(story.signal, ())

    @property
    def has_denial(self) -> bool:
        """Whether a denial of any story was told."""
        return any(_DENIED & set(states) for states in self.states.values())
