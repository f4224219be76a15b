"""The server's half of a second password (core.telegram.org/api/srp): it knows a verifier, never the password."""

import hashlib
import os
from typing import Any

from telethon import password
from telethon.tl import types

_G = 3
# The group that Telegram itself uses (core.telegram.org/api/srp); a client takes no other on trust.
_P_BYTES = bytes.fromhex(
    "c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4db"
    "fa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64"
    "2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b41"
    "0dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4"
    "e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf"
    "6f4fadf034b10403119cd8e3b92fcc5b"
)
_P = int.from_bytes(_P_BYTES)
_WIDTH = len(_P_BYTES)


class PasswordCheck:
    """One question for one password, and whether an answer knows it."""

    def __init__(self, word: str) -> None:
        self.algo = types.PasswordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow(
            salt1=os.urandom(16), salt2=os.urandom(16), g=_G, p=_P_BYTES
        )
        self._verifier = pow(_G, int.from_bytes(password.compute_hash(self.algo, word)), _P)
        self._secret = int.from_bytes(os.urandom(_WIDTH))
        multiplier = int.from_bytes(_sha256(_P_BYTES, _wide(_G)))
        self._b = _wide((multiplier * self._verifier + pow(_G, self._secret, _P)) % _P)

    def question(self) -> Any:
        """What ``account.getPassword`` answers."""
        return types.account.Password(
            has_password=True,
            current_algo=self.algo,
            srp_B=self._b,
            srp_id=1,
            new_algo=self.algo,
            new_secure_algo=types.SecurePasswordKdfAlgoUnknown(),
            secure_random=os.urandom(8),
        )

    def is_answered_by(self, answer: Any) -> bool:
        """Whether who sent this InputCheckPasswordSRP knows the password."""
        both = int.from_bytes(_sha256(answer.A, self._b))
        shared = pow(int.from_bytes(answer.A) * pow(self._verifier, both, _P), self._secret, _P)
        group = bytes(one ^ other for one, other in zip(_sha256(_P_BYTES), _sha256(_wide(_G)), strict=True))
        salts = (_sha256(self.algo.salt1), _sha256(self.algo.salt2))
        return bool(_sha256(group, *salts, answer.A, self._b, _sha256(_wide(shared))) == answer.M1)


def _wide(number: int) -> bytes:
    return number.to_bytes(_WIDTH)


def _sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()
