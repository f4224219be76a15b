"""Text of strangers on a terminal (pure)."""

import unicodedata


def harmless(text: str) -> str:
    """``text`` without what could steer a terminal: control characters become blanks, direction marks vanish."""
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs":
        return "\ufffd"
    if category == "Cf" and character != "\u200d":
        return ""
    return character
