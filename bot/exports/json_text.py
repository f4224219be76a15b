"""JSON as we print it: readable as UTF-8, and harmless on a terminal (pure)."""

import json
import re
from typing import Final

# JSON itself escapes what is below a blank. Above it: DEL and C1, which some terminals obey, the two line ends of
# Unicode, and the marks that turn the direction of reading.
_STEERING: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def json_line(value: object) -> str:
    """``value`` as one line of JSON; what could steer a terminal or break a line is written as an escape."""
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
