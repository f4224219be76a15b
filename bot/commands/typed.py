"""A typed command taken apart: ``/search@frontwatch_bot прорыв`` (pure)."""

import re
from dataclasses import dataclass

_COMMAND = re.compile(
    r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>[A-Za-z0-9_]{1,32}))?(?:\s+(?P<rest>.*))?\Z", re.DOTALL
)

_STORY_NUMBER = re.compile(r"#?([0-9]{1,9})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command's name in lower case, the bot that it was addressed to by name, and what follows it."""

    name: str
    addressee: str | None
    rest: str

    def is_for(self, username: str) -> bool:
        """Whether it names ``username``, case-blind; a command that names nobody is for whoever hears it."""
        return self.addressee is not None and self.addressee.lower() == username.lower()


def read_story_number(text: str) -> int | None:
    """The number in ``41`` or ``#41``; None for anything else."""
    match = _STORY_NUMBER.match(text)
    return int(match[1]) if match else None


def read_command(text: str) -> Command | None:
    """The command that ``text`` is, or None for other talk."""
    match = _COMMAND.match(text.strip())
    if match is None:
        return None
    return Command(name=match["name"].lower(), addressee=match["bot"], rest=(match["rest"] or "").strip())
