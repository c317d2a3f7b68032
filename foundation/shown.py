"""What was shown is what is approved: one word for all values of a row, asked again under its lock.

A form carries, as ``FIELD``, a word per row: its key and a fingerprint of every value that was shown.
Before the deed the values are read again in the transaction that holds the lock; where the word is
another one, nothing happens for that row.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

from django.utils.translation import gettext

FIELD = "shown"


class Changed(Exception):
    """What was shown is no longer so, and nothing has been done; it says so to who decides."""

    def __str__(self):
        return gettext("It has changed meanwhile. Please look once more.")


def fingerprint(*values):
    """A short text that differs where any of the values does, or where two change places.

    Raises ``TypeError`` for what has no plain form, such as a record or a sentence still to be translated.
    """
    return sha256(repr(_plain(values)).encode()).hexdigest()[:16]


def require_same(shown, *values):
    """Raise ``Changed`` unless ``shown`` is the fingerprint of these values."""
    if shown != fingerprint(*values):
        raise Changed


def word(key, mark):
    """What the form carries of the row ``key``."""
    return f"{key}:{mark}"


def marks_of(data):
    """``{key: fingerprint}`` of what a form has sent; nonsense is left out."""
    pairs = (text.rpartition(":") for text in data.getlist(FIELD))
    return {key: mark for key, _colon, mark in pairs if key}


def _plain(value):
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return ("amount", text.rstrip("0").rstrip(".") if "." in text else text)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return ("text", str(value))
    if isinstance(value, datetime | date):
        return ("day", value.isoformat())
    if isinstance(value, Mapping):
        return sorted((_plain(key), _plain(each)) for key, each in value.items())
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} has no plain form to be compared by")
