"""Character classes in the form that the expression engine reads fastest; they say no more than plain ones do."""

import re

_PLANE = "".join(map(chr, range(0x10000)))
"""Every character that texts are ordinarily made of; nearly all others are pictures."""


def ranges_of(expression: str) -> str:
    """The ranges of the ordinary characters that a class such as ``[^\\W_]`` means, for a class without questions."""
    return "".join(f"{re.escape(run[0])}-{re.escape(run[-1])}" for run in re.findall(f"{expression}+", _PLANE))


def one_of(members: str) -> str:
    """A pattern for one of ``members``, the inside of a class, that searches past others in one step each.

    A class with members beyond the ordinary characters takes a step more for each range of these at every
    letter of a text. So it begins with what is no other ordinary character, which is settled at once, and asks
    only then.
    """
    others = "".join(f"{re.escape(run[0])}-{re.escape(run[-1])}" for run in re.split(f"[{members}]+", _PLANE) if run)
    return f"[^{others}](?<=[{members}])"
