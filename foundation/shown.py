"""What is approved is what was shown."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from .reason_codes import Reason

FIELD = "shown"
# The field that carries what was unfolded beneath a row.
SEEN = "seen"
# The field that carries what an `EditForm` showed.
MARKS = "shown_values"


class Changed(Exception):
    """What was shown is no longer so, and nothing has been done; it says so to who decides."""

    def __str__(self) -> str:
        return gettext("It has changed meanwhile. Please look once more.")


def fingerprint(*values: object) -> str:
    """A short text that differs where any of the values does, or where two change places.

    Raises ``TypeError`` for what has no plain form, such as a record or a sentence still to be translated.
    """
    return sha256(repr(_plain(values)).encode()).hexdigest()[:16]


def require_same(shown: str, *values: object) -> None:
    """Raise ``Changed`` unless ``shown`` is the fingerprint of these values."""
    if shown != fingerprint(*values):
        raise Changed


def word(key: object, mark: str) -> str:
    """What the form carries of the row ``key``."""
    return f"{key}:{mark}"


def marks_of(data: QueryDict, field: str = FIELD) -> dict[str, str]:
    """``{key: fingerprint}`` of what a form has sent; nonsense is left out."""
    pairs = (text.rpartition(":") for text in data.getlist(field))
    return {key: mark for key, _colon, mark in pairs if key}


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return ("amount", text.rstrip("0").rstrip(".") if "." in text else text)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, str):
        return ("text", str(value))
    if isinstance(value, Reason):
        return ("reason", _plain(value.as_json()))
    if isinstance(value, datetime | date):
        return ("day", value.isoformat())
    if isinstance(value, Mapping):
        return sorted((_plain(key), _plain(each)) for key, each in value.items())
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} has no plain form to be compared by")


def fingerprint_of_form(request: HttpRequest) -> str:
    """Differs where anything typed differs: what is adopted is what was shown."""
    aside = {"csrfmiddlewaretoken", "token", "seen", "adopt", MARKS}
    return fingerprint({n: text for n, text in request.POST.items() if n not in aside})


def is_adoption(request: HttpRequest) -> bool:
    return "adopt" in request.POST and request.POST.get("seen") == fingerprint_of_form(request)
