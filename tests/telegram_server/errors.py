"""How a handler refuses a request, and how a fault cuts a connection."""


class RefusedError(Exception):
    """Telegram's own answer to a request that it does not carry out; told to the client as an ``RpcError``."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message


class CutError(Exception):
    """A fault closes this connection now, without an answer."""


class BadPacketError(Exception):
    """What came over the wire is no MTProto; the connection is closed, as Telegram does it."""


class UnknownKeyError(BadPacketError):
    """A packet is encrypted with a key that the server does not hold; Telegram answers with -404."""
