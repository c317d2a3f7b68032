"""Keys of records as an address or a form names them; anything else counts as not chosen."""

from collections.abc import Iterable

# A key of the database has no more digits.
MOST_DIGITS = 18


def key_in(text: str) -> int | None:
    """The key written there, or ``None``."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def keys_in(texts: Iterable[str]) -> set[int]:
    """The keys among ``texts``, each once."""
    return {number for text in texts if (number := key_in(text)) is not None}
