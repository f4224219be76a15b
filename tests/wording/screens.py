"""What a message looks like on a phone: no table wider than its screen, nothing cut in two. And names that try it."""

import re
from collections.abc import Iterator

from rich.cells import cell_len

from bot.model.message import EntityKind, Message, utf16_length

COLUMNS = 40

LETTERS = (
    "👨\u200d👩\u200d👧\u200d👦",
    "👍🏽",
    "🇺🇦",
    "ɐ\u0301\u0302\u0303",
    "\u1112\u1161\u11ab",
    "9\ufe0f\u20e3",
    "ש\u05b8\u05c1",
)
"""Each is one letter to a reader, of signs that stand nowhere else in these tests."""

WORD = "щъвідступъщ"
"""Of ordinary length, and with a beginning and an end that no other word has."""

WIDE = "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"
LONG_WORD = "й" * 300
HOSTILE = (*(letter * 40 for letter in LETTERS), LONG_WORD, WIDE, f"{WORD} " * 30, " ".join(LETTERS) * 12)

_WHOLE = re.compile("|".join(map(re.escape, LETTERS)))
_PIECES = re.compile("[" + "".join(sorted(set("".join(LETTERS)))) + "]")
_CUT_WORD = re.compile("щъ(?!відступъщ)|(?<!щъвідступ)ъщ")
_WORD_JOINER = "\u2060"


def assert_fits_a_phone(message: Message, *, most: int = 4096) -> None:
    """The message can be sent, and looks right: see the two below for what that is."""
    assert message.text.strip()
    assert utf16_length(message.text) <= most
    assert len(message.entities) <= 100
    tables = [covered for kind, covered in _covered(message) if kind is EntityKind.PRE]
    for table in tables:
        assert all(cell_len(line) <= COLUMNS for line in table.split("\n")), table
    prose = message.text
    for table in tables:
        prose = prose.replace(table, "")
    assert_nothing_is_cut(prose)
    for piece in (*tables, *(label.label for row in message.buttons for label in row)):
        assert_no_letter_is_cut(piece)


def assert_nothing_is_cut(text: str) -> None:
    """No letter, and no word of an ordinary length; a column of a table may be too narrow for a word."""
    assert_no_letter_is_cut(text)
    cut = _CUT_WORD.search(text)
    assert cut is None, text[max(0, cut.start() - 60) : cut.end() + 60]


def assert_no_letter_is_cut(text: str) -> None:
    """Beside whole letters there are no pieces of some."""
    rest = _WHOLE.sub("", text.replace(_WORD_JOINER, ""))
    piece = _PIECES.search(rest.replace("9", ""))
    assert piece is None, ascii(rest[max(0, piece.start() - 40) : piece.end() + 40])


def _covered(message: Message) -> Iterator[tuple[EntityKind, str]]:
    """Each entity with its text; it lies in the message, and begins and ends between two letters."""
    units = message.text.encode("utf-16-le")
    inside: set[int] = set()
    for letter in _WHOLE.finditer(message.text):
        start = utf16_length(message.text[: letter.start()])
        inside.update(range(start + 1, start + utf16_length(letter[0])))
    for entity in message.entities:
        end = entity.offset + entity.length
        assert 0 <= entity.offset < end <= len(units) // 2
        assert not {entity.offset, end} & inside, (entity, ascii(message.text))
        yield entity.kind, units[entity.offset * 2 : end * 2].decode("utf-16-le")
