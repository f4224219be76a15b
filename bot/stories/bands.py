"""Which texts share a band of their MinHash signatures, in half a kilobyte a text.

The index that comes with rensa takes three kilobytes a text, most of it for lists of one element each.
"""

from array import array
from collections.abc import Iterable
from zlib import crc32

from rensa import RMinHash

PERMUTATIONS, BANDS = 128, 32
_BAND_BYTES = 4 * PERMUTATIONS // BANDS
_SEED = 1
_LEAST_HEADS = 1024


def bands_of(tokens: Iterable[bytes]) -> list[int]:
    """A hash of each band of the tokens' signature; the same in every process."""
    signature = RMinHash(PERMUTATIONS, _SEED)
    signature.update(tokens)
    rows = array("I", signature.digest()).tobytes()
    bands = [rows[at : at + _BAND_BYTES] for at in range(0, len(rows), _BAND_BYTES)]
    return list(map(crc32, bands, range(BANDS)))


class BandIndex:
    """Numbers from 1 on, each with its bands. A hash table whose chains run through arrays.

    The cells of a number lie together: ``number * BANDS`` and on. Cell 0 ends a chain.
    """

    def __init__(self) -> None:
        self._heads = array("I", bytes(4 * _LEAST_HEADS))
        self._next = array("I", bytes(4 * BANDS))
        self._hashes = array("I", bytes(4 * BANDS))
        self._free: list[int] = []

    def add(self, bands: list[int]) -> tuple[int, set[int]]:
        """A number for these bands, and all numbers in that share one of them."""
        if self._free:
            number = self._free.pop()
        else:
            number = len(self._next) // BANDS
            self._next.extend([0] * BANDS)
            self._hashes.extend([0] * BANDS)
            if len(self._next) > len(self._heads):
                self._grow()
        heads, following, hashes, mask = self._heads, self._next, self._hashes, len(self._heads) - 1
        found = set()
        for cell, band in enumerate(bands, number * BANDS):
            first = at = heads[band & mask]
            while at:
                if hashes[at] == band:
                    found.add(at // BANDS)
                at = following[at]
            following[cell], hashes[cell], heads[band & mask] = first, band, cell
        return number, found

    def remove(self, number: int) -> None:
        """Take a number out; it will be given again."""
        heads, following, mask = self._heads, self._next, len(self._heads) - 1
        for cell in range(number * BANDS, (number + 1) * BANDS):
            slot = self._hashes[cell] & mask
            at = heads[slot]
            if at == cell:
                heads[slot] = following[cell]
                continue
            while following[at] != cell:
                at = following[at]
            following[at] = following[cell]
        self._free.append(number)

    def _grow(self) -> None:
        """Twice as many chains; called when no number is free, so that all but the last have their bands."""
        self._heads = array("I", bytes(8 * len(self._heads)))
        heads, following, hashes, mask = self._heads, self._next, self._hashes, len(self._heads) - 1
        for cell in range(BANDS, len(following) - BANDS):
            slot = hashes[cell] & mask
            following[cell], heads[slot] = heads[slot], cell
