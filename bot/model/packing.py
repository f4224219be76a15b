"""The words of a post, packed against its text to be kept: an archive needs them to take a post out of its index."""

import zlib
from typing import NamedTuple

_LEVEL = 3
_RAW_DEFLATE = -15
_MEMORY = 5
"""Smaller by a fifth than the fastest level with the most memory, and no slower: clearing that memory took as long."""


class PackedWords(NamedTuple):
    """``data`` is what ``pack`` made of the words beside ``text``, and of use beside that text alone."""

    text: str
    data: bytes


def pack(words: str, text: str | bytes) -> bytes:
    """``words`` deflated with a text as dictionary: mostly references into it, a tenth of the size.

    Raises UnicodeEncodeError for half a surrogate pair in either.
    """
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW_DEFLATE, _MEMORY, zlib.Z_DEFAULT_STRATEGY, _bytes_of(text))
    return packer.compress(words.encode()) + packer.flush()


def unpack(packed: bytes, text: str | bytes) -> str:
    """The words that ``pack`` packed beside the same text."""
    return unpack_bytes(packed, _bytes_of(text)).decode()


def unpack_bytes(packed: bytes, text: bytes) -> bytes:
    """The same as they are packed, in UTF-8."""
    return zlib.decompressobj(_RAW_DEFLATE, text).decompress(packed)


def _bytes_of(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
