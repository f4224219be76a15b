"""What a chat was told of an event: kept in the facts of its alert's row, so that nothing is news twice (RULES 15)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from bot.model.news import News, Turn
from bot.model.story import Severity, Story, StoryState

_DENIED = frozenset({StoryState.DENIED.value, StoryState.CONTESTED.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The states that each story of an event was told in, the last one last, and the highest severity.

    A phone rang for the stories in ``rung``: they stood in the alert when it came, or a reply told of them.
    """

    states: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    rung: frozenset[int] = frozenset()
    severity: Severity = Severity.LOW

    @classmethod
    def first(cls, stories: Iterable[Story]) -> "Told":
        """What an alert tells that comes when the stories stand so."""
        told = tuple(stories)
        return Told(rung=frozenset(story.story_id for story in told)).and_now(told)

    @classmethod
    def of_facts(cls, facts: Mapping[str, object]) -> Self | None:
        """What an alert's facts hold; None for a row that an older program made, which kept nothing."""
        states, rung, severity = (facts.get(name) for name in ("told", "rung", "severity"))
        if not isinstance(states, Mapping) or not isinstance(rung, list) or not isinstance(severity, int):
            return None
        return cls(
            states={int(story_id): tuple(map(str, each)) for story_id, each in states.items()},
            rung=frozenset(map(int, rung)),
            severity=Severity(severity),
        )

    def facts(self) -> dict[str, object]:
        """The facts to keep, as JSON values."""
        states = {str(story_id): list(each) for story_id, each in self.states.items()}
        return {"told": states, "rung": sorted(self.rung), "severity": self.severity.value}

    def and_now(self, stories: Iterable[Story], news: Iterable[News] = ()) -> "Told":
        """This, and how the stories stand now, of which a reply tells the ``news``."""
        states, severity, told = dict(self.states), self.severity, tuple(news)
        for each in told:
            if each.turn is Turn.BACK:
                states[each.story_id] = (Turn.BACK.value, *states[each.story_id])
        for story in stories:
            severity = max(severity, story.severity)
            before = (state for state in states.get(story.story_id, ()) if state != story.state.value)
            states[story.story_id] = (*before, story.state.value)
        return Told(states=states, rung=self.rung | {each.story_id for each in told}, severity=severity)

    def last(self, story: Story) -> str | None:
        """The state that the story was last told in; None for one that was not told."""
        return self.states[story.story_id][-1] if story.story_id in self.states else None

    def knows(self, story: Story, *states: StoryState) -> bool:
        """Whether the story was told in any of these states."""
        return any(state.value in self.states.get(story.story_id, ()) for state in states)

    def was_back(self, story: Story) -> bool:
        """Whether it was told before that the story is claimed again."""
        return Turn.BACK.value in self.states.get(story.story_id, ())

    @property
    def has_denial(self) -> bool:
        """Whether a denial of any story was told."""
        return any(_DENIED & set(states) for states in self.states.values())
