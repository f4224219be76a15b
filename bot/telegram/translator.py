"""Telegram's own translation, asked for by the listening account: bots may not (RULES 20)."""

from telethon import errors
from telethon.tl import functions, types

from bot.errors import TranslationError, TranslationPausedError
from bot.telegram.client import Client
from bot.telegram.trouble import error_code, wait_of

_ABOUT_THIS_TEXT = frozenset({"INPUT_TEXT_EMPTY", "INPUT_TEXT_TOO_LONG", "TRANSLATE_REQ_FAILED", "TO_LANG_INVALID"})


class TelegramTranslator:
    """The Translator of ``bot.ports`` over the listening session.

    Source of the errors: https://core.telegram.org/method/messages.translateText
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    async def translate(self, text: str, language: str) -> str:
        """See Translator. A lost connection is a TranslationError: the text may be asked for again."""
        plain = types.TextWithEntities(text=text, entities=[])
        request = functions.messages.TranslateTextRequest(to_lang=language, text=[plain])
        try:
            answer = await self._client(request)
        except errors.RPCError as error:
            raise _told(error) from error
        except OSError as error:
            raise TranslationError(f"Telegram did not answer ({type(error).__name__}).") from error
        if not answer.result or not answer.result[0].text:
            raise TranslationError("Telegram's translation is empty.")
        return str(answer.result[0].text)


def _told(error: errors.RPCError) -> TranslationError:
    code = error_code(error)
    if code in _ABOUT_THIS_TEXT or isinstance(error, errors.ServerError):
        return TranslationError(f"Telegram does not translate this text ({code}).")
    return TranslationPausedError(code, wait_of(error))
