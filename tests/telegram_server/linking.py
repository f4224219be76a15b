"""Devices linked by a QR code: a token that somebody's signed-in app scans."""

from dataclasses import dataclass

from .rooms import Person


@dataclass(slots=True, eq=False)
class Link:
    """A session on its way to be linked: the token that it shows last, and who has scanned one."""

    token: bytes = b""
    scanned_by: Person | None = None
