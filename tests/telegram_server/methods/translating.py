"""Translating: the text comes back with the name of its new language before it."""

from typing import Any

from telethon.tl import functions, types

from ..dispatch import Call, Method
from ..errors import RefusedError

MOST_CHARACTERS = 4096
_LANGUAGE_LETTERS = 2


def _translate(call: Call, request: Any) -> Any:
    if len(request.to_lang) != _LANGUAGE_LETTERS:
        raise RefusedError(400, "TO_LANG_INVALID")
    if not request.text:
        raise RefusedError(400, "INPUT_TEXT_EMPTY")
    if any(len(each.text) > MOST_CHARACTERS for each in request.text):
        raise RefusedError(400, "INPUT_TEXT_TOO_LONG")
    return types.messages.TranslateResult(
        result=[types.TextWithEntities(text=f"<{request.to_lang}> {each.text}", entities=[]) for each in request.text]
    )


METHODS = {functions.messages.TranslateTextRequest: Method(_translate, for_bots=False)}
