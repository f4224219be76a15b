"""``/help``: what can be asked, by this person."""

from bot.commands.asked import Asked, Means, said
from bot.model.conversation import Answer
from bot.wording import texts


async def help_(means: Means, asked: Asked) -> Answer:
    """``/help``: every command with its meaning; those for administrators are told to administrators."""
    is_admin = means.rules.is_admin(asked.user_id)
    return said("\n\n".join([texts.HELP, *([texts.HELP_FOR_ADMINS] if is_admin else [])]))
