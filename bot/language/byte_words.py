"""The folded words of a text as bytes: many times as fast as folding it, for comparing thousands of texts.

Most posts are written in plain Russian, Ukrainian or English letters, of which folding changes nothing but case
and ё. Their words are cut out of a text in an eight-bit alphabet, where case is a table's work. A text that holds
anything else that folding would see through is folded.
"""

import codecs
import re
from functools import lru_cache

from bot.language.dictionaries import APOSTROPHE
from bot.language.folding import KEPT_TEXTS, LONGEST_KEPT, fold, stretches
from bot.language.tokens import index_words, words_of

_SMALL = "абвгдежзийклмнопрстуфхцчшщъыьэюяієґї"
_MARKS = "«»—–…№„“”’‘´′‑‐•·°€£₽\u00a0"
_PICTURE = "★"
"""Stands for every picture: which one it is makes no difference to the words around it."""
_PICTURE_CODE = 0x1C
_ASCII = "".join(map(chr, range(_PICTURE_CODE))) + _PICTURE + "\ufffe" * 3 + "".join(map(chr, range(0x20, 0x80)))
_ALPHABET = (_ASCII + _SMALL + _SMALL.upper() + "ёЁ" + APOSTROPHE + _MARKS).ljust(256, "\ufffe")
_CODE = {letter: bytes([code]) for code, letter in enumerate(_ALPHABET) if letter != "\ufffe"}
_TO_BYTES = codecs.charmap_build(_ALPHABET)
_TEXT_TO_BYTES = codecs.charmap_build(_ALPHABET.replace(APOSTROPHE, "\ufffe"))
"""Without the apostrophe of folded words, which makes a word by itself where a text holds it."""

_CYRILLIC = b"".join(_CODE[letter] for letter in _SMALL)
_LATIN = bytes(range(ord("a"), ord("z") + 1))
_LETTERS = _LATIN + _CYRILLIC
_APOSTROPHES = b"".join(_CODE[sign] for sign in "'’‘`´′" + APOSTROPHE)
_WORD_APOSTROPHE = _CODE[APOSTROPHE]
_HYPHENS = b"".join(_CODE[sign] for sign in "-‐‑")
_RARE_HYPHENS = (_CODE["‐"], _CODE["‑"])
_SEPARATORS = _HYPHENS + b"".join(_CODE[sign] for sign in ".*_~|+=^•·" + _PICTURE)

_PICTURES = (
    "\u2190-\u23ff\u2500-\u2775\u2794-\u2bff\u3030\u303d\U0001f000-\U0001f0ff\U0001f10d-\U0001f12f\U0001f14a-\U0001faff"
)
_SIGNS = "\u200b-\u200e\u2060\u20e3\ufe0f\ufeff"
_INVISIBLE = re.compile(f"[{_SIGNS}]")
_HARMLESS = re.compile(f"[{_PICTURES}{_SIGNS}]+")
_BARED = frozenset("йїЙЇ")
"""Folding takes the mark off such a letter where an invisible sign follows it."""

_OVER_A_LINE = re.compile(b"[" + re.escape(_HYPHENS) + b"] *\n")
_BETWEEN_LETTERS = re.compile(rb"s(?<=ws)s{0,3}(?=w)")
"""Separators that stand between letters, in a text's kinds of characters."""
HIDES_WORDS = re.compile(
    b"[0-9-](?:(?<=[" + _LETTERS + b"]-)(?=[" + _LETTERS + b"])"
    b"|(?<=[0-9])(?:(?<=[" + _LETTERS + b"].)|(?=[" + _LETTERS + b"])))",
    re.DOTALL,
)
"""Where, in a text in bytes, a word stands beside a digit or a hyphen without a blank between."""
_SPACED = re.compile(rb" w w w(?![w0])")
_LOOSE_APOSTROPHE = re.compile(
    b"(?<![" + _CYRILLIC + b"])" + _WORD_APOSTROPHE + b"|" + _WORD_APOSTROPHE + b"(?![" + _LATIN + _CYRILLIC + b"])"
)


def _table(*changes: tuple[bytes, bytes]) -> bytes:
    """A translation of bytes that puts each first of a pair's members in the place of the second's one or ones."""
    table = bytearray(range(256))
    for members, become in changes:
        for member, its in zip(members, become * (len(members) if len(become) == 1 else 1), strict=True):
            table[member] = its
    return bytes(table)


_LOWER = _table(
    (_LATIN.upper(), _LATIN),
    (b"".join(_CODE[letter] for letter in _SMALL.upper()), _CYRILLIC),
    (_CODE["ё"] + _CODE["Ё"], _CODE["е"]),
    (_APOSTROPHES, _WORD_APOSTROPHE),
    (b"\t\r\v\f" + _CODE["\u00a0"], b" "),
)
_SIGNS_OF_ALL = bytes(code for code in range(256) if code not in _LATIN + _CYRILLIC + b"0123456789")
_BLANKS = _table((_SIGNS_OF_ALL, b" "))
_BLANKS_BUT_APOSTROPHE = _table((_SIGNS_OF_ALL, b" "), (_WORD_APOSTROPHE, _WORD_APOSTROPHE))
_KINDS = _table(
    (bytes(range(256)), b"o"),
    (_LATIN + _CYRILLIC + _WORD_APOSTROPHE, b"w"),
    (b"0123456789", b"0"),
    (_SEPARATORS, b"s"),
    (b" \n", b" "),
)
"""Letters, digits, separators, blanks, and others: enough to see that nothing is put into a word."""
_SCRIPTS = _table((bytes(range(256)), b"o"), (_LATIN, b"l"), (_CYRILLIC, b"c"), (b"0", b"0"), (_WORD_APOSTROPHE, b"a"))
_NO_LATIN = bytes(code for code in range(256) if code not in _LATIN)


