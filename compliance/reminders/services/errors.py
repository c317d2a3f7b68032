"""Two ways to fail that must never be confused: a message is never sent twice (R10.1)."""


class NotDelivered(Exception):
    """The failure proves that nothing arrived: it may be tried again."""


class NoConnection(NotDelivered):
    """The server behind all messages of this kind cannot be reached."""


class Unclear(Exception):
    """It may have arrived: it must not be repeated."""
