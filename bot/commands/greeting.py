"""``/help``: what can be asked, by this person."""

from collections.abc import Mapping

from bot.commands.asked import Asked, Means, said
from bot.model.conversation import Answer
from bot.wording import texts


async def help_(means: Means, asked: Asked) -> Answer:
    """``/help``: every command with its meaning; those for administrators are told to administrators."""
    blocks = [_listed(texts.HELP_COMMANDS), texts.HELP_SEARCH]
    if means.rules.is_admin(asked.user_id):
        blocks.append(f"{texts.HELP_FOR_ADMINS}\n{_listed(texts.HELP_ADMIN_COMMANDS)}")
    return said("\n\n".join(blocks))


def _listed(commands: Mapping[str, str]) -> str:
    return "\n".join(texts.HELP_COMMAND.format(name=name, meaning=meaning) for name, meaning in commands.items())