def byte_words(text: str) -> list[bytes]:
    """What ``words_of(fold(text).text)`` finds, each word in bytes of our own; equal words are equal bytes."""
    plain = plain_bytes(text)
    return [bytes_of(word) for word in words_of(fold(text).text)] if plain is None else words_in(plain)


def words_for_index(text: str) -> str:
    """What ``index_words(text)`` gives, faster; kept for the posts seen last, as watched words ask for it again."""
    return _words_of_post(text) if len(text) <= LONGEST_KEPT else _words_for_index(text)


def plain_bytes(text: str) -> bytes | None:
    """A text in small letters, in bytes of our own; None where folding changes more of its words than that."""
    return _plain_bytes_of_post(text) if len(text) <= LONGEST_KEPT else _plain_bytes(text)


def words_in(plain: bytes) -> list[bytes]:
    """The words of :func:`plain_bytes`, in their order."""
    if _WORD_APOSTROPHE not in plain:
        return plain.translate(_BLANKS).split()
    return _LOOSE_APOSTROPHE.sub(b" ", plain).translate(_BLANKS_BUT_APOSTROPHE).split()


def bytes_of(folded_word: str) -> bytes:
    """A folded word as :func:`byte_words` gives it."""
    try:
        return codecs.charmap_encode(folded_word, "strict", _TO_BYTES)[0]
    except UnicodeEncodeError:
        return folded_word.encode("utf-8", "replace")


def text_of(word: bytes) -> str:
    """A word of :func:`byte_words` as text, where it is written in letters that this alphabet has."""
    return codecs.charmap_decode(word, "replace", _ALPHABET)[0]


def _plain_bytes(text: str) -> bytes | None:
    try:
        lowered = codecs.charmap_encode(text, _PICTURES_ONLY, _TEXT_TO_BYTES)[0].translate(_LOWER)
    except UnicodeEncodeError:
        return None
    return None if _changes_script(lowered) or not _stays_apart(lowered) else lowered


_plain_bytes_of_post = lru_cache(maxsize=KEPT_TEXTS)(_plain_bytes)


def _words_for_index(text: str) -> str:
    plain = plain_bytes(text)
    return index_words(text) if plain is None else text_of(b" ".join(words_in(plain)))


_words_of_post = lru_cache(maxsize=KEPT_TEXTS)(_words_for_index)


def _pictures_only(error: UnicodeError) -> tuple[bytes, int]:
    """Take pictures for one and the same, and leave invisible signs out; anything else only folding can read."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    start, end = error.start, error.end
    pictures = _pictures_in(error.object[start:end])
    if pictures is None or (start and error.object[start - 1] in _BARED and _INVISIBLE.match(error.object, start)):
        raise error
    return pictures, end


@lru_cache(maxsize=4096)
def _pictures_in(signs: str) -> bytes | None:
    """The pictures among these signs; None where there is anything else but invisible ones."""
    if _HARMLESS.fullmatch(signs) is None:
        return None
    return bytes([_PICTURE_CODE]) * len(_INVISIBLE.sub("", signs))


_PICTURES_ONLY = "frontwatch.pictures_only"
codecs.register_error(_PICTURES_ONLY, _pictures_only)


def _changes_script(lowered: bytes) -> bool:
    """Whether a word holds letters of two scripts, or a nought among Cyrillic letters."""
    has_latin, has_zero = bool(lowered.translate(None, _NO_LATIN)), b"0" in lowered
    if not has_latin and not has_zero:
        return False
    scripts = lowered.translate(_SCRIPTS)
    if (has_latin and (b"lc" in scripts or b"cl" in scripts)) or (has_zero and b"c0" in scripts):
        return True
    return _WORD_APOSTROPHE in lowered and (b"cal" in scripts or b"ca0" in scripts)


def _stays_apart(lowered: bytes) -> bool:
    """Whether no word is written with something between its letters, such as a hyphen at the end of a line."""
    if _may_go_over_a_line(lowered) and _OVER_A_LINE.search(lowered):
        return False
    kinds = lowered.translate(_KINDS)
    if b" w w w" in kinds and _SPACED.search(kinds):
        return False
    done = 0
    for found in _BETWEEN_LETTERS.finditer(kinds):
        if found.start() < done:
            continue
        start, end = kinds.rfind(b" ", done, found.start()) + 1 or done, kinds.find(b" ", found.end())
        done = end if end >= 0 else len(kinds)
        if not _is_plain(lowered[start:done]):
            return False
    return True


def _may_go_over_a_line(lowered: bytes) -> bool:
    return b"\n" in lowered and (
        b"-\n" in lowered or b" \n" in lowered or any(hyphen in lowered for hyphen in _RARE_HYPHENS)
    )


@lru_cache(maxsize=16384)
def _is_plain(piece: bytes) -> bool:
    """Whether folding takes nothing out of what stands between two blanks."""
    return not stretches(text_of(_LOOSE_APOSTROPHE.sub(b"'", piece)))
